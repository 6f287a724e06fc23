//! The suite on the oldest supported version and on the newest Valkey.
//!
//! `scripts/redis-servers` downloads the servers. A machine without them runs these cases on its own redis-server,
//! unless `LIVETILL_TEST_ALL_SERVERS` is set, as in continuous integration.

use std::path::{Path, PathBuf};
use test_servers::Redis;

/// A downloaded server, or else the installed one.
fn fetched(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/redis-servers");
    let binary = folder.join(name);
    if binary.exists() {
        return binary;
    }
    let all_servers = std::env::var_os("LIVETILL_TEST_ALL_SERVERS");
    assert!(
        all_servers.is_none(),
        "there is no {}; run scripts/redis-servers",
        binary.display()
    );
    PathBuf::from("redis-server")
}

pub(crate) fn oldest() -> Redis {
    Redis::of(&fetched("redis-server-6.2"), &[])
}

pub(crate) fn valkey() -> Redis {
    Redis::of(&fetched("valkey-server"), &[])
}

#[test]
fn the_servers_are_what_they_are_called() {
    for (name, server, version) in [
        ("redis-server-6.2", oldest(), "redis_version:6.2"),
        ("valkey-server", valkey(), "valkey_version"),
    ] {
        if fetched(name).is_absolute() {
            assert!(server.ask("INFO server").contains(version), "{name}");
        }
    }
}

mod redis_6_2 {
    ports::store_suite!(crate::factory::OwnServer(super::oldest()));
}

mod newest_valkey {
    ports::store_suite!(crate::factory::NarrowPages(super::valkey()));
}
