//! Decompresses batches within a bound, because the unpacked size is not known beforehand.

use std::io::Read;

use bytes::Bytes;

/// Why a batch cannot be unpacked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Packed {
    /// It is damaged, or uses an unknown compression.
    Broken,
    /// It exceeds the bound.
    TooLarge,
}

/// The header that snappy's Java library puts before its blocks.
const XERIAL: &[u8] = b"\x82SNAPPY\0";
const XERIAL_HEADER: usize = 16;

/// The records of a batch, unpacked by the compression in its attributes.
pub(super) fn unpack(attributes: i16, packed: &Bytes, most: usize) -> Result<Bytes, Packed> {
    match attributes & 7 {
        0 => Ok(packed.clone()),
        1 => read(flate2::read::MultiGzDecoder::new(&packed[..]), most),
        2 => snappy(packed, most),
        3 => read(lz4_flex::frame::FrameDecoder::new(&packed[..]), most),
        4 => {
            let decoder = zstd::stream::read::Decoder::with_buffer(&packed[..]);
            read(decoder.map_err(|_| Packed::Broken)?, most)
        }
        _ => Err(Packed::Broken),
    }
}

fn read(from: impl Read, most: usize) -> Result<Bytes, Packed> {
    let mut unpacked = Vec::new();
    let read = from.take(most as u64 + 1).read_to_end(&mut unpacked);
    read.map_err(|_| Packed::Broken)?;
    match unpacked.len() > most {
        true => Err(Packed::TooLarge),
        false => Ok(unpacked.into()),
    }
}

fn snappy(packed: &[u8], most: usize) -> Result<Bytes, Packed> {
    let mut unpacked = Vec::new();
    if !packed.starts_with(XERIAL) {
        block(packed, &mut unpacked, most)?;
        return Ok(unpacked.into());
    }
    let mut rest = packed.get(XERIAL_HEADER..).ok_or(Packed::Broken)?;
    while let Some((length, blocks)) = rest.split_first_chunk::<4>() {
        let length = u32::from_be_bytes(*length) as usize;
        let this = blocks.get(..length).ok_or(Packed::Broken)?;
        block(this, &mut unpacked, most)?;
        rest = &blocks[length..];
    }
    match rest.is_empty() {
        true => Ok(unpacked.into()),
        false => Err(Packed::Broken),
    }
}

fn block(packed: &[u8], into: &mut Vec<u8>, most: usize) -> Result<(), Packed> {
    let length = snap::raw::decompress_len(packed).map_err(|_| Packed::Broken)?;
    if into.len() + length > most {
        return Err(Packed::TooLarge);
    }
    let unpacked = snap::raw::Decoder::new().decompress_vec(packed);
    into.extend_from_slice(&unpacked.map_err(|_| Packed::Broken)?);
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    /// A text in every compression, with their numbers.
    fn packed(text: &[u8]) -> Vec<(i16, Bytes)> {
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        gzip.write_all(text).unwrap();
        let raw = snap::raw::Encoder::new().compress_vec(text).unwrap();
        let length = (raw.len() as u32).to_be_bytes();
        let framed = [XERIAL, &[0, 0, 0, 1, 0, 0, 0, 1], &length, &raw].concat();
        let mut lz4 = lz4_flex::frame::FrameEncoder::new(Vec::new());
        lz4.write_all(text).unwrap();
        vec![
            (0, text.to_vec().into()),
            (1, gzip.finish().unwrap().into()),
            (2, raw.into()),
            (2, framed.into()),
            (3, lz4.finish().unwrap().into()),
            (4, zstd::bulk::compress(text, 1).unwrap().into()),
        ]
    }

    #[test]
    fn every_compression_is_unpacked() {
        let text = b"orders and orders and orders".repeat(100);
        for (kind, data) in packed(&text) {
            assert_eq!(
                unpack(kind, &data, text.len()).unwrap(),
                &text[..],
                "{kind}"
            );
            if kind > 0 {
                let less = unpack(kind, &data, text.len() - 1);
                assert_eq!(less, Err(Packed::TooLarge), "{kind}");
                let cut = data.slice(..data.len() / 2);
                assert_eq!(
                    unpack(kind, &cut, text.len()),
                    Err(Packed::Broken),
                    "{kind}"
                );
            }
        }
        assert_eq!(unpack(5, &Bytes::new(), 9), Err(Packed::Broken));
    }
}
