//! Configuration in two steps: parse (flags and environment by clap, the file by serde), then resolve by precedence:
//! flag, environment, file, default. `settings` lists all settings. Each file here holds the arguments of one concern,
//! its section of the file, and their meaning.

mod access;
mod again;
mod alerts;
mod buffer;
mod cloudwatch;
mod common;
mod connect;
mod digest;
mod digests;
mod environment;
mod file;
mod keys;
mod limits;
mod listen;
mod log;
mod required;
mod resolve;
pub(crate) mod settings;
mod shop;
mod sources;
pub(crate) mod stamp;
mod tls;
mod traces;

pub(crate) use access::{AccessArgs, AccessConfig};
pub(crate) use alerts::AlertArgs;
pub(crate) use buffer::{BufferArgs, BufferSettings};
pub(crate) use cloudwatch::CloudWatchArgs;
pub(crate) use common::CommonArgs;
pub(crate) use connect::SecretArgs;
pub(crate) use digest::DigestPlanArgs;
pub(crate) use digests::digests;
pub(crate) use environment::{Refused, check_environment, read_command};
pub(crate) use file::{DEFAULT, File};
pub(crate) use keys::{
    KeyFile, KeySection, KeySections, KeySources, PlacedKey, bare as bare_keys,
    check_name as check_key_name, entry as key_entry, watch as watch_keys,
};
pub(crate) use listen::Listen;
pub(crate) use log::{LogFormat, LogSettings};
#[cfg(feature = "fuzzing")]
pub(crate) use resolve::resolve_text;
pub(crate) use resolve::{Config, default_shop, take_over};
pub(crate) use shop::{EveryShop, ShopArgs};
pub(crate) use sources::{SourceArgs, SourceSetting};
pub(crate) use stamp::stamp;
pub(crate) use tls::watch as watch_tls;
pub(crate) use traces::TraceArgs;
