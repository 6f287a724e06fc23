//! What a part of the texts knows of them, so that a search reads few: in which blocks of 32 items three successive bytes
//! may be, how many items have them, for most, and how many have two. All is made by the first search that needs it.
//! That of three bytes takes less than six bytes an item, that of two four bytes for each pair of bytes in the part, of
//! which there are some hundreds.

use std::sync::OnceLock;

/// Items per block: what a search reads or leaves out.
pub(super) const BLOCK: usize = 32;
/// Blocks of a part, a bit each.
pub(super) type Blocks = u128;
/// Lists of blocks of a part. With fewer, three digits would share a list with others.
const LISTS: usize = 1_024;
/// Fewer bytes of texts are read as quickly as the lists.
const FEW: usize = LISTS * size_of::<Blocks>();
/// Ends the texts of an item. No text contains it or [`NEXT`], nor does what is searched, because UTF-8 never does: so
/// nothing is found across the end of a text.
pub(super) const END: u8 = 0xff;
/// Stands between an item's SKU and its name.
pub(super) const NEXT: u8 = 0xfe;

/// See the module.
#[derive(Debug, Default)]
pub(crate) struct TextIndex {
    threes: OnceLock<Threes>,
    /// How many items have two bytes, ascending by these.
    counts: OnceLock<Vec<([u8; 2], u16)>>,
}

/// By the list of three bytes.
#[derive(Debug)]
struct Threes {
    /// The blocks with any three bytes of the list.
    blocks: Vec<Blocks>,
    /// The first three bytes of the list, and how many items have these.
    counts: Vec<([u8; 3], u16)>,
}

/// What is looked up for a text.
#[derive(Debug)]
pub(crate) enum Wanted {
    /// Items with these two successive bytes.
    Pair([u8; 2]),
    /// Blocks with each three successive bytes of the text.
    Threes(Vec<[u8; 3]>),
}

impl Wanted {
    pub(crate) fn of(text: &str) -> Wanted {
        match *text.as_bytes() {
            [byte] => Wanted::Pair(single(byte)),
            [first, second] => Wanted::Pair([first, second]),
            _ => Wanted::Threes(threes(text.as_bytes()).collect()),
        }
    }

    /// Whether items that have it are counted.
    pub(crate) fn is_counted(&self) -> bool {
        matches!(self, Wanted::Pair(_))
            || matches!(self, Wanted::Threes(threes) if threes.len() == 1)
    }
}

impl TextIndex {
    /// The blocks of these texts that may have what is wanted. No other one has it.
    pub(crate) fn blocks(&self, texts: &[u8], wanted: &Wanted) -> Blocks {
        match wanted {
            Wanted::Pair(_) if self.count(texts, wanted) == Some(0) => 0,
            Wanted::Pair(_) => Blocks::MAX,
            Wanted::Threes(_) if texts.len() < FEW => Blocks::MAX,
            Wanted::Threes(threes) => {
                let known = self.threes.get_or_init(|| Threes::of(texts));
                let of_each = threes.iter().map(|three| known.blocks[list(*three)]);
                of_each.fold(Blocks::MAX, |all, blocks| all & blocks)
            }
        }
    }

    /// How many items have what is wanted, if that is known.
    pub(crate) fn count(&self, texts: &[u8], wanted: &Wanted) -> Option<usize> {
        match wanted {
            Wanted::Pair(pair) => {
                let counts = self.counts.get_or_init(|| counts_of(texts));
                let found = counts.binary_search_by_key(pair, |(pair, _)| *pair);
                Some(found.map_or(0, |at| usize::from(counts[at].1)))
            }
            Wanted::Threes(threes) => {
                let [three] = threes[..] else { return None };
                let known =
                    (texts.len() >= FEW).then(|| self.threes.get_or_init(|| Threes::of(texts)))?;
                let (first, count) = known.counts[list(three)];
                (first == three).then_some(usize::from(count))
            }
        }
    }
}

impl Threes {
    fn of(texts: &[u8]) -> Threes {
        let mut blocks = vec![0; LISTS];
        let mut counts = vec![([END; 3], 0); LISTS];
        // The last item that was counted.
        let mut last = vec![usize::MAX; LISTS];
        for (item, texts) in items(texts).enumerate() {
            for three in texts.flat_map(threes) {
                let list = list(three);
                blocks[list] |= 1 << (item / BLOCK);
                let (first, count) = &mut counts[list];
                if *count == 0 {
                    *first = three;
                }
                if *first == three && last[list] != item {
                    *count += 1;
                    last[list] = item;
                }
            }
        }
        Threes { blocks, counts }
    }
}

/// One byte as a pair: its first one is in no text.
fn single(byte: u8) -> [u8; 2] {
    [END, byte]
}

fn threes(text: &[u8]) -> impl Iterator<Item = [u8; 3]> {
    text.windows(3).map(|three| [three[0], three[1], three[2]])
}

/// The list of three bytes. No three digits share one.
fn list(three: [u8; 3]) -> usize {
    three
        .iter()
        .fold(0, |list, byte| list * 10 + usize::from(*byte))
        % LISTS
}

/// The texts of each item.
fn items(texts: &[u8]) -> impl Iterator<Item = impl Iterator<Item = &[u8]>> {
    let items = texts.split_inclusive(|byte| *byte == END);
    items.map(|item| item.split(|byte| *byte >= NEXT))
}

fn counts_of(texts: &[u8]) -> Vec<([u8; 2], u16)> {
    // With the last item that was counted.
    let mut counts = vec![(0_u16, 0_u16); 1 << 16];
    let mut known = Vec::new();
    for (item, texts) in (1..).zip(items(texts)) {
        let mut count = |pair: [u8; 2]| {
            let (count, last) = &mut counts[usize::from(u16::from_be_bytes(pair))];
            if *count == 0 {
                known.push(pair);
            }
            *count += u16::from(*last != item);
            *last = item;
        };
        for text in texts {
            text.iter().for_each(|byte| count(single(*byte)));
            text.windows(2).for_each(|two| count([two[0], two[1]]));
        }
    }
    known.sort_unstable();
    let counted = known.into_iter();
    let counted = counted.map(|pair| (pair, counts[usize::from(u16::from_be_bytes(pair))].0));
    counted.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_blocks_are_read_for_some_digits() {
        let digits =
            (0..1_000_u16).map(|it| [it / 100, it / 10 % 10, it % 10].map(|it| b'0' + it as u8));
        let digits = digits.map(list);
        let lists: hashbrown::HashSet<usize> = digits.collect();
        assert_eq!(lists.len(), 1_000, "no three digits share a list");

        let numbers = (0..4_096_u64).map(|item| item * 741_490_778 % 876_543_211 + 123_456_789);
        let skus = numbers.flat_map(|it| [it.to_string().as_bytes(), &[END]].concat());
        let skus: Vec<u8> = skus.collect();
        let index = TextIndex::default();
        let three = index.count(&skus, &Wanted::of("123"));
        assert!(three.is_some_and(|count| count > 15), "{three:?}");
        for (digits, most) in [("123", 50), ("1234", 20), ("12345", 8)] {
            let blocks = index.blocks(&skus, &Wanted::of(digits)).count_ones();
            assert!(blocks <= most, "{blocks} for {digits}");
        }
    }
}
