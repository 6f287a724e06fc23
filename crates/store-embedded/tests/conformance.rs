//! The conformance suite on the embedded store: once with default options, and once writing pages after every few
//! commits, so that recovery meets pages of every age.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use ports::Store;
use ports::suite::StoreFactory;
use store_embedded::{EmbeddedStore, Options};
use tempfile::TempDir;

struct Folder {
    folder: TempDir,
    options: Options,
}

impl Folder {
    fn new(options: Options) -> Folder {
        Folder {
            folder: tempfile::tempdir().expect("a temporary folder"),
            options,
        }
    }

    fn store(&self) -> Arc<dyn Store> {
        let path: PathBuf = self.folder.path().join("store");
        Arc::new(EmbeddedStore::open_with(path, self.options).expect("the store opens"))
    }
}

#[async_trait]
impl StoreFactory for Folder {
    async fn open(&self) -> Arc<dyn Store> {
        self.store()
    }

    async fn reopen(&self) -> Arc<dyn Store> {
        self.store()
    }
}

mod usual {
    use super::{Folder, Options};
    ports::store_suite!(Folder::new(Options::default()));
}

/// Every order is written in its longer form.
mod rich {
    use super::{Folder, Options};
    ports::store_suite!(ports::suite::Rich(Folder::new(Options::default())));
}

/// Pages are written, and figures dropped from memory, all the time.
mod eager_pages {
    use super::{Duration, Folder, Options};
    ports::store_suite!(Folder::new(Options {
        checkpoint_bytes: 512,
        quiet: Duration::from_millis(1),
    }));
}
