//! Long work away from the threads that answer requests, such as checking or exporting a shop.
//!
//! It computes for seconds between two waits, which would block a thread that answers requests. So it has its own
//! threads, and only few of them, because each may hold a shop's figures a second time. The system runs them when no
//! other thread wants to run, or nearly so: incoming orders do not wait for them.

use std::future::Future;
use std::io;
use std::panic::resume_unwind;
use std::thread;

use axum::body::Body;
use futures_util::stream;
use ports::{ErrorKind, StoreError};
use tokio::runtime::Handle;
use tokio::sync::{Semaphore, mpsc};
use tokio::task::spawn_blocking;

/// How many run at a time.
static TURNS: Semaphore = Semaphore::const_new(2);

/// The niceness of these threads: on a busy processor they get about an eighth of the time of others. With next to
/// nothing, a thread that holds a lock would hold it for long.
#[cfg(target_os = "linux")]
const NICE: i32 = 10;

/// How many pieces of an answer may wait for a slow client.
const PIECES: usize = 4;

/// Runs long work on a thread that may block, in turn. Once begun it runs to its end, even if nobody waits for it any
/// more.
///
/// # Errors
/// If the work panicked.
pub(crate) async fn run<F: Future>(
    work: impl FnOnce() -> F + Send + 'static,
) -> Result<F::Output, StoreError>
where
    F::Output: Send + 'static,
{
    let failed = |error: Box<dyn std::error::Error + Send + Sync>| {
        StoreError::new(ErrorKind::Unavailable, "long work did not end").because(error)
    };
    let turn = TURNS.acquire().await;
    let turn = turn.map_err(|error| failed(error.into()))?;
    let runtime = Handle::current();
    let done = spawn_blocking(move || {
        let _turn = turn;
        let thread = thread::Builder::new().name("livetill-long".to_owned());
        // A new thread, because the current one gets other work later and could not be returned to normal priority.
        let working = thread.spawn(move || {
            give_way();
            runtime.block_on(work())
        })?;
        Ok(working.join().unwrap_or_else(|panic| resume_unwind(panic)))
    });
    let done: io::Result<F::Output> = done.await.map_err(|error| failed(error.into()))?;
    done.map_err(|error| failed(error.into()))
}

/// Lowers the priority of this thread from now on. Only Linux can do this for a single thread.
fn give_way() {
    #[cfg(target_os = "linux")]
    if let Err(error) = rustix::process::setpriority_process(None, NICE) {
        let error = &error as &dyn std::error::Error;
        tracing::debug!(error, "long work runs like everything else");
    }
}

/// Runs long work that writes an answer. It sends pieces no faster than they are read, and a failure aborts the answer.
/// `what` names it in the log.
pub(crate) fn body<F, E>(
    what: &'static str,
    work: impl FnOnce(mpsc::Sender<Vec<u8>>) -> F + Send + 'static,
) -> Body
where
    F: Future<Output = Result<(), E>> + 'static,
    E: std::error::Error + Send + Sync + 'static,
{
    let (out, pieces) = mpsc::channel(PIECES);
    let making = tokio::spawn(run(move || work(out)));
    let body = stream::unfold(
        (pieces, Some(making)),
        move |(mut pieces, mut making)| async move {
            if let Some(piece) = pieces.recv().await {
                return Some((Ok(piece), (pieces, making)));
            }
            let failure = match making.take()?.await {
                Ok(Ok(Ok(()))) => return None,
                Ok(Ok(Err(error))) => io::Error::other(error),
                Ok(Err(error)) => io::Error::other(error),
                Err(error) => io::Error::other(error),
            };
            tracing::error!(
                error = &failure as &dyn std::error::Error,
                "{what} was broken off"
            );
            Some((Err(failure), (pieces, None)))
        },
    );
    Body::from_stream(body)
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    #[tokio::test]
    async fn a_thread_that_answers_goes_on_beside_it() {
        // This test's runtime has one thread, which the work would occupy.
        let (done, wait) = std::sync::mpsc::channel::<()>();
        let busy = tokio::spawn(run(move || async move { wait.recv() }));
        tokio::task::yield_now().await;
        done.send(()).unwrap();
        assert_eq!(busy.await.unwrap().unwrap(), Ok(()));
    }

    #[tokio::test]
    async fn no_more_than_two_run_at_a_time() {
        static RUNNING: AtomicUsize = AtomicUsize::new(0);
        let work = || async {
            let running = RUNNING.fetch_add(1, Ordering::SeqCst) + 1;
            thread::yield_now();
            RUNNING.fetch_sub(1, Ordering::SeqCst);
            running
        };
        let all: Vec<_> = (0..20).map(|_| tokio::spawn(run(work))).collect();
        for one in all {
            assert!(one.await.unwrap().unwrap() <= 2);
        }
    }

    #[cfg(target_os = "linux")]
    #[tokio::test]
    async fn its_threads_give_way_and_the_others_do_not() {
        let own = || rustix::process::getpriority_process(None).unwrap();
        let before = own();
        let there = run(move || async move { own() }).await.unwrap();
        assert!(there >= NICE, "{there}");
        assert_eq!(own(), before);
    }

    #[tokio::test]
    async fn a_panic_is_an_error() {
        let ended = run(|| async { panic!("for the test") }).await;
        assert_eq!(ended.unwrap_err().kind(), ErrorKind::Unavailable);
    }
}
