//! A call with a fixed place on a connection.

use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::task::Poll;

use ports::StoreError;
use redis::Value;

/// A call whose place on a connection is before every call that is sent after it.
///
/// A connection takes calls from a queue that serves waiters in turn. So a call has its place once its future has been
/// polled, and nothing else shows that it has. This type enforces the rule: it can only be made from a call that was
/// polled.
pub(crate) struct Sent<'l>(State<'l>);

enum State<'l> {
    Answered(Answer),
    UnderWay(Pin<Box<dyn Future<Output = Answer> + Send + 'l>>),
}

type Answer = Result<Value, StoreError>;

impl<'l> Sent<'l> {
    /// Sends a call that already has its connection.
    pub(super) async fn begin(call: impl Future<Output = Answer> + Send + 'l) -> Sent<'l> {
        let mut call = Box::pin(call);
        let first = poll_fn(|context| Poll::Ready(call.as_mut().poll(context))).await;
        Sent(match first {
            Poll::Ready(answer) => State::Answered(answer),
            Poll::Pending => State::UnderWay(call),
        })
    }

    /// Waits for the answer.
    pub(crate) async fn answer(self) -> Answer {
        match self.0 {
            State::Answered(answer) => answer,
            State::UnderWay(call) => call.await,
        }
    }
}
