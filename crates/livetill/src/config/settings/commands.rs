//! The commands that share settings.

use super::LAMBDA;

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
pub(super) const CONFIGURED: &[&str] = &joined::<22>(&[
    &["serve", "import"],
    SHOWING,
    SHOPS,
    CONNECTING,
    &["keys add", "keys list", "keys revoke", "copy"],
    KEEPING,
]);

/// What opens a store, and logs.
pub(super) const STORE: &[&str] = &joined::<19>(&[LOG_FORMAT, &[LAMBDA]]);

/// The same without the function, which knows one form of lines only.
pub(super) const LOG_FORMAT: &[&str] =
    &joined::<18>(&[&["serve", "import"], SHOWING, SHOPS, CONNECTING, KEEPING]);

/// What knows the default shop.
pub(super) const SHOP: &[&str] = &joined::<15>(&[SHOWN, &[LAMBDA]]);

/// The same without the function, which shows nothing.
pub(super) const SHOWN: &[&str] = &joined::<14>(&[
    &["demo", "serve", "import"],
    SHOWING,
    &["copy", "backup", "verify", "doctor"],
]);

/// What knows the default shop, and what makes orders for it.
pub(super) const TIMEZONE: &[&str] = &joined::<16>(&[SHOP, &["generate"]]);

/// What asks a running server, or opens the store and asks itself.
pub(super) const FIGURES: &[&str] =
    &joined::<14>(&[SHOWING, &["backup", "verify"], SHOPS, CONNECTING]);

/// What may speak to a server.
pub(super) const CLIENT: &[&str] =
    &joined::<18>(&[&["import", "generate", "top", "doctor"], FIGURES]);

/// What speaks of one shop.
pub(super) const SHOP_OF: &[&str] =
    &joined::<11>(&[&["import", "generate"], SHOWING, &["backup", "verify"]]);

pub(super) const REJECTS: &[&str] = &["rejects replay", "rejects drop"];

/// The lists behind each other. It does not compile with another number than there are.
const fn joined<const N: usize>(lists: &[&[&'static str]]) -> [&'static str; N] {
    let mut all = [""; N];
    let (mut list, mut place) = (0, 0);
    while list < lists.len() {
        let mut next = 0;
        while next < lists[list].len() {
            all[place] = lists[list][next];
            (next, place) = (next + 1, place + 1);
        }
        list += 1;
    }
    assert!(place == N);
    all
}
