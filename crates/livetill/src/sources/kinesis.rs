//! Connects to a stream of Kinesis and checks it: region, credentials, permissions, and the stream itself.

use sources::aws::NoConnection;
use sources::kinesis::{self, KinesisConnector, KinesisUrl, ProbeError, connect};

use super::kind::{CHECK, Opened, Opening, Probed, Probing, driven, misnamed};
use crate::doctor::finding::Finding;

pub(super) async fn open(opening: Opening<'_>) -> anyhow::Result<Opened> {
    let url = KinesisUrl::parse(&opening.setting.url)?;
    let client = connect(&url).await?;
    Ok(driven(KinesisConnector::new(url, client), opening))
}

pub(super) async fn probe(Probing { url, of, .. }: Probing<'_>) -> Probed {
    let url = match KinesisUrl::parse(url) {
        Ok(url) => url,
        Err(error) => return misnamed(of, error),
    };
    let finding = match connect(&url).await {
        Err(error) => unconnected(of, &error),
        Ok(client) => match kinesis::probe(&client, &url).await {
            Err(error) => unread(of, &error),
            Ok(probed) => read(of, &probed),
        },
    };
    (Some(url.source()), vec![finding])
}

fn unconnected(of: &str, error: &NoConnection) -> Finding {
    let (found, mend) = match error {
        NoConnection::Region => (
            "no AWS region is set".to_owned(),
            "put ?region=… into the source's URL, or set AWS_REGION, for the process that serves",
        ),
        NoConnection::Credentials(why) => (
            format!("no AWS credentials were found ({why})"),
            "give the machine, task or function a role, or set AWS_PROFILE, or AWS_ACCESS_KEY_ID \
             and AWS_SECRET_ACCESS_KEY",
        ),
    };
    Finding::error(CHECK, format!("{of}: {found}"), mend)
}

fn unread(of: &str, error: &ProbeError) -> Finding {
    let found = format!("{of} cannot be read: {error}");
    let mend = match error.code.as_deref() {
        Some("ResourceNotFoundException") => {
            "create the stream, or name the right one, and its region (?region=…)".to_owned()
        }
        Some(code) if code.starts_with("KMS") => {
            "allow kms:Decrypt on the key that encrypts the stream, and check that it is enabled"
                .to_owned()
        }
        Some(code) if code.contains("AccessDenied") => format!(
            "allow {} on the stream for the role or user that livetill runs as; it needs kinesis:ListShards, \
             kinesis:GetShardIterator and kinesis:GetRecords",
            error.action
        ),
        Some(code) if code.contains("Expired") => {
            "renew the credentials: they have expired; those of a machine's or task's role renew themselves"
                .to_owned()
        }
        Some(
            "UnrecognizedClientException"
            | "InvalidSignatureException"
            | "IncompleteSignature"
            | "InvalidClientTokenId"
            | "MissingAuthenticationTokenException",
        ) => "set credentials that are valid in this region and not revoked; a wrong clock also invalidates signatures"
            .to_owned(),
        Some(code) if code.contains("LimitExceeded") || code.contains("Throttl") => {
            "run it again in a moment: the stream is getting too many requests just now".to_owned()
        }
        Some(code) => format!("see AWS's documentation on {code}, and docs/sources.md"),
        None => "check that the region's address, or endpoint=, can be reached from here: network, proxy, or a VPC \
                 endpoint for Kinesis"
            .to_owned(),
    };
    Finding::error(CHECK, found, mend)
}

fn read(of: &str, probed: &kinesis::Probed) -> Finding {
    let mut found = format!("{of} can be read; {} shards", probed.shards);
    if let Some(hours) = probed.retention_hours {
        found.push_str(&format!(", records are kept for {hours} hours"));
    }
    match probed.status.as_deref() {
        Some(status) if status != "ACTIVE" && status != "UPDATING" => Finding::warning(
            CHECK,
            format!("{found}; the stream is {status}"),
            "wait until it is ACTIVE; one that is being deleted has to be created again",
        ),
        _ => Finding::ok(CHECK, found),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::doctor::finding::Level;

    #[test]
    fn what_aws_refuses_names_what_to_mend() {
        let mend = |code: Option<&str>| {
            let error = ProbeError {
                action: "kinesis:GetRecords",
                code: code.map(str::to_owned),
                message: String::new(),
            };
            let finding = unread("kinesis:orders", &error);
            assert_eq!(finding.level, Level::Error);
            finding.mend.unwrap()
        };
        for (code, named) in [
            ("ResourceNotFoundException", "?region="),
            ("AccessDeniedException", "allow kinesis:GetRecords"),
            ("KMSAccessDeniedException", "kms:Decrypt"),
            ("ExpiredTokenException", "renew"),
            ("UnrecognizedClientException", "valid in this region"),
            ("LimitExceededException", "again in a moment"),
            ("InternalFailure", "InternalFailure"),
        ] {
            assert!(mend(Some(code)).contains(named), "{code}");
        }
        assert!(mend(None).contains("VPC endpoint"));
    }

    #[test]
    fn a_stream_that_is_going_away_is_a_warning() {
        let level = |status: Option<&str>| {
            let probed = kinesis::Probed {
                shards: 1,
                status: status.map(str::to_owned),
                retention_hours: Some(24),
            };
            read("kinesis:orders", &probed).level
        };
        assert_eq!(level(Some("ACTIVE")), Level::Ok);
        assert_eq!(level(None), Level::Ok, "asking needs a right of its own");
        assert_eq!(level(Some("DELETING")), Level::Warning);
    }
}
