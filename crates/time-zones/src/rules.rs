//! Which of two unlabelled copies of a zone knows of a change that the other does not.
//!
//! Old data go on for ever by the rule that was. A law makes the new ones differ from it, from some year
//! on: in the first year in which two copies differ, the older one goes on as in the year before.

use jiff::civil::date;
use jiff::tz::TimeZone;

/// Years that are looked at. Rules before are the same everywhere, and beyond nobody has plans.
const FIRST_YEAR: i16 = 2008;
const LAST_YEAR: i16 = 2037;

/// Whether `one` has a change where `other` goes on as before. Where both change, as with a rule
/// that moves with the moon, it cannot be told.
pub(crate) fn is_later(one: &TimeZone, other: &TimeZone) -> bool {
    let mut years = FIRST_YEAR..=LAST_YEAR;
    let changes = |zone, year| pattern(zone, year) != pattern(zone, year - 1);
    years
        .find(|year| pattern(one, *year) != pattern(other, *year))
        .is_some_and(|year| changes(one, year) && !changes(other, year))
}

/// The offsets that the zone goes through in a year, with the months in which they begin.
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
