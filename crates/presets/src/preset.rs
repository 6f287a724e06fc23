//! The interface to a platform's deliveries.

use domain::{Rejection, Timestamp};

use crate::family::Piece;
use crate::keep::Keep;
use crate::signature::{Headers, Refusal, Secret};

/// How a platform signs deliveries, and what they contain.
pub trait Preset: Send + Sync {
    /// Reads a configured secret.
    ///
    /// # Errors
    /// A sentence that explains what is wrong with it, without showing it.
    fn secret(&self, text: &str) -> Result<Secret, String>;

    /// Checks that the platform signed these bytes with one of these secrets. Compares in constant time. `now` is in
    /// seconds since 1970, for platforms that sign a time.
    ///
    /// # Errors
    /// Why the delivery is refused. The sender learns only that it is refused, not why.
    fn verify(
        &self,
        headers: Headers<'_>,
        body: &[u8],
        secrets: &[Secret],
        now: i64,
    ) -> Result<(), Refusal>;

    /// The topic of a delivery, from an unsigned header or the body. It only selects how to read the body; no body can
    /// be mistaken for another kind.
    fn topic(&self, headers: Headers<'_>, body: &[u8]) -> String;

    /// Whether this is the unsigned test call that the platform posts to see whether the address answers.
    fn is_ping(&self, headers: Headers<'_>, body: &[u8]) -> bool {
        let _ = (headers, body);
        false
    }

    /// Reads a body. `received_at` is used if the body has no time.
    ///
    /// # Errors
    /// Explains why it cannot be understood.
    fn read(&self, topic: &str, body: &[u8], received_at: Timestamp) -> Result<Reading, Rejection>;

    /// The platform's own id of the order or payment of which this body leaves out what the API says, such as how a refund
    /// divides into goods and tax. Only for bodies that could be read.
    fn left_out(&self, topic: &str, body: &[u8]) -> Option<String> {
        let _ = (topic, body);
        None
    }

    /// The id of the event that a body is about, as far as the body says it: it names those that cannot be read.
    fn about(&self, topic: &str, body: &[u8]) -> Option<String> {
        let _ = (topic, body);
        None
    }

    /// The parts of a body that reading may need, without names, addresses, mail, phone numbers or notes.
    #[doc(hidden)]
    fn kept(&self) -> &'static Keep;
}

/// The contents of a body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reading {
    /// Nothing about sales.
    Nothing,
    /// Pieces of families of events.
    Pieces(Vec<Piece>),
    /// Order events in our own format: the JSON text of one, or of a list.
    Own(String),
}
