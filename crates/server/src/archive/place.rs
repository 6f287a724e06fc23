//! Where the archive is, and the names of its files.

use std::collections::BTreeSet;
use std::future::ready;
use std::path::PathBuf;
use std::sync::Arc;

use domain::{BusinessDay, Range, ShopId};
use futures_util::TryStreamExt as _;
use object_store::ObjectStore;
use object_store::path::Path;
use tokio::fs;

use super::ArchiveError;
use crate::export::What;

/// A folder or a bucket that holds an archive. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Archive {
    store: Arc<dyn ObjectStore>,
    name: Arc<str>,
    folder: Option<Arc<std::path::Path>>,
}

impl Archive {
    /// An archive in the root of `store`. `name` identifies the place and has no secrets: notes about files at another
    /// place do not count here.
    pub fn new(store: Arc<dyn ObjectStore>, name: &str) -> Archive {
        Archive {
            store,
            name: name.into(),
            folder: None,
        }
    }

    /// The same in a folder. Files that a killed server left half-written there are removed.
    #[must_use]
    pub fn in_folder(self, folder: PathBuf) -> Archive {
        Archive {
            folder: Some(folder.into()),
            ..self
        }
    }

    pub(super) fn name(&self) -> &str {
        &self.name
    }

    pub(super) fn store(&self) -> &Arc<dyn ObjectStore> {
        &self.store
    }

    /// The days among these that have a file.
    pub(crate) async fn days(
        &self,
        shop: &ShopId,
        what: What,
        days: Range,
    ) -> Result<BTreeSet<BusinessDay>, ArchiveError> {
        let folder = folder(shop, what);
        // Names sort like days, and a day's folder sorts before its content.
        let from = Path::from(format!("{folder}/date={}", days.first));
        let files = self.store.list_with_offset(Some(&folder), &from);
        let found = files.try_filter_map(|file| {
            let day = day_of(&file.location, what);
            ready(Ok(day.filter(|day| (days.first..=days.last).contains(day))))
        });
        Ok(found.try_collect().await?)
    }

    /// Removes the half-written file of a killed server. In a bucket there is none.
    pub(super) async fn tidy(&self, file: &Path) -> Result<(), ArchiveError> {
        let Some(folder) = &self.folder else {
            return Ok(());
        };
        let path = folder.join(file.as_ref());
        let (Some(parent), Some(name)) = (path.parent(), path.file_name()) else {
            return Ok(());
        };
        let begun = format!("{}#", name.to_string_lossy());
        let Ok(mut entries) = fs::read_dir(parent).await else {
            // It does not exist yet.
            return Ok(());
        };
        while let Some(entry) = entries.next_entry().await? {
            if entry.file_name().to_string_lossy().starts_with(&begun) {
                fs::remove_file(entry.path()).await?;
            }
        }
        Ok(())
    }
}

/// `orders/shop=acme`: a table is a folder, with its partitions named as databases expect.
fn folder(shop: &ShopId, what: What) -> Path {
    Path::from(format!("{}/shop={shop}", what.name()))
}

/// `orders/shop=acme/date=2018-03-11/orders.parquet`.
pub(super) fn file(shop: &ShopId, what: What, day: BusinessDay) -> Path {
    let name = what.name();
    Path::from(format!("{}/date={day}/{name}.parquet", folder(shop, what)))
}

fn day_of(file: &Path, what: What) -> Option<BusinessDay> {
    let text = file
        .as_ref()
        .strip_suffix(&format!("/{}.parquet", what.name()))?;
    BusinessDay::parse(text.rsplit_once("/date=")?.1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_found_by_its_day() {
        let shop = ShopId::new("acme").unwrap();
        let day = BusinessDay::parse("2018-03-11").unwrap();
        let path = file(&shop, What::Lines, day);
        assert_eq!(
            path.as_ref(),
            "lines/shop=acme/date=2018-03-11/lines.parquet"
        );
        assert_eq!(day_of(&path, What::Lines), Some(day));
        assert_eq!(day_of(&path, What::Orders), None);
        let other = Path::from("lines/shop=acme/readme");
        assert_eq!(day_of(&other, What::Lines), None);
    }
}
