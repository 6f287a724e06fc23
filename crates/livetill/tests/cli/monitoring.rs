//! For operators who watch a server: the terminal, the targets of alerts, traces.

use serde_json::{Value, json};
use test_servers::Receiver;

use crate::support::{Server, Workplace};

fn order(id: &str) -> Value {
    let now = std::time::SystemTime::now();
    let now = now.duration_since(std::time::UNIX_EPOCH).unwrap().as_secs();
    json!({ "id": id, "timestamp": now, "items": [{ "sku": "tea", "price": "1.50", "quantity": 1 }] })
}

/// The health check of a container uses the exit code.
#[test]
fn health_says_by_its_exit_code_whether_a_server_is_alive() {
    let place = Workplace::new();
    let server = Server::start(&place, &[]);
    let address = server.url("");
    place.run(&["health", "--server", &address]).expect(0);
    server.kill();
    let said = place.run(&["health", "--server", &address]).error();
    assert!(said.contains("does not answer"), "{said}");
}

#[test]
fn top_prints_once_what_the_server_says() {
    let place = Workplace::new();
    let server = Server::start(&place, &[]);
    // Each look shows only the commits since the one before, so orders are posted until a look shows one.
    let told = (0..300).find_map(|number| {
        server.post_json(&order(&number.to_string())).json(200);
        let text = place
            .run(&["top", "--once", "--server", &server.url("")])
            .expect(0);
        let is_told =
            text.contains("commit p99") && !text.contains("commit p99                  –");
        std::thread::sleep(std::time::Duration::from_millis(200));
        is_told.then_some(text)
    });
    let text = told.expect("a commit is told of");
    for part in [
        "store · embedded format",
        "host · ",
        "livetill memory",
        "server ",
    ] {
        assert!(text.contains(part), "`{part}` is not in\n{text}");
    }
}

#[test]
fn top_says_what_is_wrong_with_the_address() {
    let place = Workplace::new();
    let error = place
        .run(&["top", "--once", "--server", "http://127.0.0.1:1"])
        .error();
    assert!(error.contains("cannot reach http://127.0.0.1:1"), "{error}");
}

#[test]
fn a_test_message_reaches_every_target() {
    let (webhook, slack, mail) = (Receiver::http(), Receiver::http(), Receiver::smtp());
    let place = Workplace::new();
    let server = Server::start(
        &place,
        &[
            "--alert-webhook",
            &format!("http://{}/hook", webhook.address),
            "--alert-slack",
            &format!("http://{}/services/T/B", slack.address),
            "--alert-smtp",
            &format!("smtp://{}", mail.address),
            "--alert-from",
            "Livetill <till@example.com>",
            "--alert-to",
            "nobody@example.com,two@example.com",
        ],
    );
    let answer = server.post("/v1/alerts/test", &[], b"").json(200);
    let error = "permanent error (550): no such user";
    let refused = json!({ "target": "email 1", "delivered": false, "error": error });
    assert_eq!(answer["targets"][2], refused);
    for (index, target) in [(0, "webhook"), (1, "slack"), (3, "email 2")] {
        let expected = json!({ "target": target, "delivered": true });
        assert_eq!(answer["targets"][index], expected);
    }
    let sent = webhook.next();
    assert_eq!(sent.path, "/hook");
    let sent: Value = serde_json::from_slice(&sent.body).unwrap();
    assert_eq!(
        (&sent["occasion"], &sent["alert"]["id"]),
        (&json!("test"), &json!("test"))
    );
    let sent = slack.next();
    assert_eq!(sent.path, "/services/T/B");
    let sent: Value = serde_json::from_slice(&sent.body).unwrap();
    assert_eq!(
        sent,
        json!({ "text": "Test message from Livetill: alerts will come here" })
    );
    let sent = String::from_utf8(mail.next().body).unwrap();
    for line in [
        "Subject: Test message from Livetill: alerts will come here\r\n",
        "From: Livetill <till@example.com>\r\n",
        "To: nobody@example.com, two@example.com\r\n",
        "Auto-Submitted: auto-generated\r\n",
        "Message-ID: <alert.test.",
    ] {
        assert!(sent.contains(line), "`{line}` is not in\n{sent}");
    }
    assert!(mail.all().is_empty(), "each is sent to by itself");
}

#[test]
fn a_target_that_is_not_there_is_said_to_be_without_its_secrets() {
    let place = Workplace::new();
    let server = Server::start(
        &place,
        &["--alert-slack", "http://127.0.0.1:1/services/secret"],
    );
    let answer = server.post("/v1/alerts/test", &[], b"").json(200);
    let target = &answer["targets"][0];
    assert_eq!(target["delivered"], false);
    let error = target["error"].as_str().unwrap();
    assert!(!error.is_empty() && !error.contains("secret"), "{error}");
    assert!(!server.log().contains("secret"));
}

#[cfg(not(feature = "otlp"))]
#[test]
fn a_binary_without_traces_says_how_to_build_one_with_them() {
    let place = Workplace::new();
    let error = place
        .run(&["serve", "--otlp-endpoint", "http://127.0.0.1:1"])
        .error();
    assert!(error.contains("--features otlp"), "{error}");
}

#[cfg(feature = "otlp")]
mod traces {
    use opentelemetry_proto::tonic::collector::trace::v1::ExportTraceServiceRequest;
    use opentelemetry_proto::tonic::trace::v1::Span;
    use prost::Message as _;

    use super::*;

    fn spans(collector: &Receiver) -> Vec<Span> {
        let mut spans = Vec::new();
        for sent in collector.all() {
            assert_eq!(sent.path, "/v1/traces");
            let request = ExportTraceServiceRequest::decode(&*sent.body).unwrap();
            for resource in request.resource_spans {
                let attributes = resource.resource.unwrap().attributes;
                assert!(attributes.iter().any(|it| it.key == "service.name"));
                spans.extend(
                    resource
                        .scope_spans
                        .into_iter()
                        .flat_map(|scope| scope.spans),
                );
            }
        }
        spans
    }

    #[test]
    fn a_trace_goes_from_the_request_over_the_commit_to_the_notice() {
        let collector = Receiver::http();
        let place = Workplace::new();
        let endpoint = format!("http://{}", collector.address);
        let mut server = Server::start(&place, &["--otlp-endpoint", &endpoint]);
        // The server keeps a board, and sends notices for it, only from its first request on.
        assert_eq!(server.get("/v1/board").json(200)["today"]["orders"], 0);
        server.post_json(&order("1")).json(200);
        // The board shows the order, so the notice has been sent or will be within a tenth of a second.
        assert_eq!(server.get("/v1/board").json(200)["today"]["orders"], 1);
        std::thread::sleep(std::time::Duration::from_secs(1));
        assert!(server.terminate().success());
        let spans = spans(&collector);
        let named = |name: &str| {
            let found = spans.iter().find(|span| span.name == name);
            found.unwrap_or_else(|| panic!("no `{name}` in {spans:#?}"))
        };
        let request = named("POST /v1/orders");
        assert!(request.parent_span_id.is_empty());
        for name in ["commit", "notice"] {
            let span = named(name);
            assert_eq!(span.trace_id, request.trace_id, "{name}");
            assert_eq!(span.parent_span_id, request.span_id, "{name}");
            assert!(
                span.start_time_unix_nano >= request.start_time_unix_nano,
                "{name}"
            );
            assert!(
                span.end_time_unix_nano >= span.start_time_unix_nano,
                "{name}"
            );
        }
        assert!(named("notice").start_time_unix_nano >= named("commit").end_time_unix_nano);
        let status = request
            .attributes
            .iter()
            .find(|it| it.key == "http.response.status_code");
        assert!(status.is_some(), "{request:#?}");
    }

    #[test]
    fn a_collector_that_is_away_disturbs_nobody() {
        let place = Workplace::new();
        let mut server = Server::start(&place, &["--otlp-endpoint", "http://127.0.0.1:1"]);
        server.post_json(&order("1")).json(200);
        assert!(server.terminate().success());
    }

    #[test]
    fn an_endpoint_that_is_no_address_is_named() {
        let place = Workplace::new();
        let error = place
            .run(&["serve", "--otlp-endpoint", "collector:4318"])
            .error();
        assert!(error.contains("otlp_endpoint: `collector:4318`"), "{error}");
    }
}
