//! A build without Parquet has no archive.

use std::collections::BTreeSet;

use domain::{BusinessDay, Range, Shop, ShopId};
use ports::{Presence, StoreError};

use super::{ArchiveError, trouble};
use crate::AppState;
use crate::export::{ExportError, Out, What};

/// Never exists in this build.
#[derive(Clone, Debug)]
pub enum Archive {}

impl Archive {
    pub(crate) async fn days(
        &self,
        _: &ShopId,
        _: What,
        _: Range,
    ) -> Result<BTreeSet<BusinessDay>, ArchiveError> {
        match *self {}
    }

    pub(crate) async fn rows(
        &self,
        _: &Shop,
        _: (What, BusinessDay),
        _: &mut Out,
    ) -> Result<(), ExportError> {
        match *self {}
    }
}

pub(crate) async fn keep(_: impl Fn() -> Option<AppState>, archive: Archive) {
    match archive {}
}

/// Forgets what a server with an archive recorded about a shop.
pub(crate) async fn forget(store: &dyn Presence, shop: &ShopId) -> Result<(), StoreError> {
    trouble::clear(store, shop).await
}
