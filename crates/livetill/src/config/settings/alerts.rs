//! What raises alerts, and where they are sent; docs/operations.md explains each.

use super::commands::SERVE;
use super::{ROW, Setting};

pub(super) const ROWS: &[Setting] = &[
    Setting {
        key: Some("alerts.sales_stopped"),
        env: Some("LIVETILL_ALERT_SALES_STOPPED"),
        flag: Some("alert-sales-stopped"),
        value: "true|false",
        default: Some("true"),
        help: "Alert when far fewer orders come than is usual for this weekday and hour",
        ..ALERT
    },
    Setting {
        key: Some("alerts.data_stopped"),
        env: Some("LIVETILL_ALERT_DATA_STOPPED"),
        flag: Some("alert-data-stopped"),
        value: "true|false",
        default: Some("true"),
        help: "Alert when a source is silent or too far behind, and when the store is away",
        ..ALERT
    },
    Setting {
        key: Some("alerts.chance"),
        env: Some("LIVETILL_ALERT_CHANCE"),
        flag: Some("alert-chance"),
        value: "X",
        default: Some("0.00001"),
        help: "Sales count as stopped if so few orders would come by chance only this rarely: 1 in 100,000",
        ..ALERT
    },
    Setting {
        key: Some("alerts.share"),
        env: Some("LIVETILL_ALERT_SHARE"),
        flag: Some("alert-share"),
        value: "X",
        default: Some("0.3"),
        help: "And if at most this share of the expected orders came",
        ..ALERT
    },
    Setting {
        key: Some("alerts.settle_minutes"),
        env: Some("LIVETILL_ALERT_SETTLE_MINUTES"),
        flag: Some("alert-settle-minutes"),
        value: "N",
        default: Some("2"),
        help: "Minutes that an order may take from being placed to reaching the store",
        ..ALERT
    },
    Setting {
        key: Some("alerts.lag_seconds"),
        env: Some("LIVETILL_ALERT_LAG_SECONDS"),
        flag: Some("alert-lag-seconds"),
        value: "X",
        default: Some("300"),
        help: "Seconds that a source may be behind",
        ..ALERT
    },
    Setting {
        key: Some("alerts.silent_seconds"),
        env: Some("LIVETILL_ALERT_SILENT_SECONDS"),
        flag: Some("alert-silent-seconds"),
        value: "X",
        default: Some("120"),
        help: "Seconds without a successful read of a source, or without an answer from the store",
        ..ALERT
    },
    Setting {
        key: Some("alerts.closed_days"),
        env: Some("LIVETILL_ALERT_CLOSED_DAYS"),
        flag: Some("alert-closed-days"),
        value: "DATE,…",
        default: Some("[]"),
        help: "Days on which nobody expects orders, such as 2018-12-25",
        ..ALERT
    },
    Setting {
        key: Some("alerts.webhook"),
        env: Some("LIVETILL_ALERT_WEBHOOK"),
        flag: Some("alert-webhook"),
        value: "URL",
        example: Some("\"https://example.com/hook\""),
        help: "Address that gets alerts as JSON",
        ..ALERT
    },
    Setting {
        key: Some("alerts.slack"),
        env: Some("LIVETILL_ALERT_SLACK"),
        flag: Some("alert-slack"),
        value: "URL",
        example: Some("\"https://hooks.slack.com/services/…\""),
        help: "Incoming webhook that gets alerts, of Slack or of a chat with the same interface",
        ..ALERT
    },
    Setting {
        key: Some("alerts.smtp"),
        env: Some("LIVETILL_ALERT_SMTP"),
        flag: Some("alert-smtp"),
        value: "URL",
        example: Some("\"smtps://user:password@mail.example.com\""),
        help: "Mail server for alerts, such as smtps://user:password@mail.example.com, as docs/digest.md says. Also set sender and recipients",
        ..ALERT
    },
    Setting {
        key: Some("alerts.from"),
        env: Some("LIVETILL_ALERT_FROM"),
        flag: Some("alert-from"),
        value: "ADDRESS",
        example: Some("\"livetill@example.com\""),
        help: "Sender of alerts by mail",
        ..ALERT
    },
    Setting {
        key: Some("alerts.to"),
        env: Some("LIVETILL_ALERT_TO"),
        flag: Some("alert-to"),
        value: "ADDRESS,…",
        example: Some("[\"oncall@example.com\"]"),
        help: "Recipients of alerts by mail",
        ..ALERT
    },
];

const ALERT: Setting = Setting {
    commands: SERVE,
    ..ROW
};
