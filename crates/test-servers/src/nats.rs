//! NATS with JetStream.

use tempfile::TempDir;

use crate::stream_servers::servers;
use crate::{Service, free_port};

/// A server for a single test.
pub struct Nats {
    service: Service,
    _folder: TempDir,
}

impl Nats {
    /// An empty server.
    pub fn start() -> Nats {
        let folder = tempfile::tempdir().unwrap();
        let port = free_port();
        let place = folder.path().to_str().unwrap();
        let port_text = port.to_string();
        let arguments = ["-js", "-a", "127.0.0.1", "-p", &port_text, "-sd", place];
        let program = servers().join("nats-server");
        Nats {
            service: Service::start(&program, port, &arguments),
            _folder: folder,
        }
    }

    /// Its port.
    pub fn port(&self) -> u16 {
        self.service.port()
    }
}
