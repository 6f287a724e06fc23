//! The connection for messages.

use std::sync::Arc;

use futures_util::StreamExt as _;
use ports::caught;
use redis::RedisError;

use super::board::Board;
use crate::wire::dial::Dialer;
use crate::wire::link::PAUSES;

/// How many shops to subscribe to, or channels to unsubscribe from, in one command.
const AT_ONCE: usize = 500;

/// Keeps a connection for messages open while there are waiters. Never returns.
pub(super) async fn listen(dialer: Dialer, board: Arc<Board>) {
    let mut failures = 0;
    loop {
        while !board.is_wanted() {
            board.wanted.notified().await;
        }
        match caught(listen_once(&dialer, &board, &mut failures)).await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => tracing::debug!(%error, "no connection for messages, trying again"),
            Err(panicked) => tracing::error!(%panicked, "no connection for messages, trying again"),
        }
        board.disconnected();
        tokio::time::sleep(PAUSES.after(failures)).await;
        failures += 1;
    }
}

async fn listen_once(dialer: &Dialer, board: &Board, failures: &mut u32) -> Result<(), RedisError> {
    let (mut sink, mut messages) = dialer.listen().await?.split();
    board.connected();
    loop {
        let turn = board.turn();
        for channels in turn.left.chunks(AT_ONCE) {
            sink.unsubscribe(channels).await?;
        }
        for shops in turn.begun.chunks(AT_ONCE) {
            let channels: Vec<&String> = shops.iter().flat_map(|(_, channels)| channels).collect();
            sink.subscribe(channels).await?;
            board.confirmed(shops.iter().map(|(id, _)| id));
        }
        *failures = 0;
        loop {
            tokio::select! {
                message = messages.next() => match message {
                    Some(message) => board.heard(message.get_channel_name(), message.get_payload_bytes()),
                    None => return Ok(()),
                },
                () = board.wanted.notified() => break,
            }
        }
    }
}
