//! The digest: the preview, and the message to each receiver.

use std::net::TcpListener;
use std::time::{SystemTime, UNIX_EPOCH};

use base64::Engine as _;
use serde_json::{Value, json};
use test_servers::{Receiver, wait_until};

use crate::support::{Server, Workplace};

/// A zone where it is about noon now, so that no day ends during a test.
fn noon() -> String {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    let hour = i64::try_from(now.as_secs() / 3_600 % 24).unwrap();
    // In these names, the sign is reversed: zones west of Greenwich have a plus.
    format!("Etc/GMT{:+}", hour - 12)
}

/// Orders of yesterday and of eight days ago.
fn orders() -> String {
    let now = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap()
        .as_secs();
    let order = |days: u64, name: &str, price: &str| {
        json!({"id": format!("{days} {name}"), "timestamp": now - days * 86_400,
            "items": [{"sku": name, "name": name, "price": price, "quantity": 1}]})
    };
    // No receiver may take these names for markup.
    let orders = [
        order(8, "Tea & <b>\"biscuits\"</b>", "1000.00"),
        order(1, "Tea & <b>\"biscuits\"</b>", "250.00"),
        order(1, "```cup```", "1000.00"),
    ];
    orders.map(|order| format!("{order}\n")).concat()
}

/// A place with orders of the last days, and the time zone in which it is noon.
fn sold() -> (Workplace, String) {
    let place = Workplace::new();
    place.file("orders.ndjson", orders());
    let zone = noon();
    place
        .run(&["import", "orders.ndjson", "--timezone", &zone])
        .expect(0);
    (place, zone)
}

#[test]
fn each_receiver_gets_it_in_its_own_form_and_once() {
    let (webhook, slack, mail) = (Receiver::http(), Receiver::http(), Receiver::smtp());
    let (place, zone) = sold();
    let arguments = [
        "--timezone",
        &zone,
        "--digest-at",
        "00:00",
        "--digest-slack",
        &format!("http://{}/services/T/B", slack.address),
        "--digest-smtp",
        &format!("smtp://{}", mail.address),
        "--digest-from",
        "Livetill <till@example.com>",
        "--digest-to",
        "one@example.com,two@example.com",
    ];
    let server = Server::start(&place, &arguments);
    let digest = server.get("/v1/digest").json(200);
    let id = format!("default.daily.{}", digest["last"].as_str().unwrap());
    let sent = slack.next();
    assert_eq!(sent.path, "/services/T/B");
    let sent: Value = serde_json::from_slice(&sent.body).unwrap();
    let text = sent["text"].as_str().unwrap();
    let (title, _) = text.split_once("*\n```default\n").unwrap();
    let title = title.trim_start_matches('*');
    assert!(title.starts_with("default: 1,250.00 USD on "), "{title}");
    assert!(title.ends_with(" (+25% on a week before)"), "{title}");
    assert!(text.contains("Tea &amp; &lt;b&gt;"), "{text}");
    assert_eq!(text.matches("```").count(), 2, "{text}");

    let sent = String::from_utf8(mail.next().body).unwrap();
    for line in [
        "From: Livetill <till@example.com>\r\n",
        "To: one@example.com, two@example.com\r\n",
        "Auto-Submitted: auto-generated\r\n",
        &format!("Message-ID: <digest.{id}@example.com>\r\n"),
        "Content-Type: multipart/alternative;",
    ] {
        assert!(sent.contains(line), "`{line}` is not in\n{sent}");
    }
    let parts: Vec<String> = sent
        .split("Content-Type: text/")
        .skip(1)
        .map(decoded)
        .collect();
    let [plain, html] = &parts[..] else {
        panic!("{sent}");
    };
    assert!(plain.contains("Tea & <b>\"biscuits\"</b>"), "{plain}");
    assert!(html.contains("Tea &amp; &lt;b&gt;"), "{html}");
    for word in ["<img", "<script", "<link", "http:", "https:", "url("] {
        assert!(!html.contains(word), "{word}: nothing is fetched");
    }
    for part in [plain, html] {
        assert!(part.contains("1,250.00") && part.contains("+25%"), "{part}");
    }

    // The server notes the receiver after the delivery.
    // Each recipient has it by itself. The server notes that after the delivery.
    assert!(String::from_utf8(mail.next().body).unwrap().contains(&id));
    for noted in ["target_name=\"email 1\"", "target_name=\"email 2\""] {
        wait_until("it is noted", || server.log().contains(noted));
    }

    // Another server on the same store sends only to receivers that do not have the digest yet.
    drop(server);
    let hook = format!("http://{}/hook", webhook.address);
    let _server = Server::start(
        &place,
        &[&arguments[..], &["--digest-webhook", &hook]].concat(),
    );
    let sent = webhook.next();
    assert_eq!(sent.path, "/hook");
    let sent: Value = serde_json::from_slice(&sent.body).unwrap();
    let expected = json!({"occasion": "digest", "id": id, "title": title, "digest": digest});
    assert_eq!(sent, expected);
    assert!(slack.all().is_empty() && mail.all().is_empty());
}

#[test]
fn what_a_killed_server_was_sending_is_sent_when_the_next_one_starts() {
    let receiver = TcpListener::bind("127.0.0.1:0").unwrap();
    let (place, zone) = sold();
    let hook = format!("http://{}/hook", receiver.local_addr().unwrap());
    let arguments = [
        "--timezone",
        &zone,
        "--digest-at",
        "00:00",
        "--digest-webhook",
        &hook,
    ];
    let server = Server::start(&place, &arguments);
    // It waits for an answer that does not come.
    let first = receiver.accept().unwrap();
    server.kill();
    let _server = Server::start(&place, &arguments);
    // The claim of a server that lives would hold for ten minutes.
    receiver.set_nonblocking(true).unwrap();
    wait_until("the next server sends it", || receiver.accept().is_ok());
    drop(first);
}

/// The decoded content of a part.
fn decoded(part: &str) -> String {
    let (head, body) = part.split_once("\r\n\r\n").unwrap();
    let head = head.to_lowercase();
    let bytes = if head.contains("quoted-printable") {
        quoted_printable::decode(body, quoted_printable::ParseMode::Robust).unwrap()
    } else if head.contains("base64") {
        let text: String = body
            .split("--")
            .next()
            .unwrap()
            .split_whitespace()
            .collect();
        base64::engine::general_purpose::STANDARD
            .decode(text)
            .unwrap()
    } else {
        body.as_bytes().to_vec()
    };
    String::from_utf8(bytes).unwrap()
}

#[test]
fn a_real_day_is_previewed_as_text_html_and_json() {
    let place = Workplace::new();
    let shop = [
        "--timezone",
        "Europe/London",
        "--currency",
        "GBP",
        "--retention-days",
        "400",
    ];
    place.import_real_orders(&shop).expect(2);
    let preview = |more: &[&str]| {
        let command = ["digest", "--preview", "--date", "2011-11-01"];
        place.run(&[&command[..], more, &shop].concat()).expect(0)
    };
    let text = preview(&[]);
    let board = place.run(&[&["board", "--date", "2011-10-31", "--json"][..], &shop].concat());
    let revenue = board.json(0)["today"]["revenue"]
        .as_str()
        .unwrap()
        .to_owned();
    for said in [
        "Monday, 31 October 2011",
        "Mon 24 Oct 2011",
        "Mon 1 Nov 2010: –, the shop's figures begin later.",
        "Best sellers",
        "not connected with a platform",
    ] {
        assert!(text.contains(said), "`{said}` is not in\n{text}");
    }
    assert!(
        text.replace(',', "").contains(&revenue),
        "{revenue}: {text}"
    );
    for line in text.lines() {
        assert!(line.chars().count() <= 100, "{line}");
    }
    let html = preview(&["--html"]);
    assert!(html.starts_with("<!DOCTYPE html>") && html.contains("Monday, 31 October 2011"));
    let month: Value = serde_json::from_str(&preview(&["--json", "--every", "monthly"])).unwrap();
    assert_eq!(
        (&month["first"], &month["last"]),
        (&json!("2011-10-01"), &json!("2011-10-31"))
    );
    assert!(preview(&["--every", "weekly"]).contains("24–30 October 2011"));
    let before = ["digest", "--preview", "--date", "2009-11-02"];
    let before = place.run(&[&before[..], &shop].concat()).expect(0);
    for said in [
        "Revenue – GBP.",
        "Sun 1 Nov 2009: –, the shop's figures begin later.",
    ] {
        assert!(before.contains(said), "`{said}` is not in\n{before}");
    }
    assert!(!before.contains("Nothing was sold"), "{before}");
    let error = place.run(&["digest"]).error();
    assert!(error.contains("--preview"), "{error}");
}

#[test]
fn a_weekly_digest_is_about_a_week_as_the_shop_counts_it() {
    let place = Workplace::new();
    let server = Server::start(&place, &["--week-begins=sunday"]);
    let week = server.get("/v1/digest?every=weekly&date=2018-03-14");
    let week = week.json(200);
    // 4 March 2018 is a Sunday.
    assert_eq!(
        (&week["first"], &week["last"]),
        (&json!("2018-03-04"), &json!("2018-03-10"))
    );
}
