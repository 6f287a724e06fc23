//! Reads days from the archive, for exports of days that are no longer kept.

use std::collections::HashMap;
use std::io::{self, Read};
use std::ops::Range;
use std::sync::Arc;

use bytes::{Buf as _, Bytes};
use domain::{BusinessDay, Currency, Minor, Shop, Timestamp};
use object_store::{GetOptions, ObjectMeta, ObjectStoreExt as _};
use parquet::DecodeResult;
use parquet::data_type::Decimal;
use parquet::errors::ParquetError;
use parquet::file::metadata::page_index::RowGroupPageIndex;
use parquet::file::metadata::{
    ColumnChunkMetaData, PageIndexPolicy, ParquetMetaData, ParquetMetaDataPushDecoder,
    RowGroupMetaData,
};
use parquet::file::properties::ReaderProperties;
use parquet::file::reader::{ChunkReader, Length};
use parquet::file::serialized_reader::SerializedRowGroupReader;
use parquet::record::reader::RowIter;
use parquet::record::{Field, Row};

use super::ArchiveError;
use super::place::{self, Archive};
use crate::export::{Column, ExportError, Kind, Out, Value, What, archived_columns};

impl Archive {
    /// The rows of a day with the current columns of exports; columns that did not exist when the file was written are
    /// empty. Holds one row group at a time in memory.
    pub(crate) async fn rows(
        &self,
        shop: &Shop,
        (what, day): (What, BusinessDay),
        out: &mut Out,
    ) -> Result<(), ExportError> {
        let path = place::file(&shop.id, what, day);
        let file = self.store().head(&path).await.map_err(ArchiveError::from)?;
        let columns = archived_columns(what);
        let metadata = self.metadata(&file).await?;
        let properties = Arc::new(ReaderProperties::builder().build());
        for group in metadata.row_groups() {
            let part = self.part(&file, bytes_of(group)).await?;
            let index = RowGroupPageIndex::new(0, None);
            let reader =
                SerializedRowGroupReader::new(Arc::new(part), group, index, properties.clone());
            let reader = reader.map_err(broken)?;
            for row in RowIter::from_row_group(None, &reader).map_err(broken)? {
                let values = values(shop, &columns, row.map_err(broken)?)?;
                out.row([vec![Value::Date(day)], values].concat()).await?;
            }
        }
        Ok(())
    }

    async fn metadata(&self, file: &ObjectMeta) -> Result<ParquetMetaData, ArchiveError> {
        let decoder = ParquetMetaDataPushDecoder::try_new(file.size).map_err(broken)?;
        let mut decoder = decoder.with_page_index_policy(PageIndexPolicy::Skip);
        loop {
            match decoder.try_decode().map_err(broken)? {
                DecodeResult::Data(metadata) => return Ok(metadata),
                DecodeResult::Finished => return Err(broken("it ends early").into()),
                DecodeResult::NeedsData(ranges) => {
                    for range in ranges {
                        let part = self.part(file, range.clone()).await?;
                        decoder.push_range(range, part.bytes).map_err(broken)?;
                    }
                }
            }
        }
    }

    /// Part of a file, if it is still the same file.
    async fn part(&self, file: &ObjectMeta, range: Range<u64>) -> Result<Part, ArchiveError> {
        let options = GetOptions {
            range: Some(range.clone().into()),
            if_match: file.e_tag.clone(),
            ..GetOptions::default()
        };
        let found = self.store().get_opts(&file.location, options).await?;
        Ok(Part {
            begins: range.start,
            bytes: found.bytes().await?,
        })
    }
}

fn broken(error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, error)
}

/// The bytes of a row group: its columns follow each other.
fn bytes_of(group: &RowGroupMetaData) -> Range<u64> {
    let columns = group.columns().iter().map(ColumnChunkMetaData::byte_range);
    let begins = columns.clone().map(|(begins, _)| begins).min();
    let ends = columns.map(|(begins, length)| begins + length).max();
    begins.unwrap_or_default()..ends.unwrap_or_default()
}

/// Part of a file, which is addressed by positions in the whole file.
struct Part {
    begins: u64,
    bytes: Bytes,
}

impl Part {
    fn behind(&self, start: u64) -> Result<Bytes, ParquetError> {
        let behind = start.checked_sub(self.begins);
        let behind = behind.and_then(|it| usize::try_from(it).ok());
        let behind = behind.filter(|it| *it <= self.bytes.len());
        let behind = behind.ok_or_else(|| ParquetError::EOF("outside its row group".to_owned()));
        Ok(self.bytes.slice(behind?..))
    }
}

impl Length for Part {
    fn len(&self) -> u64 {
        self.begins + self.bytes.len() as u64
    }
}

impl ChunkReader for Part {
    type T = Box<dyn Read>;

    fn get_read(&self, start: u64) -> Result<Self::T, ParquetError> {
        Ok(Box::new(self.behind(start)?.reader()))
    }

    fn get_bytes(&self, start: u64, length: usize) -> Result<Bytes, ParquetError> {
        let mut bytes = self.behind(start)?;
        if bytes.len() < length {
            return Err(ParquetError::EOF("it ends early".to_owned()));
        }
        Ok(bytes.split_to(length))
    }
}

fn values(shop: &Shop, columns: &[Column], row: Row) -> io::Result<Vec<Value>> {
    let mut found: HashMap<String, Field> = row.into_columns().into_iter().collect();
    let values = columns
        .iter()
        .map(|column| match found.remove(column.name) {
            None | Some(Field::Null) => Ok(Value::None),
            Some(field) => value(shop, column.kind, field)
                .ok_or_else(|| broken(format!("the column `{}` is of another kind", column.name))),
        });
    values.collect()
}

fn value(shop: &Shop, kind: Kind, field: Field) -> Option<Value> {
    match (kind, field) {
        (Kind::Text, Field::Str(text)) => Some(Value::Text(text)),
        (Kind::Date, Field::Date(day)) => Some(Value::Date(BusinessDay::from_epoch_days(day))),
        (Kind::Moment, Field::TimestampMillis(millis)) => {
            let local = shop.clock.local(Timestamp::from_millis(millis));
            Some(Value::Moment(shop.clock.rfc3339_local(local)))
        }
        (Kind::Count, Field::Long(count)) => Some(Value::Count(i128::from(count))),
        (Kind::Money, Field::Decimal(amount)) => money(&shop.currency, &amount).map(Value::Money),
        _ => None,
    }
}

/// An amount in the currency's minor units, if it is a whole number of them. Older files have the currency's decimals.
fn money(currency: &Currency, amount: &Decimal) -> Option<Minor> {
    let bytes: [u8; 16] = amount.data().try_into().ok()?;
    let more = amount.scale().checked_sub(i32::from(currency.exponent()))?;
    let unit = 10_i128.checked_pow(u32::try_from(more).ok()?)?;
    let amount = Minor::from_be_bytes(bytes);
    (amount % unit == 0).then_some(amount / unit)
}

#[cfg(test)]
mod tests {
    use parquet::file::reader::{FileReader as _, SerializedFileReader};

    use super::*;
    use crate::export::{ParquetRows, SHARED_SCALE};

    /// The schema and the amount of a file with one amount.
    fn kept(currency: &Currency, scale: u8, amount: Minor) -> (String, Option<Minor>) {
        let column = Column {
            name: "revenue",
            kind: Kind::Money,
        };
        let mut rows = ParquetRows::new(vec![column], (currency, scale), 10).unwrap();
        rows.add(vec![Value::Money(amount)]).unwrap();
        let file = Bytes::from(rows.finish().unwrap());
        let reader = SerializedFileReader::new(file).unwrap();
        let schema = reader.metadata().file_metadata().schema_descr();
        let schema = format!("{:?}", schema.root_schema());
        let row = reader.get_row_iter(None).unwrap().next().unwrap().unwrap();
        let Some((_, Field::Decimal(found))) = row.get_column_iter().next() else {
            panic!("{row}");
        };
        (schema, money(currency, found))
    }

    #[test]
    fn files_of_all_currencies_have_the_same_columns_and_every_amount_comes_back() {
        let mut schemas = Vec::new();
        for code in ["JPY", "USD", "KWD", "CLF"] {
            let currency = Currency::from_code(code).unwrap();
            for amount in [0, 1, -12_345, 10_i128.pow(18), -(10_i128.pow(24))] {
                let (schema, found) = kept(&currency, SHARED_SCALE, amount);
                assert_eq!(found, Some(amount), "{code}");
                schemas.push(schema);
                let (_, found) = kept(&currency, currency.exponent(), amount);
                assert_eq!(found, Some(amount), "{code} in an older file");
            }
        }
        schemas.dedup();
        assert_eq!(schemas.len(), 1, "{schemas:?}");
        let yen = Currency::from_code("JPY").unwrap();
        let cents = Currency::from_code("USD").unwrap();
        let half = Decimal::from_bytes(15_000_i128.to_be_bytes().to_vec().into(), 38, 4);
        assert_eq!(money(&cents, &half), Some(150));
        assert_eq!(money(&yen, &half), None, "a yen and a half");
    }
}
