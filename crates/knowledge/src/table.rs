//! Reads the tables people edit: tab-separated, UTF-8, one header line, a `source` in every row.

use std::fmt;
use std::path::{Path, PathBuf};

/// What is wrong with a table, where, and what to do about it.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct TableError {
    /// The file, below the folder of the tables.
    pub file: PathBuf,
    /// Its line, counted from 1; 0 when the whole file is meant.
    pub line: u32,
    /// What is wrong.
    pub problem: String,
    /// What to do.
    pub remedy: String,
}

impl std::error::Error for TableError {}

impl fmt::Display for TableError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}; {}", self.file.display(), self.line, self.problem, self.remedy)
    }
}

/// A table in memory. Every row has as many fields as the header has columns.
#[derive(Clone, Debug)]
pub(crate) struct Table {
    file: PathBuf,
    columns: Vec<String>,
    rows: Vec<(u32, Vec<String>)>,
}

/// One row, with its place in the file for messages.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Row<'t> {
    table: &'t Table,
    line: u32,
    fields: &'t [String],
}

impl Table {
    /// Reads `root/file`; problems go to `errors` and the rows that have none are kept.
    pub(crate) fn read(root: &Path, file: &Path, columns: &[&str], errors: &mut Vec<TableError>) -> Self {
        let mut table = Self { file: file.to_owned(), columns: Vec::new(), rows: Vec::new() };
        let bytes = match std::fs::read(root.join(file)) {
            Ok(bytes) => bytes,
            Err(e) => {
                errors.push(table.error(0, format!("cannot be read ({e})"), "restore the file"));
                return table;
            }
        };
        match String::from_utf8(bytes) {
            Ok(text) => table.parse(&text, columns, errors),
            Err(e) => {
                let at = e.utf8_error().valid_up_to();
                let line = e.as_bytes()[..at].split(|b| *b == b'\n').count() as u32;
                errors.push(table.error(line, "is not UTF-8", "save the file as UTF-8"));
            }
        }
        table
    }

    fn parse(&mut self, text: &str, columns: &[&str], errors: &mut Vec<TableError>) {
        let mut lines = (1..).zip(text.lines());
        let header = lines.next().map_or("", |(_, l)| l);
        self.columns = header.split('\t').map(str::to_owned).collect();
        for column in columns {
            if !self.columns.iter().any(|c| c == column) {
                errors.push(self.error(1, format!("has no column '{column}'"), "add it to the header"));
                return;
            }
        }
        let source = self.columns.iter().position(|c| c == "source");
        for (line, text) in lines {
            if text.is_empty() {
                continue;
            }
            let fields: Vec<String> = text.split('\t').map(|f| f.trim().to_owned()).collect();
            if fields.len() != self.columns.len() {
                errors.push(self.error(
                    line,
                    format!("has {} fields where the header has {}", fields.len(), self.columns.len()),
                    "separate the fields by single tabs and leave none out",
                ));
            } else if source.is_some_and(|s| fields[s].is_empty()) {
                errors.push(self.error(
                    line,
                    "names no source",
                    "write a key of sources.tsv in column 'source'",
                ));
            } else {
                self.rows.push((line, fields));
            }
        }
    }

    pub(crate) fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        self.rows.iter().map(|(line, fields)| Row { table: self, line: *line, fields })
    }

    fn error(&self, line: u32, problem: impl Into<String>, remedy: impl Into<String>) -> TableError {
        TableError { file: self.file.clone(), line, problem: problem.into(), remedy: remedy.into() }
    }
}

impl<'t> Row<'t> {
    /// The field of a column; empty when the table has no such column.
    pub(crate) fn get(&self, column: &str) -> &'t str {
        self.table.columns.iter().position(|c| c == column).map_or("", |i| &self.fields[i])
    }

    /// The items of a field that lists several, separated by `|`.
    pub(crate) fn list(&self, column: &str) -> impl Iterator<Item = &'t str> + use<'t> {
        self.get(column).split('|').map(str::trim).filter(|s| !s.is_empty())
    }

    /// A problem with this row.
    pub(crate) fn error(&self, problem: impl Into<String>, remedy: impl Into<String>) -> TableError {
        self.table.error(self.line, problem, remedy)
    }

    /// `file:line`, for messages that name a second row.
    pub(crate) fn place(&self) -> String {
        format!("{}:{}", self.table.file.display(), self.line)
    }
}
