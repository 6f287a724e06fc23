//! Who may do what.
//!
//! A server without keys is *open*: it may be reached from its own machine only, which whoever
//! starts it has to see to. As soon as it has a key it asks everybody who he is, and never becomes
//! open again by losing its last one.
//!
//! A key is 256 random bits, so it cannot be guessed, and a plain SHA-256 of it is enough to keep:
//! slow password hashes make guessing what people think up expensive, and here there is nothing to
//! think up. What is kept opens nothing. Programs send the key with each request; browsers send it
//! once and get a cookie for it.
//!
//! [`Role`] decides and [`Key`] is what is decided on; both are pure. `Keyring` holds the keys of
//! now, `Sessions` who is signed in. `Guard` stands before each group of routes and passes on
//! who it let in as an `Identity`.

mod access;
mod credentials;
mod guard;
mod hosts;
mod identity;
mod key;
mod keyring;
mod limits;
mod role;
mod sessions;

pub use access::{Access, AccessSettings};
pub use key::{InvalidKey, Key, KeyHash, SecretKey};
pub use limits::LimitSettings;
pub use role::Role;

pub(crate) use credentials::{SESSION_COOKIE, is_https};
pub(crate) use guard::{Guard, guard};
pub(crate) use identity::Identity;
pub(crate) use role::{Permission, Scope};
