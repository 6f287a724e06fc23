//! Days in the form of answers: copying thousands takes as long as writing a hundred.

use std::fmt::Write as _;

use api_types::DayFigures;
use domain::{BusinessDay, Range, Shop, Totals};

/// Days that never change again, one after the other, each as a separate step without the closing brace.
#[derive(Default)]
pub(crate) struct Texts {
    first: Option<BusinessDay>,
    text: String,
    days: Vec<Place>,
}

/// A day's position in the text.
#[derive(Clone, Copy)]
struct Place {
    figures: usize,
    end: usize,
}

impl Texts {
    pub(super) fn count(&self) -> usize {
        self.days.len()
    }

    pub(super) fn bytes(&self) -> usize {
        self.text.capacity() + self.days.capacity() * size_of::<Place>()
    }

    /// These days and new ones after them; `first` is the first of all.
    pub(super) fn and<'t>(
        &self,
        shop: &Shop,
        first: BusinessDay,
        new: impl Iterator<Item = &'t Totals>,
    ) -> Texts {
        let (mut text, mut days) = (self.text.clone(), self.days.clone());
        for totals in new {
            let day = first + i32::try_from(days.len()).unwrap_or(i32::MAX);
            write_head(Range::day(day), &mut text);
            let figures = text.len();
            DayFigures::write(shop, totals, &mut text);
            let end = text.len();
            days.push(Place { figures, end });
        }
        text.shrink_to_fit();
        Texts {
            first: Some(first),
            text,
            days,
        }
    }

    /// A day as a step, if it is included.
    pub(super) fn step(&self, step: Range) -> Option<&str> {
        let at = self.place(step)?;
        let begin = at.checked_sub(1).map_or(0, |before| self.days[before].end);
        self.text.get(begin..self.days[at].end)
    }

    /// A day's figures, if they are included.
    pub(super) fn figures(&self, step: Range) -> Option<&str> {
        let Place { figures, end } = self.days[self.place(step)?];
        self.text.get(figures..end)
    }

    fn place(&self, step: Range) -> Option<usize> {
        let at = step.first.epoch_days() - self.first?.epoch_days();
        let at = usize::try_from(at).ok().filter(|_| step.count() == 1)?;
        (at < self.days.len()).then_some(at)
    }
}

/// Writes a step without the closing brace.
pub(super) fn write_step(shop: &Shop, step: Range, totals: &Totals, out: &mut String) {
    write_head(step, out);
    DayFigures::write(shop, totals, out);
}

fn write_head(step: Range, out: &mut String) {
    let Range { first, last } = step;
    // Writing to a String cannot fail.
    let _ = write!(out, r#"{{"first":"{first}","last":"{last}","total":"#);
}
