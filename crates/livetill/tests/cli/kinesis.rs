//! Kinesis as a source: the board shows exactly what generator and stream hold, whatever happens in between.

use std::fs;
use std::process::{Child, Command, Stdio};

use serde_json::{Value, json};
use test_servers::{Kinesis, Redis, Watched, wait_until};

use crate::support::{Ran, Server, Workplace, assert_board, shows};

const SHOP: [&str; 1] = ["--timezone=Europe/Budapest"];
const HISTORY: [&str; 6] = [
    "generate",
    "--days=8",
    "--seed=7",
    "--now=2026-03-30T20:15:00Z",
    "--timezone=Europe/Budapest",
    "--faults",
];

/// Puts sample orders into a stream. Returns the figures that they must add up to.
fn generate(place: &Workplace, orders: u32, to: &str) -> Value {
    let orders = format!("--orders={orders}");
    let rest = [&*orders, "--truth=truth.json", "--to", to];
    let said = place.run(&[&HISTORY[..], &rest].concat()).expect(0);
    assert!(said.contains("events into the stream"), "{said}");
    serde_json::from_slice(&fs::read(place.path("truth.json")).unwrap()).unwrap()
}

fn order(id: &str) -> Value {
    json!({"id": id, "timestamp": "2026-03-01T10:00:00Z", "items": [{"sku": "A", "price": "1.50", "quantity": 2}]})
}

/// The orders on the day of [`order`], and their units.
fn figures(server: &Server) -> (u64, u64) {
    let answer = server.get("/v1/board?date=2026-03-01");
    if answer.status == 404 {
        // The store has no data of the day yet.
        return (0, 0);
    }
    let board = answer.json(200);
    let figure = |name: &str| board["today"][name].as_u64().unwrap();
    (figure("orders"), figure("units"))
}

fn signal(pid: u32, signal: &str) {
    let sent = Command::new("kill")
        .args([signal, &pid.to_string()])
        .status()
        .unwrap();
    assert!(sent.success());
}

/// `generate`, running while other things happen.
struct Generator(Child);

impl Generator {
    fn start(place: &Workplace, orders: u32, to: &str) -> Generator {
        let orders = format!("--orders={orders}");
        let rest = [&*orders, "--truth=truth.json", "--to", to];
        let mut command = place.command(&[&HISTORY[..], &rest].concat());
        Generator(command.stdout(Stdio::null()).spawn().unwrap())
    }

    /// The figures that its orders must add up to. Waits for its end.
    fn truth(&mut self, place: &Workplace) -> Value {
        assert!(self.0.wait().unwrap().success());
        serde_json::from_slice(&fs::read(place.path("truth.json")).unwrap()).unwrap()
    }
}

impl Drop for Generator {
    fn drop(&mut self) {
        // It has usually ended already.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Kills the primary after some commits that the replica never got; the replica takes over without them.
fn fail_over_and_lose(redis: &mut Watched, commits: u64) {
    let replica = &redis.replicas[0];
    replica.cli(&["REPLICAOF", "127.0.0.1", "1"]);
    let count = |redis: &Redis| -> u64 {
        let text = redis.cli(&["HGET", "livetill:state", "commits"]);
        text.parse().unwrap_or(0)
    };
    let before = count(&redis.primary);
    wait_until("there are commits to lose", || {
        count(&redis.primary) >= before + commits
    });
    redis.primary.kill();
    redis.promoted();
}

/// The whole range: faults, a split, a killed worker, a frozen one, and a failover that loses commits.
#[test]
fn two_workers_a_split_a_kill_a_freeze_and_a_failover_come_to_the_truth() {
    let place = Workplace::new();
    let kinesis = Kinesis::kinesalite();
    kinesis.create("orders", 4);
    let mut redis = Watched::start(1);
    let source = kinesis.url("orders", "&lease=2s&batch=50");
    // Without waiting for the replica: this test is about commits lost in a failover.
    let options = "wait=0&connect_timeout=1s&command_timeout=3s";
    let store = format!("--store={}?{options}", redis.url());
    let args = [&SHOP[..], &["--source", &source, &store]].concat();
    let killed = Server::start(&place, &args);
    let frozen = Server::start(&place, &args);

    let mut generator = Generator::start(&place, 12_000, &kinesis.url("orders", ""));
    wait_until("both workers read", || {
        [&killed, &frozen].iter().all(|worker| {
            let metrics = worker.get("/metrics").body;
            metrics.contains("livetill_source_records_total{source=\"kinesis:orders:")
        })
    });
    kinesis.split("orders", "shardId-000000000000");
    let shards = kinesis.shards("orders");
    assert_eq!(
        (shards.len(), shards.values().flatten().count()),
        (6, 2),
        "{shards:?}"
    );
    // The following happens while orders arrive.
    signal(generator.0.id(), "-STOP");
    assert_eq!(
        generator.0.try_wait().unwrap(),
        None,
        "the orders are too few"
    );
    signal(frozen.pid(), "-STOP");
    signal(generator.0.id(), "-CONT");
    fail_over_and_lose(&mut redis, 5);
    killed.kill();
    signal(frozen.pid(), "-CONT");

    let truth = generator.truth(&place);
    wait_until("the thawed worker has read the rest", || {
        shows(&frozen, &truth)
    });
    assert_board(&frozen, &truth);
    let rejected = truth["rejected"].as_object().unwrap().values();
    let rejected: u64 = rejected.filter_map(Value::as_u64).sum();
    wait_until("every bad event is kept", || {
        let rejects = frozen.get("/v1/rejects?limit=1").json(200);
        rejects["total"] == rejected
    });
    // A new server shows the same, and finds nothing more to read.
    let anew = Server::start(&place, &args);
    assert_board(&anew, &truth);
}

/// `generate` reports what it puts into the stream, and the board shows exactly that.
#[test]
fn sample_orders_go_through_a_stream() {
    let place = Workplace::new();
    let kinesis = Kinesis::moto();
    kinesis.create("orders", 3);
    let to = kinesis.url("orders", "");
    let truth = generate(&place, 2_000, &to);
    let args = [&SHOP[..], &["--source", &to]].concat();
    let server = Server::start(&place, &args);
    wait_until("everything is read", || shows(&server, &truth));
    assert_board(&server, &truth);
}

/// Merged shards are read after both of their parents. A second start reads nothing again.
#[test]
fn splits_and_merges_are_followed() {
    let place = Workplace::new();
    let kinesis = Kinesis::kinesalite();
    kinesis.create("orders", 2);
    let source = kinesis.url("orders", "&lease=1s");
    let args = ["--source", &*source];
    let put = |first: u32| {
        for number in first..first + 20 {
            let event = order(&number.to_string()).to_string();
            kinesis.put("orders", &number.to_string(), event.as_bytes());
        }
    };
    put(0);
    kinesis.merge("orders", "shardId-000000000000", "shardId-000000000001");
    put(20);
    kinesis.split("orders", "shardId-000000000002");
    put(40);
    let mut server = Server::start(&place, &args);
    wait_until("everything is read", || figures(&server) == (60, 120));
    assert!(server.terminate().success(), "{}", server.log());
    let server = Server::start(&place, &args);
    put(60);
    wait_until("it goes on", || figures(&server).0 == 80);
    assert_eq!(figures(&server), (80, 160));
}

/// A record that is not an order is kept with its shard's name, and the records after it are read. Events without an
/// id, alone and aggregated, count once, even when everything is read again.
#[test]
fn poison_and_aggregated_records() {
    use sources::kinesis::{Aggregate, UserRecord};
    let kinesis = Kinesis::moto();
    kinesis.create("orders", 1);
    let mut anonymous = order("x");
    anonymous.as_object_mut().unwrap().remove("id");
    let user = |data: Value| UserRecord {
        data: data.to_string().into_bytes(),
        ..UserRecord::default()
    };
    let aggregate = Aggregate {
        partition_keys: vec!["k".into()],
        records: vec![
            user(anonymous.clone()),
            user(anonymous.clone()),
            user(order("7")),
        ],
        ..Aggregate::default()
    };
    let array = json!([anonymous, order("8"), order("7")]).to_string();
    for data in [
        &b"\xff\x00poison"[..],
        &aggregate.pack(),
        b"{\"id\":",
        array.as_bytes(),
    ] {
        kinesis.put("orders", "k", data);
    }
    let place = Workplace::new();
    let redis = Redis::start();
    let store = format!("--store={}", redis.url());
    let args = ["--source", &kinesis.url("orders", ""), &store];
    let mut server = Server::start(&place, &args);
    wait_until("everything is read", || figures(&server) == (5, 10));
    let rejects = server.get("/v1/rejects").json(200);
    let sources: Vec<&Value> = rejects["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| &it["source"])
        .collect();
    assert_eq!(
        sources, ["kinesis:orders:shardId-000000000000"; 2],
        "{rejects}"
    );
    let metrics = server.get("/metrics").body;
    assert!(metrics.contains("livetill_source_lag_seconds"), "{metrics}");
    assert!(server.terminate().success());
    // As after a rollback: the store knows the orders but has no position.
    redis.cli(&["DEL", "livetill:positions"]);
    let server = Server::start(&place, &args);
    let position = [
        "HGET",
        "livetill:positions",
        "kinesis:orders:shardId-000000000000",
    ];
    wait_until("everything is read again", || {
        !redis.cli(&position).is_empty()
    });
    assert_eq!(figures(&server), (5, 10));
}

/// `latest` means the moment of the first start: records that arrive while no server reads are read later.
#[test]
fn latest_begins_once() {
    let place = Workplace::new();
    let kinesis = Kinesis::moto();
    kinesis.create("orders", 2);
    kinesis.put("orders", "1", order("before").to_string().as_bytes());
    // Otherwise the start could fall in the same millisecond.
    std::thread::sleep(std::time::Duration::from_millis(20));
    let source = kinesis.url("orders", "&start=latest");
    let mut server = Server::start(&place, &["--source", &source]);
    wait_until("it reads", || server.log().contains("reading"));
    kinesis.put("orders", "2", order("1").to_string().as_bytes());
    wait_until("what is new is read", || figures(&server).0 == 1);
    assert!(server.terminate().success());
    kinesis.put("orders", "3", order("2").to_string().as_bytes());
    let server = Server::start(&place, &["--source", &source]);
    wait_until("what came meanwhile is read", || figures(&server).0 == 2);
}

/// A command without a region or credentials, on a machine outside of AWS. The region variable is set but empty.
fn without_aws(place: &Workplace, args: &[&str]) -> Command {
    let mut command = place.command(args);
    command.env("AWS_EC2_METADATA_DISABLED", "true");
    command.env("AWS_CONFIG_FILE", place.path("config"));
    command.env("AWS_SHARED_CREDENTIALS_FILE", place.path("credentials"));
    command.env("AWS_REGION", "");
    for set in ["AWS_ACCESS_KEY_ID", "AWS_DEFAULT_REGION", "AWS_PROFILE"] {
        command.env_remove(set);
    }
    command
}

#[test]
fn what_the_connection_lacks_is_named() {
    let place = Workplace::new();
    let serve = |args: &[&str]| {
        let args = [&["serve", "--listen=127.0.0.1:0"], args].concat();
        Ran::of(without_aws(&place, &args)).error()
    };
    let said = serve(&["--source=kinesis:orders"]);
    assert!(said.contains("?region="), "{said}");
    let said = serve(&["--source=kinesis:orders?region=eu-west-1"]);
    assert!(said.contains("AWS_ACCESS_KEY_ID"), "{said}");
    let said = serve(&["--cloudwatch=Livetill"]);
    assert!(said.contains("no AWS region"), "{said}");
    // Logins by IAM.
    let kafka =
        "--source=kafka:orders?brokers=127.0.0.1:1&tls=on&sasl=aws-msk-iam&region=eu-west-1";
    let said = serve(&[kafka]);
    assert!(said.contains("AWS_ACCESS_KEY_ID"), "{said}");
    let store = "rediss://till@127.0.0.1:1?iam=figures";
    for (options, named) in [
        ("", "no AWS region"),
        ("&region=eu-west-1", "AWS_ACCESS_KEY_ID"),
    ] {
        let url = format!("--store={store}{options}");
        let command = without_aws(&place, &["doctor", "--json", &url]);
        let findings = Ran::of(command).json(2).to_string();
        assert!(findings.contains(named), "{findings}");
    }
}

#[test]
fn the_doctor_says_what_a_stream_lacks() {
    let place = Workplace::new();
    let kinesis = Kinesis::kinesalite();
    kinesis.create("orders", 2);
    let source = |mut command: Command, level: &str| {
        command.args(["--json", "--store=embedded:store"]);
        let code = if level == "ok" { 0 } else { 2 };
        let findings = Ran::of(command).json(code);
        let findings = findings.as_array().unwrap();
        let found = findings.iter().find(|it| it["check"] == "source").unwrap();
        assert_eq!(found["level"], level, "{found}");
        found.to_string()
    };
    let look = |url: &str, level: &str| source(place.command(&["doctor", "--source", url]), level);
    assert!(look(&kinesis.url("orders", ""), "ok").contains("2 shards"));
    let said = look(&kinesis.url("order", ""), "error");
    assert!(said.contains("create the stream"), "{said}");
    let said = look("kinesis:orders?endpoint=http://127.0.0.1:1", "error");
    assert!(said.contains("can be reached from here"), "{said}");
    for (url, named) in [
        ("kinesis:orders", "?region="),
        ("kinesis:orders?region=eu-west-1", "role"),
    ] {
        let command = without_aws(&place, &["doctor", "--source", url]);
        let said = source(command, "error");
        assert!(said.contains(named), "{said}");
    }
    // The check leaves nothing behind, so that a first start still reads the stream from its beginning.
    assert!(!place.path("store").exists());
}

#[test]
fn a_stream_that_never_could_be_read_is_silent_since_the_start() {
    let place = Workplace::new();
    let source = "kinesis:orders?endpoint=http://127.0.0.1:1";
    let server = Server::start(&place, &["--source", source]);
    // The alert is based on this; the server's tests cover it.
    wait_until("the stream is silent", || {
        let health = server.get("/v1/health?history=false").json(200);
        let source = &health["sources"][0];
        source["source"] == "kinesis:orders" && source["silent_seconds"].as_f64() > Some(3.0)
    });
}

/// Without an alert, the server would retry permanently refused records forever without anybody noticing.
#[test]
fn a_shard_whose_orders_the_store_refuses_is_an_alert_and_not_ready() {
    let place = Workplace::new();
    let kinesis = Kinesis::kinesalite();
    kinesis.create("orders", 1);
    let redis = Redis::start();
    let (source, store) = (
        kinesis.url("orders", ""),
        format!("--store={}", redis.url()),
    );
    let server = Server::start(&place, &["--source", &source, &store]);
    let put = |id: &str| kinesis.put("orders", id, order(id).to_string().as_bytes());
    put("1");
    wait_until("the first is read", || figures(&server) == (1, 2));
    redis.cli(&["HSET", "livetill:state", "format", "99"]);
    put("2");
    wait_until(
        "an alert stands that names the stream and the reason",
        || {
            let alerts = server.get("/v1/alerts").json(200);
            let mut alerts = alerts["alerts"].as_array().unwrap().iter();
            let found = alerts.find(|it| it["id"] == "store_refuses.default");
            let detail = found.and_then(|alert| alert["detail"].as_str());
            detail.is_some_and(|it| it.contains("kinesis:orders") && it.contains("format 99"))
        },
    );
    server.get("/readyz").json(503);
    redis.cli(&["HSET", "livetill:state", "format", "2"]);
    wait_until("the rest is read", || figures(&server) == (2, 4));
    wait_until("it is ready", || server.get("/readyz").body == "ready\n");
}

#[test]
fn a_wrong_source_is_named() {
    let place = Workplace::new();
    for (source, named) in [
        ("kafka:orders", "brokers are missing"),
        ("rabbit:orders", "redis-stream:KEY"),
        ("kinesis:orders?regoin=x", "regoin"),
        ("redis-stream:orders", "redis-stream:KEY?url="),
        ("redis-stream:k?url=http://x", "http"),
    ] {
        let said = place.run(&["serve", "--source", source]).error();
        assert!(said.contains("source: ") && said.contains(named), "{said}");
    }
    let source = "kinesis:a?endpoint=http://127.0.0.1:1";
    let twice = ["serve", "--source", source, "--source", source];
    assert!(place.run(&twice).error().contains("named twice"));
}
