//! A family of events that arrives in pieces: an order, its refunds, its edits.

use domain::Timestamp;

use crate::event::Event;
use crate::joined::Joined;
use crate::shopify::family as shopify;
use crate::woocommerce::family as woocommerce;

/// What one body says about a family.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece(Kind);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Kind {
    Shopify(shopify::Told),
    WooCommerce(woocommerce::Told),
    /// An event that needs no other data.
    Whole(Box<Event>),
}

impl From<shopify::Told> for Piece {
    fn from(told: shopify::Told) -> Piece {
        Piece(Kind::Shopify(told))
    }
}

impl From<woocommerce::Told> for Piece {
    fn from(told: woocommerce::Told) -> Piece {
        Piece(Kind::WooCommerce(told))
    }
}

impl From<Event> for Piece {
    fn from(event: Event) -> Piece {
        Piece(Kind::Whole(Box::new(event)))
    }
}

impl Piece {
    /// The name of its family's note; `None` = it needs none.
    pub fn note(&self) -> Option<&str> {
        match &self.0 {
            Kind::Shopify(told) => Some(told.family()),
            Kind::WooCommerce(told) => Some(told.family()),
            Kind::Whole(_) => None,
        }
    }

    /// Joins the piece with its family's note, if there is one. The same pieces lead to the same events, in any order
    /// and even if some arrive twice. An unreadable note counts as missing: versions still decide then.
    pub fn join(&self, known: Option<&str>, received_at: Timestamp) -> Joined {
        let now = received_at.millis().div_euclid(1_000);
        match &self.0 {
            Kind::Shopify(told) => told.join(known, now),
            Kind::WooCommerce(told) => told.join(known, now),
            Kind::Whole(event) => Joined {
                note: None,
                until: event.at,
                events: vec![Event::clone(event)],
            },
        }
    }
}
