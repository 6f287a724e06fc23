//! Access control: who may do what.
//!
//! A server without keys is *open*. Only its own machine may reach it, and its operator must make sure of that. From
//! the first key on it asks every sender for one, and losing the last key does not open it again.
//!
//! A key is 256 random bits, so it cannot be guessed, and storing its plain SHA-256 is enough: slow password hashes
//! protect secrets that people think up, and these are not. The stored hash gives no access. Programs send the key with
//! each request; browsers send it once and get a cookie.
//!
//! [`Role`] and [`Key`] hold the rules; both are pure. `Keyring` holds the current keys, `Sessions` the signed-in
//! browsers. `Guard` checks each group of routes and passes the sender on as an `Identity`.

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
