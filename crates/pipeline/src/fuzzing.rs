//! The private decoders, for the fuzzer.

use domain::Shop;

use crate::Decoded;
use crate::buffer::record;
use crate::decode::compare;

/// Reads a record of the intake buffer; `None` if it is not one.
pub fn buffer_record(shop: &Shop, bytes: &[u8]) -> Option<Decoded> {
    record::read(shop, bytes).ok()
}

/// Writes events as records of the intake buffer, and reads them again.
///
/// # Panics
/// If a written record cannot be read.
pub fn through_the_buffer(shop: &Shop, decoded: &Decoded) -> Decoded {
    let mut read = Decoded::default();
    for record in record::write(decoded) {
        match record::read(shop, &record.bytes) {
            Ok(part) => read.append(part),
            Err(error) => panic!("{error}"),
        }
    }
    read
}

/// Reads lines of orders by the fast decoder for uniform lines and by the general one, and returns how many lines the
/// fast one accepted.
///
/// # Panics
/// If their results for a line differ.
pub fn by_both_decoders(text: &str) -> usize {
    let lines = text.split('\n').map(str::trim_ascii);
    compare(lines.filter(|line| !line.is_empty()))
}
