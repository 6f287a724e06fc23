//! What there is to know of a platform.

use domain::{Rejection, Timestamp};

use crate::family::Piece;
use crate::keep::Keep;
use crate::signature::{Headers, Refusal, Secret};

/// How a platform signs, and what it says.
pub trait Preset: Send + Sync {
    /// Reads a secret as it is configured.
    ///
    /// # Errors
    /// A sentence that says what is wrong with it, and not what it is.
    fn secret(&self, text: &str) -> Result<Secret, String>;

    /// Whether the platform signed these bytes with one of these secrets. Compares in constant time. `now` is in seconds since
    /// 1970, for platforms that sign a time.
    ///
    /// # Errors
    /// Why the delivery is refused. Whoever sent it is told that it is, and not why.
    fn verify(
        &self,
        headers: Headers<'_>,
        body: &[u8],
        secrets: &[Secret],
        now: i64,
    ) -> Result<(), Refusal>;

    /// What a delivery is about, as an unsigned header or the body says; only to choose between readings of a body that cannot be
    /// mistaken for another.
    fn topic(&self, headers: Headers<'_>, body: &[u8]) -> String;

    /// Whether this is what the platform posts without a signature to see that somebody answers.
    fn is_ping(&self, headers: Headers<'_>, body: &[u8]) -> bool {
        let _ = (headers, body);
        false
    }

    /// Reads a body. `received_at` stands in where it names no time.
    ///
    /// # Errors
    /// Why it can't be understood.
    fn read(&self, topic: &str, body: &[u8], received_at: Timestamp) -> Result<Reading, Rejection>;

    /// The parts of a body that any reading may need, and nobody's name, address, mail, phone or note.
    #[doc(hidden)]
    fn kept(&self) -> &'static Keep;
}

/// What a body says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reading {
    /// Nothing of sales.
    Nothing,
    /// Pieces of families of events.
    Pieces(Vec<Piece>),
    /// Order events in the form that this product takes anyway: the JSON text of one, or of a list of them.
    Own(String),
}
