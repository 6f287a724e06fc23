//! A call that has its place on a connection.

use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::task::Poll;

use ports::StoreError;
use redis::Value;

/// A call that has its place on a connection, before every one that is sent after it.
///
/// A connection takes calls from a queue that serves in turn whoever waits for room in it. So a call has
/// its place once its future was polled, and there is no other way to learn that it has. This type is that
/// rule: it can only be had of a call that was polled.
pub(crate) struct Sent<'l>(State<'l>);

enum State<'l> {
    Answered(Answer),
    UnderWay(Pin<Box<dyn Future<Output = Answer> + Send + 'l>>),
}

type Answer = Result<Value, StoreError>;

impl<'l> Sent<'l> {
    /// Sends a call that has its connection already.
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
