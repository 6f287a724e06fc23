//! The memos of a commit.

use domain::{Commit, MemoChange};

use crate::layout::bytes::Pack;

/// A memo's last day is a number of days since 1970, as for the retained days.
pub(super) fn pack_memos(pack: &mut Pack, commit: &Commit<'_>) {
    pack.array(commit.memos.len() * 5);
    for MemoChange { expected, memo } in &commit.memos {
        pack.string(&memo.key);
        pack.int(i64::from(expected.is_some()));
        pack.string(expected.as_deref().unwrap_or_default());
        pack.string(&memo.text);
        pack.string(memo.until.epoch_days().to_string());
    }
}
