//! What a shop is.

/// What the platform says of the shop that the credentials are for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct About {
    /// What the shop calls itself.
    pub name: String,
    /// Where it is, such as `acme.myshopify.com` or `https://harbor.example.com`; Stripe's is the account's id. It never holds a
    /// secret, and two accounts never have one of these in common.
    pub address: String,
    /// The IANA name of the time zone by which the platform's own reports have their days; `None` = the platform names none that
    /// has such a name, and people have to say it.
    pub timezone: Option<String>,
    /// The currency of its figures, ISO 4217 in capitals.
    pub currency: String,
    /// How many days back orders are told; `None` = all of them.
    pub reach_days: Option<u32>,
    /// What works, and will surprise somebody.
    pub concerns: Vec<Concern>,
}

/// Something that works, and will surprise somebody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Concern {
    /// A stable word, such as `only_60_days`.
    pub code: &'static str,
    /// What it is and what to do, for people: whole sentences.
    pub text: String,
}
