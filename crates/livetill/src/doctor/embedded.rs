//! The embedded store's folder.

use std::fs::{File, TryLockError};
use std::path::Path;
use std::sync::Arc;

use domain::Shop;
use ports::{ErrorKind, Store as _, StoreError, with_causes};
use store_embedded::EmbeddedStore;

use super::shops::in_store;
use super::{Finding, files};
use crate::config::Config;

pub(super) async fn examine(config: &Config, folder: &Path) -> Vec<Finding> {
    if !folder.exists() {
        return vec![missing(folder)];
    }
    let mut findings = vec![
        files::private("folder_permissions", folder),
        writable(folder),
        files::disk_room(folder),
    ];
    // Opening an empty folder would turn it into a store, and checks must change nothing.
    if !EmbeddedStore::is_in(folder) {
        let found = format!("there is no store in {} yet", folder.display());
        findings.push(Finding::ok("store", found));
        return findings;
    }
    if let Some(holder) = holder(folder) {
        let found = format!("in use by process {holder}; ask that server with --server URL");
        findings.push(Finding::ok("store", found));
        return findings;
    }
    match EmbeddedStore::open(folder) {
        Ok(store) => {
            let found = format!("the store in {} can be opened", folder.display());
            findings.push(Finding::ok("store", found));
            let shops = config.shops.iter().map(Arc::as_ref);
            let known: Vec<&Shop> = shops
                .filter(|shop| store.knows(shop).unwrap_or_default())
                .collect();
            findings.extend(in_store(&known, &store).await);
            if let Err(error) = store.close().await {
                findings.push(Finding::error(
                    "store",
                    with_causes(&error),
                    "see the error's cause",
                ));
            }
        }
        Err(error) => findings.push(unopened(&error)),
    }
    findings
}

fn missing(folder: &Path) -> Finding {
    let parent = match folder.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    let shown = folder.display();
    if parent.is_dir() {
        Finding::ok(
            "store",
            format!("{shown} does not exist yet; the first start creates it"),
        )
    } else {
        Finding::error(
            "store",
            format!(
                "{shown} cannot be created: {} is not a folder",
                parent.display()
            ),
            "create that folder, or set store to another path",
        )
    }
}

fn writable(folder: &Path) -> Finding {
    const CHECK: &str = "folder_writable";
    match tempfile::NamedTempFile::new_in(folder) {
        Ok(_) => Finding::ok(CHECK, format!("{} can be written to", folder.display())),
        Err(error) => Finding::error(
            CHECK,
            format!("{} cannot be written to: {error}", folder.display()),
            "give the folder to the user that runs livetill (chown), on a disk that is not read-only",
        ),
    }
}

/// The process that has the store open, as is normal while a server runs.
fn holder(folder: &Path) -> Option<String> {
    let path = folder.join("livetill.lock");
    let lock = File::open(&path).ok()?;
    match lock.try_lock_shared() {
        Err(TryLockError::WouldBlock) => {
            let holder = std::fs::read_to_string(path).unwrap_or_default();
            Some(holder.trim().to_owned())
        }
        _ => None,
    }
}

fn unopened(error: &StoreError) -> Finding {
    match error.kind() {
        ErrorKind::Unavailable | ErrorKind::TooFewReplicas => {
            Finding::error("store", with_causes(error), "try again in a moment")
        }
        ErrorKind::Format => Finding::error(
            "store",
            with_causes(error),
            "use the version of livetill that wrote the store, or a later one",
        ),
        ErrorKind::Settings | ErrorKind::ReadOnly => Finding::error(
            "store",
            with_causes(error),
            "check that no other process has the folder open, and that the user that runs livetill may write to it and \
             to all files in it",
        ),
        ErrorKind::Corrupt
        | ErrorKind::Poisoned
        | ErrorKind::WrongType
        | ErrorKind::TooLarge
        | ErrorKind::Unexpected => Finding::error(
            "store",
            with_causes(error),
            "restore the newest backup into an empty folder (livetill restore), and keep the old folder for \
             investigation",
        ),
    }
}
