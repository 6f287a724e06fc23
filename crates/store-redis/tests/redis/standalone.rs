//! The suite on one server, Debian's.

use crate::factory::OwnServer;
use crate::server::Server;

ports::store_suite!(OwnServer(Server::start()));

/// The same with every order in its longer form.
mod rich {
    use ports::suite::Rich;

    use super::{OwnServer, Server};

    ports::store_suite!(Rich(OwnServer(Server::start())));
}
