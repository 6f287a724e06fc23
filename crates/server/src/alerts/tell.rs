//! Sends alerts to their targets.

use std::sync::Arc;
use std::time::Duration;

use api_types::Alert;
use async_trait::async_trait;
use futures_util::future::join_all;
use tokio::time::timeout;

/// How long somebody waits for the result of a test.
const TEST: Duration = Duration::from_secs(30);

/// Why a message is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Occasion {
    /// Something is wrong.
    Raised,
    /// It is over.
    Recovered,
    /// Somebody asked for a test.
    Test,
}

impl Occasion {
    /// Its stable name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Occasion::Raised => "raised",
            Occasion::Recovered => "recovered",
            Occasion::Test => "test",
        }
    }
}

/// A message to a target.
#[derive(Clone, Debug)]
pub struct AlertMessage {
    /// Why it is sent.
    pub occasion: Occasion,
    /// What it is about.
    pub alert: Alert,
}

impl AlertMessage {
    /// The message in one line.
    pub fn title(&self) -> String {
        let of = match (&self.alert.shop, &self.alert.source) {
            (Some(shop), Some(source)) => format!(" ({shop}, {source})"),
            (Some(one), None) | (None, Some(one)) => format!(" ({one})"),
            (None, None) => String::new(),
        };
        let what = match self.alert.rule.as_str() {
            "sales_stopped" => "Sales stopped",
            "data_stopped" => "Data stopped",
            "store_away" => "Store away",
            "store_lost" => "The store lost figures",
            "data_lost" => "Orders are missing",
            "items_full" => "Too many items",
            "rejects_full" => "Orders could not be read",
            "books_differ" => "Figures differ from the platform's",
            "archive_failed" => "The archive is not written",
            "buffer_refuses" => "The intake buffer takes no orders",
            "store_refuses" => "The store refuses orders",
            _ => "Livetill",
        };
        match self.occasion {
            Occasion::Raised => format!("{what}{of}: {}", self.alert.detail),
            Occasion::Recovered => format!("Over: {what}{of}"),
            Occasion::Test => "Test message from Livetill: alerts will come here".to_owned(),
        }
    }
}

/// A receiver of alerts.
#[async_trait]
pub trait AlertTarget: Send + Sync {
    /// Its name in the configuration, for people.
    fn name(&self) -> &str;

    /// What identifies it in the store's notes.
    fn key(&self) -> String {
        self.name().to_owned()
    }

    /// How long it may take.
    fn patience(&self) -> Duration {
        Duration::from_secs(15)
    }

    /// Sends a message.
    ///
    /// # Errors
    /// Why the message was not accepted, for people and without secrets.
    async fn send(&self, message: &AlertMessage) -> Result<(), String>;
}

/// Sends a message to a target, within a time.
pub(super) async fn tell(
    target: &dyn AlertTarget,
    message: &AlertMessage,
    patience: Duration,
) -> Result<(), String> {
    let sent = timeout(patience, target.send(message)).await;
    let late = || format!("no answer within {} s", patience.as_secs());
    sent.unwrap_or_else(|_| Err(late()))
}

/// Sends a test to all targets at once; returns each target's name and result.
pub(super) async fn test(
    targets: &[Arc<dyn AlertTarget>],
    message: &AlertMessage,
) -> Vec<(String, Result<(), String>)> {
    let sends = targets.iter().map(|target| async move {
        let patience = target.patience().min(TEST);
        let sent = tell(&**target, message, patience).await;
        (target.name().to_owned(), sent)
    });
    join_all(sends).await
}
