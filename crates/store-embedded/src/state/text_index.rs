//! What a part of the texts knows of them, so that a search reads few: in which blocks of 32 items three successive bytes
//! may be, and how many items have two. Each is made by the first search that needs it. The former takes four bytes an
//! item, the latter four bytes for each pair of bytes in the part, of which there are some hundreds.

use std::sync::OnceLock;

/// Items per block: what a search reads or leaves out.
pub(super) const BLOCK: usize = 32;
/// Blocks of a part, a bit each.
pub(super) type Blocks = u128;
/// Lists of blocks. With fewer, three digits would share a list with others.
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
    /// The blocks in which three bytes are, by their list.
    blocks: OnceLock<Vec<Blocks>>,
    /// How many items have two bytes, ascending by these.
    counts: OnceLock<Vec<([u8; 2], u16)>>,
}

/// What is looked up for a text.
#[derive(Debug)]
pub(crate) enum Wanted {
    /// Items with these two successive bytes.
    Pair([u8; 2]),
    /// Blocks with three successive bytes, for each three, by their lists.
    Blocks(Vec<usize>),
}

impl Wanted {
    pub(crate) fn of(text: &str) -> Wanted {
        match *text.as_bytes() {
            [byte] => Wanted::Pair(single(byte)),
            [first, second] => Wanted::Pair([first, second]),
            _ => Wanted::Blocks(text.as_bytes().windows(3).map(list).collect()),
        }
    }
}

impl TextIndex {
    /// The blocks of these texts that may have what is wanted. No other one has it.
    pub(crate) fn blocks(&self, texts: &[u8], wanted: &Wanted) -> Blocks {
        match wanted {
            Wanted::Pair(pair) if self.count(texts, *pair) == 0 => 0,
            Wanted::Pair(_) => Blocks::MAX,
            Wanted::Blocks(_) if texts.len() < FEW => Blocks::MAX,
            Wanted::Blocks(lists) => {
                let blocks = self.blocks.get_or_init(|| blocks_of(texts));
                let of_each = lists.iter().map(|list| blocks[*list]);
                of_each.fold(Blocks::MAX, |all, blocks| all & blocks)
            }
        }
    }

    /// How many items have two bytes.
    pub(crate) fn count(&self, texts: &[u8], pair: [u8; 2]) -> usize {
        let counts = self.counts.get_or_init(|| counts_of(texts));
        let found = counts.binary_search_by_key(&pair, |(pair, _)| *pair);
        found.map_or(0, |at| usize::from(counts[at].1))
    }
}

/// One byte as a pair: its first one is in no text.
fn single(byte: u8) -> [u8; 2] {
    [END, byte]
}

/// The list of three bytes. No three digits share one.
fn list(bytes: &[u8]) -> usize {
    bytes
        .iter()
        .fold(0, |list, byte| list * 10 + usize::from(*byte))
        % LISTS
}

/// The texts of each item.
fn items(texts: &[u8]) -> impl Iterator<Item = impl Iterator<Item = &[u8]>> {
    let items = texts.split_inclusive(|byte| *byte == END);
    items.map(|item| item.split(|byte| *byte >= NEXT))
}

fn blocks_of(texts: &[u8]) -> Vec<Blocks> {
    let mut blocks = vec![0; LISTS];
    for (item, texts) in items(texts).enumerate() {
        for three in texts.flat_map(|text| text.windows(3)) {
            blocks[list(three)] |= 1 << (item / BLOCK);
        }
    }
    blocks
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
        let digits = (0..1_000).map(|number| list(format!("{number:03}").as_bytes()));
        let lists: hashbrown::HashSet<usize> = digits.collect();
        assert_eq!(lists.len(), 1_000, "no three digits share a list");

        let numbers = (0..4_096_u64).map(|item| item * 741_490_778 % 876_543_211 + 123_456_789);
        let skus = numbers.flat_map(|it| [it.to_string().as_bytes(), &[END]].concat());
        let skus: Vec<u8> = skus.collect();
        let index = TextIndex::default();
        for (digits, most) in [("123", 50), ("1234", 20), ("12345", 8)] {
            let blocks = index.blocks(&skus, &Wanted::of(digits)).count_ones();
            assert!(blocks <= most, "{blocks} for {digits}");
        }
    }
}
