//! A line of the feed, kept next to the article's list of SKUs.

use domain::{LatestLine, Price, Quantity, Timestamp};
use packing::put_varint;

use super::bytes::Reader;

/// What is known about a line: its quantity, the price of one piece, and when its order was placed.
pub(crate) type Line = (Quantity, Price, Timestamp);

const ONE: u64 = 1_000;

/// Writes a line of an item. Fractional quantities are written in thousandths after a 0, which is not a valid quantity:
/// servers of the previous version show only the SKU of such a line.
pub(crate) fn line(line: &LatestLine, sku: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    // Every line in the feed is a sale.
    let thousandths = line.quantity.thousandths().unsigned_abs();
    if thousandths.is_multiple_of(ONE) {
        put_varint(&mut bytes, thousandths / ONE);
    } else {
        put_varint(&mut bytes, 0);
        put_varint(&mut bytes, thousandths);
    }
    put_varint(&mut bytes, line.price.micros());
    bytes.extend_from_slice(&line.sold_at.millis().to_be_bytes());
    bytes.extend_from_slice(sku.as_bytes());
    bytes
}

/// Reads a line; `None` if it belongs to another item, because a foreign program pushed to only one of the two lists.
pub(crate) fn read(line: &[u8], sku: &str) -> Option<Line> {
    let mut reader = Reader::new(line);
    let quantity = match reader.varint()? {
        0 => Quantity::from_thousandths(reader.varint()?.try_into().ok()?),
        pieces => Quantity::whole(pieces.try_into().ok()?),
    };
    let price = Price::from_micros(reader.varint()?);
    let sold_at = Timestamp::from_millis(reader.number(8)? as i64);
    (reader.rest() == sku.as_bytes()).then_some((quantity?, price, sold_at))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(thousandths: i64) -> Vec<u8> {
        let of = LatestLine {
            sku: 0,
            quantity: Quantity::from_thousandths(thousandths).unwrap(),
            price: Price::from_micros(1_990_000),
            sold_at: Timestamp::from_millis(1_520_778_225_123),
        };
        line(&of, "tea")
    }

    #[test]
    fn quantities_of_three_decimals_come_back() {
        for thousandths in [1, 350, 1_500, 2_000, 999_999_999, 1_000_000_000] {
            let (quantity, price, sold_at) = read(&written(thousandths), "tea").unwrap();
            assert_eq!(quantity.thousandths(), thousandths);
            assert_eq!(price.micros(), 1_990_000);
            assert_eq!(sold_at.millis(), 1_520_778_225_123);
        }
        assert_eq!(read(&written(350), "coffee"), None);
    }

    /// In the form that every version has written.
    #[test]
    fn whole_pieces_are_written_as_ever() {
        let mut bytes = vec![2];
        put_varint(&mut bytes, 1_990_000);
        bytes.extend_from_slice(&1_520_778_225_123_i64.to_be_bytes());
        bytes.extend_from_slice(b"tea");
        assert_eq!(written(2_000), bytes);
    }
}
