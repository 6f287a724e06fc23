//! The commands that share settings.

use super::LAMBDA;

pub(super) const SERVE: &[&str] = &["serve"];
/// What looks after a server looks at its settings as well.
pub(super) const SERVER: &[&str] = &["serve", "doctor"];
pub(super) const LISTENING: &[&str] = &["demo", "serve"];
pub(super) const KEYS_FILE: &[&str] = &["serve", "keys add", "keys list", "keys revoke", "doctor"];
pub(super) const KEYS: &[&str] = &["serve", "keys list", "doctor"];

/// What reads the configuration file.
pub(super) const CONFIGURED: &[&str] = &[
    "serve",
    "import",
    "board",
    "rejects list",
    "rejects replay",
    "rejects drop",
    "keys add",
    "keys list",
    "keys revoke",
    "copy",
    "backup",
    "restore",
    "verify",
    "doctor",
];

/// What opens a store, and logs.
pub(super) const STORE: &[&str] = &[
    "serve",
    "import",
    "board",
    "rejects list",
    "rejects replay",
    "rejects drop",
    "backup",
    "restore",
    "verify",
    "doctor",
    LAMBDA,
];

/// The same without the function, which knows one form of lines only.
pub(super) const LOG_FORMAT: &[&str] = &[
    "serve",
    "import",
    "board",
    "rejects list",
    "rejects replay",
    "rejects drop",
    "backup",
    "restore",
    "verify",
    "doctor",
];

/// What knows the default shop.
pub(super) const SHOP: &[&str] = &[
    "demo",
    "serve",
    "import",
    "board",
    "rejects list",
    "rejects replay",
    "rejects drop",
    "copy",
    "backup",
    "verify",
    "doctor",
    LAMBDA,
];

/// The same without the function, which shows nothing.
pub(super) const SHOWN: &[&str] = &[
    "demo",
    "serve",
    "import",
    "board",
    "rejects list",
    "rejects replay",
    "rejects drop",
    "copy",
    "backup",
    "verify",
    "doctor",
];

/// What knows the default shop, and what makes orders for it.
pub(super) const TIMEZONE: &[&str] = &[
    "demo",
    "serve",
    "import",
    "generate",
    "board",
    "rejects list",
    "rejects replay",
    "rejects drop",
    "copy",
    "backup",
    "verify",
    "doctor",
    LAMBDA,
];

/// What asks a running server, or opens the store and asks itself.
pub(super) const FIGURES: &[&str] = &[
    "board",
    "rejects list",
    "rejects replay",
    "rejects drop",
    "backup",
    "verify",
];

/// What may speak to a server.
pub(super) const CLIENT: &[&str] = &[
    "import",
    "generate",
    "board",
    "top",
    "rejects list",
    "rejects replay",
    "rejects drop",
    "backup",
    "verify",
    "doctor",
];

/// What speaks of one shop.
pub(super) const SHOP_OF: &[&str] = &[
    "import",
    "generate",
    "board",
    "rejects list",
    "rejects replay",
    "rejects drop",
    "backup",
    "verify",
];

pub(super) const REJECTS: &[&str] = &["rejects replay", "rejects drop"];
