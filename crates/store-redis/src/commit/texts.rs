//! The texts that a commit expects and writes by their keys: positions of sources, and memos.

use domain::{Commit, MemoChange};

use crate::layout::bytes::Pack;

pub(super) fn pack_positions(pack: &mut Pack, commit: &Commit<'_>) {
    pack.array(commit.positions.len() * 4);
    for change in &commit.positions {
        pack.string(&change.source);
        pack.int(i64::from(change.expected.is_some()));
        pack.string(change.expected.as_deref().unwrap_or_default());
        pack.string(&change.position);
    }
}

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
