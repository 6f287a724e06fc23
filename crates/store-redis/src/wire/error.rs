//! What Redis's errors mean to us: whose fault is it, and does retrying help?

use ports::{ErrorKind, StoreError};
use redis::{ErrorKind as Redis, RedisError, ServerErrorKind as Server};

use crate::layout::record::Unreadable;

/// What a failed call says about its connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// The connection is gone, or leads to a server that is no longer the primary. A call over a new connection may
    /// succeed at once.
    Connection,
    /// The server did not answer in time. A new connection is safer; retrying now does not help.
    Timeout,
    /// The server does not have the script (any more).
    NoScript,
    /// The connection is all right.
    Other,
}

pub(crate) fn fault_of(error: &RedisError) -> Fault {
    match error.kind() {
        Redis::Server(Server::NoScript) => Fault::NoScript,
        Redis::Server(Server::ReadOnly) => Fault::Connection,
        _ if error.is_timeout() => Fault::Timeout,
        Redis::Io | Redis::ClusterConnectionNotFound => Fault::Connection,
        _ if error.is_connection_dropped() || error.is_unrecoverable_error() => Fault::Connection,
        _ => Fault::Other,
    }
}

/// The store's error for a failed call. `doing` says what was tried: "commit to redis".
pub(crate) fn store_error(doing: &str, error: RedisError) -> StoreError {
    let (kind, is_refused) = meaning(&error);
    let told = StoreError::new(kind, format!("{doing}: {error}")).because(error);
    if is_refused { told.refused() } else { told }
}

/// Whose fault it is, and whether nothing was certainly done. Both are known only for the errors listed here.
fn meaning(error: &RedisError) -> (ErrorKind, bool) {
    // For several commands, the first that failed.
    if let Some(errors) = error.clone().into_server_errors()
        && let Some((_, first)) = errors.first()
    {
        return meaning_of_answer(first.code(), first.details().unwrap_or_default());
    }
    match error.kind() {
        // Nothing is sent before the login.
        Redis::AuthenticationFailed | Redis::InvalidClientConfig | Redis::RESP3NotSupported => {
            (ErrorKind::Settings, true)
        }
        Redis::UnexpectedReturnType | Redis::Parse => (ErrorKind::Corrupt, false),
        Redis::Server(kind) => meaning_of_answer(code_of(kind), ""),
        Redis::Extension => (ErrorKind::Unexpected, false),
        _ => (ErrorKind::Unavailable, false),
    }
}

fn code_of(kind: Server) -> &'static str {
    match kind {
        Server::ReadOnly => "READONLY",
        Server::NoPerm => "NOPERM",
        _ => "ERR",
    }
}

/// What an error from the server means. Most are raised before a command does anything, and a script's first write is
/// checked like a command; so the commit script has done nothing then.
fn meaning_of_answer(code: &str, text: &str) -> (ErrorKind, bool) {
    match code {
        // Out of memory, a failed snapshot, a failover, another program's script: it passes, or somebody frees the
        // server, and the same call succeeds.
        "OOM" | "MISCONF" | "NOREPLICAS" | "LOADING" | "MASTERDOWN" | "CLUSTERDOWN"
        | "TRYAGAIN" | "MOVED" | "ASK" | "REDIRECT" | "BUSY" | "NOSCRIPT" => {
            (ErrorKind::Unavailable, true)
        }
        "READONLY" => (ErrorKind::ReadOnly, true),
        "NOAUTH" | "WRONGPASS" | "NOPROTO" | "CROSSSLOT" => (ErrorKind::Settings, true),
        // These can occur in the middle of a script.
        "NOPERM" => (ErrorKind::Settings, false),
        "WRONGTYPE" => (ErrorKind::WrongType, false),
        _ => meaning_of_text(text),
    }
}

/// The scripts' own words, and those of servers that wrap a script's error in another one.
fn meaning_of_text(text: &str) -> (ErrorKind, bool) {
    const INNER: [&str; 6] = [
        "OOM",
        "MISCONF",
        "NOREPLICAS",
        "READONLY",
        "NOPERM",
        "WRONGTYPE",
    ];
    if let Some((_, words)) = text.split_once("LIVETILL ") {
        let kind = if words.starts_with("wrong type") {
            ErrorKind::WrongType
        } else if words.starts_with("the user of this server may not") {
            ErrorKind::Settings
        } else if words.starts_with("the store has format 1>2") {
            // An upgrade is running.
            ErrorKind::Unavailable
        } else if words.starts_with("the store has ") {
            ErrorKind::Format
        } else {
            ErrorKind::Corrupt
        };
        // They check before they write.
        return (kind, true);
    }
    if let Some(code) = INNER
        .iter()
        .find(|code| text.contains(&format!("-{code} ")))
    {
        return meaning_of_answer(code, "");
    }
    if text.contains("max number of clients") {
        return (ErrorKind::Unavailable, true);
    }
    if text.contains("Script killed by user") {
        return (ErrorKind::Unavailable, false);
    }
    (ErrorKind::Unexpected, false)
}

/// The error for an order in the ledger that cannot be read.
pub(crate) fn unreadable_order(why: Unreadable) -> StoreError {
    match why {
        Unreadable::Malformed => corrupt("an entry of the ledger cannot be read"),
        Unreadable::Newer => StoreError::new(
            ErrorKind::Format,
            "an order of the ledger was written by a newer version of Livetill; update this server",
        ),
    }
}

/// The error for an answer that no script or command should give.
pub(crate) fn corrupt(what: impl Into<String>) -> StoreError {
    StoreError::new(ErrorKind::Corrupt, what)
}

#[cfg(test)]
mod tests {
    use redis::parse_redis_value;

    use super::*;

    fn of(answer: &str) -> StoreError {
        let value = parse_redis_value(format!("-{answer}\r\n").as_bytes()).unwrap();
        store_error("commit to redis", value.extract_error().unwrap_err())
    }

    #[test]
    fn answers_that_pass_are_told_from_those_that_somebody_has_to_mend() {
        use ErrorKind::{Corrupt, Format, ReadOnly, Settings, Unavailable, Unexpected, WrongType};
        for (answer, kind, is_refused) in [
            (
                "OOM command not allowed when used memory > 'maxmemory'.",
                Unavailable,
                true,
            ),
            (
                "NOREPLICAS Not enough good replicas to write.",
                Unavailable,
                true,
            ),
            (
                "LOADING Redis is loading the dataset in memory",
                Unavailable,
                true,
            ),
            ("CLUSTERDOWN The cluster is down", Unavailable, true),
            ("ERR max number of clients reached", Unavailable, true),
            (
                "READONLY You can't write against a read only replica. script: 1f, on @user_script:9.",
                ReadOnly,
                true,
            ),
            (
                "ERR Error running script (call to f_1f): @user_script:9: -READONLY You can't write against a read only replica.",
                ReadOnly,
                true,
            ),
            (
                "ERR Error running script (call to f_1f): @user_script:9: -OOM command not allowed when used memory > 'maxmemory'.",
                Unavailable,
                true,
            ),
            (
                "WRONGPASS invalid username-password pair or user is disabled.",
                Settings,
                true,
            ),
            (
                "NOPERM this user has no permissions to run the 'hset' command",
                Settings,
                false,
            ),
            (
                "WRONGTYPE Operation against a key holding the wrong kind of value",
                WrongType,
                false,
            ),
            (
                "ERR user_script:29: LIVETILL wrong type of latest script: 1f, on @user_script:29.",
                WrongType,
                true,
            ),
            (
                "ERR user_script:29: LIVETILL the store has format 3, this server writes 2",
                Format,
                true,
            ),
            (
                "ERR user_script:29: LIVETILL the store has 12 measures, this server knows 4",
                Format,
                true,
            ),
            (
                "ERR user_script:29: LIVETILL the store has format 1>2, this server writes 2",
                Unavailable,
                true,
            ),
            (
                "ERR user_script:29: LIVETILL the user of this server may not LTRIM the key a",
                Settings,
                true,
            ),
            ("ERR user_script:29: LIVETILL something new", Corrupt, true),
            (
                "ERR user_script:7: attempt to index a nil value",
                Unexpected,
                false,
            ),
            ("WHATEVER a managed service says", Unexpected, false),
        ] {
            let error = of(answer);
            assert_eq!(
                (error.kind(), error.is_refused()),
                (kind, is_refused),
                "{answer}"
            );
        }
    }

    #[test]
    fn a_line_that_broke_says_nothing_of_what_was_done() {
        let broken = std::io::Error::from(std::io::ErrorKind::ConnectionReset);
        let error = store_error("commit to redis", broken.into());
        assert_eq!(
            (error.kind(), error.is_refused()),
            (ErrorKind::Unavailable, false)
        );
    }
}
