//! What platforms post, signed.

mod counted;
pub(crate) mod post;
