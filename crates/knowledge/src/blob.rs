//! The compiled tables as bytes: sections of fixed-size records, a heap of strings and a finite-state transducer
//! of all name forms. Nothing is unpacked when a blob is opened; records are read where they lie.
//!
//! Layout, all numbers little-endian: magic (8 bytes), version (u32), number of sections (u32), SHA-256 of all that
//! follows it (32 bytes), then for each section its offset and length (two u32), then the sections. A string is a
//! byte offset into the heap, where a u16 gives its length; offset 0 is the empty string. A day is the number
//! `yyyymmdd`; [`NO_DAY`] stands for none.

use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use casus_model::{Day, Sha256};

pub(crate) const MAGIC: &[u8; 8] = b"CASUSKB\0";
pub(crate) const VERSION: u32 = 1;
/// Bytes before the section table.
const HEAD: usize = 8 + 4 + 4 + 32;
/// No day, no record, no number.
pub(crate) const NONE: u32 = u32::MAX;
/// No day.
pub(crate) const NO_DAY: u32 = NONE;

/// A part of the blob, with the number of u32 words in each of its records (0: not made of records).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub(crate) enum Section {
    Strings,
    Fst,
    Postings,
    Entities,
    Names,
    Offices,
    Terms,
    PersonTerms,
    Memberships,
    MemberIndex,
    Obligations,
    States,
    Places,
    Links,
    Sources,
}

impl Section {
    pub(crate) const COUNT: usize = 15;

    pub(crate) const fn words(self) -> usize {
        match self {
            Self::Strings | Self::Fst => 0,
            Self::Postings => 1,
            Self::PersonTerms | Self::MemberIndex => 2,
            Self::Names => 5,
            Self::Memberships | Self::Links | Self::Sources => 6,
            Self::Offices | Self::Places => 7,
            Self::Obligations => 7,
            Self::Terms | Self::States => 8,
            Self::Entities => 9,
        }
    }
}

/// A file that is no blob of this program.
#[derive(Debug, thiserror::Error)]
pub enum BlobError {
    /// It does not start as a blob does.
    #[error("this is no compiled knowledge; make one with 'cargo xtask knowledge'")]
    NotABlob,
    /// It was made by another version of the program.
    #[error(
        "the compiled knowledge has format {found}, this program reads {VERSION}; compile the tables again"
    )]
    Version {
        /// The format of the file.
        found: u32,
    },
    /// Its sections do not fit it.
    #[error("the compiled knowledge is damaged (section {section}); compile the tables again")]
    Damaged {
        /// The number of the section.
        section: usize,
    },
    /// Its bytes are not those its hash was made of.
    #[error("the compiled knowledge was changed: its hash is {found}, it says {stated}")]
    Hash {
        /// The hash of the bytes.
        found: String,
        /// The hash in the file.
        stated: String,
    },
    /// It cannot be read.
    #[error("cannot read {path}: {source}")]
    Io {
        /// The file.
        path: String,
        /// Why.
        source: std::io::Error,
    },
}

#[derive(Debug)]
enum Bytes {
    Static(&'static [u8]),
    Owned(Vec<u8>),
    Mapped(memmap2::Mmap),
}

impl Bytes {
    fn get(&self) -> &[u8] {
        match self {
            Self::Static(b) => b,
            Self::Owned(b) => b,
            Self::Mapped(b) => b,
        }
    }
}

/// An opened blob.
#[derive(Clone, Debug)]
pub(crate) struct Blob {
    bytes: Arc<Bytes>,
    sections: [(u32, u32); Section::COUNT],
}

/// The bytes of one section, for readers that own what they read.
#[derive(Clone, Debug)]
pub(crate) struct SectionBytes {
    bytes: Arc<Bytes>,
    range: Range<usize>,
}

impl AsRef<[u8]> for SectionBytes {
    fn as_ref(&self) -> &[u8] {
        &self.bytes.get()[self.range.clone()]
    }
}

impl Blob {
    pub(crate) fn from_static(bytes: &'static [u8]) -> Result<Self, BlobError> {
        Self::new(Bytes::Static(bytes))
    }

    pub(crate) fn from_vec(bytes: Vec<u8>) -> Result<Self, BlobError> {
        Self::new(Bytes::Owned(bytes))
    }

    pub(crate) fn open(path: &Path) -> Result<Self, BlobError> {
        let io = |source| BlobError::Io { path: path.display().to_string(), source };
        let file = std::fs::File::open(path).map_err(io)?;
        // SAFETY: the file is only read; whoever changes it under a running program gets wrong answers or a
        // panic from a bounds check, as records are read by index and never by pointer.
        let map = unsafe { memmap2::Mmap::map(&file) }.map_err(io)?;
        Self::new(Bytes::Mapped(map))
    }

    fn new(bytes: Bytes) -> Result<Self, BlobError> {
        let b = bytes.get();
        if b.len() < HEAD || &b[..8] != MAGIC {
            return Err(BlobError::NotABlob);
        }
        let word = |at: usize| u32::from_le_bytes(b[at..at + 4].try_into().expect("four bytes"));
        if word(8) != VERSION {
            return Err(BlobError::Version { found: word(8) });
        }
        if word(12) as usize != Section::COUNT || b.len() < HEAD + 8 * Section::COUNT {
            return Err(BlobError::Damaged { section: 0 });
        }
        let mut sections = [(0, 0); Section::COUNT];
        for (i, section) in sections.iter_mut().enumerate() {
            *section = (word(HEAD + 8 * i), word(HEAD + 8 * i + 4));
            if u64::from(section.0) + u64::from(section.1) > b.len() as u64 {
                return Err(BlobError::Damaged { section: i });
            }
        }
        Ok(Self { bytes: Arc::new(bytes), sections })
    }

    pub(crate) fn section(&self, section: Section) -> &[u8] {
        let (start, len) = self.sections[section as usize];
        &self.bytes.get()[start as usize..(start + len) as usize]
    }

    pub(crate) fn section_bytes(&self, section: Section) -> SectionBytes {
        let (start, len) = self.sections[section as usize];
        SectionBytes { bytes: Arc::clone(&self.bytes), range: start as usize..(start + len) as usize }
    }

    /// Number of records.
    pub(crate) fn count(&self, section: Section) -> usize {
        self.sections[section as usize].1 as usize / (4 * section.words())
    }

    /// Word `field` of record `i`.
    pub(crate) fn word(&self, section: Section, i: usize, field: usize) -> u32 {
        let at = 4 * (i * section.words() + field);
        let bytes = &self.section(section)[at..at + 4];
        u32::from_le_bytes(bytes.try_into().expect("four bytes"))
    }

    /// The string in word `field` of record `i`.
    pub(crate) fn str(&self, section: Section, i: usize, field: usize) -> &str {
        self.string(self.word(section, i, field))
    }

    pub(crate) fn string(&self, offset: u32) -> &str {
        let heap = self.section(Section::Strings);
        let at = offset as usize;
        let len = u16::from_le_bytes([heap[at], heap[at + 1]]) as usize;
        std::str::from_utf8(&heap[at + 2..at + 2 + len]).unwrap_or_default()
    }

    /// The day in word `field` of record `i`.
    pub(crate) fn day(&self, section: Section, i: usize, field: usize) -> Option<Day> {
        day_of(self.word(section, i, field))
    }

    /// The records whose word `field` is `key`; the section is sorted by that word.
    pub(crate) fn equal_range(&self, section: Section, field: usize, key: u32) -> Range<usize> {
        let n = self.count(section);
        let first = partition_point(n, |i| self.word(section, i, field) < key);
        let last = first + partition_point(n - first, |i| self.word(section, first + i, field) == key);
        first..last
    }

    /// The hash the blob states.
    pub(crate) fn hash(&self) -> &[u8] {
        &self.bytes.get()[16..HEAD]
    }

    pub(crate) fn verify(&self) -> Result<(), BlobError> {
        let found = Sha256::of(&self.bytes.get()[HEAD..]).as_str().to_owned();
        let stated = hex(self.hash());
        if found == stated { Ok(()) } else { Err(BlobError::Hash { found, stated }) }
    }

    pub(crate) fn len(&self) -> usize {
        self.bytes.get().len()
    }
}

/// Puts sections together into a blob.
pub(crate) fn assemble(sections: [Vec<u8>; Section::COUNT]) -> Vec<u8> {
    let mut body = Vec::new();
    let mut offset = HEAD + 8 * Section::COUNT;
    for section in &sections {
        body.extend_from_slice(&(offset as u32).to_le_bytes());
        body.extend_from_slice(&(section.len() as u32).to_le_bytes());
        offset += section.len();
    }
    for section in &sections {
        body.extend_from_slice(section);
    }
    let mut blob = Vec::with_capacity(HEAD + body.len());
    blob.extend_from_slice(MAGIC);
    blob.extend_from_slice(&VERSION.to_le_bytes());
    blob.extend_from_slice(&(Section::COUNT as u32).to_le_bytes());
    blob.extend_from_slice(&unhex(Sha256::of(&body).as_str()));
    blob.extend_from_slice(&body);
    blob
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::with_capacity(2 * bytes.len()), |mut hex, b| {
        let _ = write!(hex, "{b:02x}");
        hex
    })
}

fn unhex(digits: &str) -> Vec<u8> {
    let value = |b: u8| (b as char).to_digit(16).expect("hexadecimal digits") as u8;
    digits.as_bytes().chunks(2).map(|pair| value(pair[0]) << 4 | value(pair[1])).collect()
}

/// The number that stands for a day.
pub(crate) fn day_number(day: Day) -> u32 {
    day.year() as u32 * 10_000 + day.month() as u32 * 100 + day.day() as u32
}

/// The day a number stands for.
pub(crate) fn day_of(number: u32) -> Option<Day> {
    let (year, month, day) = (number / 10_000, number / 100 % 100, number % 100);
    Day::new(i16::try_from(year).ok()?, month as i8, day as i8).ok()
}

/// The first `i` below `n` for which `less(i)` does not hold; `less` holds for a first part of them.
pub(crate) fn partition_point(n: usize, less: impl Fn(usize) -> bool) -> usize {
    let (mut low, mut high) = (0, n);
    while low < high {
        let mid = low.midpoint(high);
        if less(mid) { low = mid + 1 } else { high = mid }
    }
    low
}

#[cfg(test)]
mod tests {
    use super::*;

    fn empty() -> Vec<u8> {
        assemble(std::array::from_fn(|i| if i == 0 { vec![0, 0] } else { Vec::new() }))
    }

    #[test]
    fn a_blob_tells_what_is_wrong_with_it() {
        assert!(Blob::from_vec(empty()).unwrap().verify().is_ok());
        assert!(matches!(Blob::from_vec(b"GIF89a".to_vec()), Err(BlobError::NotABlob)));
        let mut other = empty();
        other[8] = 9;
        assert!(matches!(Blob::from_vec(other), Err(BlobError::Version { found: 9 })));
        let mut cut = empty();
        cut.truncate(HEAD + 8 * Section::COUNT);
        assert!(matches!(Blob::from_vec(cut), Err(BlobError::Damaged { section: 0 })));
        let mut changed = empty();
        *changed.last_mut().unwrap() = 1;
        assert!(matches!(Blob::from_vec(changed).unwrap().verify(), Err(BlobError::Hash { .. })));
    }

    #[test]
    fn days_survive_as_numbers() {
        let day = Day::new(2022, 1, 6).unwrap();
        assert_eq!(day_of(day_number(day)), Some(day));
        assert_eq!(day_of(NO_DAY), None);
    }
}
