//! The durable queue behind the intake buffer: a folder of its own, with a line of files for each shop.
//!
//! | file | |
//! |---|---|
//! | `livetill.lock` | locked by the process whose pid is in it |
//! | `queue` | the number of the format; 16 hexadecimal digits unique to this queue |
//! | `lines/<shop>/<number>.orders` | [records](file) from this number on |
//! | `lines/<shop>/<number>.damaged` | such a file of which something could not be read; for people |
//! | `lines/<shop>/removed` | up to which number they are [removed](line) |
//!
//! Records are only ever appended, synced, read once in their order, and deleted file by file, so nothing is written
//! twice and nobody waits for anything but the sync.
//!
//! After a failed write or sync, the queue refuses until a file can be written and synced in its folder again, which a
//! task tries at least every second. Everything acknowledged before is there, and can be read meanwhile.

mod file;
mod former;
mod line;

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;

use async_trait::async_trait;
use domain::ShopId;
use ports::{ErrorKind, Held, NewRecord, QueuedRecord, RecordQueue, StoreError};

use self::line::Line;
use crate::disk::corrupt;
use crate::lock::FolderLock;

/// The number of the on-disk format.
const FORMAT: &str = "2";
/// The file with the format and the identity.
const QUEUE: &str = "queue";
/// A file of records with as many bytes gets no more, so that drained ones can be deleted.
const FULL_FILE: u64 = 32 * 1024 * 1024;
/// A file that is written to learn whether the disk works again, and its size in bytes.
const TRIAL: (&str, usize) = ("trial", 1024 * 1024);
/// The first and the longest pause before that is tried.
const TRY: (Duration, Duration) = (Duration::from_millis(50), Duration::from_secs(1));

/// A durable queue in a folder of this machine.
#[derive(Clone)]
pub struct DiskQueue(Arc<Inner>);

struct Inner {
    id: String,
    folder: PathBuf,
    full_file: u64,
    lines: Mutex<BTreeMap<String, Arc<Line>>>,
    /// Why nothing is accepted now.
    failure: Mutex<Option<String>>,
    _lock: FolderLock,
}

impl DiskQueue {
    /// Opens the queue in a folder, or creates one.
    ///
    /// # Errors
    /// If another process has it open (naming the process), if it has another format, or if it cannot be read.
    pub fn open(folder: impl AsRef<Path>) -> Result<DiskQueue, StoreError> {
        DiskQueue::open_with_files_of(FULL_FILE, folder)
    }

    /// The same with files of about so many bytes.
    ///
    /// # Errors
    /// As for [`open`](DiskQueue::open).
    pub fn open_with_files_of(
        bytes: u64,
        folder: impl AsRef<Path>,
    ) -> Result<DiskQueue, StoreError> {
        let folder = folder.as_ref();
        let lock = FolderLock::acquire(folder, "queue")?;
        let failed = |error: io::Error| {
            let message = format!("cannot open the queue in {}", folder.display());
            StoreError::new(ErrorKind::Corrupt, message).because(error)
        };
        let id = identify(folder, bytes, failed)?;
        former::remove(folder).map_err(failed)?;
        let mut lines = BTreeMap::new();
        fs::create_dir_all(folder.join("lines")).map_err(failed)?;
        for entry in fs::read_dir(folder.join("lines")).map_err(failed)? {
            let entry = entry.map_err(failed)?;
            let shop = entry.file_name().to_str().map(ShopId::new);
            // Folders with other names are not the queue's.
            if let Some(Ok(shop)) = shop {
                let line = Line::open(entry.path(), bytes).map_err(failed)?;
                lines.insert(shop.to_string(), Arc::new(line));
            }
        }
        Ok(DiskQueue(Arc::new(Inner {
            id,
            folder: folder.to_owned(),
            full_file: bytes,
            lines: Mutex::new(lines),
            failure: Mutex::default(),
            _lock: lock,
        })))
    }

    async fn blocking<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Arc<Inner>) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let inner = Arc::clone(&self.0);
        let done = tokio::task::spawn_blocking(move || work(&inner)).await;
        done.map_err(|error| unavailable("the queue's worker panicked").because(error))?
    }
}

/// The queue's identity; a new queue gets one. One of format 1 is converted.
fn identify(
    folder: &Path,
    full_file: u64,
    failed: impl Fn(io::Error) -> StoreError,
) -> Result<String, StoreError> {
    let other = |stored: &str| {
        let message = format!(
            "the queue in {} has format {stored}; this version reads formats up to {FORMAT}: use the version that wrote \
             it, or a later one",
            folder.display()
        );
        StoreError::new(ErrorKind::Format, message)
    };
    match fs::read_to_string(folder.join(QUEUE)) {
        Ok(text) => match text.split_once(' ') {
            Some((FORMAT, id)) if id.trim_end().len() == 16 => Ok(id.trim_end().to_owned()),
            Some((format, _)) if format != FORMAT && format.parse::<u32>().is_ok() => {
                Err(other(format))
            }
            _ => Err(corrupt("the identity of the queue")),
        },
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            let id = former::take_over(folder, full_file, &failed, other)?;
            let id = id.unwrap_or_else(|| format!("{:016x}", ports::chance()));
            let new = folder.join("queue.new");
            let write = || {
                let mut file = File::create(&new)?;
                writeln!(file, "{FORMAT} {id}")?;
                file.sync_all()?;
                fs::rename(&new, folder.join(QUEUE))?;
                file::sync(folder)
            };
            write().map_err(failed)?;
            Ok(id)
        }
        Err(error) => Err(failed(error)),
    }
}

fn unavailable(message: impl Into<String>) -> StoreError {
    StoreError::new(ErrorKind::Unavailable, message)
}

fn unreadable(error: io::Error) -> StoreError {
    StoreError::new(ErrorKind::Corrupt, "cannot read the queue from disk").because(error)
}

impl Inner {
    fn line(&self, shop: &ShopId) -> Option<Arc<Line>> {
        lock(&self.lines).get(shop.as_str()).cloned()
    }

    fn append(self: &Arc<Self>, shop: &ShopId, records: &[NewRecord]) -> Result<(), StoreError> {
        if let Some(failure) = &*lock(&self.failure) {
            return Err(unavailable(failure.clone()));
        }
        let line = match self.line(shop) {
            Some(line) => Ok(line),
            None => {
                let folder = self.folder.join("lines").join(shop.as_str());
                Line::create(folder, self.full_file, None).map(|line| {
                    let mut lines = lock(&self.lines);
                    let line = lines.entry(shop.to_string()).or_insert(Arc::new(line));
                    Arc::clone(line)
                })
            }
        };
        let written = line.and_then(|line| line.append(records));
        written.map_err(|error| {
            let message = format!("its disk cannot be written: {error}");
            if lock(&self.failure).replace(message.clone()).is_none() {
                tokio::spawn(mend(Arc::downgrade(self)));
            }
            unavailable(message).because(error)
        })
    }

    /// Whether a file can be written and synced.
    fn try_disk(&self) -> io::Result<()> {
        let path = self.folder.join(TRIAL.0);
        let write = || {
            let mut file = File::create(&path)?;
            file.write_all(&vec![1; TRIAL.1])?;
            file.sync_all()
        };
        let written = write();
        // If it stays, the next one replaces it.
        let _ = fs::remove_file(&path);
        written
    }
}

/// Waits until the disk works again.
async fn mend(queue: Weak<Inner>) {
    let mut pause = TRY.0;
    loop {
        tokio::time::sleep(pause).await;
        pause = (pause * 2).min(TRY.1);
        let Some(inner) = queue.upgrade() else { return };
        let tried = tokio::task::spawn_blocking(move || {
            let tried = inner.try_disk();
            if tried.is_ok() {
                *lock(&inner.failure) = None;
                tracing::info!(folder = %inner.folder.display(), "the intake buffer can be written again");
            }
            tried
        });
        if matches!(tried.await, Ok(Ok(()))) {
            return;
        }
    }
}

#[async_trait]
impl RecordQueue for DiskQueue {
    fn id(&self) -> &str {
        &self.0.id
    }

    async fn held(&self) -> Result<Vec<(String, Held)>, StoreError> {
        self.blocking(|inner| {
            let lines = lock(&inner.lines).clone();
            let held = lines.into_iter().map(|(shop, line)| {
                let held = line.held().map_err(unreadable)?;
                Ok((shop, held))
            });
            let held: Result<Vec<_>, StoreError> = held.collect();
            Ok(held?
                .into_iter()
                .filter(|(_, held)| held.records > 0)
                .collect())
        })
        .await
    }

    async fn append(&self, shop: &ShopId, records: Vec<NewRecord>) -> Result<(), StoreError> {
        let shop = shop.clone();
        self.blocking(move |inner| inner.append(&shop, &records))
            .await
    }

    async fn read(
        &self,
        shop: &ShopId,
        after: u64,
        max_bytes: usize,
    ) -> Result<Vec<QueuedRecord>, StoreError> {
        let Some(line) = self.0.line(shop) else {
            return Ok(Vec::new());
        };
        self.blocking(move |_| line.read(after, max_bytes).map_err(unreadable))
            .await
    }

    async fn remove(&self, shop: &ShopId, through: u64) -> Result<Held, StoreError> {
        let Some(line) = self.0.line(shop) else {
            return Ok(Held::default());
        };
        self.blocking(move |_| line.remove(through).map_err(unreadable))
            .await
    }

    fn failure(&self) -> Option<String> {
        lock(&self.0.failure).clone()
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // What it protects is only ever replaced or added to.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
