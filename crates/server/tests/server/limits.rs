//! Limits on requests and connections.

use http_server::{ConnectionSettings, Proxies};
use serde_json::json;
use server::auth::{Access, AccessSettings, LimitSettings, Role};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::support::{JSON, TestServer, key};

fn limits() -> LimitSettings {
    LimitSettings {
        sign_ins_per_minute: 0,
        refusals_per_minute: 0,
        requests_per_key: 0,
        requests_per_address: 0,
    }
}

async fn with(limits: LimitSettings, proxies: &[&str]) -> (TestServer, String, String) {
    let (first, first_key) = key(Role::View, &[]);
    let (second, second_key) = key(Role::Admin, &[]);
    let settings = AccessSettings {
        limits,
        proxies: Proxies::parse(proxies.iter().copied()).unwrap(),
        ..AccessSettings::default()
    };
    let access = Access::new(vec![first_key, second_key], settings);
    (TestServer::start_with(access).await, first, second)
}

#[tokio::test]
async fn guessing_a_key_is_slowed_down_and_a_good_one_is_not() {
    let (server, good, _) = with(
        LimitSettings {
            refusals_per_minute: 5,
            ..limits()
        },
        &[],
    )
    .await;
    for _ in 0..5 {
        let wrong = [("authorization", "Bearer ltk_0")];
        server
            .send("GET", "/v1/board", &wrong, "")
            .await
            .problem(401, "invalid_key");
    }
    let refused = server.get("/v1/board").await;
    refused.problem(429, "too_many_requests");
    let seconds: u64 = refused.header("retry-after").parse().unwrap();
    assert!((1..=60).contains(&seconds), "{seconds}");
    let bearer = format!("Bearer {good}");
    let answer = server
        .send("GET", "/v1/board", &[("authorization", &bearer)], "")
        .await;
    assert_eq!(answer.status, 200);
}

#[tokio::test]
async fn signing_in_has_a_limit_even_with_the_right_key() {
    let (server, good, _) = with(
        LimitSettings {
            sign_ins_per_minute: 3,
            ..limits()
        },
        &[],
    )
    .await;
    let body = json!({"key": good}).to_string();
    for _ in 0..3 {
        assert_eq!(
            server.post("/v1/session", JSON, body.clone()).await.status,
            204
        );
    }
    let refused = server.post("/v1/session", JSON, body).await;
    refused.problem(429, "too_many_requests");
}

#[tokio::test]
async fn guesses_at_the_session_are_counted_like_all_others() {
    let few = LimitSettings {
        refusals_per_minute: 5,
        ..limits()
    };
    for (method, passed) in [("GET", 401), ("DELETE", 204)] {
        let (server, good, _) = with(few, &[]).await;
        let guess = async |secret: &str| {
            let headers = [("authorization", &*format!("Bearer {secret}"))];
            let answer = server.send(method, "/v1/session", &headers, "").await;
            answer.status.as_u16()
        };
        for _ in 0..5 {
            assert_eq!(guess("ltk_0").await, passed, "{method}");
        }
        assert_eq!(guess("ltk_0").await, 429, "{method}");
        let refused = server.send("GET", "/v1/board", &[], "").await;
        refused.problem(429, "too_many_requests");
        assert!([200, 204].contains(&guess(&good).await), "{method}");
    }
}

#[tokio::test]
async fn what_is_refused_at_the_session_is_counted() {
    let (server, good, _) = with(limits(), &[]).await;
    let bearer = format!("Bearer {good}");
    let refusals = async || {
        let headers = [("authorization", &*bearer)];
        let metrics = server.send("GET", "/metrics", &headers, "").await;
        let mut lines = metrics.text().lines();
        let line = lines.find(|line| line.starts_with("livetill_refusals_total{status=\"401\"}"));
        line.map_or(0, |line| {
            line.rsplit(' ').next().unwrap().parse::<u64>().unwrap()
        })
    };
    // Other tests in this process share the counter.
    let before = refusals().await;
    let wrong = json!({"key": "ltk_0"}).to_string();
    let answer = server.post("/v1/session", JSON, wrong).await;
    answer.problem(401, "invalid_key");
    server.get("/v1/session").await.problem(401, "unauthorized");
    assert!(refusals().await >= before + 2);
}

#[tokio::test]
async fn each_key_has_an_allowance_of_its_own() {
    let (server, first, second) = with(
        LimitSettings {
            requests_per_key: 1,
            ..limits()
        },
        &[],
    )
    .await;
    let ask = async |key: &str| {
        let bearer = format!("Bearer {key}");
        server
            .send("GET", "/v1/board", &[("authorization", &bearer)], "")
            .await
            .status
            .as_u16()
    };
    let mut refused = false;
    for _ in 0..50 {
        refused |= ask(&first).await == 429;
    }
    assert!(refused);
    assert_eq!(ask(&second).await, 200);
}

#[tokio::test]
async fn behind_a_proxy_the_address_is_the_one_that_the_proxy_saw() {
    let few = LimitSettings {
        requests_per_address: 1,
        ..limits()
    };
    let (server, good, _) = with(few, &["127.0.0.0/8"]).await;
    let bearer = format!("Bearer {good}");
    let ask = async |from: &str| {
        let headers = [("authorization", &*bearer), ("x-forwarded-for", from)];
        server
            .send("GET", "/v1/board", &headers, "")
            .await
            .status
            .as_u16()
    };
    let mut refused = false;
    for number in 0..50 {
        // An address that the client itself adds does not help it.
        refused |= ask(&format!("10.0.0.{number}, 192.0.2.1:{number}")).await == 429;
    }
    assert!(refused);
    assert_eq!(ask("192.0.2.2:40000").await, 200);
}

#[tokio::test]
async fn one_connection_too_many_is_closed_at_once_and_a_place_is_given_back() {
    let settings = ConnectionSettings {
        most: 3,
        ..ConnectionSettings::default()
    };
    let server = TestServer::start_on(Access::open(), settings).await;
    let mut held = Vec::new();
    for _ in 0..3 {
        held.push(ask_and_hold(&server).await.expect("a place"));
    }
    assert!(ask_and_hold(&server).await.is_none());
    held.pop();
    // The server notices the end of a connection with some delay.
    while ask_and_hold(&server).await.is_none() {}
}

/// A connection on which a request was answered; `None` if it was closed instead.
async fn ask_and_hold(server: &TestServer) -> Option<TcpStream> {
    let mut stream = TcpStream::connect(server.address).await.ok()?;
    stream
        .write_all(b"GET /healthz HTTP/1.1\r\nhost: localhost\r\n\r\n")
        .await
        .ok()?;
    let mut start = [0; 12];
    stream.read_exact(&mut start).await.ok()?;
    assert_eq!(&start, b"HTTP/1.1 200");
    Some(stream)
}
