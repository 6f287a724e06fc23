//! The first day on which a shop's measures are complete, as the state holds it. The text begins with the number of
//! measures known to the newest server that had the shop open. Then follows `,NUMBER=YYYYMMDD` for each measure that is
//! not complete from the start. Channels and countries have an entry under a number that no measure has. The text is
//! empty for a shop that was only opened by servers of the first measures.

use domain::{BusinessDay, FirstDays, Measure};

/// The number of channels and countries. Servers that do not know it keep its entry.
const SLICED: usize = 1_000;

/// Reads the text; `None` if it is invalid.
pub(crate) fn read(text: Option<&str>) -> Option<FirstDays> {
    let Some(text) = text else {
        return Some(FirstDays::default());
    };
    let mut parts = text.split(',');
    let known = parts.next()?.parse().ok()?;
    let (mut days, mut sliced) = (Vec::new(), None);
    for part in parts {
        let (number, day) = part.split_once('=')?;
        let day = BusinessDay::parse_compact(day)?;
        // Measures known only to newer servers are not shown here.
        let number = number.parse().ok()?;
        if number == SLICED {
            sliced = Some(day);
        } else if let Some(measure) = Measure::of_number(number) {
            days.push((measure, day));
        }
    }
    Some(FirstDays::kept(known, days).with_sliced(sliced))
}

/// Writes the text; `None` if none is needed.
pub(crate) fn write(days: &FirstDays) -> Option<String> {
    if *days == FirstDays::default() {
        return None;
    }
    let mut text = days.known().to_string();
    for (measure, day) in days.each() {
        text += &format!(",{}={}", measure.number(), day.compact());
    }
    if let Some(day) = days.sliced() {
        text += &format!(",{SLICED}={}", day.compact());
    }
    Some(text)
}

/// Updates a text that [`read`] has read. Measures known only to newer servers keep their days.
pub(crate) fn amend(noted: &str, days: &FirstDays) -> String {
    let mut text = write(days).unwrap_or_default();
    for part in noted.split(',').skip(1) {
        let number = part.split('=').next().and_then(|it| it.parse().ok());
        let is_known = |number| number == SLICED || Measure::of_number(number).is_some();
        if number.is_some_and(|number| !is_known(number)) {
            text += &format!(",{part}");
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use domain::Measure::Returns;

    use super::*;

    #[test]
    fn first_days_come_back_as_they_were() {
        let day = BusinessDay::from_epoch_days(20_000);
        let days = FirstDays::kept(11, [(Returns, day)]);
        assert_eq!(write(&days).as_deref(), Some("11,3=20241004"));
        let sliced = days.clone().with_sliced(Some(FirstDays::START));
        assert_eq!(
            write(&sliced).as_deref(),
            Some("11,3=20241004,1000=00010101")
        );
        for days in [days, sliced, FirstDays::kept(7, []), FirstDays::default()] {
            assert_eq!(amend("", &days), write(&days).unwrap_or_default());
            assert_eq!(read(write(&days).as_deref()), Some(days));
        }
        // A newer server's days are kept but not shown.
        let noted = "32,3=20241004,31=20241005";
        let mut newer = read(Some(noted)).unwrap();
        assert_eq!(newer.each().collect::<Vec<_>>(), [(Returns, day)]);
        assert_eq!(amend(noted, &newer), noted);
        newer.raise(&FirstDays::kept(11, [(Returns, day + 2)]));
        assert_eq!(amend(noted, &newer), "32,3=20241006,31=20241005");
        for broken in ["", "x", "5,3", "5,3=2024-10-04"] {
            assert_eq!(read(Some(broken)), None, "{broken}");
        }
    }
}
