//! The catalogue's texts as they are searched: the SKUs and names of some thousand items in lower case, one after the
//! other in one block of memory, through which a search runs without looking at any item.
//!
//! They are made when somebody searches, and take about as much memory as SKUs and names, and six bytes an item. A part
//! is made anew if one of its items was added or renamed since: until then, that costs a commit nothing but a mark.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use domain::{SearchText, put_lower};
use memchr::memmem::Finder;

/// Items per part.
pub(crate) const PART: usize = 4_096;
/// How many searches a part remembers the items of: a reader turns pages, and screens ask again for what they show.
const RECENT: usize = 4;
/// Ends a text. No text contains it, nor does what is searched, because UTF-8 never does: so nothing is found across
/// the end of a text.
const END: u8 = 0xff;

/// Marks for the items of a part.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Marks([u64; PART / 64]);

impl Marks {
    pub(crate) const NONE: Marks = Marks([0; PART / 64]);

    pub(crate) fn flip(&mut self, place: usize) {
        self.0[place / 64] ^= 1 << (place % 64);
    }

    pub(crate) fn mark(&mut self, place: usize) {
        self.0[place / 64] |= 1 << (place % 64);
    }

    pub(crate) fn is_none(&self) -> bool {
        self.0 == Marks::NONE.0
    }

    pub(crate) fn has(&self, place: usize) -> bool {
        self.0[place / 64] >> (place % 64) & 1 == 1
    }

    /// The places of the marked items.
    pub(crate) fn each(self) -> impl Iterator<Item = usize> {
        let words = (0..PART).step_by(64).zip(self.0);
        words.flat_map(|(first, word)| {
            let mut left = word;
            std::iter::from_fn(move || {
                let place = (left > 0).then(|| first + left.trailing_zeros() as usize)?;
                left &= left - 1;
                Some(place)
            })
        })
    }

    pub(crate) fn count(&self) -> usize {
        self.0.iter().map(|word| word.count_ones() as usize).sum()
    }

    /// The marks that are in both.
    pub(crate) fn and(mut self, other: &Marks) -> Marks {
        self.0.iter_mut().zip(other.0).for_each(|(a, b)| *a &= b);
        self
    }
}

/// See the module.
#[derive(Debug, Default)]
pub(crate) struct Texts {
    parts: Vec<Option<Arc<TextsPart>>>,
}

impl Texts {
    /// Notes that the texts of an item change.
    pub(crate) fn forget(&mut self, item: u32) {
        if let Some(part) = self.parts.get_mut(item as usize / PART) {
            *part = None;
        }
    }

    /// A part, made of the SKUs and names of its items unless it is there.
    pub(crate) fn part<'a>(
        &mut self,
        part: usize,
        items: impl Iterator<Item = (&'a str, Option<&'a str>)>,
    ) -> Arc<TextsPart> {
        if self.parts.len() <= part {
            self.parts.resize(part + 1, None);
        }
        let made = self.parts[part].get_or_insert_with(|| Arc::new(TextsPart::of(items)));
        Arc::clone(made)
    }
}

/// The texts of some items.
#[derive(Debug)]
pub(crate) struct TextsPart {
    texts: Vec<u8>,
    /// Where each item's texts end.
    ends: Vec<u32>,
    /// The items of the last searches.
    recent: Mutex<VecDeque<(Arc<SearchText>, Marks)>>,
}

/// A text, ready to be searched for in many parts.
#[derive(Debug)]
pub(crate) struct TextFinder {
    text: Arc<SearchText>,
    finder: Finder<'static>,
}

impl TextFinder {
    pub(crate) fn new(text: SearchText) -> TextFinder {
        TextFinder {
            finder: Finder::new(text.lower()).into_owned(),
            text: Arc::new(text),
        }
    }

    /// The items of a part whose SKU or name contains the text.
    pub(crate) fn find(&self, part: &TextsPart) -> Marks {
        let mut recent = part.recent.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, found)) = recent.iter().find(|(text, _)| *text == self.text) {
            return *found;
        }
        let found = part.find(&self.finder);
        recent.truncate(RECENT - 1);
        recent.push_front((Arc::clone(&self.text), found));
        found
    }
}

impl TextsPart {
    fn of<'a>(items: impl Iterator<Item = (&'a str, Option<&'a str>)>) -> TextsPart {
        let (mut texts, mut ends, mut lower) = (Vec::new(), Vec::new(), String::new());
        for (sku, name) in items {
            for text in std::iter::once(sku).chain(name) {
                lower.clear();
                put_lower(&mut lower, text);
                texts.extend_from_slice(lower.as_bytes());
                texts.push(END);
            }
            // A part has few items, whose texts are far shorter than a megabyte.
            ends.push(texts.len() as u32);
        }
        texts.shrink_to_fit();
        TextsPart {
            texts,
            ends,
            recent: Mutex::default(),
        }
    }

    fn find(&self, finder: &Finder<'_>) -> Marks {
        let (mut found, mut item, mut from) = (Marks::NONE, 0, 0);
        while from < self.texts.len()
            && let Some(at) = finder.find(&self.texts[from..])
        {
            let ends_before = |end: &u32| *end as usize <= from + at;
            while self.ends.get(item + 63).is_some_and(ends_before) {
                item += 64;
            }
            while self.ends.get(item).is_some_and(ends_before) {
                item += 1;
            }
            found.mark(item);
            // Each item is found once.
            from = self.ends[item] as usize;
            item += 1;
        }
        found
    }
}
