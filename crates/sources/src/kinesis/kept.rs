//! Whether the stream still has the records after a position.
//!
//! Kinesis does not report that a position is older than its oldest record: it continues with that record, and anything
//! in between is gone. So reading begins *at* the last committed record, not after it. If that record comes, nothing is
//! missing. If not, the shard may just have been quiet for longer than the stream keeps records. To tell the two apart,
//! the time when the shard was last read to its end is recorded next to the position, once an hour. If that time is
//! further back than the stream keeps records, some may be lost.

use aws_sdk_kinesis::types::Record;
use domain::Timestamp;

use super::Position;

/// In milliseconds.
const HOUR: i64 = 60 * 60 * 1_000;
/// The shortest retention of a stream.
const FEWEST_HOURS: i32 = 24;

/// What is known about the record at a position and about those after it.
#[derive(Clone, Debug, Default)]
pub(super) struct Kept {
    /// The sequence number at which reading began, until it is known whether its record still exists.
    position: Option<String>,
    /// The record is gone.
    is_gone: bool,
    /// When the shard was last at its end with nothing new, at this position.
    tip: Option<Timestamp>,
    /// The last read found nothing new at the shard's end.
    is_at_tip: bool,
    /// When this was last checked.
    now: Option<Timestamp>,
}

impl Kept {
    /// Starts reading at a position.
    pub(super) fn behind(position: Option<&str>) -> Kept {
        Kept {
            position: position.map(str::to_owned),
            ..Kept::default()
        }
    }

    /// The name of a shard's mark among the positions.
    pub(super) fn mark_name(shard: &str) -> String {
        format!("{shard}/read")
    }

    /// Evaluates a read. Returns whether its first record is the one at the position, which is already committed.
    /// `is_tip` says that nothing follows it.
    pub(super) fn is_position(&mut self, records: &[Record], is_tip: bool) -> bool {
        let first = records.first().map(Record::sequence_number);
        self.is_at_tip = is_tip && records.is_empty();
        match (&self.position, first) {
            (None, None) => false,
            (None, Some(_)) => {
                // The next commit has another position.
                self.tip = None;
                false
            }
            (Some(position), Some(first)) => {
                let is_there = position == first;
                self.is_gone = !is_there;
                self.position = None;
                is_there
            }
            // Parts of a shard may be empty; only its end proves that nothing follows.
            (Some(_), None) => {
                self.is_gone = is_tip;
                if is_tip {
                    self.position = None;
                }
                false
            }
        }
    }

    /// Whether records may be missing, so that the stream's retention must be checked.
    pub(super) fn is_in_doubt(&self) -> bool {
        self.is_gone
    }

    /// What may be missing, given the stream's retention in hours, if known.
    pub(super) fn lost(&mut self, hours: Option<i32>) -> Option<String> {
        self.is_gone = false;
        let kept_for = hours.unwrap_or(FEWEST_HOURS);
        let at_least = if hours.is_none() { "at least " } else { "" };
        let now = self.now?.millis();
        let kept_since = now - i64::from(kept_for) * HOUR;
        let known = match self.tip {
            Some(tip) if tip.millis() >= kept_since => return None,
            Some(tip) => format!("it was last read to its end at {}", tip.rfc3339_utc()),
            None => "nobody knows when it was last read to its end".to_owned(),
        };
        Some(format!(
            "the record that was read last is no longer in the stream, which keeps records for {at_least}{kept_for} \
             hours, and {known}; what came since and was removed before it was read is missing"
        ))
    }

    /// Takes over the mark in the store. Returns the mark to write there if one is due.
    pub(super) fn look(
        &mut self,
        position: Option<&str>,
        mark: Option<&str>,
        now: Timestamp,
    ) -> Option<String> {
        // The result of a read is valid for the moment before it.
        let before = self.now.replace(now).unwrap_or(now);
        let position = position.filter(|it| Position::from(*it) != Position::End)?;
        let mark = mark.and_then(|mark| mark.split_once(' '));
        let mark = mark.and_then(|(of, at)| Some((of, Timestamp::parse_rfc3339(at).ok()?)));
        let of_this = mark.filter(|(of, _)| *of == position);
        self.tip = self.tip.max(of_this.map(|(_, at)| at));
        if !self.is_at_tip {
            return None;
        }
        self.tip = Some(before);
        let is_due = mark.is_none_or(|(_, at)| now.millis() - at.millis() >= HOUR);
        is_due.then(|| format!("{position} {}", before.rfc3339_utc()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(sequence_number: &str) -> Record {
        let record = Record::builder().sequence_number(sequence_number);
        let record = record.data(aws_sdk_kinesis::primitives::Blob::new("{}"));
        record.partition_key("k").build().unwrap()
    }

    fn at(hours: i64) -> Timestamp {
        Timestamp::from_millis(1_520_776_000_000 + hours * HOUR)
    }

    /// The loss reported for a shard at position 7 with this mark, when a read returns these records.
    fn found(mark: Option<&str>, records: &[Record], is_tip: bool) -> Option<String> {
        let mut kept = Kept::behind(Some("7"));
        assert_eq!(kept.look(Some("7"), mark, at(0)), None);
        kept.is_position(records, is_tip);
        kept.is_in_doubt().then(|| kept.lost(Some(24))).flatten()
    }

    #[test]
    fn a_record_that_is_there_has_nothing_missing_behind_it() {
        let mut kept = Kept::behind(Some("7"));
        kept.look(Some("7"), None, at(0));
        assert!(
            !kept.is_position(&[], false),
            "an empty stretch says nothing"
        );
        assert!(!kept.is_in_doubt());
        assert!(kept.is_position(&[record("7"), record("8")], false));
        assert!(!kept.is_in_doubt());
        assert!(!kept.is_position(&[record("9")], true), "only the first");
        assert!(!Kept::behind(None).is_position(&[record("1")], true));
    }

    #[test]
    fn one_that_is_not_there_is_a_loss_unless_the_shard_was_read_to_its_end_since() {
        let mark = |hours| format!("7 {}", at(hours).rfc3339_utc());
        for (records, is_tip) in [(vec![record("9")], false), (vec![], true)] {
            assert!(found(None, &records, is_tip).is_some());
            assert!(found(Some(&mark(-25)), &records, is_tip).is_some());
            assert_eq!(found(Some(&mark(-23)), &records, is_tip), None);
            let other = mark(-1).replace("7 ", "6 ");
            assert!(found(Some(&other), &records, is_tip).is_some());
        }
    }

    #[test]
    fn a_shard_at_its_end_is_marked_once_an_hour() {
        let mut kept = Kept::behind(Some("7"));
        assert_eq!(
            kept.look(Some("7"), None, at(0)),
            None,
            "it is not read yet"
        );
        kept.is_position(&[record("7")], true);
        assert_eq!(kept.look(Some("7"), None, at(2)), None, "more may follow");
        kept.is_position(&[], true);
        let marked = kept.look(Some("7"), None, at(4)).unwrap();
        assert_eq!(marked, format!("7 {}", at(2).rfc3339_utc()));
        let fresh = format!("6 {}", at(4).rfc3339_utc());
        assert_eq!(kept.look(Some("7"), Some(&fresh), at(4)), None);
        assert!(kept.look(Some("7"), Some(&fresh), at(5)).is_some());
        kept.is_position(&[record("8")], true);
        assert_eq!(kept.look(Some("8"), Some(&marked), at(6)), None);
        assert_eq!(kept.look(Some("end"), None, at(9)), None);
    }
}
