//! The commands that share settings.

use super::LAMBDA;

/// Lists behind each other.
macro_rules! joined {
    ($lists:expr) => {{
        const LISTS: &[&[&str]] = &$lists;
        &joined::<{ total(LISTS) }>(LISTS)
    }};
}

pub(super) const SERVE: &[&str] = &["serve"];
/// What looks after a server looks at its settings as well.
pub(super) const SERVER: &[&str] = &["serve", "doctor"];
/// What keeps secrets of platforms.
pub(super) const SECRETS: &[&str] = &["serve", "connect", "disconnect", "reconcile"];
pub(super) const LISTENING: &[&str] = &["demo", "serve"];
pub(super) const KEYS_FILE: &[&str] = &["serve", "keys add", "keys list", "keys revoke", "doctor"];
pub(super) const KEYS: &[&str] = &["serve", "keys list", "doctor"];

/// What shows or mends figures.
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
/// What says which shops there are.
const SHOPS: &[&str] = &["shops add", "shops list", "shops remove"];
/// What connects shops with platforms.
const CONNECTING: &[&str] = &["connect", "disconnect"];
/// What looks after a store as a whole.
const KEEPING: &[&str] = &["backup", "restore", "verify", "doctor"];

/// What reads the configuration file.
pub(super) const CONFIGURED: &[&str] = joined!([
    &["serve", "import"],
    SHOWING,
    SHOPS,
    CONNECTING,
    &["keys add", "keys list", "keys revoke", "copy"],
    KEEPING,
]);

/// What opens a store, and logs.
pub(super) const STORE: &[&str] = joined!([LOG_FORMAT, &[LAMBDA]]);

/// The same without the function, which knows one form of lines only.
pub(super) const LOG_FORMAT: &[&str] =
    joined!([&["serve", "import"], SHOWING, SHOPS, CONNECTING, KEEPING]);

/// What knows the default shop.
pub(super) const SHOP: &[&str] = joined!([SHOWN, &[LAMBDA]]);

/// The same without the function, which shows nothing.
pub(super) const SHOWN: &[&str] = joined!([
    &["demo", "serve", "import"],
    SHOWING,
    &["copy", "backup", "verify", "doctor"],
]);

/// What knows the default shop, and what makes orders for it.
pub(super) const TIMEZONE: &[&str] = joined!([SHOP, &["generate"]]);

/// What asks a running server, or opens the store and asks itself.
pub(super) const FIGURES: &[&str] = joined!([SHOWING, &["backup", "verify"], SHOPS, CONNECTING]);

/// What may speak to a server.
pub(super) const CLIENT: &[&str] = joined!([&["import", "generate", "top", "doctor"], FIGURES]);

/// What speaks of one shop.
pub(super) const SHOP_OF: &[&str] =
    joined!([&["import", "generate"], SHOWING, &["backup", "verify"]]);

pub(super) const REJECTS: &[&str] = &["rejects replay", "rejects drop"];

/// How many there are in some lists.
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
