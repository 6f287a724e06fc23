//! Finds lists that never end.

use crate::ApiError;

/// Checks that a list moves on from page to page. A broken plug-in or a cache may answer every request with the same page,
/// and a list that goes round in a circle would be requested without end, as fast as the platform answers.
///
/// It compares each place with one earlier place, which it replaces at steps 1, 2, 4, 8 and so on: that finds a circle of
/// any length within a few rounds, and needs no memory of the others. A list that changes meanwhile may return to a place
/// once, so only the third return counts.
#[derive(Debug)]
pub struct Onward {
    earlier: Option<String>,
    returns: u32,
    steps: u64,
    replaced_at: u64,
}

/// How many returns make a circle.
const RETURNS: u32 = 3;

impl Default for Onward {
    fn default() -> Onward {
        Onward {
            earlier: None,
            returns: 0,
            steps: 0,
            replaced_at: 1,
        }
    }
}

impl Onward {
    /// Moves on to a place, such as a cursor. It is an error if the list goes round in a circle; then the check starts
    /// again.
    pub fn to(&mut self, platform: &'static str, place: &str) -> Result<(), ApiError> {
        self.returns += u32::from(self.earlier.as_deref() == Some(place));
        if self.returns == RETURNS {
            *self = Onward::default();
            return Err(endless(platform));
        }
        self.steps += 1;
        if self.steps == self.replaced_at {
            self.replaced_at *= 2;
            (self.earlier, self.returns) = (Some(place.to_owned()), 0);
        }
        Ok(())
    }
}

/// The error for a list that goes round in a circle.
pub(crate) fn endless(platform: &'static str) -> ApiError {
    ApiError::Impossible {
        platform,
        detail: "a list does not end: it gives the same pages again; does a cache or a plug-in answer instead?"
            .to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_circle_of_any_length_is_found_soon_and_a_line_never() {
        let mut line = Onward::default();
        for place in 0..10_000 {
            // Each comes twice, as if an answer was lost.
            line.to("Elm", &(place / 2).to_string()).unwrap();
        }
        for before in [0, 1, 2, 7, 100] {
            for length in 1..40_usize {
                let mut list = Onward::default();
                let place = |step: usize| match step < before {
                    true => step,
                    false => before + (step - before) % length,
                };
                let found = (0..).find(|step| list.to("Elm", &place(*step).to_string()).is_err());
                assert!(
                    found.unwrap() <= 10 * (before + length),
                    "{before} {length}"
                );
                // A list that was repaired is read again from the same place.
                list.to("Elm", &place(found.unwrap()).to_string()).unwrap();
            }
        }
    }
}
