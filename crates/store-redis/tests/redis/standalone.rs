//! The suite on a single server, the one from Debian.

use test_servers::Redis;

use crate::factory::{NarrowPages, OwnServer};

ports::store_suite!(OwnServer(Redis::start()));

/// The same with every order in its longer form and with narrow pages.
mod rich {
    use ports::suite::Rich;

    use super::{NarrowPages, Redis};

    ports::store_suite!(Rich(NarrowPages(Redis::start())));
}
