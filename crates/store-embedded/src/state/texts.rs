//! The catalogue's texts as they are searched: the SKUs and names of some thousand items in lower case, one after the
//! other in one block of memory, through which a search runs without looking at any item.
//!
//! They are made when somebody searches, and take about as much memory as SKUs and names, and some eight bytes an item,
//! most of it for what is known of them (`text_index.rs`). A part is made anew if one of its items was added or renamed since:
//! until then, that costs a commit nothing but a mark.

use std::collections::VecDeque;
use std::hint::black_box;
use std::sync::{Arc, Mutex, PoisonError};

use domain::{SearchText, put_lower};
use memchr::memmem::Finder;
use memchr::{memchr, memchr_iter};

use super::text_index::{BLOCK, Blocks, END, NEXT, TextIndex, Wanted};

/// Items per part.
pub(crate) const PART: usize = 4_096;
/// How many searches a part remembers the items of: a reader turns pages, and screens ask again for what they show.
const RECENT: usize = 4;
const BLOCKS: usize = PART / BLOCK;
/// Bytes that come from memory together.
const LINE: usize = 64;

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

    /// The marks of the other items.
    pub(crate) fn others(mut self) -> Marks {
        self.0.iter_mut().for_each(|word| *word = !*word);
        self
    }

    /// The blocks with marked items, a bit each.
    pub(crate) fn blocks(&self) -> Blocks {
        let words = self.0.iter().rev();
        let halves = words.flat_map(|word| [word >> BLOCK, word & (u64::MAX >> BLOCK)]);
        halves.fold(0, |blocks, half| blocks << 1 | Blocks::from(half != 0))
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
    /// Where the texts of each block begin, and those of the last one end.
    starts: [u32; BLOCKS + 1],
    index: TextIndex,
    /// The items of the last searches.
    recent: Mutex<VecDeque<(Arc<SearchText>, Marks)>>,
}

/// A text, ready to be searched for in many parts.
#[derive(Debug)]
pub(crate) struct TextFinder {
    text: Arc<SearchText>,
    finder: Finder<'static>,
    wanted: Wanted,
}

impl TextFinder {
    pub(crate) fn new(text: SearchText) -> TextFinder {
        TextFinder {
            finder: Finder::new(text.lower()).into_owned(),
            wanted: Wanted::of(text.lower()),
            text: Arc::new(text),
        }
    }

    /// The items of a part whose SKU or name contains the text.
    pub(crate) fn find(&self, part: &TextsPart) -> Marks {
        let mut recent = part.recent.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, found)) = recent.iter().find(|(text, _)| *text == self.text) {
            return *found;
        }
        let found = self.find_in(part, Blocks::MAX);
        recent.truncate(RECENT - 1);
        recent.push_front((Arc::clone(&self.text), found));
        found
    }

    /// The same for some blocks of a part, a bit each.
    pub(crate) fn find_in(&self, part: &TextsPart, blocks: Blocks) -> Marks {
        let mut found = Marks::NONE;
        if blocks == 0 {
            return found;
        }
        let blocks = blocks & part.index.blocks(&part.texts, &self.wanted);
        // A search would wait for each block's memory; here the processor asks for that of all blocks at once.
        for (_, texts) in part.runs(blocks) {
            black_box(texts.iter().step_by(LINE).fold(0, |all, byte| all ^ byte));
        }
        for (item, texts) in part.runs(blocks) {
            self.mark(texts, item, &mut found);
        }
        found
    }

    /// Whether parts know how many items contain the text, mostly: if it is for one to three bytes.
    pub(crate) fn counts(&self) -> bool {
        self.wanted.is_counted()
    }

    /// How many items of a part contain the text.
    pub(crate) fn count(&self, part: &TextsPart) -> usize {
        let known = part.index.count(&part.texts, &self.wanted);
        known.unwrap_or_else(|| self.find_in(part, Blocks::MAX).count())
    }

    /// Marks the found ones of successive items.
    fn mark(&self, mut texts: &[u8], mut item: usize, found: &mut Marks) {
        while !texts.is_empty()
            && let Some(at) = self.finder.find(texts)
        {
            item += memchr_iter(END, &texts[..at]).count();
            found.mark(item);
            // Each item is found once.
            let end = memchr(END, &texts[at..]).map_or(texts.len(), |end| at + end + 1);
            texts = &texts[end..];
            item += 1;
        }
    }
}

impl TextsPart {
    /// The texts of some blocks, a bit each: those that follow each other together, each with its first item.
    fn runs(&self, blocks: Blocks) -> impl Iterator<Item = (usize, &[u8])> {
        let mut end = 0;
        std::iter::from_fn(move || {
            let left = blocks.checked_shr(end).filter(|left| *left != 0)?;
            let block = end + left.trailing_zeros();
            end = block + (blocks >> block).trailing_ones();
            let texts = self.starts[block as usize] as usize..self.starts[end as usize] as usize;
            Some((block as usize * BLOCK, &self.texts[texts]))
        })
    }

    fn of<'a>(items: impl Iterator<Item = (&'a str, Option<&'a str>)>) -> TextsPart {
        let (mut texts, mut starts, mut lower) = (Vec::new(), Vec::new(), String::new());
        for (place, (sku, name)) in items.enumerate() {
            if place % BLOCK == 0 {
                // A part has few items, whose texts are far shorter than a megabyte.
                starts.push(texts.len() as u32);
            }
            lower.clear();
            put_lower(&mut lower, sku);
            texts.extend_from_slice(lower.as_bytes());
            if let Some(name) = name {
                lower.clear();
                put_lower(&mut lower, name);
                texts.push(NEXT);
                texts.extend_from_slice(lower.as_bytes());
            }
            texts.push(END);
        }
        texts.shrink_to_fit();
        let end = texts.len() as u32;
        TextsPart {
            texts,
            starts: std::array::from_fn(|block| starts.get(block).copied().unwrap_or(end)),
            index: TextIndex::default(),
            recent: Mutex::default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use ports::suite::Dice;

    use super::*;

    const LETTERS: [&str; 12] = ["1", "2", "3", "K", "k", "é", "ς", "Σ", "İ", "日", "本", " "];

    fn text(dice: &mut Dice, most: usize) -> String {
        let letters = (0..dice.below(most + 1)).map(|_| LETTERS[dice.below(LETTERS.len())]);
        letters.collect()
    }

    #[test]
    fn what_is_known_of_texts_agrees_with_reading_them() {
        let mut dice = Dice::new(32);
        let (mut few, mut counted) = (0, 0);
        for count in [1, BLOCK, BLOCK + 1, 2_500, PART] {
            let item = |_| {
                let name = dice.below(3) > 0;
                let sku = text(&mut dice, 9);
                (sku, name.then(|| text(&mut dice, 6)))
            };
            let items: Vec<(String, Option<String>)> = (0..count).map(item).collect();
            let texts = items.iter();
            let part = TextsPart::of(texts.map(|(sku, name)| (sku.as_str(), name.as_deref())));
            for _ in 0..120 {
                let most = [3, 5][dice.below(2)];
                let wanted = SearchText::new(&text(&mut dice, most));
                let finder = TextFinder::new(wanted.clone());
                let finds = |place: &usize| {
                    let (sku, name) = &items[*place];
                    wanted.finds(sku, name.as_deref(), &mut String::new())
                };
                let expected: Vec<usize> = (0..count).filter(finds).collect();
                let found = finder.find(&part);
                assert_eq!(found.each().collect::<Vec<_>>(), expected, "{wanted:?}");
                let others = found.others();
                assert!(others.and(&found).is_none() && others.count() == PART - expected.len());
                let is_in = |blocks: Blocks, place: usize| blocks >> (place / BLOCK) & 1 == 1;
                let of_found = expected.iter().fold(0, |all, it| all | 1 << (it / BLOCK));
                assert_eq!(found.blocks(), of_found, "{wanted:?}");
                let some = Blocks::MAX / (2 + dice.below(20) as Blocks);
                let in_some = expected.iter().copied().filter(|it| is_in(some, *it));
                let found = finder.find_in(&part, some);
                assert_eq!(
                    found.each().collect::<Vec<_>>(),
                    in_some.collect::<Vec<_>>()
                );
                assert_eq!(finder.count(&part), expected.len(), "{wanted:?}");
                assert_eq!(finder.counts(), (1..4).contains(&wanted.lower().len()));
                let three = (wanted.lower().len() == 3).then_some(&finder.wanted);
                let known = three.and_then(|three| part.index.count(&part.texts, three));
                counted += known.map_or(0, |count| usize::from(count > 0));
                few += usize::from(!expected.is_empty() && expected.len() < 9);
            }
        }
        assert!(few > 30 && counted > 15, "{few} {counted}");
    }
}
