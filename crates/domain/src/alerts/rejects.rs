//! Whether a shop has room for separately kept rejects.

use super::Verdict;
use crate::Reject;

/// The share of the room from which on there is a warning, in percent.
const NEARLY: u64 = 90;
/// From this many bytes on the oldest are dropped: the rest is less than the largest reject needs.
const FULL: u64 = Reject::MAX_APART - Reject::MAX_DELIVERY as u64;

/// Judges a shop whose separately kept rejects take this many bytes.
pub fn judge_rejects(bytes: u64) -> Verdict {
    if bytes * 100 < Reject::MAX_APART * NEARLY {
        return Verdict::Good;
    }
    let mib = |bytes: u64| bytes.div_ceil(1024 * 1024);
    let has = format!(
        "what platforms sent and could not be counted takes {} of {} MiB",
        mib(bytes),
        mib(Reject::MAX_APART)
    );
    Verdict::Bad(match bytes > FULL {
        true => format!("{has}: the oldest are dropped as new ones come"),
        false => format!("{has}: beyond, the oldest are dropped"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_told_before_the_first_one_is_dropped() {
        assert_eq!(judge_rejects(0), Verdict::Good);
        assert_eq!(judge_rejects(Reject::MAX_APART * 9 / 10 - 1), Verdict::Good);
        let nearly = judge_rejects(Reject::MAX_APART * 9 / 10 + 1);
        assert!(matches!(nearly, Verdict::Bad(why) if why.contains("58 of 64 MiB: beyond")));
        let full = judge_rejects(Reject::MAX_APART);
        assert!(matches!(full, Verdict::Bad(why) if why.ends_with("as new ones come")));
    }
}
