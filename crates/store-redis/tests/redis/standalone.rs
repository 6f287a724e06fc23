//! The suite on one server, Debian's.

use test_servers::Redis;

use crate::factory::OwnServer;

ports::store_suite!(OwnServer(Redis::start()));

/// The same with every order in its longer form.
mod rich {
    use ports::suite::Rich;

    use super::{OwnServer, Redis};

    ports::store_suite!(Rich(OwnServer(Redis::start())));
}
