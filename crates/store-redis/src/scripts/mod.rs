//! The Lua scripts. Redis 6.2 has no functions, so these are plain scripts, called by their hash, and sent whole if the
//! server does not know them (any more).

use std::sync::LazyLock;

use redis::{Cmd, Script};

mod constants;

/// A script with its hash.
pub(crate) type Source = LazyLock<Script>;

/// A script's text: the common beginning, then its own parts.
macro_rules! text {
    ($($part:literal),+) => {
        concat!(include_str!("call.lua"), $(include_str!(concat!($part, ".lua"))),+)
    };
}

/// Begins with the constants for this server.
pub(crate) static COMMIT_TEXT: LazyLock<String> = LazyLock::new(|| {
    let parts = text!(
        "page",
        "commit/small",
        "guard",
        "pages",
        "bucket",
        "rejects",
        "commit/compare",
        "commit/plan",
        "commit/ledger",
        "commit/items",
        "commit/days",
        "commit/rest"
    );
    constants::text() + parts
});
pub(crate) static COMMIT: Source = LazyLock::new(|| Script::new(&COMMIT_TEXT));
pub(crate) const ADOPT_TEXT: &str = text!("page", "guard", "pages", "take_items", "adopt");
pub(crate) static ADOPT: Source = LazyLock::new(|| Script::new(ADOPT_TEXT));
pub(crate) const UPGRADE_TEXT: &str =
    text!("page", "guard", "pages", "bucket", "take_items", "upgrade");
pub(crate) static UPGRADE: Source = LazyLock::new(|| Script::new(UPGRADE_TEXT));
pub(crate) const NOTE_TEXT: &str = text!("guard", "note");
pub(crate) static NOTE: Source = LazyLock::new(|| Script::new(NOTE_TEXT));
pub(crate) const SWEEP_TEXT: &str = text!("bucket", "sweep");
pub(crate) static SWEEP: Source = LazyLock::new(|| Script::new(SWEEP_TEXT));
pub(crate) const PACK_DAY_TEXT: &str = text!("guard", "pack_day");
pub(crate) static PACK_DAY: Source = LazyLock::new(|| Script::new(PACK_DAY_TEXT));
pub(crate) const REFILL_TEXT: &str = text!("page", "guard", "pages", "refill");
pub(crate) static REFILL: Source = LazyLock::new(|| Script::new(REFILL_TEXT));
pub(crate) const DROP_REJECTS_TEXT: &str = text!("guard", "rejects", "drop_rejects");
pub(crate) static DROP_REJECTS: Source = LazyLock::new(|| Script::new(DROP_REJECTS_TEXT));
pub(crate) const EXPIRE_REJECTS_TEXT: &str = text!("guard", "rejects", "expire_rejects");
pub(crate) static EXPIRE_REJECTS: Source = LazyLock::new(|| Script::new(EXPIRE_REJECTS_TEXT));
pub(crate) const LEASE_TEXT: &str = include_str!("lease.lua");
pub(crate) static LEASE: Source = LazyLock::new(|| Script::new(LEASE_TEXT));
pub(crate) const ANNOUNCE_TEXT: &str = include_str!("announce.lua");
pub(crate) static ANNOUNCE: Source = LazyLock::new(|| Script::new(ANNOUNCE_TEXT));
pub(crate) const MOMENT_TEXT: &str = include_str!("moment.lua");
pub(crate) static MOMENT: Source = LazyLock::new(|| Script::new(MOMENT_TEXT));

/// A script call: its keys, then its arguments.
pub(crate) struct Call<'a> {
    pub(crate) script: &'static Script,
    /// Its text.
    pub(crate) source: &'static str,
    pub(crate) keys: &'a [&'a str],
    pub(crate) args: &'a [&'a [u8]],
}

/// A call with a single key that owns its parts: its answer is awaited elsewhere.
pub(crate) struct OwnedCall {
    pub(crate) script: &'static Script,
    /// Its text.
    pub(crate) source: &'static str,
    pub(crate) key: String,
    pub(crate) args: [Vec<u8>; 4],
}

impl Call<'_> {
    /// By hash: a few bytes instead of the whole text.
    pub(crate) fn by_hash(&self) -> Cmd {
        self.command("EVALSHA", self.script.get_hash())
    }

    /// By text, which the server then remembers.
    pub(crate) fn by_text(&self) -> Cmd {
        self.command("EVAL", self.source)
    }

    fn command(&self, name: &str, script: &str) -> Cmd {
        // A commit has a megabyte of arguments; reserving room for all of them avoids copies.
        let keys = self.keys.iter().map(|key| key.len());
        let bytes: usize = keys.chain(self.args.iter().map(|arg| arg.len())).sum();
        let count = 3 + self.keys.len() + self.args.len();
        let mut command = Cmd::with_capacity(count, bytes + script.len() + 64);
        command.arg(name).arg(script).arg(self.keys.len());
        for key in self.keys {
            command.arg(*key);
        }
        for arg in self.args {
            command.arg(*arg);
        }
        command
    }
}
