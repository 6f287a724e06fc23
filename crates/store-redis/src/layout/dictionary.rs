//! Redis's numbers of items, remembered here so that commits need not ask for them.
//!
//! Redis has the truth: the hash `catalogue` (SKU → number and name), the count of numbers, and a token that changes
//! whenever an item is added or renamed. A commit says which token and count it was made with, and Redis compares them
//! like everything else. So whatever happens to the remembered items (another server adds items, Redis is emptied or
//! returns to an older state in a failover), a commit with wrong numbers is never applied. The answer is "stale":
//! everything is forgotten and learned again, and the commit is rebuilt.
//!
//! Commits are sent one after the other without waiting for answers, so the remembered items are ahead of what is
//! acknowledged. If a commit that adds items is not applied, those after it are stale as well.

use std::sync::{Arc, MutexGuard, PoisonError};

use domain::{Commit, ItemRoom, SkuSlot};
use hashbrown::HashMap;
use tokio::sync::Mutex;

use crate::layout::keys::Keys;

/// The most items to remember, about 100 MB of them; beyond that, everything is forgotten.
const REMEMBERED: usize = 1 << 20;
/// The dictionaries of the shops, by own prefix.
#[derive(Default)]
pub(crate) struct Dictionaries {
    shops: std::sync::Mutex<HashMap<String, Arc<Mutex<Dictionary>>>>,
}

impl Dictionaries {
    pub(crate) fn of(&self, keys: &Keys) -> Arc<Mutex<Dictionary>> {
        let mut shops = self.lock();
        match shops.get(&keys.own) {
            Some(shop) => Arc::clone(shop),
            None => Arc::clone(shops.entry(keys.own.clone()).or_default()),
        }
    }

    pub(crate) fn forget(&self, keys: &Keys) {
        self.lock().remove(&keys.own);
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, Arc<Mutex<Dictionary>>>> {
        // Entries are only added and removed.
        self.shops.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The remembered items of a shop.
#[derive(Debug, Default)]
pub(crate) struct Dictionary {
    /// `None`: nothing is known. Empty: Redis has no items yet.
    token: Option<String>,
    /// How many numbers are assigned.
    count: u64,
    items: HashMap<Box<str>, Item>,
    /// How often everything was forgotten.
    forgotten: u64,
}

#[derive(Clone, Debug)]
struct Item {
    number: u64,
    name: Name,
}

#[derive(Clone, Debug)]
enum Name {
    Is(Option<Box<str>>),
    /// A name was sent that may or may not be the newest.
    Unsure,
}

/// The numbers of a commit's items.
#[derive(Debug)]
pub(crate) struct Numbering {
    /// The state of the dictionary it is based on.
    pub(crate) token: String,
    pub(crate) count: u64,
    /// The state it leads to; `None` if it does not change.
    pub(crate) next: Option<(String, u64)>,
    /// By slot.
    pub(crate) items: Vec<Numbered>,
}

impl Numbering {
    /// How many new items still fit, if a commit brings more than are allowed. Redis compares the count like everything
    /// else, so this is right whenever the commit is.
    pub(crate) fn room_for(&self, commit: &Commit<'_>) -> Option<ItemRoom> {
        let (most, (_, after)) = (commit.max_items?, self.next.as_ref()?);
        if *after <= most.max(self.count) {
            return None;
        }
        let items = commit.skus.iter().zip(&self.items);
        let unknown = items.filter(|(_, numbered)| numbered.is_new);
        Some(ItemRoom {
            left: most.saturating_sub(self.count),
            unknown: unknown.map(|(item, _)| item.sku.into()).collect(),
        })
    }
}

/// An item of a commit.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Numbered {
    pub(crate) number: u64,
    pub(crate) is_new: bool,
    /// Whether its name in the commit may differ from the one in Redis.
    pub(crate) is_renamed: bool,
}

impl Dictionary {
    /// Forgets everything because Redis has a different state.
    pub(crate) fn forget(&mut self) {
        *self = Dictionary {
            forgotten: self.forgotten + 1,
            ..Dictionary::default()
        };
    }

    /// Changes whenever everything is forgotten.
    pub(crate) fn forgotten(&self) -> u64 {
        self.forgotten
    }

    /// Records the state that a commit under way will lead to.
    pub(crate) fn expect(&mut self, numbering: &Numbering, commit: &Commit<'_>) {
        let Some((token, count)) = &numbering.next else {
            return;
        };
        self.token = Some(token.clone());
        self.count = *count;
        for (item, numbered) in commit.skus.iter().zip(&numbering.items) {
            if numbered.is_new {
                let name = Name::Is(item.name.map(|(_, name)| name.into()));
                let number = numbered.number;
                self.items.insert(item.sku.into(), Item { number, name });
            } else if numbered.is_renamed
                && let Some(known) = self.items.get_mut(item.sku)
            {
                known.name = Name::Unsure;
            }
        }
    }

    /// Undoes what a commit was [expected](Dictionary::expect) to change, because it was not applied.
    pub(crate) fn take_back(&mut self, numbering: &Numbering, commit: &Commit<'_>) {
        let Some((token, _)) = &numbering.next else {
            return;
        };
        if self.token.as_ref() != Some(token) {
            // Others were built on it.
            return self.forget();
        }
        self.token = Some(numbering.token.clone());
        self.count = numbering.count;
        for (item, numbered) in commit.skus.iter().zip(&numbering.items) {
            if numbered.is_new {
                self.items.remove(item.sku);
            }
        }
    }

    /// Records which names of an applied commit are now the newest, if no later commit followed.
    pub(crate) fn learn_names(
        &mut self,
        numbering: &Numbering,
        commit: &Commit<'_>,
        named: &[SkuSlot],
    ) {
        let next = numbering.next.as_ref().map(|(token, _)| token);
        if next.is_none() || self.token.as_ref() != next {
            return;
        }
        for item in named
            .iter()
            .filter_map(|slot| commit.skus.get(*slot as usize))
        {
            if let (Some(known), Some((_, name))) = (self.items.get_mut(item.sku), item.name) {
                known.name = Name::Is(Some(name.into()));
            }
        }
    }

    /// Records Redis's state. Returns whether it differs from the known one; if so, everything else is forgotten.
    pub(crate) fn learn_state(&mut self, token: &str, count: u64) -> bool {
        let is_another = self.token.as_deref() != Some(token);
        if is_another {
            self.forget();
            self.token = Some(token.to_owned());
        }
        self.count = count;
        is_another
    }

    /// Records an item of Redis's current state.
    pub(crate) fn learn(&mut self, sku: &str, number: u64, name: Option<&[u8]>) {
        let name = Name::Is(name.map(|name| String::from_utf8_lossy(name).into()));
        self.items.insert(sku.into(), Item { number, name });
    }

    /// Forgets everything if too much is remembered.
    pub(crate) fn make_room(&mut self) {
        if self.items.len() > REMEMBERED {
            self.forget();
        }
    }

    /// Adds all items that were read, provided nothing was [forgotten](Dictionary::forgotten) meanwhile. Numbers never
    /// change, and items that this server's commits added or named meanwhile take precedence.
    pub(crate) fn learn_all(&mut self, items: Vec<(Box<str>, u64, Option<Box<str>>)>) {
        for (sku, number, name) in items {
            let name = Name::Is(name);
            self.items.entry(sku).or_insert(Item { number, name });
        }
    }

    /// Whether every item in Redis is remembered; any other item is then new.
    fn is_complete(&self) -> bool {
        self.token.is_some() && self.items.len() as u64 == self.count
    }

    /// The numbers of a commit's items, or the slots of those that Redis has to be asked about.
    pub(crate) fn number(
        &self,
        commit: &Commit<'_>,
        new: &[bool],
    ) -> Result<Numbering, Vec<usize>> {
        let Some(token) = &self.token else {
            return Err((0..commit.skus.len()).collect());
        };
        let is_complete = self.is_complete();
        let (mut count, mut changes, mut unknown) = (self.count, false, Vec::new());
        let mut items = Vec::with_capacity(commit.skus.len());
        for (slot, item) in commit.skus.iter().enumerate() {
            let numbered = match self.items.get(item.sku) {
                Some(known) => {
                    let is_renamed = item.name.is_some_and(|(_, name)| match &known.name {
                        Name::Is(known) => known.as_deref() != Some(name),
                        Name::Unsure => true,
                    });
                    Numbered {
                        number: known.number,
                        is_new: false,
                        is_renamed,
                    }
                }
                None if is_complete || new[slot] => {
                    count += 1;
                    Numbered {
                        number: count - 1,
                        is_new: true,
                        is_renamed: false,
                    }
                }
                None => {
                    unknown.push(slot);
                    continue;
                }
            };
            changes |= numbered.is_new || numbered.is_renamed;
            items.push(numbered);
        }
        if !unknown.is_empty() {
            return Err(unknown);
        }
        Ok(Numbering {
            token: token.clone(),
            count: self.count,
            next: changes.then(|| (new_token(), count)),
            items,
        })
    }
}

/// A unique name for a state of the dictionary.
pub(crate) fn new_token() -> String {
    format!("{:016x}", ports::chance())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_of_a_shop_that_was_removed_take_no_memory() {
        let (dictionaries, keys) = (Dictionaries::default(), Keys::new(Some("shop")));
        let before = Arc::downgrade(&dictionaries.of(&keys));
        assert!(before.upgrade().is_some());
        dictionaries.forget(&keys);
        assert!(before.upgrade().is_none());
    }
}
