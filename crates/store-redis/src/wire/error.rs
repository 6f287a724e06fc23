//! What Redis's errors mean to us: whose fault, and does trying again help?

use ports::{ErrorKind, StoreError};
use redis::{ErrorKind as Redis, RedisError, ServerErrorKind as Server};

/// What a failed call says about its connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// The connection is gone, or leads to a server that is no primary any more. A call over a new
    /// one may succeed at once.
    Connection,
    /// The server did not answer in time. A new connection is safer, another attempt no use now.
    Timeout,
    /// The server has not got the script (any more).
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

/// The store's error for a failed call; `doing` says what was tried: "commit to redis".
pub(crate) fn store_error(doing: &str, error: RedisError) -> StoreError {
    let kind = match error.kind() {
        Redis::AuthenticationFailed
        | Redis::InvalidClientConfig
        | Redis::RESP3NotSupported
        | Redis::Server(Server::NoPerm | Server::CrossSlot) => ErrorKind::Settings,
        Redis::UnexpectedReturnType | Redis::Parse => ErrorKind::Corrupt,
        // Out of memory, a failed snapshot, a script that was stopped: somebody frees the server,
        // and the same call succeeds.
        Redis::Server(Server::ResponseError) if !is_about_content(&error) => match error.code() {
            Some("NOAUTH" | "WRONGPASS") => ErrorKind::Settings,
            _ => ErrorKind::Unavailable,
        },
        Redis::Server(Server::ResponseError) => ErrorKind::Corrupt,
        Redis::Extension if matches!(error.code(), Some("NOAUTH" | "WRONGPASS")) => {
            ErrorKind::Settings
        }
        Redis::Extension if error.code() == Some("WRONGTYPE") => ErrorKind::Corrupt,
        _ => ErrorKind::Unavailable,
    };
    let message = format!("{doing}: {error}");
    StoreError::new(kind, message).because(error)
}

/// Whether the scripts themselves complain of what they found.
fn is_about_content(error: &RedisError) -> bool {
    let text = error.to_string();
    text.contains("LIVETILL") || text.contains("WRONGTYPE")
}

/// An answer that is none of those a script or command gives.
pub(crate) fn corrupt(what: impl Into<String>) -> StoreError {
    StoreError::new(ErrorKind::Corrupt, what)
}
