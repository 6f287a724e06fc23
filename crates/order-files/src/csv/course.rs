//! Whether a file's times run forward. This is known before we know which numbers in its dates are days, so orders that
//! are already in order need not be sorted.

use domain::Timestamp;

/// A file's times, in both readings.
#[derive(Clone, Debug, Default)]
pub(super) struct Course {
    day_first: Run,
    month_first: Run,
}

#[derive(Clone, Debug, Default)]
struct Run {
    span: Option<(i64, i64)>,
    late: i64,
    /// Some orders have no time, or an unreadable one. They come before all others.
    has_unread: bool,
}

impl Course {
    /// Takes the next time, in both readings.
    pub(super) fn observe(&mut self, [day_first, month_first]: [Option<Timestamp>; 2]) {
        self.day_first.observe(day_first);
        self.month_first.observe(month_first);
    }

    /// Appends the times that follow.
    pub(super) fn append(&mut self, next: &Course) {
        self.day_first.append(&next.day_first);
        self.month_first.append(&next.month_first);
    }

    /// The same, with only one of the readings.
    pub(super) fn of(&self, is_day_first: bool) -> Course {
        let run = match is_day_first {
            true => &self.day_first,
            false => &self.month_first,
        };
        Course {
            day_first: run.clone(),
            month_first: run.clone(),
        }
    }

    /// By how many milliseconds an order may be older than one before it. `None` if that is unknown.
    pub(super) fn late(&self) -> Option<i64> {
        (!self.day_first.has_unread).then_some(self.day_first.late)
    }
}

impl Run {
    fn observe(&mut self, at: Option<Timestamp>) {
        let Some(at) = at.map(Timestamp::millis) else {
            self.has_unread = true;
            return;
        };
        let (oldest, newest) = self.span.unwrap_or((at, at));
        self.late = self.late.max(newest - at);
        self.span = Some((oldest.min(at), newest.max(at)));
    }

    fn append(&mut self, next: &Run) {
        self.has_unread |= next.has_unread;
        let Some((oldest, newest)) = next.span else {
            return;
        };
        let (first, last) = self.span.unwrap_or((oldest, oldest));
        self.late = self.late.max(next.late).max(last - oldest);
        self.span = Some((first.min(oldest), last.max(newest)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_latest_order_counts_wherever_it_stands() {
        let course = |times: &[i64]| {
            let mut course = Course::default();
            for at in times {
                course.observe([Some(Timestamp::from_millis(*at)); 2]);
            }
            course
        };
        assert_eq!(course(&[1, 2, 2, 3]).late(), Some(0));
        assert_eq!(course(&[5, 2, 7, 4]).late(), Some(3));
        let mut joined = course(&[1, 9]);
        joined.append(&course(&[4, 5]));
        joined.append(&Course::default());
        assert_eq!(joined.late(), Some(5));
        joined.observe([None, None]);
        assert_eq!(joined.late(), None);
    }

    #[test]
    fn days_and_months_are_two_readings() {
        let mut course = Course::default();
        let at = |millis| Some(Timestamp::from_millis(millis));
        course.observe([at(1), at(9)]);
        course.observe([at(2), at(3)]);
        assert_eq!(
            (course.of(true).late(), course.of(false).late()),
            (Some(0), Some(6))
        );
    }
}
