//! The keys of a shop's data: each begins with the shop's number.

use domain::BusinessDay;
use fjall::Slice;

use super::ShopNumber;
use crate::state::{Page, Sequence};

/// The key of something numbered per shop: a commit or a reject.
pub(crate) fn numbered_key(shop: ShopNumber, number: u64) -> [u8; 12] {
    let mut key = [0; 12];
    key[..4].copy_from_slice(&shop.to_be_bytes());
    key[4..].copy_from_slice(&number.to_be_bytes());
    key
}

/// The number in such a key.
pub(crate) fn number_of(key: &Slice) -> Option<Sequence> {
    Some(u64::from_be_bytes(key.get(4..12)?.try_into().ok()?))
}

/// The key of a day.
pub(crate) fn day_key(shop: ShopNumber, day: BusinessDay) -> [u8; 8] {
    let mut key = [0; 8];
    key[..4].copy_from_slice(&shop.to_be_bytes());
    key[4..].copy_from_slice(&index_of(day).to_be_bytes());
    key
}

/// Shifted, so that days before 1970 sort first.
fn index_of(day: BusinessDay) -> u32 {
    (day.epoch_days() as u32) ^ (1 << 31)
}

/// Page keys sort in the order in which pages have to be loaded.
pub(crate) fn page_key(shop: ShopNumber, page: Page) -> [u8; 9] {
    let (kind, index) = match page {
        Page::Misc => (0, 0),
        Page::Items(page) => (1, page),
        Page::Day(day) => (2, index_of(day)),
        Page::Ledger(shard) => (3, shard),
    };
    let mut key = [0; 9];
    key[..4].copy_from_slice(&shop.to_be_bytes());
    key[4] = kind;
    key[5..].copy_from_slice(&index.to_be_bytes());
    key
}

/// The page of a page key.
pub(crate) fn page_of(key: &Slice) -> Option<Page> {
    let index = u32::from_be_bytes(key.get(5..9)?.try_into().ok()?);
    match key.get(4)? {
        0 => Some(Page::Misc),
        1 => Some(Page::Items(index)),
        2 => Some(Page::Day(BusinessDay::from_epoch_days(
            (index ^ (1 << 31)) as i32,
        ))),
        3 => Some(Page::Ledger(index)),
        _ => None,
    }
}
