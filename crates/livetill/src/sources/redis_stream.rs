//! Connects to a stream of Redis and checks it: the server, the key, the group, and the rights that a worker needs.

use anyhow::bail;
use sources::redis_stream::{self, RedisError, RedisStreamConnector, RedisStreamUrl, StreamState};
use store_redis::{Dialer, StoreUrl};

use super::kind::{CHECK, Opened, Opening, Probed, Probing, driven, misnamed};
use crate::doctor::finding::Finding;
use crate::iam;
use crate::wiring::StoreKind;

/// This many entries, delivered to workers and not acknowledged, are worth a warning.
const MANY_PENDING: u64 = 100_000;

pub(super) async fn open(opening: Opening<'_>) -> anyhow::Result<Opened> {
    let url = RedisStreamUrl::parse(&opening.setting.url)?;
    let dialer = dialer(&url, opening.store_url)?;
    // Connects like a store does: to one server, through Sentinels, to a cluster, over TLS.
    let dial = move || {
        let dialer = dialer.clone();
        async move { dialer.dial().await }
    };
    Ok(driven(RedisStreamConnector::new(url, dial), opening))
}

/// Connects to a stream's server: the one in its URL, or the store's.
///
/// # Errors
/// When there is no such server, or its URL is invalid.
fn dialer(url: &RedisStreamUrl, store_url: &str) -> anyhow::Result<Dialer> {
    let server = match (&url.server, StoreKind::of(store_url)) {
        (Some(server), _) => server.as_str(),
        (None, Ok(StoreKind::Redis)) => store_url,
        (None, _) => bail!(
            "the store is not a Redis, so name the stream's: redis-stream:KEY?url=redis://HOST:PORT"
        ),
    };
    let server = StoreUrl::parse(server)?;
    Ok(Dialer::with(&server, iam::passwords())?)
}

pub(super) async fn probe(probing: Probing<'_>) -> Probed {
    let Probing { url, store_url, of } = probing;
    let url = match RedisStreamUrl::parse(url) {
        Ok(url) => url,
        Err(error) => return misnamed(of, error),
    };
    let dialer = match dialer(&url, store_url) {
        Ok(dialer) => dialer,
        Err(error) => return misnamed(of, format!("{error:#}")),
    };
    let finding = match dialer.dial().await {
        Err(error) => unreached(of, &error),
        Ok(mut connection) => match redis_stream::probe(&mut connection, &url).await {
            Err(error) => unreached(of, &error),
            Ok(probed) => judge(of, &url, &probed),
        },
    };
    (Some(url.source()), vec![finding])
}

fn unreached(of: &str, error: &RedisError) -> Finding {
    let text = error.to_string();
    let is_login = ["NOAUTH", "WRONGPASS", "AuthenticationFailed"];
    let mend = match is_login.iter().any(|word| text.contains(word)) {
        true => "give the right user and password in url=redis://USER:PASSWORD@HOST:PORT",
        false => "start the stream's server, or set url= to its address; rediss:// if it wants TLS",
    };
    Finding::error(
        CHECK,
        format!("{of}: its server does not let us in: {text}"),
        mend,
    )
}

fn judge(of: &str, url: &RedisStreamUrl, probed: &redis_stream::Probed) -> Finding {
    if probed.state == StreamState::NotAStream {
        return Finding::error(
            CHECK,
            format!("{of}: the key {} is not a stream", url.key),
            "name the stream's key, or another database of the server (redis://HOST:PORT/1)",
        );
    }
    if !probed.denied.is_empty() {
        let rights = probed.denied.iter().map(|name| {
            let name = name.to_lowercase();
            format!("+{}", name.replace(' ', "|"))
        });
        let rights: Vec<String> = rights.collect();
        return Finding::error(
            CHECK,
            format!("{of}: its user may not run {}", probed.denied.join(", ")),
            format!(
                "ACL SETUSER the user: {} ~{} ~{}",
                rights.join(" "),
                url.key,
                url.acknowledged()
            ),
        );
    }
    match probed.state {
        StreamState::Absent => Finding::warning(
            CHECK,
            format!("{of}: there is no stream {} yet", url.key),
            "nothing, if no order was sent yet: the first start creates it; otherwise check that key, server and \
             database are those that the shop writes to",
        ),
        StreamState::WithoutGroup => Finding::ok(
            CHECK,
            format!(
                "{of} can be read; the first start creates the group {}",
                url.group
            ),
        ),
        StreamState::Ready { pending, waiting } => {
            let mut found = format!("{of} can be read; {pending} entries in hand");
            if let Some(waiting) = waiting {
                found.push_str(&format!(", {waiting} waiting"));
            }
            match pending > MANY_PENDING {
                true => Finding::warning(
                    CHECK,
                    found,
                    "check that a server reads it: entries that were taken but not acknowledged pile up",
                ),
                false => Finding::ok(CHECK, found),
            }
        }
        StreamState::NotAStream | StreamState::Hidden => Finding::error(
            CHECK,
            format!("{of} cannot be examined"),
            "allow livetill's user to run XINFO GROUPS on the key",
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::doctor::finding::Level;

    fn judged(state: StreamState, denied: &[&'static str]) -> Finding {
        let url = RedisStreamUrl::parse("redis-stream:orders").unwrap();
        let denied = denied.to_vec();
        judge(
            "redis-stream:orders",
            &url,
            &redis_stream::Probed { state, denied },
        )
    }

    #[test]
    fn rights_that_are_missing_are_named_as_the_server_wants_them() {
        let finding = judged(StreamState::WithoutGroup, &["XGROUP CREATE", "XACK"]);
        assert_eq!(finding.level, Level::Error);
        let mend = finding.mend.unwrap();
        let rights = "+xgroup|create +xack ~orders ~livetill:acknowledged:{orders}:livetill";
        assert!(mend.contains(rights), "{mend}");
    }

    #[test]
    fn a_stream_that_nobody_reads_is_a_warning() {
        let level = |pending| {
            let waiting = Some(1);
            judged(StreamState::Ready { pending, waiting }, &[]).level
        };
        assert_eq!(level(10), Level::Ok);
        assert_eq!(level(200_000), Level::Warning);
        assert_eq!(judged(StreamState::Absent, &[]).level, Level::Warning);
        assert_eq!(judged(StreamState::NotAStream, &[]).level, Level::Error);
    }
}
