//! Pages of numbers: units and times of items, by the items' numbers.
//!
//! Redis numbers items in the order in which they were first sold: 0, 1, 2… For each number it counts units, in total
//! and by day, in pages of 64 signed numbers; a page is a field of a hash. A commit changes many items, and a page of
//! them is one string, while a field per item would take two.
//!
//! All numbers of a page have the same width, 1 to 7 bytes, which follows from its length. Up to format 5 the width is
//! always 7; from format 6 on it is what the widest number needs.

use domain::Timestamp;

use crate::layout::bytes::{Pack, Reader};

/// Numbers per page.
pub(crate) const PAGE: u64 = 64;
/// Bytes of the widest number of a page, and of an item's own number.
const WIDTH: usize = 7;

/// The field of an item's page.
pub(crate) fn field(number: u64) -> String {
    (number / PAGE).to_string()
}

/// An item's number on its page; a missing page, or a missing end of one, is zeros.
pub(crate) fn number_at(page: &[u8], number: u64) -> i64 {
    let width = (page.len() / PAGE as usize).min(WIDTH);
    let start = (number % PAGE) as usize * width;
    page.get(start..)
        .map_or(0, |bytes| first_number(bytes, width))
}

/// The number at the start of some bytes, in two's complement of this width.
fn first_number(bytes: &[u8], width: usize) -> i64 {
    let number = Reader::new(bytes).number(width);
    let unused = 64 - 8 * width as u32;
    number
        .and_then(|number| Some((number.checked_shl(unused)? as i64) >> unused))
        .unwrap_or_default()
}

/// An item's entry in the catalogue: its number, then its name.
pub(crate) fn read_item(value: &[u8]) -> Option<(u64, Option<&[u8]>)> {
    let (_, name) = value.split_at_checked(WIDTH)?;
    let number = u64::try_from(first_number(value, WIDTH)).ok()?;
    Some((number, (!name.is_empty()).then_some(name)))
}

/// Writes an item's entry in the catalogue.
pub(crate) fn put_item(out: &mut Vec<u8>, number: u64, name: Option<&str>) {
    out.extend_from_slice(&number.to_be_bytes()[8 - WIDTH..]);
    out.extend_from_slice(name.unwrap_or_default().as_bytes());
}

/// The time of a name as a number of a page: 48 bits of milliseconds last beyond the year 10,000.
pub(crate) fn time(time: Timestamp) -> i64 {
    time.millis().clamp(0, (1 << 48) - 1)
}

/// A change of one number.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Change {
    pub(crate) number: u64,
    /// The item's slot in the commit.
    pub(crate) slot: u32,
    pub(crate) value: i64,
}

/// Packs changes for `pages.lua`: the pages, the number of changes on each, then places, values and slots. Returns
/// `false` if there are no changes.
pub(crate) fn pack(pack: &mut Pack, mut changes: Vec<Change>) {
    if changes.is_empty() {
        return pack.bool(false);
    }
    changes.sort_unstable_by_key(|change| change.number);
    let pages = || changes.chunk_by(|a, b| a.number / PAGE == b.number / PAGE);
    pack.array(5);
    pack.array(pages().count());
    for page in pages() {
        pack.string(field(page[0].number));
    }
    pack.array(pages().count());
    for page in pages() {
        pack.int(page.len() as i64);
    }
    pack.array(changes.len());
    for change in &changes {
        pack.int((change.number % PAGE) as i64 + 1);
    }
    pack.array(changes.len());
    for change in &changes {
        pack.int(change.value);
    }
    pack.array(changes.len());
    for change in &changes {
        pack.int(i64::from(change.slot) + 1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_found_on_their_page() {
        let mut page = vec![0; 64 * 7];
        page[7..14].copy_from_slice(&[0, 0, 0, 0, 0, 1, 2]);
        page[441..].copy_from_slice(&[0xff; 7]);
        assert_eq!(number_at(&page, 64), 0);
        assert_eq!(number_at(&page, 65), 258);
        assert_eq!(number_at(&page, 127), -1);
        assert_eq!(number_at(&[], 5), 0);
        let mut narrow = vec![0; 64 * 2];
        narrow[2..6].copy_from_slice(&[1, 2, 0xff, 0xfe]);
        let read = [0, 1, 2, 63].map(|number| number_at(&narrow, number));
        assert_eq!(read, [0, 258, -2, 0]);
        assert_eq!((field(63), field(64)), ("0".to_owned(), "1".to_owned()));
    }

    #[test]
    fn items_of_the_catalogue_come_back() {
        for (number, name) in [(0, None), (1 << 40, Some("Kéks"))] {
            let mut value = Vec::new();
            put_item(&mut value, number, name);
            let read = read_item(&value);
            assert_eq!(read, Some((number, name.map(str::as_bytes))));
        }
        assert_eq!(read_item(&[1, 2]), None);
    }
}
