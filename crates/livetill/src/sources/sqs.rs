//! Connects to a queue of SQS and checks it: region, credentials, permissions, and the queue itself.

use sources::aws::NoConnection;
use sources::sqs::{self, SqsConnector, SqsUrl, connect};

use super::kind::{CHECK, Opened, Opening, Probed, Probing, driven, misnamed};
use crate::doctor::finding::Finding;

pub(super) async fn open(opening: Opening<'_>) -> anyhow::Result<Opened> {
    let url = SqsUrl::parse(&opening.setting.url)?;
    let client = connect(&url).await?;
    Ok(driven(SqsConnector::new(url, client), opening))
}

pub(super) async fn probe(Probing { url, of, .. }: Probing<'_>) -> Probed {
    let url = match SqsUrl::parse(url) {
        Ok(url) => url,
        Err(error) => return misnamed(of, error),
    };
    let finding = match connect(&url).await {
        Err(error) => unconnected(of, &error),
        Ok(client) => match sqs::probe(&client, &url).await {
            Err((code, message)) => unread(of, code.as_deref(), &message),
            Ok(found) => {
                let messages = found.messages.unwrap_or_default();
                let text = format!("{of} can be asked; about {messages} messages wait in it");
                Finding::ok(CHECK, text)
            }
        },
    };
    (Some(url.source()), vec![finding])
}

fn unconnected(of: &str, error: &NoConnection) -> Finding {
    let mend =
        "name the queue by its whole URL, and give the machine, task or user a role or credentials";
    Finding::error(CHECK, format!("{of}: {error}"), mend)
}

fn unread(of: &str, code: Option<&str>, message: &str) -> Finding {
    let mend = match code {
        Some(code) if code.contains("NonExistentQueue") || code.contains("QueueDoesNotExist") => {
            "make the queue, or name the right one by its whole URL"
        }
        Some(code) if code.contains("AccessDenied") => {
            "allow sqs:ReceiveMessage, sqs:DeleteMessage and, for this check, sqs:GetQueueAttributes on the queue"
        }
        Some(_) => {
            "see AWS's documentation of it, and the credentials and the clock of this machine"
        }
        None => {
            "see that the queue's address can be reached from here: network, proxy, or a VPC endpoint for SQS"
        }
    };
    Finding::error(CHECK, format!("{of} cannot be asked: {message}"), mend)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_aws_refuses_names_what_to_mend() {
        let mend = |code| unread("sqs:orders", code, "").mend.unwrap();
        assert!(mend(Some("QueueDoesNotExist")).contains("make the queue"));
        assert!(mend(Some("AccessDeniedException")).contains("sqs:DeleteMessage"));
        assert!(mend(None).contains("VPC endpoint"));
    }
}
