//! Digests: their content, and who gets them when.

use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use domain::Rhythm;
use ports::Presence as _;
use serde_json::{Value, json};
use server::alerts::AlertSettings;
use server::digest::{DigestMessage, DigestPlan, DigestSettings, DigestTarget};

use crate::alerts::until;
use crate::support::{JSON, NDJSON, TestServer};

/// Records what it gets.
#[derive(Default)]
struct Mailbox {
    name: &'static str,
    got: Mutex<Vec<DigestMessage>>,
    /// How many digests it refuses before it accepts one.
    refuses: Mutex<u32>,
    /// Whether it never answers.
    hangs: bool,
}

impl Mailbox {
    fn named(name: &'static str) -> Arc<Mailbox> {
        Arc::new(Mailbox {
            name,
            ..Mailbox::default()
        })
    }

    fn ids(&self) -> Vec<String> {
        let got = self.got.lock().unwrap();
        got.iter().map(|message| message.id.clone()).collect()
    }
}

#[async_trait]
impl DigestTarget for Mailbox {
    fn name(&self) -> &str {
        self.name
    }

    async fn send(&self, message: &DigestMessage) -> Result<(), String> {
        if self.hangs {
            std::future::pending::<()>().await;
        }
        let mut refuses = self.refuses.lock().unwrap();
        if *refuses > 0 {
            *refuses -= 1;
            return Err("not now".to_owned());
        }
        self.got.lock().unwrap().push(message.clone());
        Ok(())
    }
}

fn settings(targets: &[&Arc<Mailbox>], rhythms: &[Rhythm]) -> DigestSettings {
    let target = |mailbox: &&Arc<Mailbox>| -> Arc<dyn DigestTarget> { Arc::clone(mailbox) as _ };
    let plan = DigestPlan {
        rhythms: rhythms.to_vec(),
        minute: 7 * 60,
        targets: targets.iter().map(target).collect(),
    };
    let own = DigestSettings::default().every_shop;
    DigestSettings {
        every_shop: plan,
        // This shop stays silent whatever the others do.
        of_shops: [("acme".to_owned(), own)].into(),
    }
}

/// Sells one item in the default shop, whose offset is UTC−4 from 11 March 2018 on, and UTC−5 before.
async fn sell(server: &TestServer, at: &str, (sku, price): (&str, &str)) {
    let offset = if at < "2018-03-11" {
        "-05:00"
    } else {
        "-04:00"
    };
    let order = json!({"id": format!("{at} {sku}"), "timestamp": format!("{at}:00{offset}"), "channel": "pos",
        "items": [{"sku": sku, "name": format!("Item {sku}"), "price": price, "quantity": 1}]});
    let answer = server.post("/v1/orders", JSON, order.to_string()).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
}

#[tokio::test]
async fn a_digest_goes_out_once_by_one_of_two_servers_and_again_to_who_failed() {
    let server = TestServer::start().await;
    sell(&server, "2018-03-13T12:00", ("tea", "5.00")).await;
    let (good, bad) = (Mailbox::named("good"), Mailbox::named("bad"));
    *bad.refuses.lock().unwrap() = 1;
    server.set_time("2018-03-14T06:59:00-04:00");
    let other = server.another_with_alerts(AlertSettings::default()).await;
    for one in [&server, &other] {
        one.send_digests(settings(&[&good, &bad], &Rhythm::ALL));
    }
    server.set_time("2018-03-14T07:00:00-04:00");
    let id = "default.daily.2018-03-13";
    until("sent", async || good.ids() == [id]).await;
    assert_eq!(bad.ids(), [""; 0], "a pause of a minute");
    server.set_time("2018-03-14T07:01:30-04:00");
    until("sent again", async || bad.ids() == [id]).await;
    server.set_time("2018-03-15T09:00:00-04:00");
    // Nothing sold on the day before, which the digest reports.
    let next = "default.daily.2018-03-14";
    until("the next day", async || {
        bad.ids() == [id, next] && good.ids() == [id, next]
    })
    .await;
    let got = good.got.lock().unwrap();
    assert_eq!(
        serde_json::to_value(&*got[1].digest).unwrap()["total"]["orders"],
        0
    );
}

/// As if the server died while it waits for a slow one.
#[tokio::test]
async fn who_has_a_digest_does_not_get_it_again_because_another_is_slow() {
    let server = TestServer::start().await;
    sell(&server, "2018-03-13T12:00", ("tea", "5.00")).await;
    let slow = Arc::new(Mailbox {
        name: "slow",
        hangs: true,
        ..Mailbox::default()
    });
    let (prompt, later) = (Mailbox::named("prompt"), Mailbox::named("later"));
    let other = server.another_with_alerts(AlertSettings::default()).await;
    for one in [&server, &other] {
        one.set_time("2018-03-14T07:00:00-04:00");
    }
    other.send_digests(settings(&[&slow, &prompt], &[Rhythm::Daily]));
    let id = "default.daily.2018-03-13";
    until("noted", async || {
        let sent = server.store.document("digest/default").await.unwrap();
        String::from_utf8(sent).unwrap().contains("prompt")
    })
    .await;
    assert_eq!(prompt.ids(), [id]);
    // What the other server claimed is free by then.
    server.set_time("2018-03-14T07:11:00-04:00");
    server.send_digests(settings(&[&prompt, &later], &[Rhythm::Daily]));
    until("sent by this one", async || later.ids() == [id]).await;
    assert_eq!(prompt.ids(), [id]);
}

#[tokio::test]
async fn a_server_that_was_down_sends_it_later_that_day_and_no_other_day() {
    let server = TestServer::start().await;
    sell(&server, "2018-02-20T12:00", ("tea", "5.00")).await;
    let mailbox = Mailbox::named("mailbox");
    // A Thursday, and the first of the month.
    server.set_time("2018-03-01T22:40:00-05:00");
    server.send_digests(settings(&[&mailbox], &Rhythm::ALL));
    let mut expected = vec!["default.daily.2018-02-28", "default.monthly.2018-02-28"];
    let sent = || {
        let mut ids = mailbox.ids();
        ids.sort();
        ids
    };
    until("sent", async || sent() == expected).await;
    // No server ran on Monday morning, so the weekly digest is skipped.
    server.set_time("2018-03-06T07:30:00-05:00");
    expected.insert(1, "default.daily.2018-03-05");
    until("sent", async || sent() == expected).await;
}

#[tokio::test]
async fn days_before_the_first_one_are_unknown_and_not_without_sales() {
    let server = TestServer::start().await;
    let digest = async |query: &str| server.json(&format!("/v1/digest?{query}")).await;
    let assert_unknown = |digest: &Value| {
        assert_eq!(digest["unknown"], "before_first_day");
        let figures = digest["total"].as_object().unwrap();
        assert!(!figures.is_empty() && figures.values().all(Value::is_null));
        let steps = digest["steps"].as_array().unwrap();
        assert!(steps.iter().all(|step| step["value"].is_null()));
        assert_eq!(digest["items"]["best"], Value::Null);
        assert_eq!(digest["silent_unknown"], "before_first_day");
    };
    // The shop has no day at all.
    assert_unknown(&digest("").await);
    sell(&server, "2018-03-12T12:00", ("tea", "5.00")).await;
    assert_unknown(&digest("date=2018-03-12").await);
    assert_unknown(&digest("date=2018-03-12&every=weekly").await);
    // From the first day on, a day without sales had none.
    for (date, orders) in [("2018-03-13", 1), ("2018-03-14", 0)] {
        let digest = digest(&format!("date={date}")).await;
        assert_eq!(digest["total"]["orders"], orders, "{date}");
        assert!(digest.get("unknown").is_none(), "{date}");
    }
}

#[tokio::test]
async fn a_day_stands_beside_its_weekday_before() {
    let server = TestServer::start().await;
    sell(&server, "2018-03-06T09:10", ("tea", "80.00")).await;
    sell(&server, "2018-03-06T10:10", ("cup", "20.00")).await;
    sell(&server, "2018-03-13T09:15", ("cup", "50.00")).await;
    sell(&server, "2018-03-13T23:59", ("pot", "70.00")).await;
    let goals = json!({"day": "100.00"}).to_string();
    server
        .send("PUT", "/v1/goals", &[("content-type", JSON)], goals)
        .await;
    let digest = server.json("/v1/digest").await;
    assert_eq!(
        (&digest["every"], &digest["first"]),
        (&json!("daily"), &json!("2018-03-13"))
    );
    assert_eq!(digest["total"]["revenue"], "120.00");
    let [week, year] = [0, 1].map(|place| &digest["compared"][place]);
    assert_eq!(
        (&week["first"], &week["total"]["revenue"]),
        (&json!("2018-03-06"), &json!("100.00"))
    );
    assert_eq!(year["first"], "2017-03-14");
    assert_eq!(
        (&year["total"], &year["unknown"]),
        (&Value::Null, &json!("before_first_day"))
    );
    assert_eq!(
        digest["goal"],
        json!({"goal": "100.00", "reached": "120.00"})
    );
    assert_eq!(
        digest["steps"][9],
        json!({"at": "09:00", "value": "50.00", "before": "80.00"})
    );
    assert_eq!(
        digest["steps"][23],
        json!({"at": "23:00", "value": "70.00", "before": "0.00"})
    );
    let skus = |list: &str| -> Vec<String> {
        let rows = digest["items"][list].as_array().unwrap().iter();
        rows.map(|row| row["sku"].as_str().unwrap().to_owned())
            .collect()
    };
    assert_eq!(
        (skus("best"), skus("fell")),
        (
            vec!["pot".to_owned(), "cup".to_owned()],
            vec!["tea".to_owned()]
        )
    );
    assert_eq!(digest["items"]["fell"][0]["before"]["amount"], "80.00");
    assert_eq!(digest["silent"], json!([]));
    let early = server.json("/v1/digest?date=2018-03-08").await;
    assert_eq!(early["silent_unknown"], "too_few_days");
    assert_eq!(
        digest["books"],
        json!({"platform": null, "compared": 0, "differing": []})
    );
    let week = server.json("/v1/digest?every=weekly").await;
    assert_eq!(
        (&week["first"], &week["last"]),
        (&json!("2018-03-05"), &json!("2018-03-11"))
    );
    assert_eq!(week["steps"].as_array().unwrap().len(), 7);
    assert_eq!(
        week["steps"][1],
        json!({"at": "2018-03-06", "value": "100.00", "before": null})
    );
    let month = server
        .json("/v1/digest?every=monthly&date=2018-03-14")
        .await;
    let month = ["last", "unknown"].map(|name| &month[name]);
    assert_eq!(month, ["2018-02-28", "before_first_day"]);
}

#[tokio::test]
async fn hours_and_channels_without_their_usual_orders_are_named() {
    let server = TestServer::start().await;
    server.set_time("2018-03-14T07:00:00-04:00");
    let mut orders = String::new();
    // Ten orders in each hour from nine to four on ten days, and none after noon on the last of them.
    for day in 4..=13 {
        let offset = if day < 11 { "-05:00" } else { "-04:00" };
        for hour in (9..16).filter(|hour| day < 13 || *hour < 12) {
            for number in 0..10 {
                let channel = if day < 13 { "marketplace" } else { "pos" };
                let order = json!({"id": format!("{day} {hour} {number}"), "channel": channel,
                    "timestamp": format!("2018-03-{day:02}T{hour:02}:{number:02}:30{offset}"),
                    "items": [{"sku": "tea", "price": 3, "quantity": 1}]});
                orders += &format!("{order}\n");
            }
        }
    }
    let answer = server.post("/v1/orders", NDJSON, orders).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    let digest = server.json("/v1/digest").await;
    let silent = digest["silent"].as_array().unwrap();
    let said: Vec<_> = silent.iter().map(|it| (&it["kind"], &it["what"])).collect();
    let expected = [
        (&json!("hours"), &json!("12:00–16:00")),
        (&json!("channel"), &json!("marketplace")),
    ];
    assert_eq!(said, expected);
    assert!(silent[0]["usual"].as_f64().unwrap() > 20.0);
    assert_eq!(silent[1]["usual"], 70.0);
    assert_eq!(digest["silent_unknown"], Value::Null);
}
