//! Results as Apache Parquet, in groups of rows, so that memory does not grow with their number.

use std::io::{self, Write};
use std::sync::Arc;

use parquet::basic::{LogicalType, Repetition, Type as Physical};
use parquet::data_type::{ByteArray, ByteArrayType, DoubleType, Int32Type};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::Type;

/// Rows in a group.
const GROUP: usize = 1 << 14;

/// A table being written: texts first, with the run's number among them, numbers after.
pub(super) struct Table<W: Write + Send> {
    writer: SerializedFileWriter<W>,
    texts: usize,
    /// Cells of the rows to come, column by column.
    cells: Vec<Vec<String>>,
}

/// The column that holds the number of the run.
const RUN: usize = 5;

fn plain(error: ParquetError) -> io::Error {
    match error {
        ParquetError::External(inner) => match inner.downcast::<io::Error>() {
            Ok(error) => *error,
            Err(other) => io::Error::other(other),
        },
        other => io::Error::other(other),
    }
}

impl<W: Write + Send> Table<W> {
    /// Begins a table whose first `texts` columns are texts.
    pub(super) fn new(out: W, columns: &[String], texts: usize) -> io::Result<Self> {
        let fields = columns.iter().enumerate().map(|(at, name)| {
            let kind = match at {
                RUN => Physical::INT32,
                _ if at < texts => Physical::BYTE_ARRAY,
                _ => Physical::DOUBLE,
            };
            let repetition = if at < texts - 1 { Repetition::REQUIRED } else { Repetition::OPTIONAL };
            let field = Type::primitive_type_builder(name, kind).with_repetition(repetition);
            let field = if kind == Physical::BYTE_ARRAY {
                field.with_logical_type(Some(LogicalType::String))
            } else {
                field
            };
            field.build().map(Arc::new)
        });
        let fields = fields.collect::<Result<Vec<_>, _>>().map_err(plain)?;
        let schema = Type::group_type_builder("results").with_fields(fields).build().map_err(plain)?;
        let properties = WriterProperties::builder()
            .set_created_by(format!("Casus {}", env!("CARGO_PKG_VERSION")))
            .build();
        let writer = SerializedFileWriter::new(out, Arc::new(schema), Arc::new(properties)).map_err(plain)?;
        Ok(Self { writer, texts, cells: vec![Vec::new(); columns.len()] })
    }

    /// Adds a row.
    pub(super) fn row(&mut self, cells: &[String]) -> io::Result<()> {
        for (column, cell) in self.cells.iter_mut().zip(cells) {
            column.push(cell.clone());
        }
        if self.cells[0].len() >= GROUP { self.group() } else { Ok(()) }
    }

    fn group(&mut self) -> io::Result<()> {
        let mut group = self.writer.next_row_group().map_err(plain)?;
        for (at, cells) in self.cells.iter_mut().enumerate() {
            let cells = std::mem::take(cells);
            let mut column =
                group.next_column().map_err(plain)?.ok_or_else(|| io::Error::other("no column"))?;
            let present: Vec<i16> = cells.iter().map(|c| i16::from(!c.is_empty())).collect();
            let present = (at >= self.texts - 1).then_some(present.as_slice());
            let given = cells.iter().filter(|c| !c.is_empty());
            if at == RUN {
                let values: Vec<i32> = cells.iter().map(|c| c.parse().unwrap_or_default()).collect();
                column.typed::<Int32Type>().write_batch(&values, None, None).map_err(plain)?;
            } else if at < self.texts {
                let texts = |c: &String| ByteArray::from(c.as_str());
                let values: Vec<ByteArray> = if present.is_some() {
                    given.map(texts).collect()
                } else {
                    cells.iter().map(texts).collect()
                };
                column.typed::<ByteArrayType>().write_batch(&values, present, None).map_err(plain)?;
            } else {
                let values: Vec<f64> = given.map(|c| c.parse().unwrap_or(f64::NAN)).collect();
                column.typed::<DoubleType>().write_batch(&values, present, None).map_err(plain)?;
            }
            column.close().map_err(plain)?;
        }
        group.close().map_err(plain)?;
        Ok(())
    }

    /// Writes what is left.
    pub(super) fn finish(mut self) -> io::Result<()> {
        if !self.cells[0].is_empty() {
            self.group()?;
        }
        self.writer.close().map_err(plain)?;
        Ok(())
    }
}
