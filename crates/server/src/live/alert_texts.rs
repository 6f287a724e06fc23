//! The active alerts as boards show them.

use std::collections::HashMap;
use std::sync::{PoisonError, RwLock};

use bytes::Bytes;

/// The alerts of each shop as JSON lists. Boards read them here, so an alert costs nothing for shops without viewers.
#[derive(Debug)]
pub(crate) struct AlertTexts(RwLock<Texts>);

#[derive(Debug)]
struct Texts {
    /// How often any text has changed.
    changes: u64,
    /// For shops with alerts of their own; each text includes the alerts of all shops together.
    own: HashMap<String, (u64, Bytes)>,
    /// For all other shops.
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
    /// The text of a shop, with a number that changes whenever the text does.
    pub(crate) fn of(&self, shop: &str) -> (u64, Bytes) {
        let texts = self.0.read().unwrap_or_else(PoisonError::into_inner);
        texts.own.get(shop).unwrap_or(&texts.others).clone()
    }

    /// Replaces the texts: those of shops with alerts of their own, and that of all others.
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
