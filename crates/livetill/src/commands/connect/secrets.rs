//! Secrets in files that only their owner reads.

use std::fs::{self, DirBuilder, OpenOptions};
use std::io::Write as _;
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};

use anyhow::Context;
use domain::ShopId;
use pipeline::SecretPlace;

use crate::owner;

/// Files written by this run. They are removed again unless the shop gets connected.
pub(super) struct Written {
    folder: PathBuf,
    shop: ShopId,
    files: Vec<PathBuf>,
}

impl Written {
    pub(super) fn new(folder: &Path, shop: &ShopId) -> anyhow::Result<Written> {
        Ok(Written {
            folder: std::path::absolute(folder).context("the folder of secrets")?,
            shop: shop.clone(),
            files: Vec::new(),
        })
    }

    /// Writes a whole secret with mode 600 and returns its place.
    pub(super) fn write(&mut self, what: &str, secret: &str) -> anyhow::Result<SecretPlace> {
        let path = self.folder.join(format!("{}.{what}", self.shop));
        let cannot = || format!("cannot write the secret to {}", path.display());
        self.make_folder().with_context(cannot)?;
        let beside = path.with_extension(format!("{what}.new"));
        // Left by a run that was killed. The mode only applies to a new file.
        let _ = fs::remove_file(&beside);
        let mut file = OpenOptions::new();
        file.write(true).create_new(true).mode(0o600);
        let mut file = file.open(&beside).with_context(cannot)?;
        let like = if path.exists() { &path } else { &self.folder };
        owner::same(&file, like).with_context(cannot)?;
        writeln!(file, "{secret}").with_context(cannot)?;
        file.sync_all().with_context(cannot)?;
        let is_new = !path.exists();
        owner::name(&beside, &path).with_context(cannot)?;
        if is_new {
            self.files.push(path.clone());
        }
        Ok(SecretPlace::File(path))
    }

    fn make_folder(&self) -> std::io::Result<()> {
        if self.folder.is_dir() {
            return Ok(());
        }
        let mut folder = DirBuilder::new();
        folder.recursive(true).mode(0o700).create(&self.folder)?;
        let parent = self.folder.parent().unwrap_or(&self.folder);
        owner::same(&owner::no_link().read(true).open(&self.folder)?, parent)
    }

    /// Keeps everything written so far, because the server uses it.
    pub(super) fn keep(&mut self) {
        self.files.clear();
    }
}

impl Drop for Written {
    fn drop(&mut self) {
        for file in &self.files {
            // Another process may have removed it already, and an error here would help nobody.
            let _ = fs::remove_file(file);
        }
    }
}

/// Removes the files of a shop's connection that are in the folder.
pub(crate) fn forget<'a>(folder: &Path, files: impl Iterator<Item = &'a PathBuf>) {
    let Ok(folder) = folder.canonicalize() else {
        return;
    };
    for file in files {
        if file
            .canonicalize()
            .is_ok_and(|path| path.starts_with(&folder))
        {
            let _ = fs::remove_file(file);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, chown};

    use super::*;

    #[test]
    fn a_secret_is_for_its_owner_and_goes_where_nothing_came_of_it() {
        let place = tempfile::tempdir().unwrap();
        let folder = place.path().join("secrets");
        let shop = ShopId::new("acme").unwrap();
        let mut written = Written::new(&folder, &shop).unwrap();
        let first = written.write("api_token", "hush").unwrap();
        assert_eq!(first, SecretPlace::File(folder.join("acme.api_token")));
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(&folder), 0o700);
        assert_eq!(mode(&folder.join("acme.api_token")), 0o600);
        written.keep();
        let mut written = Written::new(&folder, &shop).unwrap();
        written.write("api_token", "hush again").unwrap();
        written.write("webhook", "hush").unwrap();
        drop(written);
        let left: Vec<_> = fs::read_dir(&folder).unwrap().collect();
        assert_eq!(left.len(), 1, "what was there before stays");
        let text = fs::read_to_string(folder.join("acme.api_token")).unwrap();
        assert_eq!(text, "hush again\n");
    }

    /// Only root can give files away, so only root can test it.
    #[test]
    fn what_root_writes_is_the_servers() {
        const SERVER: u32 = 65_534;
        let place = tempfile::tempdir().unwrap();
        let Ok(()) = chown(place.path(), Some(SERVER), Some(SERVER)) else {
            return;
        };
        let folder = place.path().join("secrets");
        let mut written = Written::new(&folder, &ShopId::new("acme").unwrap()).unwrap();
        written.write("webhook", "hush").unwrap();
        let owner = |path: &Path| fs::metadata(path).unwrap().uid();
        assert_eq!(owner(&folder), SERVER);
        assert_eq!(owner(&folder.join("acme.webhook")), SERVER);
    }
}
