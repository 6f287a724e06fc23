//! Reads files again when they change.

use std::panic::resume_unwind;
use std::time::Duration;

use server::Stamp;
use tokio::task::spawn_blocking;

/// What is read from files.
pub(super) trait OfFiles: Send + 'static {
    /// What its files are now.
    fn stamps(&self) -> [Stamp; 2];

    /// Reads it again.
    ///
    /// # Errors
    /// Why it stays as it was.
    fn read(&mut self) -> anyhow::Result<()>;
}

/// Reads at once and then whenever the files change, forever. What fails is tried again, because its cause need not be
/// in the files. `what` it is stands in the log.
///
/// It polls. That works everywhere, also where no notification arrives: in folders mounted over the network, and where a
/// platform replaces a whole folder of secrets.
pub(super) async fn keep_reading(what: &str, every: Duration, mut of: impl OfFiles) {
    // The first look always reads, so that no change since the start is missed.
    let mut known: Option<Result<[Stamp; 2], String>> = None;
    loop {
        tokio::time::sleep(every).await;
        let before = known.clone().and_then(Result::ok);
        let looked = spawn_blocking(move || {
            // Taken before reading, so that a change in between is noticed.
            let now = of.stamps();
            let read = (before != Some(now)).then(|| of.read());
            (of, now, read)
        });
        // Nothing cancels it.
        let (back, now, read) = looked
            .await
            .unwrap_or_else(|it| resume_unwind(it.into_panic()));
        of = back;
        let read = match read {
            None => continue,
            Some(read) => read.map(|()| now).map_err(|error| format!("{error:#}")),
        };
        match (&read, &known) {
            // Nothing was known of a change.
            (Ok(_), None) => {}
            (Ok(_), Some(_)) => tracing::info!("{what} changed"),
            (Err(error), Some(Err(told))) if error == told => {}
            (Err(error), _) => {
                tracing::error!("cannot read {what} again, so nothing changes: {error}");
            }
        }
        known = Some(read);
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicU64, Ordering};

    use anyhow::bail;

    use super::*;

    /// The number of a file, and how often it was read. The first two times fail.
    #[derive(Clone, Default)]
    struct Played(Arc<[AtomicU64; 2]>);

    impl OfFiles for Played {
        fn stamps(&self) -> [Stamp; 2] {
            [Some((self.0[0].load(Ordering::SeqCst), 0, 0, 0)), None]
        }

        fn read(&mut self) -> anyhow::Result<()> {
            match self.0[1].fetch_add(1, Ordering::SeqCst) {
                0 | 1 => bail!("too many open files"),
                _ => Ok(()),
            }
        }
    }

    #[tokio::test]
    async fn what_failed_is_read_again_although_no_file_changed() {
        const EVERY: Duration = Duration::from_millis(1);
        let played = Played::default();
        let reading = tokio::spawn(keep_reading("the list", EVERY, played.clone()));
        let [file, read] = &*played.0;
        let until = async |count| {
            let comes = async {
                while read.load(Ordering::SeqCst) < count {
                    tokio::time::sleep(EVERY).await;
                }
            };
            let in_time = tokio::time::timeout(Duration::from_secs(30), comes);
            in_time.await.expect("it is read again");
        };
        until(3).await;
        tokio::time::sleep(EVERY * 20).await;
        assert_eq!(
            read.load(Ordering::SeqCst),
            3,
            "it works, and nothing changed"
        );
        file.store(1, Ordering::SeqCst);
        until(4).await;
        assert!(!reading.is_finished());
    }
}
