//! Shops that are added and removed while servers run.

use serde_json::{Value, json};
use test_servers::{Redis, wait_until};

use crate::support::{Server, Workplace};

fn order(id: &str) -> Value {
    json!({ "id": id, "timestamp": "2026-03-01T10:00:00Z",
        "items": [{ "sku": "A", "price": "150", "quantity": 1 }] })
}

fn post(server: &Server, shop: &str, id: &str) -> u16 {
    let headers = [("Content-Type", "application/json")];
    let path = format!("/v1/orders?shop={shop}");
    server
        .post(&path, &headers, order(id).to_string().as_bytes())
        .status
}

fn names(server: &Server) -> Vec<String> {
    let list = server.get("/v1/shops").json(200);
    let shops = list["shops"].as_array().unwrap().iter();
    shops
        .map(|shop| shop["shop"].as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn a_shop_is_added_used_and_removed_while_the_server_runs() {
    let place = Workplace::new();
    let config = place.file(
        "shops.toml",
        "[shop]\nretention_days = 30\nmax_future_minutes = 1000000\n[shops.fixed]\ncurrency = 'EUR'",
    );
    let mut server = Server::start(&place, &["--config", &config]);
    let at = server.url("");
    let shops = |args: &[&str]| place.run(&[&["shops"], args, &["--server", &at]].concat());
    let tokyo = ["--timezone", "Asia/Tokyo", "--currency", "JPY"];
    let add =
        |name: &str| shops(&[&["add", name, "--display-name", "Acme é"], &tokyo[..]].concat());
    assert_eq!(post(&server, "acme", "1"), 404);
    assert_eq!(add("acme").expect(0), "added acme: Asia/Tokyo, JPY\n");
    for taken in ["acme", "fixed", "default"] {
        let error = add(taken).error();
        assert!(
            error.contains(&format!("there is already a shop `{taken}`")),
            "{error}"
        );
    }
    assert!(
        add("Acme").error().contains("Acme"),
        "a name is as an address needs it"
    );
    let wrong = shops(&[
        "add",
        "mars",
        "--timezone",
        "Mars/Olympus",
        "--currency",
        "JPY",
    ]);
    assert!(wrong.error().contains("timezone `Mars/Olympus`"));
    assert_eq!(names(&server), ["acme", "default", "fixed"]);
    assert_eq!(post(&server, "acme", "1"), 200);
    let listed = shops(&["list", "--json"]).json(0);
    let acme = json!({ "shop": "acme", "display_name": "Acme é", "timezone": "Asia/Tokyo", "currency": "JPY",
        "retention_days": 30, "newest_day": "2026-03-01", "removable": true });
    assert_eq!(listed[0], acme);
    let text = shops(&["list"]).expect(0);
    assert!(
        text.lines()
            .next()
            .unwrap()
            .ends_with("JPY  2026-03-01  Acme é"),
        "{text}"
    );
    let board = ["board", "--json", "--shop=acme", "--server", &at];
    assert_eq!(place.run(&board).json(0)["timezone"], "Asia/Tokyo");
    // The store keeps the shop, and commands that open the store find it.
    assert!(server.terminate().success());
    let verified = ["verify", "--json", "--shop=acme", "--config", &config];
    assert_eq!(place.run(&verified).json(0)["orders"], 1);
    let file = place.file("more.ndjson", order("2").to_string());
    let import = [
        "import",
        &file,
        "--shop=acme",
        "--json",
        "--config",
        &config,
    ];
    assert_eq!(place.run(&import).json(0)["accepted"], 1);
    let unknown = place.run(&["verify", "--shop=nobody", "--config", &config]);
    assert!(unknown.error().contains("shop `nobody` is not configured"));
    let server = Server::start(&place, &["--config", &config]);
    let at = server.url("");
    let shops = |args: &[&str]| place.run(&[&["shops"], args, &["--server", &at]].concat());
    let top = place.run(&["top", "--once", "--shop=acme", "--server", &at]);
    top.expect(0);
    let error = shops(&["remove", "acme"]).error();
    let backup = format!("livetill backup acme.jsonl.zst --shop acme --server {at}");
    assert!(
        error.contains(&backup) && error.contains("--yes"),
        "{error}"
    );
    assert!(
        shops(&["remove", "fixed", "--yes"])
            .error()
            .contains("the server's settings")
    );
    assert_eq!(
        shops(&["remove", "acme", "--yes"]).expect(0),
        "removed acme\n"
    );
    assert!(
        shops(&["remove", "acme", "--yes"])
            .error()
            .contains("no shop `acme`")
    );
    assert_eq!(
        (post(&server, "acme", "3"), names(&server)),
        (404, vec!["default".into(), "fixed".into()])
    );
    let paris = [
        "add",
        "acme",
        "--timezone",
        "Europe/Paris",
        "--currency",
        "EUR",
    ];
    assert_eq!(shops(&paris).expect(0), "added acme: Europe/Paris, EUR\n");
    assert_eq!(
        server.get("/v1/orders?shop=acme&date=2026-03-01").status,
        404,
        "it begins anew"
    );
    assert_eq!(post(&server, "acme", "1"), 200);
    assert_eq!(
        server.get("/v1/board?shop=acme&date=2026-03-01").json(200)["today"]["orders"],
        1
    );
}

#[test]
fn every_server_at_a_redis_hears_of_shops_that_come_and_go() {
    let place = Workplace::new();
    let redis = Redis::start();
    let url = redis.url();
    let start = || {
        Server::start(
            &place,
            &["--store", &url, "--max-future-minutes", "1000000"],
        )
    };
    let (one, two) = (start(), start());
    let new = json!({ "shop": "acme", "timezone": "UTC", "currency": "EUR" });
    let json_body = [("Content-Type", "application/json")];
    let added = one.post("/v1/shops", &json_body, new.to_string().as_bytes());
    assert_eq!(added.json(201)["removable"], true);
    wait_until("the other server takes its orders", || {
        post(&two, "acme", "1") == 200
    });
    assert_eq!(
        one.get("/v1/board?shop=acme&date=2026-03-01").json(200)["today"]["orders"],
        1
    );
    assert_eq!(two.delete("/v1/shops/acme").status, 204);
    wait_until("it is gone from the first as well", || {
        post(&one, "acme", "2") == 404
    });
    let left = redis.cli(&["KEYS", "*{acme}*"]);
    assert_eq!(left.trim(), "", "nothing is left");
}

#[test]
fn all_shops_stand_on_one_board() {
    let place = Workplace::new();
    let rates = place.file(
        "rates.csv",
        "date,base,quote,rate\n2026-02-27,EUR,USD,1.25\n",
    );
    place.run(&["rates", "import", &rates]).expect(0);
    let add = |name: &str, currency: &str| {
        place
            .run(&[
                "shops",
                "add",
                name,
                "--timezone",
                "UTC",
                "--currency",
                currency,
            ])
            .expect(0);
    };
    add("berlin", "EUR");
    add("london", "GBP");
    // In the terminal, from a store that no server has open.
    let all = ["board", "--all", "--in", "EUR"];
    let text = place.run(&all).expect(0);
    assert!(text.starts_with("3 shops · EUR · as of "), "{text}");
    assert!(
        text.contains("Not in the total: 2 shops with 0 orders, because there is no rate of "),
        "{text}"
    );
    assert!(text.contains("\nberlin "), "{text}");
    let sorted = place.run(&[&all[..], &["--sort", "name", "--limit", "1", "--json"]].concat());
    let overview = sorted.json(0);
    assert_eq!(overview["count"], 3);
    assert_eq!(overview["rates"]["missing"], json!(["GBP", "USD"]));
    assert_eq!(overview["shops"][0]["shop"], "berlin");
    let error = place.run(&["board", "--all", "--sort", "best"]).error();
    assert!(error.contains("`sort` must be"), "{error}");
    assert!(
        place
            .run(&["board", "--in", "EUR"])
            .error()
            .contains("--all")
    );
}

#[test]
fn a_shop_that_posts_more_than_it_may_waits_and_no_other_does() {
    let place = Workplace::new();
    let config = place.file(
        "shops.toml",
        "[shop]\nmax_future_minutes = 1000000\n[shops.small]\nmax_orders_per_second = 1",
    );
    let server = Server::start(&place, &["--config", &config]);
    let headers = [("Content-Type", "application/json")];
    let body = |from: u32| {
        let orders: Vec<Value> = (from..from + 40).map(|id| order(&id.to_string())).collect();
        json!(orders).to_string()
    };
    let send = |from: u32| server.post("/v1/orders?shop=small", &headers, body(from).as_bytes());
    // Ten orders may arrive at once, and a body is accepted as a whole.
    assert_eq!(send(0).json(200)["accepted"], 40);
    let refused = send(40);
    assert_eq!(refused.status, 429);
    let seconds: u32 = refused.retry_after.as_deref().unwrap().parse().unwrap();
    assert!((20..=31).contains(&seconds), "{seconds}");
    let problem = refused.json(429);
    assert_eq!(problem["type"], "urn:livetill:problem:too_many_orders");
    assert!(
        problem["detail"]
            .as_str()
            .unwrap()
            .contains("shop `small` may post 1 orders a second")
    );
    assert_eq!(post(&server, "default", "1"), 200);
    let metrics = server.get("/metrics").body;
    assert!(
        metrics.contains("livetill_limited_requests_total{shop=\"small\"} 1\n"),
        "{metrics}"
    );
}
