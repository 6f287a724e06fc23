//! Apache Parquet: amounts are DECIMAL, so no reader rounds them.

use std::io;
use std::sync::Arc;

use domain::Currency;
use parquet::basic::{Compression, LogicalType, Repetition, TimeUnit, Type as Physical, ZstdLevel};
use parquet::data_type::{
    ByteArray, ByteArrayType, DataType, FixedLenByteArrayType, Int32Type, Int64Type,
};
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedColumnWriter, SerializedFileWriter};
use parquet::schema::types::Type;

use super::Rows;
use crate::export::{Column, Kind, Value};

/// The rows per group of an export: that many are held in memory.
pub(super) const GROUP: usize = 20_000;
/// Digits and bytes of an amount: the most that the format has.
const DIGITS: i32 = 38;
const BYTES: i32 = 16;
/// The decimals of amounts in files of many shops: the most that a currency has. Databases read many files with the
/// columns of the first, and round what has more decimals than that.
pub(crate) const SHARED_SCALE: u8 = 4;

/// A file being written.
pub(crate) struct File {
    columns: Vec<Column>,
    /// What an amount is multiplied by.
    factor: i128,
    /// The rows per group.
    group: usize,
    rows: Vec<Vec<Value>>,
    writer: SerializedFileWriter<Vec<u8>>,
}

impl File {
    /// A file with these columns, and amounts with `scale` decimals, at least as many as the currency has. Holds `group`
    /// rows at a time in memory.
    pub(crate) fn new(
        columns: Vec<Column>,
        (currency, scale): (&Currency, u8),
        group: usize,
    ) -> io::Result<File> {
        let more = scale.checked_sub(currency.exponent());
        let more = more.ok_or_else(|| io::Error::other("a currency with too many decimals"))?;
        let fields = columns
            .iter()
            .map(|column| field(*column, scale).map(Arc::new));
        let schema = Type::group_type_builder("livetill")
            .with_fields(fields.collect::<Result<_, _>>().map_err(io::Error::other)?)
            .build()
            .map_err(io::Error::other)?;
        let properties = WriterProperties::builder()
            .set_compression(Compression::ZSTD(ZstdLevel::default()))
            .set_created_by(concat!("livetill ", env!("CARGO_PKG_VERSION")).to_owned())
            .build();
        let writer = SerializedFileWriter::new(Vec::new(), Arc::new(schema), Arc::new(properties));
        Ok(File {
            columns,
            factor: 10_i128.pow(u32::from(more)),
            group,
            rows: Vec::new(),
            writer: writer.map_err(io::Error::other)?,
        })
    }

    fn write_group(&mut self) -> Result<(), parquet::errors::ParquetError> {
        let mut group = self.writer.next_row_group()?;
        for (place, column) in self.columns.iter().enumerate() {
            let Some(mut writer) = group.next_column()? else {
                break;
            };
            let values = self.rows.iter().filter_map(|row| row.get(place));
            match column.kind {
                Kind::Text => put::<ByteArrayType>(&mut writer, values, |value| match value {
                    Value::Text(text) => Some(ByteArray::from(text.as_str())),
                    _ => None,
                }),
                Kind::Date => put::<Int32Type>(&mut writer, values, |value| match value {
                    Value::Date(day) => Some(day.epoch_days()),
                    _ => None,
                }),
                Kind::Moment => put::<Int64Type>(&mut writer, values, Value::millis),
                Kind::Count => put::<Int64Type>(&mut writer, values, |value| match value {
                    Value::Count(count) => i64::try_from(*count).ok(),
                    _ => None,
                }),
                Kind::Money => {
                    // The sums of all days are far below the 38 digits that there are.
                    let factor = self.factor;
                    put::<FixedLenByteArrayType>(&mut writer, values, |value| match value {
                        Value::Money(amount) => {
                            let amount = amount.saturating_mul(factor);
                            Some(amount.to_be_bytes().to_vec().into())
                        }
                        _ => None,
                    })
                }
            }?;
            writer.close()?;
        }
        group.close()?;
        self.rows.clear();
        Ok(())
    }
}

/// Writes a column's values; a level of 1 means that there is one.
fn put<'v, T: DataType>(
    writer: &mut SerializedColumnWriter<'_>,
    values: impl Iterator<Item = &'v Value>,
    of: impl Fn(&Value) -> Option<T::T>,
) -> Result<(), parquet::errors::ParquetError> {
    let values: Vec<Option<T::T>> = values.map(of).collect();
    let levels: Vec<i16> = values.iter().map(|it| i16::from(it.is_some())).collect();
    let values: Vec<T::T> = values.into_iter().flatten().collect();
    writer
        .typed::<T>()
        .write_batch(&values, Some(&levels), None)?;
    Ok(())
}

fn field(column: Column, scale: u8) -> Result<Type, parquet::errors::ParquetError> {
    let of = |physical| {
        let builder = Type::primitive_type_builder(column.name, physical);
        builder.with_repetition(Repetition::OPTIONAL)
    };
    match column.kind {
        Kind::Text => of(Physical::BYTE_ARRAY).with_logical_type(Some(LogicalType::String)),
        Kind::Date => of(Physical::INT32).with_logical_type(Some(LogicalType::Date)),
        Kind::Moment => {
            let logical = LogicalType::timestamp(true, TimeUnit::MILLIS);
            of(Physical::INT64).with_logical_type(Some(logical))
        }
        Kind::Count => of(Physical::INT64),
        Kind::Money => {
            let scale = i32::from(scale);
            of(Physical::FIXED_LEN_BYTE_ARRAY)
                .with_length(BYTES)
                .with_precision(DIGITS)
                .with_scale(scale)
                .with_logical_type(Some(LogicalType::decimal(scale, DIGITS)))
        }
    }
    .build()
}

impl File {
    /// Adds a row. Returns a piece of the file when one is complete.
    pub(crate) fn add(&mut self, row: Vec<Value>) -> io::Result<Option<Vec<u8>>> {
        self.rows.push(row);
        if self.rows.len() < self.group {
            return Ok(None);
        }
        self.write_group().map_err(io::Error::other)?;
        self.writer.flush()?;
        Ok(Some(std::mem::take(self.writer.inner_mut())))
    }

    /// Returns the rest of the file.
    pub(crate) fn finish(mut self) -> io::Result<Vec<u8>> {
        if !self.rows.is_empty() {
            self.write_group().map_err(io::Error::other)?;
        }
        self.writer.into_inner().map_err(io::Error::other)
    }
}

impl Rows for File {
    fn add(&mut self, row: Vec<Value>) -> io::Result<Option<Vec<u8>>> {
        File::add(self, row)
    }

    fn finish(self: Box<Self>) -> io::Result<Vec<u8>> {
        File::finish(*self)
    }
}
