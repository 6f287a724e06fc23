//! Opens shops from their entries in the store's list.

use std::sync::Arc;

use async_trait::async_trait;
use domain::{Shop, ShopId};
use pipeline::Intake;
use ports::{Ledger, ListedShop, StoreError};
use server::ShopOpener;

use crate::buffer::Buffers;
use crate::config::EveryShop;

/// What a server needs to open a shop while it runs.
pub(crate) struct Opener {
    every: EveryShop,
    store: Arc<dyn Ledger>,
    buffers: Option<Buffers>,
}

impl Opener {
    pub(crate) fn new(
        every: EveryShop,
        store: Arc<dyn Ledger>,
        buffers: Option<Buffers>,
    ) -> Opener {
        Opener {
            every,
            store,
            buffers,
        }
    }
}

#[async_trait]
impl ShopOpener for Opener {
    fn shop(&self, listed: &ListedShop) -> Result<Shop, String> {
        let shop = self.every.listed(listed);
        shop.map(Arc::unwrap_or_clone)
            .map_err(|error| format!("{error:#}"))
    }

    async fn intake(&self, shop: Arc<Shop>) -> Intake {
        let intake = Intake::start(Arc::clone(&shop), Arc::clone(&self.store));
        match &self.buffers {
            Some(buffers) => intake.with_buffer(buffers.of(&shop, true)),
            None => intake,
        }
    }

    async fn forget(&self, shop: &ShopId) -> Result<(), StoreError> {
        match &self.buffers {
            Some(buffers) => buffers.forget(shop).await,
            None => Ok(()),
        }
    }
}
