//! A connection that is made when needed, and made again when it breaks.
//!
//! All calls share one multiplexed connection; a second link exists for reading, so that a board does not queue behind
//! a large commit. A call that finds its connection gone is tried once more over a new one: a commit compares before it
//! applies, so doing it twice has the effect of once. While connecting fails, calls fail at once until the next attempt
//! is due. Pauses are jittered and double from 50 ms to 2 s, so that a returning server is not overrun. As soon as one
//! link has a connection, its twin stops waiting too: orders must not count again while boards still say that the store
//! is away.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use ports::{ErrorKind, Pauses, StoreError};
use redis::{Arg, Cmd, Pipeline, RedisError, Value};
use tokio::sync::Mutex;

use crate::scripts::{Call, MOMENT, MOMENT_TEXT, OwnedCall};
use crate::wire::connection::Connection;
use crate::wire::dial::Dialer;
use crate::wire::error::{Fault, fault_of, store_error};
use crate::wire::sent::Sent;

/// Between attempts to connect.
pub(crate) const PAUSES: Pauses = Pauses {
    first: Duration::from_millis(50),
    longest: Duration::from_secs(2),
};

/// See the module.
pub(crate) struct Link {
    dialer: Dialer,
    /// How many connections this link and its twin have made.
    made: Arc<AtomicU64>,
    slot: Mutex<Slot>,
}

#[derive(Default)]
struct Slot {
    connection: Option<Connection>,
    /// Counts connections, so that a late failure of an old one does not end a new one.
    generation: u64,
    failures: u32,
    next_attempt: Option<Instant>,
    /// How many connections there had been when the last attempt failed.
    made_then: u64,
    last_error: Option<(ErrorKind, String)>,
}

impl Link {
    /// Two links to the same server, each with its own connection.
    pub(crate) fn twins(dialer: &Dialer) -> (Link, Link) {
        let made = Arc::new(AtomicU64::new(0));
        let link = || Link {
            dialer: dialer.clone(),
            made: Arc::clone(&made),
            slot: Mutex::default(),
        };
        (link(), link())
    }

    /// Runs a command.
    pub(crate) async fn command(&self, doing: &str, command: &Cmd) -> Result<Value, StoreError> {
        self.attempt(doing, &Request::Command(command)).await
    }

    /// Runs a transaction and returns the answers of its commands.
    pub(crate) async fn transaction(
        &self,
        doing: &str,
        pipeline: &Pipeline,
    ) -> Result<Vec<Value>, StoreError> {
        match self.attempt(doing, &Request::Transaction(pipeline)).await? {
            Value::Array(answers) => Ok(answers),
            answer => Ok(vec![answer]),
        }
    }

    /// Runs commands that only read, all at one moment, and returns their answers. The first argument of each is a key;
    /// all keys belong to one shop.
    pub(crate) async fn moment(
        &self,
        doing: &str,
        reads: &Pipeline,
    ) -> Result<Vec<Value>, StoreError> {
        let commands: Vec<Vec<&[u8]>> = reads.cmd_iter().map(arguments).collect();
        let counts: Vec<String> = commands.iter().map(|it| it.len().to_string()).collect();
        let mut args = Vec::new();
        for (command, count) in commands.iter().zip(&counts) {
            args.push(count.as_bytes());
            args.extend(command);
        }
        let key = commands.first().and_then(|command| command.get(1));
        let key = key.map(|key| String::from_utf8_lossy(key));
        let key = key.unwrap_or_default();
        let call = Call {
            script: &MOMENT,
            source: MOMENT_TEXT,
            keys: &[&key],
            args: &args,
        };
        match self.script(doing, &call).await? {
            Value::Array(answers) => Ok(answers),
            answer => Ok(vec![answer]),
        }
    }

    /// Runs a script.
    pub(crate) async fn script(&self, doing: &str, call: &Call<'_>) -> Result<Value, StoreError> {
        self.attempt(doing, &Request::Script(call)).await
    }

    /// Sends a script call; the caller waits for the answer separately. Anything sent over this link after this returns
    /// comes after the call, as long as the connection lasts.
    pub(crate) async fn send(
        &self,
        doing: &'static str,
        call: OwnedCall,
    ) -> Result<Sent<'_>, StoreError> {
        let connected = self.connection(doing).await?;
        let answer = async move {
            let (keys, args) = ([call.key.as_str()], call.args.each_ref().map(Vec::as_slice));
            let call = Call {
                script: call.script,
                source: call.source,
                keys: &keys,
                args: &args,
            };
            let request = Request::Script(&call);
            self.attempt_over(connected, doing, &request).await
        };
        Ok(Sent::begin(answer).await)
    }

    async fn attempt(&self, doing: &str, request: &Request<'_>) -> Result<Value, StoreError> {
        let connected = self.connection(doing).await?;
        self.attempt_over(connected, doing, request).await
    }

    async fn attempt_over(
        &self,
        connected: (u64, Connection),
        doing: &str,
        request: &Request<'_>,
    ) -> Result<Value, StoreError> {
        let mut connected = Some(connected);
        let mut again = true;
        // Whether an earlier try may have had its effect.
        let mut is_in_doubt = false;
        loop {
            let (generation, mut connection) = match connected.take() {
                Some(connected) => connected,
                None => match self.connection(doing).await {
                    Err(error) if is_in_doubt => return Err(error.in_doubt()),
                    connected => connected?,
                },
            };
            let error = match request.send(&mut connection).await {
                Ok(answer) => return Ok(answer),
                Err(error) => error,
            };
            let fault = fault_of(&error);
            if matches!(fault, Fault::Connection | Fault::Timeout) {
                self.forget(generation).await;
            }
            let mut error = store_error(doing, error);
            if error.kind() == ErrorKind::ReadOnly && self.dialer.finds_the_primary() {
                // A failover: the next connection leads to the new primary, or soon will.
                error = error.of_kind(ErrorKind::Unavailable);
            }
            is_in_doubt |= !error.is_refused();
            if fault == Fault::Connection && again {
                again = false;
                continue;
            }
            if error.kind() == ErrorKind::WrongType
                && let Request::Command(command) = request
            {
                let key = arguments(command).get(1).copied().unwrap_or_default();
                let key = String::from_utf8_lossy(key);
                let message = format!("{doing}: wrong type of {key}");
                return Err(StoreError::new(ErrorKind::WrongType, message).because(error));
            }
            return Err(if is_in_doubt { error.in_doubt() } else { error });
        }
    }

    async fn connection(&self, doing: &str) -> Result<(u64, Connection), StoreError> {
        let mut slot = self.slot.lock().await;
        if let Some(connection) = &slot.connection {
            return Ok((slot.generation, connection.clone()));
        }
        let made = self.made.load(Ordering::Relaxed);
        let is_early = slot.next_attempt.is_some_and(|due| Instant::now() < due);
        if is_early && made == slot.made_then {
            let (kind, message) = match &slot.last_error {
                Some((kind, message)) => (*kind, message.as_str()),
                None => (ErrorKind::Unavailable, "no connection"),
            };
            return Err(StoreError::new(kind, format!("{doing}: {message}")).refused());
        }
        match self.dialer.dial().await {
            Ok(connection) => {
                slot.connection = Some(connection.clone());
                slot.generation += 1;
                slot.failures = 0;
                slot.next_attempt = None;
                self.made.fetch_add(1, Ordering::Relaxed);
                Ok((slot.generation, connection))
            }
            Err(error) => {
                let message = error.to_string();
                // Without a connection nothing was sent.
                let error = store_error(doing, error).refused();
                slot.last_error = Some((error.kind(), message));
                slot.next_attempt = Some(Instant::now() + PAUSES.after(slot.failures));
                slot.made_then = made;
                slot.failures += 1;
                Err(error)
            }
        }
    }

    async fn forget(&self, generation: u64) {
        let mut slot = self.slot.lock().await;
        if slot.generation == generation {
            slot.connection = None;
        }
    }
}

/// A request to the server.
enum Request<'r> {
    Command(&'r Cmd),
    Transaction(&'r Pipeline),
    Script(&'r Call<'r>),
}

impl Request<'_> {
    async fn send(&self, connection: &mut Connection) -> Result<Value, RedisError> {
        match self {
            Request::Command(command) => command.query_async(connection).await,
            Request::Transaction(pipeline) => pipeline
                .query_async::<Vec<Value>>(connection)
                .await
                .map(Value::Array),
            Request::Script(call) => match call.by_hash().query_async(connection).await {
                Err(error) if fault_of(&error) == Fault::NoScript => {
                    call.by_text().query_async(connection).await
                }
                answer => answer,
            },
        }
    }
}

/// A command's name and arguments.
fn arguments(command: &Cmd) -> Vec<&[u8]> {
    let arguments = command.args_iter().map(|argument| match argument {
        Arg::Simple(bytes) => bytes,
        // A scan's cursor, which a moment never has.
        _ => b"0",
    });
    arguments.collect()
}
