//! Opens shops that are added while the server runs.

use std::sync::Arc;

use async_trait::async_trait;
use domain::{Shop, ShopId};
use pipeline::Intake;
use ports::{ListedShop, Store, StoreError};
use server::ShopOpener;

pub(crate) struct Opener(pub(crate) Arc<dyn Store>);

#[async_trait]
impl ShopOpener for Opener {
    fn shop(&self, listed: &ListedShop) -> Result<Shop, String> {
        let shop = Shop::new(listed.id.as_str(), &listed.timezone, &listed.currency);
        shop.map_err(|error| error.to_string())
    }

    async fn intake(&self, shop: Arc<Shop>) -> Intake {
        Intake::start(shop, self.0.clone())
    }

    async fn forget(&self, _: &ShopId) -> Result<(), StoreError> {
        Ok(())
    }
}
