//! The suite on one server, Debian's.

use crate::factory::OwnServer;
use crate::server::Server;

ports::store_suite!(OwnServer(Server::start()));
