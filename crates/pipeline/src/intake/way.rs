//! A shop's connection to the store.

use std::sync::Arc;

use domain::Shop;
use ports::{Ledger, Panicked, StoreError, caught};
use tracing::{Instrument as _, Span, trace_span};

use super::error::IntakeError;
use crate::Decoded;
use crate::committer::{CommitError, Committer, Durability, Summary};
use crate::trouble::Troubles;

pub(super) struct Way {
    shop: Arc<Shop>,
    store: Arc<dyn Ledger>,
    troubles: Arc<Troubles>,
    committer: Option<Committer>,
    /// Whether the last commit failed: a store that is back may be another one.
    pub(super) is_unsure: bool,
}

impl Way {
    pub(super) fn new(shop: Arc<Shop>, store: Arc<dyn Ledger>, troubles: Arc<Troubles>) -> Way {
        Way {
            shop,
            store,
            troubles,
            committer: None,
            is_unsure: false,
        }
    }

    /// The same, knowing nothing any more: the next commit learns from the store what is there.
    fn begin_anew(&mut self) {
        self.committer = None;
        self.is_unsure = true;
    }

    /// Commits the orders of some callers, whose spans these are; returns the result of each.
    pub(super) async fn commit(
        &mut self,
        orders: Vec<Decoded>,
        spans: Vec<Span>,
    ) -> Result<Vec<Summary>, IntakeError> {
        let span = commit_span(&self.shop, &orders, &spans);
        drop(spans);
        let callers = orders.len();
        let committed = caught(self.try_commit(orders).instrument(span)).await;
        let error = match committed {
            Ok(Ok(summaries)) => {
                self.troubles.over();
                return Ok(summaries);
            }
            Ok(Err(error)) => error,
            Err(Panicked) => {
                tracing::error!(shop = %self.shop.id, callers, "a commit panicked; the shop's next one begins anew");
                self.begin_anew();
                return Err(IntakeError::Broken);
            }
        };
        tracing::error!(shop = %self.shop.id, error = &error as &dyn std::error::Error, "commit failed");
        self.is_unsure = true;
        if let Some(error) = error.store() {
            self.troubles.failed(error);
        }
        // With several callers nobody knows whose orders are too large: they try again.
        let is_own_fault = error.is_too_large() && callers == 1;
        let error = Arc::new(error);
        Err(match is_own_fault {
            true => IntakeError::TooLarge(error),
            false => IntakeError::Commit(error),
        })
    }

    /// Creates the committer if there is none yet: the store may have been away at the start.
    async fn try_commit(&mut self, orders: Vec<Decoded>) -> Result<Vec<Summary>, CommitError> {
        if self.is_unsure {
            let checked = self.store.check_shop(&self.shop).await;
            // Whatever the answer, nothing was sent yet.
            checked.map_err(StoreError::refused)?;
            self.is_unsure = false;
        }
        let committer = match &mut self.committer {
            Some(committer) => committer,
            None => {
                let (shop, store) = (Arc::clone(&self.shop), Arc::clone(&self.store));
                let opened = Committer::new(shop, store).await;
                self.committer.insert(opened.map_err(StoreError::refused)?)
            }
        };
        committer.commit(orders, Durability::Now).await
    }
}

/// The span of a commit is a child of the first waiting caller's span, and linked to those of the others.
fn commit_span(shop: &Shop, orders: &[Decoded], spans: &[Span]) -> Span {
    let Some((first, others)) = spans.split_first() else {
        return Span::none();
    };
    let (shop, callers) = (shop.id.as_str(), orders.len());
    let lines: usize = orders.iter().map(Decoded::line_count).sum();
    let span = trace_span!(target: crate::SPANS, parent: first, "commit", shop, callers, lines);
    for other in others {
        span.follows_from(other.id());
    }
    span
}
