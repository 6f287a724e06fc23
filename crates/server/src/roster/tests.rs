//! Servers at one store, each with orders that wait on its disk.

use domain::Timestamp;
use ports::{Held, NewRecord, RecordQueue as _};
use store_embedded::{DiskQueue, EmbeddedStore};
use tempfile::TempDir;

use super::*;

struct Opener(Arc<dyn Store>, DiskQueue);

#[async_trait]
impl ShopOpener for Opener {
    fn shop(&self, listed: &ListedShop) -> Result<Shop, String> {
        Shop::new(listed.id.as_str(), "UTC", "USD").map_err(|error| error.to_string())
    }

    async fn intake(&self, shop: Arc<Shop>) -> Intake {
        Intake::start(shop, self.0.clone())
    }

    async fn forget(&self, shop: &ShopId) -> Result<(), StoreError> {
        self.1.remove(shop, u64::MAX).await.map(drop)
    }
}

/// A server, and its queue, in which an order waits for each shop.
async fn server(store: &Arc<dyn Store>, folder: &TempDir) -> (Arc<RosterKeeper>, DiskQueue) {
    let queue = DiskQueue::open(folder.path()).unwrap();
    for shop in ["stays", "leaves"] {
        let record = NewRecord {
            orders: 1,
            received_at: Timestamp::from_millis(0),
            bytes: b"an order".to_vec(),
        };
        let shop = ShopId::new(shop).unwrap();
        queue.append(&shop, vec![record]).await.unwrap();
    }
    let clock: crate::Clock = Arc::new(|| Timestamp::from_millis(1_520_000_000_000));
    let boards = Boards::start(Arc::clone(store), clock);
    let opener = Arc::new(Opener(Arc::clone(store), queue.clone()));
    let shops = Shops::new(std::iter::empty());
    let keeper = RosterKeeper::start(Arc::clone(store), shops, boards, opener).await;
    (keeper, queue)
}

async fn waiting(queue: &DiskQueue) -> Vec<String> {
    let held: Vec<(String, Held)> = queue.held().await.unwrap();
    held.into_iter().map(|(shop, _)| shop).collect()
}

#[tokio::test(start_paused = true)]
async fn what_waits_for_a_shop_goes_with_it_on_every_server() {
    let folders = [(); 3].map(|()| tempfile::tempdir().unwrap());
    let store: Arc<dyn Store> = Arc::new(EmbeddedStore::open(folders[0].path()).unwrap());
    let (first, of_first) = server(&store, &folders[1]).await;
    let (_other, of_other) = server(&store, &folders[2]).await;
    let listed = |name: &str| ListedShop {
        id: ShopId::new(name).unwrap(),
        timezone: "UTC".to_owned(),
        currency: "USD".to_owned(),
        display_name: None,
        is_leaving: false,
        retention_days: None,
    };
    for name in ["stays", "leaves"] {
        first.add(listed(name)).await.unwrap();
    }
    // Nobody knows why a shop is not in the list yet.
    assert_eq!(waiting(&of_other).await, ["leaves", "stays"]);
    let gone = ShopId::new("leaves").unwrap();
    let forget = async { Ok(()) };
    Arc::clone(&first)
        .remove(gone, false, forget)
        .await
        .unwrap();
    for queue in [&of_first, &of_other] {
        assert_eq!(waiting(queue).await, ["stays"]);
    }
}
