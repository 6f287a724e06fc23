//! Values by number, of which most are nothing: a shop without sales at night keeps no minutes of it.

/// Values in order of number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Sparse<T> {
    // Apart, because together they would take a third more for alignment.
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
    /// A value to change; nothing where there was none.
    pub(crate) fn at(&mut self, number: u16) -> &mut T {
        // Orders come in the order of time, so it is the last one nearly always.
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

    /// Those that were ever changed, in order of number.
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
