//! The private decoders, for the fuzzer.

use domain::{
    BusinessDay, Channel, Country, Extra, LocalTime, Market, Measure, Original, SoldUnits, Standing,
};

use crate::layout::bucket;
use crate::layout::day;
use crate::layout::left;
use crate::layout::page;

use crate::layout::record::{self, RecordLine};
use crate::layout::reject;
use crate::layout::slices;
use crate::layout::totals;

/// Reads bytes as everything that the store keeps in binary form.
///
/// # Panics
/// When a decoded entry, bucket or id differs after it is written and read again.
pub fn records(bytes: &[u8]) {
    if let Ok(entry) = record::read(bytes) {
        let mut out = Vec::new();
        let written = record::NewRecord {
            version: entry.version,
            standing: entry.standing,
            at: entry.at,
            revenue: entry.revenue,
            returns: entry.returns,
            extra: entry.extra.as_deref(),
            sold: entry.sold.iter().map(line),
            returned: entry.returned.iter().map(line),
            out: &mut out,
        };
        if written.put().is_some() {
            assert_eq!(record::read(&out).as_ref(), Ok(&entry));
        }
    }
    if let Some(entries) = bucket::read(bytes) {
        let mut out = Vec::new();
        bucket::put(&mut out, entries.iter().copied());
        assert_eq!(bucket::read(&out).as_ref(), Some(&entries));
    }
    let _ = left::read(bytes);
    if let [slot, field @ ..] = bytes
        && let Some(id) = bucket::read_id(field, *slot)
    {
        let mut out = Vec::new();
        let slot = bucket::put_field(&mut out, &id);
        assert_eq!(bucket::read_id(&out, slot), Some(id));
    }
    // Any answer will do.
    let _ = (
        record::day_of(bytes),
        page::read_item(bytes),
        page::number_at(bytes, 3),
        reject::read(bytes),
    );
    let _ = day::minutes(bytes);
    let day = BusinessDay::from_epoch_days(20_000);
    let (front, later) = bytes.split_at(bytes.len().min(day::HOURS_END));
    let _ = day::read(day, day::Parts { front, later });
    let _ = slices::read(bytes);
    if let Ok(kept) = slices::read_packed(bytes)
        && let Some(packed) = slices::pack(&kept)
    {
        let mut kept = kept;
        kept.forget_zeros();
        assert_eq!(slices::read_packed(&packed), Ok(kept));
    }
    let dropped = totals::read(day, bytes);
    if let Some(written) = totals::write(&dropped) {
        assert_eq!(totals::read(day, &written), dropped);
    }
}

/// Initial records.
pub fn seeds() -> Vec<Vec<u8>> {
    let later = Measure::all().skip(4).map(|measure| (measure, -70));
    let (_, _, later) = Extra::split(
        &later.collect(),
        market(),
        Original::parse("JPY -2290 0.0061"),
    );
    let plain = entry(None);
    let ids = [
        "1234567",
        "3a84a4a0-53ba-4b5e-8a0f-6f3f4f9f0b11",
        "A-1",
        "A-17",
    ];
    let ids = ids.iter().map(|id| {
        let mut bytes = vec![0];
        bytes[0] = bucket::put_field(&mut bytes, id);
        bytes
    });
    let mut bucket = Vec::new();
    bucket::put(&mut bucket, [(3, &*plain), (31, b"")].into_iter());
    let ids: Vec<Vec<u8>> = ids.collect();
    let extended = later.map(|later| entry(Some(&later)));
    let entries = [plain, bucket].into_iter().chain(ids);
    entries.chain(extended).collect()
}

fn market() -> Market {
    Market {
        channel: Channel::of_number(9),
        country: Country::from_code("DE"),
    }
}

fn line(line: &SoldUnits) -> RecordLine<'_> {
    RecordLine {
        sku: &line.sku,
        units: line.units,
        amount: line.amount,
    }
}

fn entry(extra: Option<&Extra>) -> Vec<u8> {
    let line_of = |sku: &str, units| SoldUnits {
        sku: sku.into(),
        units,
        amount: extra.map_or(0, |_| units * 99),
    };
    let sold = [("sku", 2), ("7", 1), ("00", 300)].map(|(sku, units)| line_of(sku, units));
    let returned = extra.map(|_| line_of("sku", 1));
    let mut entry = Vec::new();
    let record = record::NewRecord {
        version: -3,
        standing: Standing::Counts,
        at: LocalTime {
            is_second_pass: extra.is_some(),
            ..LocalTime::new(BusinessDay::from_epoch_days(20_000), 86_399)
        },
        revenue: 1_234,
        returns: 5,
        extra,
        sold: sold.iter().map(line),
        returned: returned.as_slice().iter().map(line),
        out: &mut entry,
    };
    // It fits.
    let _ = record.put();
    entry
}
