//! How likely so few orders are by chance.

/// The probability of at most `most` orders if `mean` are expected and the day's level is known as well as from `shape`
/// orders. The count is Poisson, with a rate that has a gamma distribution, so it is negative binomial with this mean
/// and shape. For a large shape it approaches Poisson's.
///
/// (Gelman et al., *Bayesian Data Analysis*, 3rd edition, section 2.6: the posterior predictive
/// distribution of a Poisson model with its conjugate prior.)
pub(super) fn at_most(most: u64, mean: f64, shape: f64) -> f64 {
    if mean <= 0.0 {
        return 1.0;
    }
    let step = (mean / (shape + mean)).ln();
    // In logarithms: the first terms of a busy shop are too small for a double.
    let mut term = shape * (shape / (shape + mean)).ln();
    let mut sum = term.exp();
    for count in 1..=most {
        let count = count as f64;
        term += step + ((shape + count - 1.0) / count).ln();
        sum += term.exp();
        if sum >= 1.0 {
            return 1.0;
        }
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_a_distribution_with_its_mean() {
        let (mean, shape) = (7.0, 3.0);
        let probability = |count: u64| match count {
            0 => at_most(0, mean, shape),
            count => at_most(count, mean, shape) - at_most(count - 1, mean, shape),
        };
        let (sum, expected) = (0..500).fold((0.0, 0.0), |(sum, expected), count| {
            let probability = probability(count);
            (sum + probability, expected + probability * count as f64)
        });
        assert!((sum - 1.0).abs() < 1e-9, "{sum}");
        assert!((expected - mean).abs() < 1e-6, "{expected}");
    }

    #[test]
    fn with_much_evidence_it_is_poissons() {
        // P(X = 0) = e^-5, P(X <= 2) = 18.5 e^-5.
        let poisson = (-5.0_f64).exp();
        assert!((at_most(0, 5.0, 1e9) / poisson - 1.0).abs() < 1e-6);
        assert!((at_most(2, 5.0, 1e9) / (18.5 * poisson) - 1.0).abs() < 1e-6);
    }

    /// The table of docs/operations.md: how many orders have to be expected before their absence is not chance.
    #[test]
    fn what_came_before_says_how_much_silence_is_too_much() {
        let told = [
            (0.0, 631.0),
            (2.0, 67.2),
            (5.0, 29.3),
            (10.0, 19.4),
            (20.0, 15.2),
            (50.0, 12.9),
        ];
        for (before, expected) in told {
            let chance = |mean| at_most(0, mean, 2.0 + before);
            assert!(chance(expected) < 1e-5, "{before}");
            assert!(chance(expected - 1.0) > 1e-5, "{before}");
        }
    }

    #[test]
    fn a_very_busy_shop_does_not_leave_the_doubles() {
        assert!(at_most(3_000, 10_000.0, 1e5) < 1e-12);
        assert!(at_most(10_000, 10_000.0, 1e7) > 0.4);
        assert_eq!(at_most(0, 0.0, 2.0), 1.0);
    }
}
