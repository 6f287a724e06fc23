//! What boards show of the alerts that stand.

use std::collections::HashMap;
use std::sync::{PoisonError, RwLock};

use bytes::Bytes;

/// The alerts of each shop as JSON lists. Boards look here, so that an alert costs nothing for shops that nobody
/// looks at.
#[derive(Debug)]
pub(crate) struct AlertTexts(RwLock<Texts>);

#[derive(Debug)]
struct Texts {
    /// How often any text changed.
    changes: u64,
    /// Of shops that have alerts of their own, with those of all shops together in each.
    own: HashMap<String, (u64, Bytes)>,
    /// Of all other shops.
    others: (u64, Bytes),
}

impl Default for AlertTexts {
    fn default() -> AlertTexts {
        AlertTexts(RwLock::new(Texts {
            changes: 0,
            own: HashMap::new(),
            others: (0, Bytes::from_static(b"[]")),
        }))
    }
}

impl AlertTexts {
    /// The text of a shop, with a number that is another one whenever the text is.
    pub(crate) fn of(&self, shop: &str) -> (u64, Bytes) {
        let texts = self.0.read().unwrap_or_else(PoisonError::into_inner);
        texts.own.get(shop).unwrap_or(&texts.others).clone()
    }

    /// Shows these from now on: the texts of shops with alerts of their own, and that of all others.
    pub(crate) fn show(&self, own: HashMap<String, Bytes>, others: Bytes) {
        let mut texts = self.0.write().unwrap_or_else(PoisonError::into_inner);
        let Texts {
            changes,
            own: before,
            others: others_before,
        } = &mut *texts;
        let mut numbered = |text: Bytes, before: Option<&(u64, Bytes)>| match before {
            Some(before) if before.1 == text => before.clone(),
            _ => {
                *changes += 1;
                (*changes, text)
            }
        };
        let own = own.into_iter().map(|(shop, text)| {
            let numbered = numbered(text, before.get(&shop));
            (shop, numbered)
        });
        *before = own.collect();
        *others_before = numbered(others, Some(&*others_before));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shop_sees_its_own_alerts_and_each_change_has_a_number() {
        let texts = AlertTexts::default();
        let empty = texts.of("a");
        let show = |own: &[(&str, &'static str)], others: &'static str| {
            let own = own
                .iter()
                .map(|(shop, text)| ((*shop).to_owned(), (*text).into()));
            texts.show(own.collect(), others.into());
        };
        show(&[], "[]");
        assert_eq!(texts.of("a"), empty);
        show(&[("a", "[1]")], "[]");
        let own = texts.of("a");
        assert_eq!((&*own.1, texts.of("b")), (&b"[1]"[..], empty.clone()));
        show(&[("a", "[1]")], "[2]");
        assert_eq!(texts.of("a"), own, "nothing changed for this one");
        assert_ne!(texts.of("b").0, empty.0);
        show(&[], "[2]");
        assert_eq!(texts.of("a"), texts.of("b"));
    }
}
