//! Substitutes for Kinesis.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use aws_sdk_kinesis::Client;
use aws_sdk_kinesis::primitives::Blob;
use tokio::runtime::Runtime;

use crate::{Service, free_port, wait_until};

/// A Kinesis for a single test.
pub struct Kinesis {
    service: Service,
    client: Client,
    runtime: Runtime,
}

/// The folder of the pinned servers, which are installed if missing.
pub(crate) fn servers() -> PathBuf {
    let own = Path::new(env!("CARGO_MANIFEST_DIR"));
    let output = Command::new(own.join("../../scripts/aws-servers"))
        .stderr(Stdio::inherit())
        .output()
        .unwrap();
    assert!(output.status.success(), "scripts/aws-servers failed");
    String::from_utf8(output.stdout).unwrap().trim().into()
}

impl Kinesis {
    /// An empty Kinesalite.
    pub fn kinesalite() -> Kinesis {
        Kinesis::kinesalite_by(&[])
    }

    /// A Kinesalite started by a command, such as `env` with settings of Node.js.
    pub fn kinesalite_by(command: &[&str]) -> Kinesis {
        let port = free_port();
        let port_text = port.to_string();
        let args = [
            "--port",
            &port_text,
            "--shardLimit",
            "100",
            "--createStreamMs",
            "10",
        ];
        let args = [&args[..], &["--updateStreamMs", "50"]].concat();
        let program = servers().join("kinesalite");
        let line = [command, &[program.to_str().unwrap()], &args].concat();
        Kinesis::at(Service::start(Path::new(line[0]), port, &line[1..]))
    }

    /// An empty Moto server.
    pub fn moto() -> Kinesis {
        let port = free_port();
        let args = ["-H", "127.0.0.1", "-p", &port.to_string()];
        Kinesis::at(Service::start(&servers().join("moto_server"), port, &args))
    }

    fn at(service: Service) -> Kinesis {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .unwrap();
        Kinesis {
            client: Kinesis::client(service.port()),
            service,
            runtime,
        }
    }

    /// A connection to the server at a port.
    pub fn client(port: u16) -> Client {
        let endpoint = format!("http://127.0.0.1:{port}");
        let config = aws_sdk_kinesis::Config::builder()
            .behavior_version_latest()
            .region(aws_sdk_kinesis::config::Region::new("us-east-1"))
            .endpoint_url(endpoint)
            .credentials_provider(aws_sdk_kinesis::config::Credentials::new(
                "test", "test", None, None, "test",
            ))
            .http_client(aws_smithy_http_client::Builder::new().build_http())
            .build();
        Client::from_conf(config)
    }

    /// Its port.
    pub fn port(&self) -> u16 {
        self.service.port()
    }

    /// The URL of a stream on it.
    pub fn url(&self, stream: &str, options: &str) -> String {
        let port = self.port();
        format!("kinesis:{stream}?endpoint=http://127.0.0.1:{port}{options}")
    }

    /// Creates a stream with this many shards.
    pub fn create(&self, stream: &str, shards: i32) {
        let request = self.client.create_stream().stream_name(stream);
        let created = self.runtime.block_on(request.shard_count(shards).send());
        created.unwrap();
        self.wait_until_active(stream);
    }

    fn wait_until_active(&self, stream: &str) {
        wait_until("the stream is active", || {
            let request = self.client.describe_stream_summary().stream_name(stream);
            let answer = self.runtime.block_on(request.send()).unwrap();
            let summary = answer.stream_description_summary().unwrap();
            summary.stream_status().as_str() == "ACTIVE"
        });
    }

    /// The shards with their parents.
    pub fn shards(&self, stream: &str) -> BTreeMap<String, Option<String>> {
        let request = self.client.list_shards().stream_name(stream);
        let answer = self.runtime.block_on(request.send()).unwrap();
        let shards = answer.shards().iter();
        let shard = |shard: &aws_sdk_kinesis::types::Shard| {
            let parent = shard.parent_shard_id().map(str::to_owned);
            (shard.shard_id().to_owned(), parent)
        };
        shards.map(shard).collect()
    }

    /// Splits a shard in the middle of its keys.
    pub fn split(&self, stream: &str, shard: &str) {
        let request = self.client.list_shards().stream_name(stream);
        let answer = self.runtime.block_on(request.send()).unwrap();
        let found = answer.shards().iter().find(|it| it.shard_id() == shard);
        let range = found.unwrap().hash_key_range().unwrap();
        let bound = |text: &str| text.parse::<u128>().unwrap();
        let (first, last) = (
            bound(range.starting_hash_key()),
            bound(range.ending_hash_key()),
        );
        let middle = first + (last - first) / 2;
        let request = self
            .client
            .split_shard()
            .stream_name(stream)
            .shard_to_split(shard);
        let request = request.new_starting_hash_key(middle.to_string());
        self.runtime.block_on(request.send()).unwrap();
        self.wait_until_active(stream);
    }

    /// Merges two neighbouring shards.
    pub fn merge(&self, stream: &str, shard: &str, neighbour: &str) {
        let request = self.client.merge_shards().stream_name(stream);
        let request = request
            .shard_to_merge(shard)
            .adjacent_shard_to_merge(neighbour);
        self.runtime.block_on(request.send()).unwrap();
        self.wait_until_active(stream);
    }

    /// Puts a record into a stream.
    pub fn put(&self, stream: &str, key: &str, data: &[u8]) {
        let request = self.client.put_record().stream_name(stream);
        let request = request.partition_key(key).data(Blob::new(data));
        self.runtime.block_on(request.send()).unwrap();
    }
}
