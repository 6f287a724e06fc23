//! The Redis and Valkey store: the article's own keys, exact, from any number of servers at once.
//!
//! A commit is one call of one Lua script that compares and applies (`scripts/commit/`); the answer is "applied", or
//! what is stored instead. Boards are read by one script. This crate's README lists every key with its content, expiry
//! and size.
//!
//! # Addresses
//!
//! `redis://[user:password@]host[:port][/database]`, `redis-cluster://host:port,host:port`,
//! `redis-sentinel://host:port,host:port/primary-name[/database]`; with `rediss` for TLS, and the
//! same with `valkey`. Options follow as `?name=value&…`:
//!
//! | option | default | meaning |
//! |---|---|---|
//! | `connect_timeout` | `5s` | how long connecting may take |
//! | `command_timeout` | `10s` | how long the answer to a command may take |
//! | `wait` | `1` if there are replicas | how many replicas must have a commit before it is acknowledged |
//! | `wait_timeout` | `1s` | how long to wait for them |
//! | `prefix` | none; on a cluster `default` | the default shop's prefix: its keys begin with `{prefix}:` |
//! | `pages` | as the shop began | `narrow`: write figures of items in as few bytes as they need, also in shops that began differently; servers that do not know format 6 then refuse to commit to these shops |
//! | `ca` | the system's | PEM file of the certificate authority |
//! | `cert`, `key` | none | PEM files of the client's certificate and key |
//! | `iam`, `region` | none | log in at ElastiCache by IAM: the name of the cache, `serverless:NAME` for a serverless one, and its region if not that of the environment. The URL has the user and no password |
//! | `sentinel_user`, `sentinel_password` | none | login at the Sentinels |
//!
//! # Guarantees
//!
//! A script runs alone on its server, so a commit is applied whole or not at all, and all expectations are checked in
//! the same step. If a failover loses acknowledged writes, it loses the source positions with them, so sources read
//! them again. If there are replicas, a commit is acknowledged when one of them has it: with Sentinel, in a cluster,
//! and on a server that has ever had a replica, unless `wait` says otherwise.

mod commit;
mod core;
#[cfg(feature = "fuzzing")]
#[doc(hidden)]
pub mod fuzzing;
mod layout;
mod legacy;
mod reads;
mod scripts;
mod servers;
mod store;
mod upkeep;
mod wire;

pub use servers::doctor::{ImpossibleDay, NodeSettings};
pub use servers::missing::MissingKeys;
pub use store::RedisStore;
pub use wire::connection::Connection;
pub use wire::dial::Dialer;
pub use wire::login::Passwords;
pub use wire::url::{IamLogin, Node, StoreUrl, Topology};
