//! The file that `livetill keys` maintains.

use std::fs;
use std::io::{ErrorKind, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use anyhow::Context;
use serde::{Deserialize, Serialize};

use super::section::KeySections;
use crate::owner;

/// The comment above the keys.
const HEAD: &str = "# Keys of a Livetill server, written by `livetill keys`. A change takes effect at once. Nobody \
can
# use what is here: only the hash of each key is kept.
";

/// The content of the file.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct KeyFile {
    pub(crate) keys: KeySections,
}

impl KeyFile {
    /// Reads the file. A missing file holds no keys.
    ///
    /// # Errors
    /// When it cannot be read, or is not a file of keys.
    pub(crate) fn read(path: &Path) -> anyhow::Result<KeyFile> {
        let text = match fs::read_to_string(path) {
            Ok(text) => text,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(KeyFile::default()),
            Err(error) => {
                let file = path.display();
                return Err(error).with_context(|| format!("cannot read the keys file {file}"));
            }
        };
        toml::from_str(&text).with_context(|| format!("in the keys file {}", path.display()))
    }

    /// Changes the file. Concurrent readers see all of the change or nothing; concurrent changes wait for each other.
    ///
    /// # Errors
    /// The error of `change`, or when the file cannot be read or written.
    pub(crate) fn change(
        path: &Path,
        change: impl FnOnce(&mut KeySections) -> anyhow::Result<()>,
    ) -> anyhow::Result<()> {
        let cannot = || format!("cannot write the keys file {}", path.display());
        let mut lock = owner::no_link();
        lock.write(true).create(true).mode(0o600);
        let lock = lock.open(beside(path, ".lock")).with_context(cannot)?;
        owner::same(&lock, owner_of(path)).with_context(cannot)?;
        lock.lock().with_context(cannot)?;
        let mut file = KeyFile::read(path)?;
        change(&mut file.keys)?;
        let text = format!("{HEAD}\n{}", toml::to_string(&file).with_context(cannot)?);
        write_whole(path, &text).with_context(cannot)
    }
}

fn write_whole(path: &Path, text: &str) -> std::io::Result<()> {
    let fresh = beside(path, ".new");
    let mut file = owner::no_link()
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(&fresh)?;
    owner::same(&file, owner_of(path))?;
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    owner::name(&fresh, path)
}

/// Whoever owns this owns the file: it itself, or its folder if it is new.
fn owner_of(path: &Path) -> &Path {
    match path.parent() {
        _ if path.exists() => path,
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(ending);
    path.with_file_name(name)
}
