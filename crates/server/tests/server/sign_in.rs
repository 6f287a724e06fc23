//! Browsers sign in with a key and are then known by a cookie.

use std::time::Duration;

use serde_json::json;
use server::auth::{Access, AccessSettings, Key, Role};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::Message;

use crate::support::{Answer, JSON, Socket, TestServer, key, order};

const SOON: Duration = Duration::from_secs(8);

/// A server, and the handle that replaces its keys.
async fn with_keys(keys: impl IntoIterator<Item = Key>) -> (TestServer, Access) {
    let access = Access::new(keys.into_iter().collect(), AccessSettings::default());
    (TestServer::start_with(access.clone()).await, access)
}

async fn sign_in(server: &TestServer, secret: &str) -> Answer {
    server
        .post("/v1/session", JSON, json!({"key": secret}).to_string())
        .await
}

/// Signs in and returns the cookie as the browser sends it.
async fn cookie(server: &TestServer, secret: &str) -> String {
    let answer = sign_in(server, secret).await;
    assert_eq!(answer.status, 204, "{}", answer.text());
    answer
        .header("set-cookie")
        .split(';')
        .next()
        .unwrap()
        .to_owned()
}

#[tokio::test]
async fn a_browser_signs_in_looks_and_signs_out() {
    let (secret, viewer) = key(Role::View, &["acme"]);
    let (server, _) = with_keys([viewer]).await;
    server.get("/v1/session").await.problem(401, "unauthorized");
    let answer = sign_in(&server, &secret).await;
    let set = answer.header("set-cookie");
    for part in ["Path=/", "Max-Age=2592000", "HttpOnly", "SameSite=Strict"] {
        assert!(set.split("; ").any(|own| own == part), "{set}");
    }
    assert!(!set.contains("Secure") && !set.contains(&secret), "{set}");
    let cookie = set.split(';').next().unwrap();
    let signed_in = [("cookie", cookie)];
    let session = server
        .send("GET", "/v1/session", &signed_in, "")
        .await
        .json();
    let expected = json!({"role": "view", "shops": ["acme"], "open": false, "name": "view-1"});
    assert_eq!(session, expected);
    assert_eq!(
        server
            .send("GET", "/v1/board?shop=acme", &signed_in, "")
            .await
            .status,
        200
    );
    server
        .send("GET", "/v1/board", &signed_in, "")
        .await
        .problem(403, "shop_not_allowed");

    let out = server.send("DELETE", "/v1/session", &signed_in, "").await;
    assert_eq!(out.status, 204);
    assert!(
        out.header("set-cookie").contains("=; Path=/; Max-Age=0"),
        "{}",
        out.header("set-cookie")
    );
    let again = server
        .send("GET", "/v1/board?shop=acme", &signed_in, "")
        .await;
    again.problem(401, "session_over");
    assert_eq!(
        server.send("DELETE", "/v1/session", &[], "").await.status,
        204
    );
}

#[tokio::test]
async fn an_open_server_says_so_and_needs_no_sign_in() {
    let server = TestServer::start().await;
    let expected = json!({"role": "admin", "shops": null, "open": true, "name": null});
    assert_eq!(server.json("/v1/session").await, expected);
    let answer = sign_in(&server, "anything").await;
    assert_eq!(
        (answer.status.as_u16(), answer.header("set-cookie")),
        (204, "")
    );
}

#[tokio::test]
async fn what_is_no_sign_in_is_refused_without_repeating_the_key() {
    let (_, viewer) = key(Role::View, &[]);
    let (sender, ingest) = key(Role::Ingest, &[]);
    let (server, _) = with_keys([viewer, ingest]).await;
    sign_in(&server, "ltk_hunter2")
        .await
        .problem(401, "invalid_key");
    sign_in(&server, &sender)
        .await
        .problem(403, "role_not_allowed");
    for body in [
        "",
        "{}",
        "ltk_hunter2",
        "{\"key\":\"ltk_hunter2\",\"x\":1}",
        "{\"key\":7}",
    ] {
        let answer = server.post("/v1/session", JSON, body).await;
        assert!(!answer.problem(400, "bad_request").contains("hunter2"));
    }
    let form = server
        .post("/v1/session", "text/plain", "{\"key\":\"x\"}")
        .await;
    form.problem(415, "unsupported_media_type");
    let long = server.post("/v1/session", JSON, "x".repeat(5_000)).await;
    long.problem(413, "too_large");
    let foreign = [("origin", "https://evil.example"), ("content-type", JSON)];
    for method in ["POST", "DELETE"] {
        let answer = server
            .send(method, "/v1/session", &foreign, "{\"key\":\"x\"}")
            .await;
        answer.problem(403, "foreign_origin");
    }
}

#[tokio::test]
async fn behind_a_proxy_with_tls_the_cookie_is_secure() {
    let (secret, viewer) = key(Role::View, &[]);
    let (server, _) = with_keys([viewer]).await;
    let headers = [("x-forwarded-proto", "https"), ("content-type", JSON)];
    let body = json!({"key": secret}).to_string();
    let answer = server.send("POST", "/v1/session", &headers, body).await;
    assert!(answer.header("set-cookie").ends_with("; Secure"));
}

#[tokio::test]
async fn a_write_by_cookie_must_come_from_the_page_itself() {
    let (secret, admin) = key(Role::Admin, &[]);
    let (server, _) = with_keys([admin]).await;
    let cookie = cookie(&server, &secret).await;
    let own = format!("http://{}", server.address);
    let body = order("o1", "tea", "1.00", 1);
    let post = |headers: Vec<(&'static str, String)>| {
        let (server, body) = (&server, body.clone());
        async move {
            let headers: Vec<_> = headers
                .iter()
                .map(|(name, value)| (*name, &**value))
                .collect();
            server.send("POST", "/v1/orders", &headers, body).await
        }
    };
    let with = |origin: &str| vec![("cookie", cookie.clone()), ("origin", origin.to_owned())];
    post(vec![("cookie", cookie.clone())])
        .await
        .problem(403, "origin_needed");
    post(with("https://evil.example"))
        .await
        .problem(403, "foreign_origin");
    post(with("null")).await.problem(403, "foreign_origin");
    assert_eq!(post(with(&own)).await.json()["accepted"], 1);
    let bearer = vec![("authorization", format!("Bearer {secret}"))];
    assert_eq!(post(bearer).await.json()["duplicates"], 1);
}

#[tokio::test]
async fn live_connections_end_when_the_browser_signs_out_or_the_key_is_revoked() {
    let (secret, viewer) = key(Role::View, &[]);
    let (server, access) = with_keys([viewer]).await;
    let bearer = format!("Bearer {secret}");
    let cookies = [
        cookie(&server, &secret).await,
        cookie(&server, &secret).await,
    ];
    let mut signs_out = Socket::open_as(&server, "/v1/live", ("cookie", &cookies[0])).await;
    let mut stays = Socket::open_as(&server, "/v1/live", ("cookie", &cookies[1])).await;
    let mut program = Socket::open_as(&server, "/v1/live", ("authorization", &bearer)).await;
    for socket in [&mut signs_out, &mut stays, &mut program] {
        socket.next().await;
    }
    let mut events = TcpStream::connect(server.address).await.unwrap();
    let head = format!(
        "GET /v1/events HTTP/1.1\r\nhost: localhost\r\ncookie: {}\r\nconnection: close\r\n\r\n",
        cookies[1]
    );
    events.write_all(head.as_bytes()).await.unwrap();

    server
        .send("DELETE", "/v1/session", &[("cookie", &cookies[0])], "")
        .await;
    said_goodbye(signs_out).await;
    access.replace_keys(Vec::new());
    said_goodbye(stays).await;
    said_goodbye(program).await;
    let mut all = Vec::new();
    timeout(SOON, events.read_to_end(&mut all))
        .await
        .unwrap()
        .unwrap();
    assert!(String::from_utf8(all).unwrap().contains("data: "));
    let late = server
        .send("GET", "/v1/session", &[("cookie", &cookies[1])], "")
        .await;
    late.problem(401, "session_over");
}

async fn said_goodbye(mut socket: Socket) {
    loop {
        match socket.raw().await {
            Message::Close(Some(goodbye)) => return assert_eq!(u16::from(goodbye.code), 1008),
            Message::Close(None) => panic!("it did not say why"),
            _ => {}
        }
    }
}

#[tokio::test]
async fn a_page_of_another_site_may_not_watch_by_cookie() {
    let (secret, viewer) = key(Role::View, &[]);
    let (server, _) = with_keys([viewer]).await;
    let cookie = cookie(&server, &secret).await;
    let headers = [("cookie", &*cookie), ("origin", "https://evil.example")];
    let answer = server.send("GET", "/v1/live", &headers, "").await;
    answer.problem(403, "foreign_origin");
}
