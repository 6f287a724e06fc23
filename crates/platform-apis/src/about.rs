//! Basic facts about a shop.

/// What the platform reports about the shop that the credentials belong to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct About {
    /// The shop's own name.
    pub name: String,
    /// Its address, such as `acme.myshopify.com` or `https://harbor.example.com`; for Stripe, the account's id. It
    /// never holds a secret, and no two accounts share one.
    pub address: String,
    /// The IANA name of the time zone that the platform's own reports use for days. `None` = the platform names no such
    /// zone, and the user has to choose one.
    pub timezone: Option<String>,
    /// The currency of its figures, ISO 4217 in capitals.
    pub currency: String,
    /// How many days back the API returns orders; `None` = all of them.
    pub reach_days: Option<u32>,
    /// Things that work, but may surprise people.
    pub concerns: Vec<Concern>,
}

/// Something that works, but may surprise people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Concern {
    /// A stable word, such as `only_60_days`.
    pub code: &'static str,
    /// What it is and what to do, for people: full sentences.
    pub text: String,
}
