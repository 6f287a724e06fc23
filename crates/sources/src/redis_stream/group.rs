//! The consumer group's commands. Answers are decoded by hand: entries deleted after their delivery have no fields, and
//! servers add different things.

use std::collections::HashMap;
use std::time::Duration;

use redis::aio::ConnectionLike;
use redis::{Cmd, RedisError, Script, Value};

use super::entry::{Entry, EntryId};
use super::gone::Gone;
use super::url::RedisStreamUrl;

/// Acknowledges, and raises the consumer's count without ever lowering it: a consumer that was frozen between commit
/// and acknowledgement may come late.
pub(super) const ACKNOWLEDGE: &str = "
local known = tonumber(redis.call('HGET', KEYS[2], ARGV[2]) or 0)
if tonumber(ARGV[3]) > known then
  redis.call('HSET', KEYS[2], ARGV[2], ARGV[3])
end
for first = 4, #ARGV, 1000 do
  redis.call('XACK', KEYS[1], ARGV[1], unpack(ARGV, first, math.min(first + 999, #ARGV)))
end
return 0";

/// A connection to the stream's server, as a member of the group.
pub(crate) struct Group<C> {
    connection: C,
    key: String,
    group: String,
    acknowledged: String,
    acknowledge: Script,
}

impl<C: ConnectionLike + Send> Group<C> {
    /// Creates the group if it does not exist. Returns whether it created it.
    pub(crate) async fn join(
        connection: C,
        url: &RedisStreamUrl,
    ) -> Result<(Group<C>, bool), RedisError> {
        let mut group = Group {
            connection,
            key: url.key.clone(),
            group: url.group.clone(),
            acknowledged: url.acknowledged(),
            acknowledge: Script::new(ACKNOWLEDGE),
        };
        let mut create = redis::cmd("XGROUP");
        create.arg("CREATE").arg(&group.key).arg(&group.group);
        create.arg(&url.start).arg("MKSTREAM");
        match group.ask(&create).await {
            Err(error) if error.code() == Some("BUSYGROUP") => Ok((group, false)),
            made => made.map(|_| (group, true)),
        }
    }

    async fn ask(&mut self, command: &Cmd) -> Result<Value, RedisError> {
        self.connection
            .req_packed_command(command)
            .await?
            .extract_error()
    }

    /// The next entries: either those delivered to this consumer and not acknowledged (`pending`), or new ones, waiting
    /// a while for them.
    pub(crate) async fn read(
        &mut self,
        consumer: &str,
        pending: bool,
        count: u32,
        wait: Duration,
    ) -> Result<Vec<Entry>, RedisError> {
        let mut command = redis::cmd("XREADGROUP");
        command
            .arg("GROUP")
            .arg(&self.group)
            .arg(consumer)
            .arg("COUNT")
            .arg(count);
        if !pending {
            command.arg("BLOCK").arg(wait.as_millis() as u64);
        }
        command
            .arg("STREAMS")
            .arg(&self.key)
            .arg(if pending { "0" } else { ">" });
        Ok(read_streams(&self.ask(&command).await?))
    }

    /// Takes over entries that others have held for too long, and adds them to those `claimed` so far. They are then
    /// among the consumer's own pending entries. After an error, some may have been taken over.
    pub(crate) async fn claim(
        &mut self,
        consumer: &str,
        idle: Duration,
        count: u32,
        claimed: &mut Claimed,
    ) -> Result<(), RedisError> {
        let mut cursor = "0-0".to_owned();
        loop {
            let mut command = redis::cmd("XAUTOCLAIM");
            command.arg(&self.key).arg(&self.group).arg(consumer);
            command.arg(idle.as_millis() as u64).arg(&cursor);
            command.arg("COUNT").arg(count).arg("JUSTID");
            let answer = self.ask(&command).await?;
            let [next, ids, others @ ..] = list(&answer) else {
                return Ok(());
            };
            claimed.any |= !list(ids).is_empty();
            // Servers before version 7 return such entries without their fields.
            let missing = others.first().map_or(&[][..], list);
            claimed.missing += missing.len() as u64;
            match text(next) {
                Some(next) if next != "0-0" => next.clone_into(&mut cursor),
                _ => return Ok(()),
            }
        }
    }

    /// The last entry up to which all are acknowledged, and the last one delivered.
    pub(crate) async fn floor(&mut self) -> Result<(EntryId, EntryId), RedisError> {
        let Some(state) = self.state().await? else {
            return Ok(Default::default());
        };
        let delivered = state.delivered;
        if state.pending == Some(0) {
            return Ok((delivered, delivered));
        }
        // Requested after `delivered`: anything delivered in between comes after it.
        let mut command = redis::cmd("XPENDING");
        command.arg(&self.key).arg(&self.group);
        let answer = self.ask(&command).await?;
        let first = list(&answer).get(1).and_then(entry_id);
        let floor = first.map_or(delivered, |first| first.before().min(delivered));
        Ok((floor, delivered))
    }

    /// How far the group is; `None` if it does not exist.
    async fn state(&mut self) -> Result<Option<GroupState>, RedisError> {
        let mut command = redis::cmd("XINFO");
        command.arg("GROUPS").arg(&self.key);
        let answer = self.ask(&command).await?;
        let mut groups = list(&answer).iter().map(fields);
        let is_ours = |name: &&Value| text(name) == Some(&self.group);
        let group = groups.find(|group| group.get("name").is_some_and(is_ours));
        Ok(group.map(|group| GroupState {
            delivered: group
                .get("last-delivered-id")
                .and_then(|id| entry_id(id))
                .unwrap_or_default(),
            passed: number(&group, "entries-read"),
            pending: number(&group, "pending"),
        }))
    }

    /// The extent of the stream; `None` if the user may not ask.
    async fn stream(&mut self) -> Result<Option<StreamExtent>, RedisError> {
        let mut command = redis::cmd("XINFO");
        command.arg("STREAM").arg(&self.key);
        let answer = match self.ask(&command).await {
            Err(error) if error.code() == Some("NOPERM") => return Ok(None),
            answer => answer?,
        };
        let stream = fields(&answer);
        let first = stream
            .get("first-entry")
            .and_then(|entry| list(entry).first());
        Ok(Some(StreamExtent {
            first: first.and_then(entry_id),
            length: number(&stream, "length").unwrap_or_default(),
            added: number(&stream, "entries-added"),
        }))
    }

    /// Missing entries that were never delivered.
    pub(crate) async fn gone_unread(&mut self) -> Result<Option<Gone>, RedisError> {
        let Some(state) = self.state().await? else {
            return Ok(None);
        };
        let Some(stream) = self.stream().await? else {
            return Ok(None);
        };
        let (Some(passed), Some(added)) = (state.passed, stream.added) else {
            return Ok(None);
        };
        let has_read = stream.first.is_some_and(|first| first <= state.delivered);
        let count = added.saturating_sub(passed).saturating_sub(stream.length);
        // If the group moved on meanwhile, the two answers do not fit together. The next check is soon.
        if has_read || count == 0 || self.state().await?.as_ref() != Some(&state) {
            return Ok(None);
        }
        Ok(Some(Gone {
            count,
            after: state.delivered,
            passed: passed + count,
        }))
    }

    /// Records in the group that it has passed the missing entries, so that they are reported once.
    pub(crate) async fn pass_over(&mut self, gone: &Gone) -> Result<(), RedisError> {
        let mut command = redis::cmd("XGROUP");
        command.arg("SETID").arg(&self.key).arg(&self.group);
        command.arg(gone.after.to_string());
        command.arg("ENTRIESREAD").arg(gone.passed);
        match self.ask(&command).await {
            Err(error) if error.code() != Some("NOPERM") => Err(error),
            _ => Ok(()),
        }
    }

    /// Whether entries after this one may have been removed.
    pub(crate) async fn is_cut(&mut self, floor: EntryId) -> Result<bool, RedisError> {
        let Some(stream) = self.stream().await? else {
            return Ok(false);
        };
        let is_whole = stream.added == Some(stream.length);
        Ok(!is_whole && stream.first.is_none_or(|first| first > floor))
    }

    /// Acknowledges the entries of a consumer's commit.
    pub(crate) async fn acknowledge(
        &mut self,
        consumer: &str,
        commits: u64,
        entries: &[Entry],
    ) -> Result<(), RedisError> {
        let mut call = self.acknowledge.prepare_invoke();
        call.key(&self.key).key(&self.acknowledged);
        call.arg(&self.group).arg(consumer).arg(commits);
        for entry in entries {
            call.arg(entry.id.to_string());
        }
        call.invoke_async::<Value>(&mut self.connection)
            .await
            .map(drop)
    }

    /// Each consumer's count at its last acknowledged commit.
    pub(crate) async fn acknowledged(&mut self) -> Result<HashMap<String, u64>, RedisError> {
        let mut command = redis::cmd("HGETALL");
        command.arg(&self.acknowledged);
        let answer = self.ask(&command).await?;
        let counts = fields(&answer)
            .into_iter()
            .filter_map(|(consumer, count)| Some((consumer, text(count)?.parse().ok()?)));
        Ok(counts.collect())
    }

    /// All consumers' entries after `after`, up to and including `last`.
    pub(crate) async fn range(
        &mut self,
        after: EntryId,
        last: EntryId,
        count: u32,
    ) -> Result<Vec<Entry>, RedisError> {
        let mut command = redis::cmd("XRANGE");
        command
            .arg(&self.key)
            .arg(format!("({after}"))
            .arg(last.to_string());
        command.arg("COUNT").arg(count);
        Ok(list(&self.ask(&command).await?)
            .iter()
            .filter_map(read_entry)
            .collect())
    }
}

/// The result of taking over entries.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Claimed {
    /// Whether there were any.
    pub(crate) any: bool,
    /// Entries that are no longer in the stream, nor pending in the group.
    pub(crate) missing: u64,
}

/// How far a group is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct GroupState {
    delivered: EntryId,
    /// How many of all entries ever added it has passed, if the server knows.
    passed: Option<u64>,
    pending: Option<u64>,
}

/// The extent of a stream.
struct StreamExtent {
    first: Option<EntryId>,
    length: u64,
    /// How many entries were ever added, if the server counts them.
    added: Option<u64>,
}

/// The entries in the answer to XREADGROUP: a list of (stream, entries), or a map in RESP3.
fn read_streams(answer: &Value) -> Vec<Entry> {
    let entries = match answer {
        Value::Map(streams) => streams.first().map(|(_, entries)| entries),
        Value::Array(streams) => streams.first().and_then(|stream| list(stream).get(1)),
        _ => None,
    };
    entries
        .map_or(&[][..], list)
        .iter()
        .filter_map(read_entry)
        .collect()
}

fn read_entry(value: &Value) -> Option<Entry> {
    let [id, values] = list(value) else {
        return None;
    };
    let pairs = list(values).chunks_exact(2);
    let fields =
        pairs.filter_map(|pair| Some((bytes(&pair[0])?.to_vec(), bytes(&pair[1])?.to_vec())));
    Some(Entry {
        id: entry_id(id)?,
        fields: fields.collect(),
    })
}

pub(super) fn list(value: &Value) -> &[Value] {
    match value {
        Value::Array(list) | Value::Set(list) => list,
        _ => &[],
    }
}

/// A map, or a flat list of names and values.
pub(super) fn fields(value: &Value) -> HashMap<String, &Value> {
    let name = |name: &Value| text(name).map(str::to_owned);
    match value {
        Value::Map(pairs) => pairs
            .iter()
            .filter_map(|(key, value)| Some((name(key)?, value)))
            .collect(),
        _ => list(value)
            .chunks_exact(2)
            .filter_map(|pair| Some((name(&pair[0])?, &pair[1])))
            .collect(),
    }
}

/// A number by its name, if it is not negative.
pub(super) fn number(of: &HashMap<String, &Value>, name: &str) -> Option<u64> {
    match of.get(name) {
        Some(Value::Int(number)) => u64::try_from(*number).ok(),
        _ => None,
    }
}

fn bytes(value: &Value) -> Option<&[u8]> {
    match value {
        Value::BulkString(bytes) => Some(bytes),
        Value::SimpleString(text) => Some(text.as_bytes()),
        _ => None,
    }
}

pub(super) fn text(value: &Value) -> Option<&str> {
    std::str::from_utf8(bytes(value)?).ok()
}

fn entry_id(value: &Value) -> Option<EntryId> {
    text(value)?.parse().ok()
}
