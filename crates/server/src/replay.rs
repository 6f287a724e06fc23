//! Tries rejects again.

use std::collections::HashSet;

use api_types::ReplayAnswer;
use domain::{Reason, Reject, Timestamp};
use futures_util::future::try_join_all;
use pipeline::{IntakeError, Summary, decode_reject};
use ports::{Records, StoreError, StoredReject};

use crate::shops::ShopState;

/// Rejects that are tried again.
#[derive(Default)]
pub(crate) struct Replay {
    answer: ReplayAnswer,
    seen: HashSet<u64>,
    /// Rejects that are now counted, or refused again under another number.
    done: Vec<u64>,
}

impl Replay {
    /// Tries a page of rejects; those that arrive together share a commit.
    ///
    /// # Errors
    /// If they cannot be counted now. What was counted before stays counted, and may be tried again.
    pub(crate) async fn page(
        &mut self,
        shop: &ShopState,
        now: Timestamp,
        rejects: Vec<StoredReject>,
    ) -> Result<(), IntakeError> {
        let mut numbers = Vec::new();
        let mut submitted = Vec::new();
        for StoredReject { number, reject } in rejects {
            if !self.seen.insert(number) {
                continue;
            }
            self.answer.replayed += 1;
            let decoded = decode_reject(shop.shop(), now, &reject);
            // Delivered events of a platform are only kept whole.
            let is_whole = reject.body.len() < Reject::MAX_BODY || decoded.has_pieces();
            let is_order = decoded.order_count() == 1 && decoded.events() == 1;
            let is_order = is_order || decoded.has_pieces();
            let reason = reject.rejection.reason;
            if !(is_whole && is_order && reason.may_be_tried_again()) {
                self.answer.cut += u64::from(!is_whole && reason.may_be_tried_again());
                self.refuse(reason);
                continue;
            }
            numbers.push(number);
            submitted.push(shop.intake.submit(decoded));
        }
        for summary in try_join_all(submitted).await? {
            self.count(summary);
        }
        self.done.extend(numbers);
        Ok(())
    }

    /// Deletes the rejects that are now durable elsewhere, and returns what became of all.
    ///
    /// # Errors
    /// Any of the store.
    pub(crate) async fn finish(
        self,
        store: &dyn Records,
        shop: &ShopState,
    ) -> Result<ReplayAnswer, StoreError> {
        shop.board.note_write();
        store.drop_rejects(shop.shop(), &self.done).await?;
        Ok(self.answer)
    }

    fn count(&mut self, summary: Summary) {
        self.answer.accepted += summary.accepted;
        self.answer.duplicates += summary.duplicates;
        self.answer.updated += summary.updated;
        for event in summary.rejected {
            self.refuse(event.rejection.reason);
        }
    }

    fn refuse(&mut self, reason: Reason) {
        *self
            .answer
            .rejected
            .entry(reason.as_str().to_owned())
            .or_default() += 1;
    }
}
