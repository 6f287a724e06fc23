//! Checks whether a stream can be read, without reading from it.

use redis::aio::ConnectionLike;
use redis::{Cmd, RedisError, Value};

use super::group::{ACKNOWLEDGE, fields, list, number, text};
use super::url::RedisStreamUrl;

/// The state of a stream.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StreamState {
    /// The key does not exist; a worker creates stream and group.
    Absent,
    /// The key holds something else.
    NotAStream,
    /// The group does not exist yet; a worker creates it.
    WithoutGroup,
    /// Both exist.
    Ready {
        /// Entries delivered to a worker and not acknowledged.
        pending: u64,
        /// Entries not delivered yet; `None` if the server cannot tell.
        waiting: Option<u64>,
    },
    /// The user may not look.
    Hidden,
}

/// The result of checking a stream's server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Probed {
    /// The state of the stream.
    pub state: StreamState,
    /// Commands that a worker needs and this user may not run on the required keys.
    pub denied: Vec<&'static str>,
}

/// Checks a stream from a worker's point of view. Nothing is read and nothing changes: each command that a worker needs
/// is sent in a form without effect, and the server checks the rights first.
///
/// # Errors
/// When the server does not answer.
pub async fn probe<C: ConnectionLike + Send>(
    connection: &mut C,
    url: &RedisStreamUrl,
) -> Result<Probed, RedisError> {
    let mut groups = redis::cmd("XINFO");
    groups.arg("GROUPS").arg(&url.key);
    let answer = connection.req_packed_command(&groups).await;
    let state = match answer.and_then(Value::extract_error) {
        Ok(groups) => state_of(&groups, &url.group),
        Err(error) => match error.code() {
            Some("WRONGTYPE") => StreamState::NotAStream,
            Some("NOPERM") => StreamState::Hidden,
            Some("ERR") => StreamState::Absent,
            _ => return Err(error),
        },
    };
    let mut denied = Vec::new();
    for (name, command) in needed(url) {
        let answer = connection.req_packed_command(&command).await;
        match answer.and_then(Value::extract_error) {
            Err(error) if error.code() == Some("NOPERM") => denied.push(name),
            Err(error) if error.is_io_error() => return Err(error),
            // Having no effect may itself be an error.
            _ => {}
        }
    }
    Ok(Probed { state, denied })
}

fn state_of(groups: &Value, wanted: &str) -> StreamState {
    let groups = list(groups).iter().map(fields);
    let is_ours = |name: &&Value| text(name) == Some(wanted);
    let group = groups
        .into_iter()
        .find(|group| group.get("name").is_some_and(is_ours));
    let Some(group) = group else {
        return StreamState::WithoutGroup;
    };
    StreamState::Ready {
        pending: number(&group, "pending").unwrap_or_default(),
        waiting: number(&group, "lag"),
    }
}

/// Every command that a worker uses, by name, with its keys.
fn needed(url: &RedisStreamUrl) -> Vec<(&'static str, Cmd)> {
    const NO_GROUP: &str = "livetill-doctor-asks-for-no-group";
    const NO_SCRIPT: &str = "0000000000000000000000000000000000000000";
    let (key, acknowledged) = (&*url.key, &*url.acknowledged());
    let needed: [(&str, &[&str]); 14] = [
        ("XGROUP CREATE", &[key, NO_GROUP, "no-id"]),
        ("XGROUP SETID", &[key, NO_GROUP, "no-id"]),
        ("XREADGROUP", &["GROUP", NO_GROUP, "1", "STREAMS", key, ">"]),
        ("XAUTOCLAIM", &[key, NO_GROUP, "1", "60000", "0-0"]),
        ("XINFO GROUPS", &[key]),
        ("XINFO STREAM", &[key]),
        ("XPENDING", &[key, NO_GROUP]),
        ("XRANGE", &[key, "0-1", "0-1"]),
        ("XACK", &[key, NO_GROUP, "0-1"]),
        ("HGETALL", &[acknowledged]),
        ("HGET", &[acknowledged, "1"]),
        // A field without a value.
        ("HSET", &[acknowledged, "1", "0", "1"]),
        ("EVALSHA", &[NO_SCRIPT, "2", key, acknowledged]),
        ("SCRIPT LOAD", &[ACKNOWLEDGE]),
    ];
    let command = |(name, arguments): (&'static str, &[&str])| {
        let mut command = Cmd::new();
        command.arg(name.split(' ').collect::<Vec<_>>());
        command.arg(arguments);
        (name, command)
    };
    needed.into_iter().map(command).collect()
}
