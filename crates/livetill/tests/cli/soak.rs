//! Shops of three platforms on one server. Webhooks are lost, doubled and out of order, the platforms' APIs fail, and
//! the server is killed between an answer and the next delivery. In the end, `reconcile` finds nothing.
//!
//! `make soak` runs 100,000 orders (`LIVETILL_SOAK_ORDERS`); a usual test run has several hundred.

use std::fs;
use std::time::{SystemTime, UNIX_EPOCH};

use serde_json::{Value, json};
use test_servers::platforms::life::{
    Chance, Hook, ShopifyLife, Signed, StripeLife, WooLife, signed,
};
use test_servers::platforms::{
    Fault, ShopifyServer, ShopifyShop, StripeAccount, StripeServer, WooServer, WooShop,
};
use test_servers::wait_until;

use crate::support::{Server, Workplace};

/// Orders of all shops together in a usual run.
const ORDERS: usize = 900;
/// How long the shops sell, in seconds. The period ends an hour ago.
const LIVES: i64 = 5 * 86_400;
/// At most this many deliveries wait. They arrive in any order.
const LATE: u64 = 40;
const SHOPS: [&str; 3] = ["harbor", "nordlicht", "elm"];

struct Platforms {
    woo: (WooServer, WooLife),
    shopify: (ShopifyServer, ShopifyLife),
    stripe: (StripeServer, StripeLife),
    secrets: [String; 3],
}

impl Platforms {
    fn start() -> Platforms {
        Platforms {
            woo: (
                WooShop::serve("America/New_York", "USD"),
                WooLife::with_final_trash(),
            ),
            shopify: (
                ShopifyShop::serve("Europe/Berlin", "EUR"),
                ShopifyLife::default(),
            ),
            stripe: (
                StripeAccount::serve("America/Chicago", "USD"),
                StripeLife::default(),
            ),
            secrets: Default::default(),
        }
    }

    fn placed(&self) -> usize {
        self.woo.1.placed() + self.shopify.1.placed() + self.stripe.1.placed()
    }

    /// One event in one of the shops.
    fn step(&mut self, shop: usize, at: i64, chance: &mut Chance) -> Vec<Hook> {
        match shop {
            0 => self.woo.0.with(|shop| self.woo.1.step(shop, at, chance)),
            1 => self
                .shopify
                .0
                .with(|shop| self.shopify.1.step(shop, at, chance)),
            _ => self
                .stripe
                .0
                .with(|shop| self.stripe.1.step(shop, at, chance)),
        }
    }

    fn fail(&self) {
        let faults = || {
            [
                Fault::Cut,
                Fault::Status(503, Some(0)),
                Fault::Status(500, None),
                Fault::Status(429, Some(0)),
            ]
        };
        self.woo.0.fail(faults());
        self.shopify.0.fail(faults());
        self.stripe.0.fail(faults());
    }

    /// Whether the server accepted it.
    fn deliver(&self, server: &Server, shop: usize, hook: &Hook) -> bool {
        let (platform, how) = match shop {
            0 => ("woocommerce", Signed::WooCommerce),
            1 => ("shopify", Signed::Shopify),
            _ => ("stripe", Signed::Stripe(now())),
        };
        let headers = signed(how, &self.secrets[shop], hook);
        let headers: Vec<(&str, &str)> = headers.iter().map(|(name, it)| (*name, &**it)).collect();
        let path = format!("/v1/webhooks/{platform}/{}", SHOPS[shop]);
        let answer = server.try_post(&path, &headers, &hook.body);
        answer.is_some_and(|answer| answer.status == 200)
    }
}

fn now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    since.as_secs() as i64
}

fn connect(place: &Workplace, server: &Server, platforms: &mut Platforms) {
    place.file("livetill-secrets/woo", WooShop::KEY);
    place.file("livetill-secrets/app", "shpss_test");
    place.file("livetill-secrets/stripe", StripeAccount::KEY);
    let at = server.url("");
    let public = "https://till.example.com";
    let woo = [
        "--address",
        &platforms.woo.0.address,
        "--api-token=file:livetill-secrets/woo",
    ];
    let app = [
        "--client-id=client",
        "--client-secret=file:livetill-secrets/app",
    ];
    let shopify = [&["--address", &*platforms.shopify.0.address], &app[..]].concat();
    let stripe = [
        "--address",
        &platforms.stripe.0.address,
        "--api-token=file:livetill-secrets/stripe",
    ];
    let all: [(&str, &[&str]); 3] = [
        ("woocommerce", &woo),
        ("shopify", &shopify),
        ("stripe", &stripe),
    ];
    for (shop, (platform, own)) in SHOPS.into_iter().zip(all) {
        let rest = ["--public-url", public, "--shop", shop, "--server", &at];
        let connected = place.run(&[&["connect", platform], own, &rest].concat());
        assert_eq!(connected.code(), 0, "{connected:?}");
    }
    let secret = |name: &str| {
        let text = fs::read_to_string(place.path(&format!("livetill-secrets/{name}")));
        text.unwrap().trim().to_owned()
    };
    platforms.secrets = [
        secret("harbor.webhook"),
        "shpss_test".to_owned(),
        secret("elm.webhook"),
    ];
}

fn again(place: &Workplace, server: Server) -> Server {
    let address = server.address.clone();
    server.kill();
    Server::spawn(place.command(&["serve", "--listen", &address]))
}

#[test]
fn after_all_that_can_go_wrong_reconcile_finds_nothing() {
    let wanted = std::env::var("LIVETILL_SOAK_ORDERS").ok();
    let wanted = wanted.map_or(ORDERS, |orders| orders.parse().unwrap());
    let (place, mut platforms) = (Workplace::new(), Platforms::start());
    let mut server = Server::start(&place, &[]);
    connect(&place, &server, &mut platforms);
    let mut chance = Chance::new(2_026);
    let (begin, mut steps) = (now() - LIVES - 3_600, 0_i64);
    let mut late: Vec<(usize, Hook)> = Vec::new();
    // About five steps happen for every two orders.
    let apart = |step: i64| step * LIVES / (wanted as i64 * 3);
    while platforms.placed() < wanted {
        let shop = chance.below(3) as usize;
        for hook in platforms.step(shop, begin + apart(steps), &mut chance) {
            // One in twenty is lost, and one in ten arrives twice.
            let copies = match chance.is_one_in(20) {
                true => 0,
                false => 1 + usize::from(chance.is_one_in(10)),
            };
            late.extend(std::iter::repeat_n((shop, hook), copies));
        }
        steps += 1;
        while late.len() as u64 > chance.below(LATE) {
            let next = chance.below(late.len() as u64) as usize;
            let (shop, hook) = late.swap_remove(next);
            assert!(platforms.deliver(&server, shop, &hook));
        }
        if steps % (wanted as i64 / 4).max(200) == 0 {
            platforms.fail();
            // Restarts the server right after an answer.
            server = again(&place, server);
        }
    }
    for (shop, hook) in late {
        assert!(platforms.deliver(&server, shop, &hook));
    }
    let server = again(&place, server);
    for shop in SHOPS {
        let path = format!("/v1/shops/{shop}/connection");
        wait_until("what was lost is read", || {
            !server.get(&path).json(200)["reading"]["complete_at"].is_null()
        });
        let at = server.url("");
        let reconcile = || {
            let args = [
                "reconcile",
                "--json",
                "--days=8",
                "--shop",
                shop,
                "--server",
                &at,
            ];
            place.run(&args)
        };
        // The API does not report orders that were deleted without a webhook; `reconcile` finds them.
        reconcile();
        let found = reconcile().json(0);
        let differs = |day: &&Value| !day["differences"].as_array().unwrap().is_empty();
        let days = found["days"].as_array().unwrap();
        assert_eq!(found["equal"], true, "{shop}: {found}");
        assert_eq!(days.iter().find(differs), None, "{shop}");
        let rejects = server.get(&format!("/v1/rejects?limit=1&shop={shop}"));
        assert_eq!(rejects.json(200)["total"], json!(0), "{shop}");
    }
}
