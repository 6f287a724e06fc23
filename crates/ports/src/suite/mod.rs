//! The conformance suite: a store is done once it passes all of it.
//!
//! A store's tests implement [`StoreFactory`] and call [`store_suite!`](crate::store_suite), which makes a test of each
//! case:
//!
//! ```text
//! ports::store_suite!(MyFactory::new());
//! ```
//!
//! A case is a small function in a file named after its subject. It knows a store only by the [`Store`] trait, and
//! prepares everything through [`fold`](domain::fold()), as the pipeline does.

pub mod board;
mod cases;
mod commit_all;
pub mod commits;
pub mod concurrency;
mod dice;
mod event;
mod fixture;
pub mod items;
pub mod latest;
pub mod leases;
mod memory;
pub mod memos;
pub mod model;
pub mod money;
mod naive;
pub mod orders;
pub mod popular;
pub mod positions;
pub mod presence;
pub mod products;
pub mod rejects;
pub mod reopen;
pub mod retention;
pub mod roster;
pub mod search;
pub mod shops;
pub mod slices;
pub mod source;
pub mod versions;

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;

pub use commit_all::{commit_all, commit_eventually, durably, learn};
pub use dice::Dice;
pub use event::{Event, Line, now, order, orders_of, time};
pub use fixture::Fixture;
pub use memory::MemoryLedger;
pub use naive::Naive;

use crate::Store;

/// Makes the stores that the suite tests. One factory serves one case.
#[async_trait]
pub trait StoreFactory: Send + Sync {
    /// A store over fresh, empty data. Called once, first.
    async fn open(&self) -> Arc<dyn Store>;

    /// Another store over the same data. The suite has closed and dropped the previous one.
    async fn reopen(&self) -> Arc<dyn Store>;

    /// The name of the shop that the cases use. A factory whose stores share one server gives each case its own name.
    fn shop(&self) -> &str {
        "default"
    }

    /// Whether the orders of the cases have more data than they need, see [`Rich`].
    fn is_rich(&self) -> bool {
        false
    }
}

/// The same stores, tested with orders that have shipping, tax and a discount of the whole order. No case may see a
/// difference, but a store writes such orders in its other form.
pub struct Rich<F>(pub F);

#[async_trait]
impl<F: StoreFactory> StoreFactory for Rich<F> {
    async fn open(&self) -> Arc<dyn Store> {
        self.0.open().await
    }

    async fn reopen(&self) -> Arc<dyn Store> {
        self.0.reopen().await
    }

    fn shop(&self) -> &str {
        self.0.shop()
    }

    fn is_rich(&self) -> bool {
        true
    }
}

tokio::task_local! {
    static IS_RICH: bool;
}

/// Runs a case with the orders that its factory wants; [`store_suite!`](crate::store_suite) calls it.
pub fn told<'a>(
    factory: &dyn StoreFactory,
    case: impl Future<Output = ()> + 'a,
) -> impl Future<Output = ()> + 'a {
    IS_RICH.scope(factory.is_rich(), case)
}

/// Whether the current case writes rich orders.
fn is_rich() -> bool {
    IS_RICH.try_with(|is_rich| *is_rich).unwrap_or(false)
}

/// How long a case may take before it counts as stuck.
const CASE_LIMIT: Duration = Duration::from_secs(300);

/// Runs a case on a runtime of its own; [`store_suite!`](crate::store_suite) calls it.
///
/// # Panics
/// When the case fails or does not end.
pub fn run(case: impl Future<Output = ()>) {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .expect("a runtime starts");
    runtime.block_on(async {
        tokio::time::timeout(CASE_LIMIT, case)
            .await
            .expect("the case ends in time");
    });
}
