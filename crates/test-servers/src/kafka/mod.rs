//! Substitutes for Kafka: a broker, librdkafka's mock cluster, and a scripted broker.

mod batch;
mod client;
mod login;
mod played;

use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Child, Command, Stdio};

pub use batch::{Batch, PlayedRecord};
pub use client::Client;
pub use played::Played;

use crate::stream_servers::servers;
use crate::{Service, free_port};

/// A broker for a single test: tansu, with everything in memory.
pub struct Kafka {
    service: Service,
}

impl Kafka {
    /// An empty broker that advertises its own port.
    pub fn start() -> Kafka {
        let port = free_port();
        Kafka::listening(port, port, &[])
    }

    /// A broker that advertises another port, such as that of a proxy.
    pub fn found_at(port: u16, advertised: u16) -> Kafka {
        Kafka::listening(port, advertised, &[])
    }

    /// A broker with further arguments for tansu.
    pub fn listening(port: u16, advertised: u16, more: &[&str]) -> Kafka {
        let scheme = |port: u16| format!("tcp://127.0.0.1:{port}");
        let (listener, advertised) = (scheme(port), scheme(advertised));
        let arguments = [
            "broker",
            "--listener-url",
            &listener,
            "--advertised-listener-url",
            &advertised,
            "--storage-engine",
            "memory://tansu/",
        ];
        let arguments = [&arguments[..], more].concat();
        Kafka {
            service: Service::start(&servers().join("tansu"), port, &arguments),
        }
    }

    /// Its port.
    pub fn port(&self) -> u16 {
        self.service.port()
    }

    /// A connection to it.
    pub fn client(&self) -> Client {
        Client::to(self.port())
    }

    /// The URL of a topic on it.
    pub fn url(&self, topic: &str, options: &str) -> String {
        let port = self.port();
        format!("kafka:{topic}?brokers=127.0.0.1:{port}{options}")
    }
}

/// Puts lines into a partition like most programs: with librdkafka, in batches with this compression.
pub fn put_by_librdkafka(port: u16, topic: &str, partition: i32, compression: &str, lines: &str) {
    let brokers = format!("127.0.0.1:{port}");
    let mut child = Command::new(servers().join("librdkafka"))
        .args(["put", &brokers, topic, &partition.to_string(), compression])
        .stdin(Stdio::piped())
        .spawn()
        .unwrap();
    let mut input = child.stdin.take().unwrap();
    input.write_all(lines.as_bytes()).unwrap();
    drop(input);
    assert!(child.wait().unwrap().success());
}

/// librdkafka's mock cluster. It keeps the newest 5 MB of a partition, and answers requests for missing offsets like
/// real brokers.
pub struct Mock {
    port: u16,
    child: Child,
}

impl Mock {
    /// Partitions of the topic that is created with it.
    pub const PARTITIONS: i32 = 4;

    /// Starts with a topic.
    pub fn start(topic: &str) -> Mock {
        let mut child = Command::new(servers().join("librdkafka"))
            .args(["mock", topic, &Mock::PARTITIONS.to_string()])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut said = String::new();
        let output = child.stdout.take().unwrap();
        BufReader::new(output).read_line(&mut said).unwrap();
        let port = said.trim().parse().unwrap();
        Mock { port, child }
    }

    /// The port of its broker.
    pub fn port(&self) -> u16 {
        self.port
    }
}

impl Drop for Mock {
    fn drop(&mut self) {
        drop(self.child.stdin.take());
        let _ = self.child.wait();
    }
}
