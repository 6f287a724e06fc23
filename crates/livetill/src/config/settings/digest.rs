//! When digests go out, and to whom; docs/digest.md explains them.

use super::commands::SERVE;
use super::{ROW, Setting};

pub(super) const ROWS: &[Setting] = &[
    Setting {
        key: Some("shop.digest.every"),
        env: Some("LIVETILL_DIGEST_EVERY"),
        flag: Some("digest-every"),
        value: "WORD,…",
        default: Some("[\"daily\"]"),
        example: Some("[\"daily\", \"monthly\"]"),
        help: "How often the digest goes out: daily, weekly (on the day weeks begin) or monthly (on the 1st), or several of them, \
            about the day, week or month that has ended. [] is never, and without a receiver there is none",
        ..DIGEST
    },
    Setting {
        key: Some("shop.digest.at"),
        env: Some("LIVETILL_DIGEST_AT"),
        flag: Some("digest-at"),
        value: "HH:MM",
        default: Some("\"07:00\""),
        help: "When, by the shop's own clock",
        ..DIGEST
    },
    Setting {
        key: Some("shop.digest.to"),
        env: Some("LIVETILL_DIGEST_TO"),
        flag: Some("digest-to"),
        value: "ADDRESS,…",
        example: Some("[\"owner@example.com\"]"),
        help: "Receivers of the digest by mail",
        ..DIGEST
    },
    Setting {
        key: Some("shop.digest.smtp"),
        env: Some("LIVETILL_DIGEST_SMTP"),
        flag: Some("digest-smtp"),
        value: "URL",
        example: Some("\"smtps://user:password@mail.example.com\""),
        help: "Mail server for it; without one that of alerts. docs/digest.md says how to write the address",
        ..DIGEST
    },
    Setting {
        key: Some("shop.digest.from"),
        env: Some("LIVETILL_DIGEST_FROM"),
        flag: Some("digest-from"),
        value: "ADDRESS",
        example: Some("\"livetill@example.com\""),
        help: "Sender of it; without one that of alerts",
        ..DIGEST
    },
    Setting {
        key: Some("shop.digest.slack"),
        env: Some("LIVETILL_DIGEST_SLACK"),
        flag: Some("digest-slack"),
        value: "URL",
        example: Some("\"https://hooks.slack.com/services/…\""),
        help: "Incoming webhook of Slack, or of a chat that understands the same, that gets the digest",
        ..DIGEST
    },
    Setting {
        key: Some("shop.digest.webhook"),
        env: Some("LIVETILL_DIGEST_WEBHOOK"),
        flag: Some("digest-webhook"),
        value: "URL",
        example: Some("\"https://example.com/hook\""),
        help: "Address that gets the digest as JSON",
        ..DIGEST
    },
    Setting {
        flag: Some("preview"),
        commands: &["digest"],
        help: "Print what would go out, and send nothing",
        ..ROW
    },
    Setting {
        flag: Some("every"),
        value: "WORD",
        default: Some("daily"),
        commands: &["digest"],
        help: "daily, weekly or monthly: about a day, a week or a month",
        ..ROW
    },
    Setting {
        flag: Some("date"),
        value: "YYYY-MM-DD",
        default: Some("today"),
        commands: &["digest"],
        help: "The day on which it would go out",
        ..ROW
    },
    Setting {
        flag: Some("html"),
        commands: &["digest"],
        help: "Print the mail's HTML",
        ..ROW
    },
    Setting {
        flag: Some("json"),
        commands: &["digest"],
        help: "Print the figures as JSON, as GET /v1/digest answers",
        ..ROW
    },
];

const DIGEST: Setting = Setting {
    commands: SERVE,
    ..ROW
};
