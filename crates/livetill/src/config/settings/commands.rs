//! Groups of commands that share settings.

use super::LAMBDA;

/// Concatenates lists.
macro_rules! joined {
    ($lists:expr) => {{
        const LISTS: &[&[&str]] = &$lists;
        &joined::<{ total(LISTS) }>(LISTS)
    }};
}

pub(super) const SERVE: &[&str] = &["serve"];
/// Commands that run a server, or check its settings.
pub(super) const SERVER: &[&str] = &["serve", "doctor"];
/// Commands that keep secrets of platforms.
pub(super) const SECRETS: &[&str] = &["serve", "connect", "disconnect", "reconcile"];
pub(super) const LISTENING: &[&str] = &["demo", "serve"];
pub(super) const KEYS_FILE: &[&str] = &["serve", "keys add", "keys list", "keys revoke", "doctor"];
pub(super) const KEYS: &[&str] = &["serve", "keys list", "doctor"];

/// Commands that show or fix figures.
const SHOWING: &[&str] = &[
    "board",
    "report",
    "export",
    "digest",
    "rejects list",
    "rejects replay",
    "rejects drop",
    "rates import",
    "reconcile",
];
/// Commands that manage shops.
const SHOPS: &[&str] = &["shops add", "shops list", "shops remove"];
/// Commands that connect shops with platforms.
const CONNECTING: &[&str] = &["connect", "disconnect"];
/// Commands that maintain a store as a whole.
const KEEPING: &[&str] = &["backup", "restore", "verify", "doctor"];

/// Commands that read the configuration file.
pub(super) const CONFIGURED: &[&str] = joined!([
    &["serve", "import"],
    SHOWING,
    SHOPS,
    CONNECTING,
    &["keys add", "keys list", "keys revoke", "copy"],
    KEEPING,
]);

/// Commands that open a store, and log.
pub(super) const STORE: &[&str] = joined!([LOG_FORMAT, &[LAMBDA]]);

/// Like [`STORE`] without the function, which has only one log format.
pub(super) const LOG_FORMAT: &[&str] =
    joined!([&["serve", "import"], SHOWING, SHOPS, CONNECTING, KEEPING]);

/// Commands that know the default shop.
pub(super) const SHOP: &[&str] = joined!([SHOWN, &[LAMBDA]]);

/// Like [`SHOP`] without the function, which shows nothing.
pub(super) const SHOWN: &[&str] = joined!([
    &["demo", "serve", "import"],
    SHOWING,
    &["copy", "backup", "verify", "doctor"],
]);

/// Commands that know the default shop, or make orders for it.
pub(super) const TIMEZONE: &[&str] = joined!([SHOP, &["generate"]]);

/// Commands that ask a running server, or open the store themselves.
pub(super) const FIGURES: &[&str] = joined!([SHOWING, &["backup", "verify"], SHOPS, CONNECTING]);

/// Commands that may talk to a server.
pub(super) const CLIENT: &[&str] = joined!([&["import", "generate", "top", "doctor"], FIGURES]);

/// Commands that concern one shop.
pub(super) const SHOP_OF: &[&str] =
    joined!([&["import", "generate"], SHOWING, &["backup", "verify"]]);

pub(super) const REJECTS: &[&str] = &["rejects replay", "rejects drop"];

/// The total length of some lists.
const fn total(lists: &[&[&str]]) -> usize {
    let mut total = 0;
    let mut list = 0;
    while list < lists.len() {
        total += lists[list].len();
        list += 1;
    }
    total
}

const fn joined<const N: usize>(lists: &[&[&'static str]]) -> [&'static str; N] {
    let mut all = [""; N];
    let (mut list, mut place, mut at) = (0, 0, 0);
    while list < lists.len() {
        if place < lists[list].len() {
            all[at] = lists[list][place];
            place += 1;
            at += 1;
        } else {
            list += 1;
            place = 0;
        }
    }
    all
}
