//! Shops in motion: random changes of their orders, the same in every run, and what platforms post about each.

mod shopify;
mod signed;
mod stripe;
mod woo;

pub use self::shopify::ShopifyLife;
pub use self::signed::{Signed, signed};
pub use self::stripe::StripeLife;
pub use self::woo::WooLife;

/// Random numbers, the same in every run.
#[derive(Clone, Debug)]
pub struct Chance(u64);

impl Chance {
    /// Starts a sequence of numbers.
    pub fn new(seed: u64) -> Chance {
        Chance(seed)
    }

    /// A number from 0 up to but excluding this one.
    pub fn below(&mut self, most: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % most
    }

    /// True once in this many.
    pub fn is_one_in(&mut self, most: u64) -> bool {
        self.below(most) == 0
    }
}

/// A post of a platform.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hook {
    /// Its topic.
    pub topic: String,
    /// Its body.
    pub body: Vec<u8>,
}

impl Hook {
    fn new(topic: &str, body: &serde_json::Value) -> Hook {
        Hook {
            topic: topic.to_owned(),
            body: body.to_string().into_bytes(),
        }
    }
}

/// A second as `2026-03-30T12:00:00`, in UTC.
fn utc(second: i64) -> String {
    let at = jiff::Timestamp::from_second(second).unwrap();
    at.strftime("%Y-%m-%dT%H:%M:%S").to_string()
}

fn money(cents: u64) -> String {
    format!("{}.{:02}", cents / 100, cents % 100)
}

fn cents(text: &serde_json::Value) -> u64 {
    text.as_str().unwrap().replace('.', "").parse().unwrap()
}
