//! Runs work on all cores and returns the results in the order of the input.

use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use anyhow::Context;

/// The results, in input order.
pub(super) struct InOrder<U>(Receiver<anyhow::Result<Receiver<anyhow::Result<U>>>>);

/// Applies `work` to each item of a source. Enough items are in progress at a time to keep all cores busy. The threads
/// end with the source, or when the results are dropped.
pub(super) fn in_order<T: Send + 'static, U: Send + 'static>(
    source: impl Iterator<Item = anyhow::Result<T>> + Send + 'static,
    work: impl Fn(T) -> anyhow::Result<U> + Send + Sync + 'static,
) -> InOrder<U> {
    let workers = thread::available_parallelism().map_or(1, usize::from);
    let (jobs, taken) = sync_channel::<(T, SyncSender<anyhow::Result<U>>)>(1);
    let (ordered, results) = sync_channel(workers);
    let (taken, work) = (Arc::new(Mutex::new(taken)), Arc::new(work));
    for _ in 0..workers {
        let (taken, work) = (Arc::clone(&taken), Arc::clone(&work));
        thread::spawn(move || {
            loop {
                let job = taken.lock().unwrap_or_else(PoisonError::into_inner).recv();
                let Ok((item, answer)) = job else { return };
                // The receiver is gone if an earlier item failed.
                let _ = answer.send(work(item));
            }
        });
    }
    thread::spawn(move || {
        for item in source {
            let (answer, result) = sync_channel(1);
            let sent = match item {
                Ok(item) => ordered.send(Ok(result)).is_ok() && jobs.send((item, answer)).is_ok(),
                Err(error) => {
                    let _ = ordered.send(Err(error));
                    false
                }
            };
            if !sent {
                return;
            }
        }
    });
    InOrder(results)
}

impl<U> Iterator for InOrder<U> {
    type Item = anyhow::Result<U>;

    fn next(&mut self) -> Option<anyhow::Result<U>> {
        let result = self.0.recv().ok()?;
        Some(result.and_then(|result| result.recv().context("a thread of the import stopped")?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_come_in_order_until_something_fails() {
        let source = (0..100).map(|n| match n {
            70 => Err(anyhow::anyhow!("no more")),
            n => Ok(n),
        });
        let doubled: Vec<_> = in_order(source, |n| Ok(n * 2)).collect();
        let good = doubled.iter().map_while(|it| it.as_ref().ok());
        assert!(good.copied().eq((0..70).map(|n| n * 2)));
        assert_eq!(doubled.len(), 71);
        let failed: Vec<_> = in_order((0..9).map(Ok), |n| match n {
            5 => Err(anyhow::anyhow!("not five")),
            n => Ok(n),
        })
        .collect();
        assert_eq!(failed.iter().position(Result::is_err), Some(5));
    }
}
