//! The live channel as Server-Sent Events.

use std::convert::Infallible;
use std::time::Duration;

use axum::body::Body;
use bytes::Bytes;
use futures_util::stream::{self, StreamExt as _};

use super::Subscription;
use crate::auth::Identity;

/// After this long without a message, a comment keeps proxies from closing the connection.
const KEEP_ALIVE: Duration = Duration::from_secs(15);

/// The messages of a subscription as an event stream; each event's id is the message's `seq`. The stream ends with the
/// channel, and when the viewer loses access.
pub(crate) fn body(subscription: Subscription, viewer: Identity) -> Body {
    let pieces = stream::unfold(subscription, |mut subscription| async move {
        let event = match tokio::time::timeout(KEEP_ALIVE, subscription.next()).await {
            Err(_) => [Bytes::from_static(b":\n\n"), Bytes::new(), Bytes::new()],
            Ok(None) => return None,
            Ok(Some(message)) => {
                let before = format!("id: {}\ndata: ", message.seq);
                [before.into(), message.text(), Bytes::from_static(b"\n\n")]
            }
        };
        Some((stream::iter(event), subscription))
    });
    let ended = async move { viewer.ended().await };
    let pieces = pieces
        .take_until(ended)
        .flatten()
        .filter(|piece| std::future::ready(!piece.is_empty()));
    Body::from_stream(pieces.map(Ok::<Bytes, Infallible>))
}
