//! The figures kept for each minute.

use std::ops::AddAssign;

use crate::Measure::{Orders, Revenue};
use crate::{Minor, Sums};

/// The measures of grain [`Minute`](crate::Grain::Minute) over some period. A board has thousands of minutes, so this
/// holds only these two instead of [`Sums`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Pulse {
    /// Orders with at least one sold line.
    pub orders: i64,
    /// Gross revenue.
    pub revenue: Minor,
}

impl Pulse {
    /// With fewer orders in what is compared with, a percentage says more about chance than about sales.
    pub const FEWEST_COMPARED: i64 = 10;

    /// Whether both are 0.
    pub fn is_zero(&self) -> bool {
        *self == Pulse::default()
    }

    /// The same as sums.
    pub fn sums(&self) -> Sums {
        Sums::from([(Orders, self.orders.into()), (Revenue, self.revenue)])
    }
}

impl AddAssign for Pulse {
    fn add_assign(&mut self, other: Pulse) {
        self.orders += other.orders;
        self.revenue += other.revenue;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Grain, Measure};

    #[test]
    fn a_pulse_has_every_measure_of_its_grain() {
        let pulse = Pulse {
            orders: 2,
            revenue: -3,
        };
        let held: Vec<Measure> = pulse.sums().non_zero().map(|(it, _)| it).collect();
        let kept: Vec<Measure> = Measure::kept_by(Grain::Minute).collect();
        assert_eq!(held, kept);
    }
}
