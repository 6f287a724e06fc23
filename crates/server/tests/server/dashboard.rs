//! The dashboard's files.

use crate::support::TestServer;

#[tokio::test]
async fn the_start_page_is_served_with_or_without_the_dashboard() {
    let server = TestServer::start().await;
    let page = server.get("/").await;
    assert_eq!(page.status, 200);
    assert_eq!(page.header("content-type"), "text/html; charset=utf-8");
    assert_eq!(page.header("cache-control"), "no-cache");
    assert_eq!(page.header("x-content-type-options"), "nosniff");
    assert_eq!(page.header("referrer-policy"), "same-origin");
    let policy = page.header("content-security-policy");
    assert!(policy.starts_with("default-src 'self'; "), "{policy}");
    assert!(policy.contains("frame-ancestors 'none'") && policy.contains("object-src 'none'"));
    for lax in ["unsafe", "data:", "blob:", "*", "http"] {
        assert!(!policy.contains(lax), "{policy}");
    }
    assert_eq!(page.header("x-frame-options"), "DENY");
    assert_eq!(page.header("cross-origin-opener-policy"), "same-origin");
    assert!(page.header("permissions-policy").contains("camera=()"));
    assert!(page.text().contains("<title>Livetill</title>"));
}

#[tokio::test]
async fn every_answer_tells_browsers_to_be_careful() {
    let server = TestServer::start().await;
    for path in [
        "/",
        "/wall",
        "/v1/board",
        "/v1/nope",
        "/healthz",
        "/metrics",
        "/openapi.json",
        "/v1/live",
    ] {
        let answer = server.get(path).await;
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(answer.header("referrer-policy"), "same-origin", "{path}");
        assert_eq!(
            answer.header("cross-origin-resource-policy"),
            "same-origin",
            "{path}"
        );
        let policy = answer.header("content-security-policy");
        assert!(
            policy.contains("frame-ancestors 'none'"),
            "{path}: {policy}"
        );
        assert_eq!(
            answer.header("strict-transport-security"),
            "",
            "{path}: no TLS, no promise"
        );
    }
}

#[tokio::test]
async fn a_page_known_to_the_browser_is_not_sent_again() {
    let server = TestServer::start().await;
    let page = server.get("/").await;
    let headers = [("if-none-match", page.header("etag"))];
    let again = server.send("GET", "/", &headers, "").await;
    assert_eq!((again.status.as_u16(), again.body.len()), (304, 0));
    let zipped = server
        .send("GET", "/", &[("accept-encoding", "br, gzip")], "")
        .await;
    assert_eq!(zipped.header("content-encoding"), "gzip");
    assert!(zipped.body.len() < page.body.len());
}

#[tokio::test]
async fn pages_of_the_dashboard_open_it_and_other_addresses_say_that_they_are_none() {
    let server = TestServer::start().await;
    let start = server.get("/").await.body;
    let browser = [("accept", "text/html,application/xhtml+xml,*/*;q=0.8")];
    for page in ["/items", "/days", "/feed", "/health"] {
        let answer = server.send("GET", page, &browser, "").await;
        assert_eq!(
            (answer.status.as_u16(), &answer.body),
            (200, &start),
            "{page}"
        );
    }
    // The dashboard itself tells people, and a problem document tells everybody else.
    let answer = server.send("GET", "/nope", &browser, "").await;
    assert_eq!((answer.status.as_u16(), &answer.body), (404, &start));
    server.get("/nope").await.problem(404, "not_found");
    // Relative addresses in a page below would lead elsewhere.
    let deep = server.send("GET", "/sales/items", &browser, "").await;
    assert!(deep.problem(404, "not_found").contains("docs/proxies.md"));
}

#[tokio::test]
async fn a_slash_behind_a_page_is_taken_away_without_knowing_the_path_before_it() {
    let server = TestServer::start().await;
    let browser = [("accept", "text/html")];
    let answer = server
        .send("GET", "/days/?date=2018-03-11", &browser, "")
        .await;
    assert_eq!(answer.status, 308);
    assert_eq!(answer.header("location"), "../days?date=2018-03-11");
    let foreign = server.send("GET", "//evil.example/", &browser, "").await;
    foreign.problem(404, "not_found");
}

#[tokio::test]
async fn the_start_page_has_no_address_that_begins_at_the_root() {
    let server = TestServer::start().await;
    let page = server.get("/").await;
    let page = page.text();
    for attribute in ["src=\"/", "href=\"/"] {
        assert!(!page.contains(attribute), "{page}");
    }
}

#[tokio::test]
async fn the_question_that_load_balancers_ask_unless_told_otherwise_is_answered() {
    let server = TestServer::start().await;
    let answer = server.send("OPTIONS", "/", &[], "").await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.header("allow"), "GET, HEAD, OPTIONS");
    assert_eq!(
        server.send("OPTIONS", "/elsewhere", &[], "").await.status,
        404
    );
}

#[tokio::test]
async fn what_the_dashboard_serves_is_only_read() {
    let server = TestServer::start().await;
    for (path, allow) in [
        ("/", "GET, HEAD, OPTIONS"),
        ("/items", "GET, HEAD"),
        ("/favicon.svg", "GET, HEAD"),
    ] {
        assert_eq!(server.get(path).await.status, 200, "{path}");
        for method in ["PUT", "POST", "DELETE"] {
            let answer = server.send(method, path, &[], "").await;
            assert!(answer.problem(405, "method_not_allowed").contains(method));
            assert_eq!(answer.header("allow"), allow, "{method} {path}");
        }
    }
    let answer = server.send("PUT", "/elsewhere", &[], "").await;
    answer.problem(404, "not_found");
}
