//! Values by number, most of which are zero: a shop without sales at night keeps no minutes of the night.

/// Values in order of number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Sparse<T> {
    // In separate lists, because alignment would cost a third more together.
    numbers: Vec<u16>,
    values: Vec<T>,
}

impl<T> Default for Sparse<T> {
    fn default() -> Sparse<T> {
        Sparse {
            numbers: Vec::new(),
            values: Vec::new(),
        }
    }
}

impl<T: Default> Sparse<T> {
    /// A value to change; zero if it was absent.
    pub(crate) fn at(&mut self, number: u16) -> &mut T {
        // Orders mostly arrive in the order of time, so it is nearly always the last one.
        let place = match self.numbers.last() {
            Some(last) if *last == number => Ok(self.numbers.len() - 1),
            Some(last) if *last > number => self.numbers.binary_search(&number),
            _ => Err(self.numbers.len()),
        };
        let place = place.unwrap_or_else(|place| {
            self.numbers.insert(place, number);
            self.values.insert(place, T::default());
            place
        });
        &mut self.values[place]
    }

    /// The values that were ever changed, in order of number.
    pub(crate) fn each(&self) -> impl Iterator<Item = (u16, &T)> {
        self.numbers.iter().copied().zip(&self.values)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_stand_in_order_of_number() {
        let mut sparse = Sparse::default();
        for number in [7, 3, 9, 7, 3, 9, 8, 0] {
            *sparse.at(number) += i32::from(number);
        }
        let all: Vec<(u16, i32)> = sparse.each().map(|(at, value)| (at, *value)).collect();
        assert_eq!(all, [(0, 0), (3, 6), (7, 14), (8, 8), (9, 18)]);
    }
}
