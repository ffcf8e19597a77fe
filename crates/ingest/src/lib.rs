//! From files, folders and streams to documents.
//!
//! `walk` finds the files, `source` reads their bytes within limits (also through gzip), `format` takes the text and
//! what the input states of it out of each format, `document` adds language and date and notes what is odd, and
//! `duplicates` tells which texts repeat others. [`Ingest`] is the whole way as an iterator: one bad input yields an
//! [`IngestError`] that names file, place and remedy, and the rest goes on.

mod document;
mod duplicates;
mod error;
mod format;
mod quality;
mod source;
mod walk;

use std::collections::VecDeque;
use std::path::PathBuf;

use casus_model::{Day, Document, DocumentId, Lang};

pub use document::{Stated, make_document};
pub use duplicates::{Duplicates, Signature};
pub use error::{IngestError, Reason};

use crate::format::Records;
use crate::walk::{Found, Walk};

/// What is asked of an input, beside its paths.
#[derive(Clone, PartialEq, Debug)]
pub struct Options {
    /// The date of all documents, as the user states it (EDTF); goes before what the inputs state.
    pub date: Option<String>,
    /// The language of all documents; told from each text when absent.
    pub lang: Option<Lang>,
    /// Today's date: no document is younger.
    pub today: Day,
    /// How much is read at most.
    pub limits: Limits,
    /// Files in folders that are left out without a word, by their real paths: what is written meanwhile.
    pub skip: Vec<PathBuf>,
}

impl Options {
    /// Nothing stated, the usual limits.
    pub fn new(today: Day) -> Self {
        Self { date: None, lang: None, today, limits: Limits::default(), skip: Vec::new() }
    }
}

/// How much is read at most, in bytes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Limits {
    /// One document: a file of one text, a line of JSONL, an entry of a feed.
    pub document: u64,
    /// What a gzip file may unpack to before its size is compared with what it was unpacked from: beyond this, no
    /// more than 200 bytes for each packed one.
    pub unpacked: u64,
}

impl Default for Limits {
    /// 32 MiB for a document.
    fn default() -> Self {
        Self::of_document(32 << 20)
    }
}

impl Limits {
    /// So many bytes for a document, twice as many unpacked.
    pub fn of_document(bytes: u64) -> Self {
        Self { document: bytes, unpacked: bytes.saturating_mul(2) }
    }
}

/// Reads inputs into documents, and remembers their texts to tell duplicates.
///
/// ```
/// use casus_ingest::{Ingest, Options};
/// use casus_model::Day;
///
/// let folder = std::env::temp_dir().join("casus-ingest-example");
/// std::fs::create_dir_all(&folder)?;
/// std::fs::write(folder.join("2022-01-06-kazakhstan.txt"), "Troops arrived in Kazakhstan on Thursday.")?;
///
/// let mut ingest = Ingest::new(Options::new(Day::constant(2026, 1, 1)));
/// let documents: Vec<_> = ingest.documents(vec![folder]).collect();
/// let document = documents[0].as_ref().unwrap();
/// assert_eq!(document.date.as_ref().unwrap().edtf.as_str(), "2022-01-06");
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Debug)]
pub struct Ingest {
    options: Options,
    duplicates: Duplicates,
}

impl Ingest {
    /// An ingest that knows no texts yet.
    pub fn new(options: Options) -> Self {
        Self { options, duplicates: Duplicates::default() }
    }

    /// An ingest that knows the texts of a workspace.
    pub fn with_known(options: Options, duplicates: Duplicates) -> Self {
        Self { options, duplicates }
    }

    /// Remembers a text that was read before.
    pub fn remember(&mut self, id: &DocumentId, text: &str) {
        self.duplicates.add(id, &Signature::of(text));
    }

    /// The documents of files and folders, in the order of the paths and by name within folders; `-` is standard
    /// input. Nothing is read before it is asked for.
    pub fn documents(
        &mut self,
        paths: Vec<PathBuf>,
    ) -> impl Iterator<Item = Result<Document, IngestError>> + '_ {
        Documents {
            walk: Walk::new(paths, self.options.skip.clone()),
            records: None,
            refused: VecDeque::new(),
            ingest: self,
        }
    }

    /// The document of a text that came some other way, with what is stated of it.
    pub fn document(&mut self, stated: Stated) -> Document {
        let mut document = make_document(stated, &self.options);
        self.duplicates.mark(&mut document);
        document
    }
}

struct Documents<'a> {
    walk: Walk,
    records: Option<Records>,
    refused: VecDeque<IngestError>,
    ingest: &'a mut Ingest,
}

impl Iterator for Documents<'_> {
    type Item = Result<Document, IngestError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(error) = self.refused.pop_front() {
                return Some(Err(error));
            }
            if let Some(records) = &mut self.records {
                match records.next() {
                    Some(Ok(stated)) => return Some(Ok(self.ingest.document(stated))),
                    Some(Err(error)) => return Some(Err(error)),
                    None => self.records = None,
                }
            }
            match self.walk.next()? {
                Found::File(path) => match format::open(&path, &self.ingest.options.limits) {
                    Ok(records) => self.records = Some(records),
                    Err(error) => self.refused.push_back(error),
                },
                Found::Refused(error) => self.refused.push_back(error),
            }
        }
    }
}
