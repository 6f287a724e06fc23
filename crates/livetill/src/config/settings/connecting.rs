//! Arguments of the commands that connect shops with platforms.

use super::{ROW, Setting};

pub(super) const ROWS: &[Setting] = &[
    Setting {
        value: "PLATFORM",
        commands: &["connect", "disconnect"],
        help: "shopify, woocommerce, stripe, or standard for any sender of Standard Webhooks",
        ..ROW
    },
    Setting {
        flag: Some("shop"),
        value: "NAME",
        default: Some("made of the platform's address"),
        commands: &["connect"],
        help: "The shop's name here. A shop that does not exist is added",
        ..ROW
    },
    Setting {
        flag: Some("shop"),
        value: "NAME",
        commands: &["disconnect"],
        help: "The shop",
        ..ROW
    },
    Setting {
        flag: Some("address"),
        value: "ADDRESS",
        commands: &["connect"],
        help: "The shop's address at the platform: NAME.myshopify.com, or the site of a WooCommerce shop. The command \
            asks for whatever no flag says",
        ..ROW
    },
    Setting {
        flag: Some("api-token"),
        value: "PLACE",
        commands: &["connect"],
        help: "Where the platform's API token is, env:NAME or file:PATH: of WooCommerce as key:secret, of Stripe, or of \
            an older Shopify app. A token typed at the terminal is kept in a file in --secrets-folder",
        ..ROW
    },
    Setting {
        flag: Some("client-id"),
        value: "ID",
        commands: &["connect"],
        help: "The client id of a Shopify app",
        ..ROW
    },
    Setting {
        flag: Some("client-secret"),
        value: "PLACE",
        commands: &["connect"],
        help: "Where the client secret of a Shopify app is, env:NAME or file:PATH",
        ..ROW
    },
    Setting {
        flag: Some("public-url"),
        value: "URL",
        commands: &["connect"],
        help: "How the platform reaches the server, such as https://till.example.com. Its webhooks are registered \
            there. Without it there are no webhooks, and the platform is asked every 30 seconds",
        ..ROW
    },
    Setting {
        flag: Some("since"),
        value: "YYYY-MM-DD",
        default: Some("as far back as the shop keeps orders"),
        commands: &["connect"],
        help: "The first day whose orders are fetched",
        ..ROW
    },
    Setting {
        flag: Some("from-day"),
        value: "YYYY-MM-DD",
        default: Some("all days"),
        commands: &["connect"],
        help: "The first day whose orders the platform brings, for a shop that already has earlier ones under other ids; the \
            platform's orders of earlier days are passed over",
        ..ROW
    },
    Setting {
        flag: Some("retention-days"),
        value: "N",
        commands: &["connect"],
        help: "How many business days with data the shop keeps in detail, if it is added",
        ..ROW
    },
    Setting {
        flag: Some("timezone"),
        value: "ZONE",
        commands: &["connect"],
        help: "The shop's time zone, if its platform does not say",
        ..ROW
    },
    Setting {
        flag: Some("currency"),
        value: "CODE",
        commands: &["connect"],
        help: "The shop's currency, if its platform does not say",
        ..ROW
    },
    Setting {
        flag: Some("check"),
        commands: &["connect"],
        help: "Change nothing; say what is wrong with the existing connection. Exit code 2 if something is",
        ..ROW
    },
    Setting {
        flag: Some("days"),
        value: "N",
        commands: &["reconcile"],
        help: "How many days, at most 31",
        ..ROW
    },
    Setting {
        flag: Some("last"),
        value: "YYYY-MM-DD",
        default: Some("today"),
        commands: &["reconcile"],
        help: "The last day",
        ..ROW
    },
    Setting {
        flag: Some("json"),
        commands: &["reconcile"],
        help: "Print the findings as JSON, in the form of POST /v1/reconciliation",
        ..ROW
    },
];
