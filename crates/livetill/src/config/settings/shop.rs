//! The default shop, and where orders wait.

use super::commands::{SERVE, SERVER, SHOP, SHOWN, TIMEZONE};
use super::{LAMBDA, ROW, Setting};

pub(super) const ROWS: &[Setting] = &[
    Setting {
        key: Some("shop.timezone"),
        env: Some("LIVETILL_TIMEZONE"),
        flag: Some("timezone"),
        value: "ZONE",
        default: Some("\"UTC\""),
        example: Some("\"Europe/Budapest\""),
        commands: TIMEZONE,
        help: "IANA time zone. It decides an order's business day and hour. Without it, commands on a store that exists take the stored one, \
               and so with the currency; a server has to be told",
        ..ROW
    },
    Setting {
        key: Some("shop.currency"),
        env: Some("LIVETILL_CURRENCY"),
        flag: Some("currency"),
        value: "CODE",
        default: Some("\"USD\""),
        example: Some("\"HUF\""),
        commands: SHOP,
        help: "ISO 4217 currency. Orders in another one are converted if there is a rate, and rejected otherwise",
        ..ROW
    },
    Setting {
        key: Some("shop.retention_days"),
        env: Some("LIVETILL_RETENTION_DAYS"),
        flag: Some("retention-days"),
        value: "N",
        default: Some("8"),
        commands: SHOP,
        help: "Business days with data that are kept in detail",
        ..ROW
    },
    Setting {
        key: Some("shop.max_future_minutes"),
        env: Some("LIVETILL_MAX_FUTURE_MINUTES"),
        flag: Some("max-future-minutes"),
        value: "N",
        default: Some("10"),
        commands: SHOP,
        help: "How many minutes ahead an order's time may be",
        ..ROW
    },
    Setting {
        key: Some("shop.max_items"),
        env: Some("LIVETILL_MAX_ITEMS"),
        flag: Some("max-items"),
        value: "N",
        default: Some("1000000"),
        commands: SHOP,
        help: "The most distinct items (SKUs) that orders may bring; 0: any number. Items are kept forever. Beyond the \
            limit, orders with new items are rejected (too_many_items). Orders of known items are still taken, and a \
            store that has more keeps them",
        ..ROW
    },
    Setting {
        key: Some("shop.max_orders_per_second"),
        env: Some("LIVETILL_MAX_ORDERS_PER_SECOND"),
        flag: Some("max-orders-per-second"),
        value: "N",
        default: Some("0"),
        example: Some("50"),
        commands: SHOWN,
        help: "The most orders a second that POST /v1/orders takes for the shop, on average and on this server; 0: any \
            number. Ten seconds' worth may come at once. Beyond that, requests get 429 and Retry-After",
        ..ROW
    },
    Setting {
        key: Some("shop.headline"),
        env: Some("LIVETILL_HEADLINE"),
        flag: Some("headline"),
        value: "FIGURE",
        default: Some("\"gross\""),
        example: Some("\"net\""),
        commands: SHOWN,
        help: "Which figure of its sales the dashboard and the terminal show first: gross, net (without discounts \
            and returns) or total (net with shipping, tax and fees). A reader may choose another",
        ..ROW
    },
    Setting {
        key: Some("shop.week_begins"),
        env: Some("LIVETILL_WEEK_BEGINS"),
        flag: Some("week-begins"),
        value: "DAY",
        default: Some("\"monday\""),
        example: Some("\"sunday\""),
        commands: SHOWN,
        help: "The first day of the shop's weeks, in reports and goals: monday, sunday or any other day",
        ..ROW
    },
    Setting {
        key: Some("shop.channels"),
        env: Some("LIVETILL_CHANNELS"),
        flag: Some("channels"),
        value: "NAMES",
        default: Some("[]"),
        example: Some("[\"amazon\", \"ebay\"]"),
        commands: SHOP,
        help: "The shop's own channels, at most 23, in addition to those of every shop (docs/orders.md); any other \
            counts as `other`. Add new ones at the end: the store keeps the list, and refuses a shorter or reordered \
            one. In the flag and the variable, separate them with commas",
        ..ROW
    },
    Setting {
        key: Some("shop.products"),
        env: Some("LIVETILL_PRODUCTS"),
        flag: Some("products"),
        value: "true|false",
        example: Some("true"),
        commands: SHOP,
        help: "Whether to keep the amount and the returns of each line by item and day, for product reports; it costs \
            some 10 bytes an order. If unset, a new shop keeps them, and an existing one stays as it is. If you switch \
            it on later, amounts are known from the day after the newest one with orders",
        ..ROW
    },
    Setting {
        key: Some("shop.sources"),
        env: Some("LIVETILL_SOURCE"),
        flag: Some("source"),
        value: "URL",
        default: Some("[]"),
        commands: SERVER,
        help: "Where the shop's orders come from besides requests, such as \
            kafka:TOPIC?brokers=HOST:PORT, kinesis:STREAM?region=eu-west-1 or redis-stream:KEY, as \
            docs/sources.md says. Repeat the flag for each; the variable has spaces between \
            them. Further shops have theirs in the file",
        ..ROW
    },
    Setting {
        key: Some("shop.connect.platform"),
        example: Some("\"shopify\""),
        commands: SERVE,
        help: "The platform that posts the shop's orders to /v1/webhooks/PLATFORM/SHOP: shopify, woocommerce, stripe, \
            or standard for Standard Webhooks (docs/platforms.md)",
        ..ROW
    },
    Setting {
        key: Some("shop.connect.store"),
        example: Some("\"acme.myshopify.com\""),
        commands: SERVE,
        help: "The shop's address at the platform: NAME.myshopify.com, or the site of a WooCommerce shop. Needed if \
            Livetill asks its API",
        ..ROW
    },
    Setting {
        key: Some("shop.connect.webhook_secrets"),
        example: Some("[\"env:ACME_SECRET\"]"),
        commands: SERVE,
        help: "Where the secret is with which the platform signs, env:NAME or file:PATH; two while you replace one. \
            Files are reread every 5 seconds",
        ..ROW
    },
    Setting {
        key: Some("shop.connect.client_id"),
        example: Some("\"0123456789abcdef\""),
        commands: SERVE,
        help: "The client id of a Shopify app from the Dev Dashboard. Livetill fetches and renews its tokens",
        ..ROW
    },
    Setting {
        key: Some("shop.connect.client_secret"),
        example: Some("\"env:ACME_CLIENT_SECRET\""),
        commands: SERVE,
        help: "Where the client secret of that app is, env:NAME or file:PATH. It also signs the app's webhooks",
        ..ROW
    },
    Setting {
        key: Some("shop.connect.api_token"),
        example: Some("\"file:/etc/livetill/acme\""),
        commands: SERVE,
        help: "Where the platform's API token is, env:NAME or file:PATH: of an older Shopify app, of Stripe, or of \
            WooCommerce as key:secret. Without it and without client_id, Livetill does not ask the platform's API, and \
            has only its webhooks",
        ..ROW
    },
    Setting {
        key: Some("shop.connect.from_day"),
        example: Some("\"2026-04-01\""),
        commands: SERVE,
        help: "The first day whose orders the platform brings, for a shop that already has earlier ones under other ids; \
            the platform's orders of earlier days are passed over. A shop with orders under other ids on that day or \
            later is not connected",
        ..ROW
    },
    Setting {
        key: Some("shops"),
        env: Some("LIVETILL_SHOPS"),
        commands: &[LAMBDA],
        help: "Further shops as a JSON object: the settings of each, with the names of the streams, queues or buses \
            that bring its orders in `sources`",
        ..ROW
    },
    Setting {
        key: Some("buffer.path"),
        env: Some("LIVETILL_BUFFER"),
        flag: Some("buffer"),
        value: "PATH",
        example: Some("\"./livetill-buffer\""),
        commands: SERVE,
        help: "Folder in which orders wait, durably, while the Redis store is away. They are counted when it is back. \
            Without a folder, orders are refused meanwhile",
        ..ROW
    },
    Setting {
        key: Some("buffer.max"),
        env: Some("LIVETILL_BUFFER_MAX"),
        flag: Some("buffer-max"),
        value: "SIZE",
        default: Some("\"1GiB\""),
        commands: SERVE,
        help: "The most that may wait there for each shop, such as 512MiB or 2GiB. Beyond that, orders are refused",
        ..ROW
    },
];
