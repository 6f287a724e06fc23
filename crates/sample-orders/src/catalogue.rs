//! The products of a shop of any size, computed and never stored.

use crate::SettingsError;
use crate::dice::{Dice, scramble};
use crate::json;
use crate::words::{COLOURS, FAMILIES, PACKS};

/// The count of nine-digit numbers without a leading zero.
const NUMBERS: u64 = 900_000_000;
const FIRST_NUMBER: u64 = 100_000_000;
/// The best-seller is sku 123456789.
const OFFSET: u64 = 23_456_789;
/// Coprime to `NUMBERS`, so that every rank gets its own number.
const STEP: u64 = 618_033_989;

/// The products of a shop, by rank: 0 sells most.
///
/// A product depends only on its rank. It is the same in every catalogue that is large enough, costs no memory, and can
/// be found again by its sku.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Catalogue {
    skus: u32,
    /// The eighth root of `skus + 1`, less 1; see [`Catalogue::rank_at`].
    reach: f64,
}

/// One product.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Product {
    /// Nine digits.
    pub sku: String,
    /// For people; UTF-8, not only ASCII.
    pub name: String,
    /// The price of one, in hundredths of the currency's unit.
    pub price_cents: u32,
}

impl Catalogue {
    /// The most products there can be.
    pub const MAX: u32 = 10_000_000;

    /// A catalogue of `skus` products.
    ///
    /// # Errors
    /// [`SettingsError::Skus`] unless `skus` is 1 to [`Catalogue::MAX`].
    pub fn new(skus: u32) -> Result<Self, SettingsError> {
        if skus == 0 || skus > Self::MAX {
            return Err(SettingsError::Skus(skus));
        }
        // Square roots are exact to the last bit on every machine; `powf` is not.
        let reach = f64::from(skus + 1).sqrt().sqrt().sqrt() - 1.0;
        Ok(Self { skus, reach })
    }

    /// How many products there are; never 0.
    #[must_use]
    pub fn skus(&self) -> u32 {
        self.skus
    }

    /// The product of a rank below [`Catalogue::skus`].
    #[must_use]
    pub fn product(&self, rank: u32) -> Product {
        let mut sku = Vec::with_capacity(9);
        json::unsigned(&mut sku, u64::from(Self::sku_number(rank)));
        Product {
            sku: String::from_utf8_lossy(&sku).into_owned(),
            name: Self::name(rank),
            price_cents: Self::price_cents(rank),
        }
    }

    /// The rank of a sku, if this catalogue has it.
    #[must_use]
    pub fn rank_of(&self, sku: &str) -> Option<u32> {
        if sku.len() != 9 {
            return None;
        }
        let number: u64 = sku.parse().ok()?;
        let place = (number.checked_sub(FIRST_NUMBER)? + NUMBERS - OFFSET) % NUMBERS;
        let rank = place * inverse(STEP, NUMBERS) % NUMBERS;
        let rank = u32::try_from(rank).ok()?;
        (rank < self.skus).then_some(rank)
    }

    /// The nine digits of a product's sku, as a number.
    #[must_use]
    pub fn sku_number(rank: u32) -> u32 {
        (FIRST_NUMBER + (OFFSET + u64::from(rank) * STEP) % NUMBERS) as u32
    }

    /// The price of one, in hundredths of the currency's unit.
    #[must_use]
    pub fn price_cents(rank: u32) -> u32 {
        let parts = Parts::of(rank);
        let whole = u64::from(parts.thing_cents) * u64::from(PACKS[parts.pack].1) / 100;
        // Up to a fifth cheaper or dearer, then rounded to the price points that shops use.
        let varied = whole * (80 + scramble(u64::from(rank)) % 41) / 100;
        let ending = [99, 95, 50, 25][(scramble(u64::from(rank) ^ 0x5eed) % 4) as usize];
        if rank == 0 {
            199
        } else {
            (varied / 100 * 100 + ending) as u32
        }
    }

    /// Draws a rank. The frequency of a rank falls with its power of 7/8: in a shop of 500 the best-seller is in one of
    /// 13 lines, in a shop of 100,000 in one of 36.
    pub(crate) fn draw(&self, dice: &mut Dice) -> u32 {
        self.rank_at(dice.fraction())
    }

    /// The rank below which the given fraction of all lines falls: the inverse of the distribution of x^(-7/8) over 1
    /// to skus + 1. With this exponent the inverse is an eighth power, which takes three exact multiplications.
    pub(crate) fn rank_at(&self, fraction: f64) -> u32 {
        let root = 1.0 + fraction * self.reach;
        let squared = root * root;
        let fourth = squared * squared;
        ((fourth * fourth - 1.0) as u32).min(self.skus - 1)
    }

    fn name(rank: u32) -> String {
        let parts = Parts::of(rank);
        let mut name = format!("{} {}", parts.kind, parts.thing);
        for more in [COLOURS[parts.colour], PACKS[parts.pack].0] {
            if !more.is_empty() {
                name.push_str(", ");
                name.push_str(more);
            }
        }
        if parts.number > 0 {
            name.push_str(&format!(", No. {}", parts.number + 1));
        }
        name
    }
}

/// A rank, split like a number of mixed radix.
struct Parts {
    kind: &'static str,
    thing: &'static str,
    thing_cents: u32,
    pack: usize,
    colour: usize,
    number: u32,
}

impl Parts {
    fn of(rank: u32) -> Self {
        // Families alternate, so that a small shop sells some of everything.
        let families = FAMILIES.len() as u32;
        let family = &FAMILIES[(rank % families) as usize];
        let (kinds, things) = (family.kinds.len() as u32, family.things.len() as u32);
        let rest = rank / families;
        let pair = rest % (kinds * things);
        let rest = rest / (kinds * things);
        let thing = pair % things;
        // Shifted by the round, so that neighbouring ranks differ both in kind and in thing.
        let kind = (pair / things + thing) % kinds;
        let (thing, thing_cents) = family.things[thing as usize];
        let packs = PACKS.len() as u32;
        let colours = COLOURS.len() as u32;
        Self {
            kind: family.kinds[kind as usize],
            thing,
            thing_cents,
            pack: (rest % packs) as usize,
            colour: (rest / packs % colours) as usize,
            number: rest / packs / colours,
        }
    }
}

/// The number that undoes a multiplication by `value` modulo `modulus`, by Euclid's algorithm.
const fn inverse(value: u64, modulus: u64) -> u64 {
    let (mut old, mut new) = (modulus as i64, value as i64);
    let (mut old_factor, mut new_factor) = (0i64, 1i64);
    while new != 0 {
        let quotient = old / new;
        (old, new) = (new, old - quotient * new);
        (old_factor, new_factor) = (new_factor, old_factor - quotient * new_factor);
    }
    old_factor.rem_euclid(modulus as i64) as u64
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn the_best_seller_is_the_chocolate_chip_cookie() {
        let product = Catalogue::new(1).unwrap().product(0);
        assert_eq!(product.sku, "123456789");
        assert_eq!(product.name, "Chocolate Chip Cookie");
        assert_eq!(product.price_cents, 199);
    }

    #[test]
    fn size_is_checked() {
        assert_eq!(Catalogue::new(0), Err(SettingsError::Skus(0)));
        assert!(Catalogue::new(Catalogue::MAX).is_ok());
        assert!(Catalogue::new(Catalogue::MAX + 1).is_err());
    }

    #[test]
    fn products_are_distinct_and_found_again() {
        let catalogue = Catalogue::new(Catalogue::MAX).unwrap();
        let mut names = HashSet::new();
        for rank in (0..200_000).chain((200_000..Catalogue::MAX).step_by(9_973)) {
            let product = catalogue.product(rank);
            assert_eq!(product.sku.len(), 9);
            assert_eq!(catalogue.rank_of(&product.sku), Some(rank));
            assert!(product.price_cents > 0);
            assert!(
                rank >= 200_000 || names.insert(product.name.clone()),
                "{} twice",
                product.name
            );
        }
        assert!(names.iter().any(|name| name.contains("Kéks")));
        assert_eq!(Catalogue::new(5).unwrap().rank_of("000000000"), None);
        assert_eq!(Catalogue::new(5).unwrap().rank_of("123"), None);
        let sixth = catalogue.product(5).sku;
        assert_eq!(Catalogue::new(5).unwrap().rank_of(&sixth), None);
    }

    #[test]
    fn few_products_sell_most() {
        for skus in [1, 2, 500, 100_000, Catalogue::MAX] {
            let catalogue = Catalogue::new(skus).unwrap();
            let mut dice = Dice::new(7, 0);
            let draws: Vec<u32> = (0..20_000).map(|_| catalogue.draw(&mut dice)).collect();
            assert!(draws.iter().all(|&rank| rank < skus));
            let top_tenth = draws
                .iter()
                .filter(|&&rank| rank < skus.div_ceil(10))
                .count();
            assert!(top_tenth > 8_000, "{skus}: {top_tenth}");
        }
        let catalogue = Catalogue::new(500).unwrap();
        assert_eq!(catalogue.rank_at(0.0), 0);
        assert_eq!(catalogue.rank_at(0.999_999_999), 499);
    }
}
