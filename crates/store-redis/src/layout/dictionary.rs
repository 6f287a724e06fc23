//! Which number Redis knows an item by, remembered here so that commits need not ask.
//!
//! Redis has the truth: the hash `catalogue` (SKU → number and name), how many numbers there are,
//! and a token that changes whenever an item is added or given another name. A commit says with
//! which token and count it was made, and Redis compares them like everything else. So whatever
//! happens to what is remembered here (another server adds items, Redis is emptied or goes back to
//! an older state in a failover), a commit with wrong numbers is never applied: it is answered by
//! "stale", everything is forgotten, learned anew, and the commit is made again.
//!
//! Commits are sent one behind the other without waiting for answers, so what is remembered runs
//! ahead of what is acknowledged. Should a commit that adds items not be applied, those behind it
//! are stale as well.

use std::sync::{Arc, PoisonError};

use domain::{Commit, ItemRoom, SkuSlot};
use hashbrown::HashMap;
use tokio::sync::Mutex;

use crate::layout::keys::Keys;

/// How many items are remembered at most, about 100 MB of them; then it begins anew.
const REMEMBERED: usize = 1 << 20;
/// The dictionaries of the shops, by own prefix.
#[derive(Default)]
pub(crate) struct Dictionaries {
    shops: std::sync::Mutex<HashMap<String, Arc<Mutex<Dictionary>>>>,
}

impl Dictionaries {
    pub(crate) fn of(&self, keys: &Keys) -> Arc<Mutex<Dictionary>> {
        let mut shops = self.shops.lock().unwrap_or_else(PoisonError::into_inner);
        match shops.get(&keys.own) {
            Some(shop) => Arc::clone(shop),
            None => Arc::clone(shops.entry(keys.own.clone()).or_default()),
        }
    }
}

/// What is remembered of a shop's items.
#[derive(Debug, Default)]
pub(crate) struct Dictionary {
    /// `None`: nothing is known. Empty: Redis has no items yet.
    token: Option<String>,
    /// How many numbers are given away.
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
    /// The state of the dictionary it is made with.
    pub(crate) token: String,
    pub(crate) count: u64,
    /// The state it leaves; `None` when it stays.
    pub(crate) next: Option<(String, u64)>,
    /// By slot.
    pub(crate) items: Vec<Numbered>,
}

impl Numbering {
    /// What is left for new items, if a commit brings more of them than it may. The count it is made
    /// with is compared by Redis like everything else, so this is right whenever the commit is.
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
    /// Whether its name in the commit may be another than Redis has.
    pub(crate) is_renamed: bool,
}

impl Dictionary {
    /// Forgets everything, because it is not what Redis has.
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

    /// Notes what a commit that is on its way will leave.
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

    /// Takes back what a commit was [expected](Dictionary::expect) to leave: it was not applied.
    pub(crate) fn take_back(&mut self, numbering: &Numbering, commit: &Commit<'_>) {
        let Some((token, _)) = &numbering.next else {
            return;
        };
        if self.token.as_ref() != Some(token) {
            // Others were made on top of it.
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

    /// Notes which names of an applied commit are the newest now, if nothing came behind it.
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

    /// Notes the state that Redis is in. Whether it is another than was known: then nothing else is
    /// known any more.
    pub(crate) fn learn_state(&mut self, token: &str, count: u64) -> bool {
        let is_another = self.token.as_deref() != Some(token);
        if is_another {
            self.forget();
            self.token = Some(token.to_owned());
        }
        self.count = count;
        is_another
    }

    /// Notes an item of the state that Redis is in.
    pub(crate) fn learn(&mut self, sku: &str, number: u64, name: Option<&[u8]>) {
        let name = Name::Is(name.map(|name| String::from_utf8_lossy(name).into()));
        self.items.insert(sku.into(), Item { number, name });
    }

    /// Forgets everything when too much is remembered.
    pub(crate) fn make_room(&mut self) {
        if self.items.len() > REMEMBERED {
            self.forget();
        }
    }

    /// Takes in all items that were read while nothing was [forgotten](Dictionary::forgotten). Numbers stay, and what this server's
    /// commits added or named meanwhile is known better.
    pub(crate) fn learn_all(&mut self, items: Vec<(Box<str>, u64, Option<Box<str>>)>) {
        for (sku, number, name) in items {
            let name = Name::Is(name);
            self.items.entry(sku).or_insert(Item { number, name });
        }
    }

    /// Whether every item of Redis is remembered: then one that is not is new.
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

/// A name for a state of the dictionary that no other has.
pub(crate) fn new_token() -> String {
    format!("{:016x}", ports::chance())
}
