use clap::Args;

/// Whom alerts are told. What raises them stands in the configuration file.
#[derive(Debug, Default, Args)]
pub(crate) struct AlertArgs {
    /// Address that gets alerts as JSON
    #[arg(
        long,
        value_name = "URL",
        env = "LIVETILL_ALERT_WEBHOOK",
        hide_env_values = true
    )]
    pub(crate) alert_webhook: Option<String>,

    /// Incoming webhook of Slack, or of a chat that understands the same, that gets alerts
    #[arg(
        long,
        value_name = "URL",
        env = "LIVETILL_ALERT_SLACK",
        hide_env_values = true
    )]
    pub(crate) alert_slack: Option<String>,

    /// Mail server for alerts, such as smtps://user:password@mail.example.com
    #[arg(
        long,
        value_name = "URL",
        env = "LIVETILL_ALERT_SMTP",
        hide_env_values = true
    )]
    pub(crate) alert_smtp: Option<String>,

    /// Sender of alerts by mail
    #[arg(long, value_name = "ADDRESS", env = "LIVETILL_ALERT_FROM")]
    pub(crate) alert_from: Option<String>,

    /// Receivers of alerts by mail
    #[arg(
        long,
        value_name = "ADDRESS,…",
        env = "LIVETILL_ALERT_TO",
        value_delimiter = ','
    )]
    pub(crate) alert_to: Option<Vec<String>>,
}
