//! Decides which of two copies of a zone without versions knows a change that the other does not.
//!
//! Old data continue the last known rule forever. A law makes new data differ from it from some year on: in the first
//! year in which two copies differ, the older one repeats the year before.

use jiff::civil::date;
use jiff::tz::TimeZone;

/// The years to compare. Earlier rules are the same everywhere, and nobody plans further ahead.
const FIRST_YEAR: i16 = 2008;
const LAST_YEAR: i16 = 2037;

/// Whether `one` has a change where `other` continues as before. If both change, as with a rule that moves with the
/// moon, this cannot be decided.
pub(crate) fn is_later(one: &TimeZone, other: &TimeZone) -> bool {
    let mut years = FIRST_YEAR..=LAST_YEAR;
    let changes = |zone, year| pattern(zone, year) != pattern(zone, year - 1);
    years
        .find(|year| pattern(one, *year) != pattern(other, *year))
        .is_some_and(|year| changes(one, year) && !changes(other, year))
}

/// The zone's offsets during a year, with the months in which they begin.
fn pattern(zone: &TimeZone, year: i16) -> Vec<(i32, i8)> {
    let begin = |year: i16| TimeZone::UTC.to_timestamp(date(year, 1, 1).at(0, 0, 0, 0));
    let (Ok(begin), Ok(end)) = (begin(year), begin(year + 1)) else {
        return Vec::new();
    };
    let mut found = vec![(zone.to_offset(begin).seconds(), 1)];
    for change in zone.following(begin) {
        if change.timestamp() >= end {
            break;
        }
        let month = TimeZone::UTC.to_datetime(change.timestamp()).month();
        found.push((change.offset().seconds(), month));
    }
    found
}
