//! What platforms post, signed.

pub(crate) mod post;
