//! The container of a trained model.
//!
//! ```text
//! 0   8 bytes   magic "CASUSMDL"
//! 8   u32       version of the format
//! 12  u32       number of sections
//! 16  8 bytes   language, filled with zeros
//! 24  u64       length of the whole file
//! 32  u64       checksum of everything from byte 40 on
//! 40  per section: 16 bytes name filled with zeros, u64 offset, u64 length
//! …   sections, each starting at a multiple of 64
//! ```
//!
//! Numbers are little-endian. Sections are read where they lie, without copying.

use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use casus_model::Lang;

const MAGIC: &[u8; 8] = b"CASUSMDL";
/// Version of the format that this program reads and writes.
pub const FORMAT_VERSION: u32 = 1;
const HEADER: usize = 40;
const ENTRY: usize = 32;
const ALIGN: usize = 64;

/// Why a model cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ModelError {
    /// The file or folder cannot be read.
    #[error("cannot read {path}: {source}")]
    Io {
        /// Which file.
        path: String,
        /// What the system said.
        source: std::io::Error,
    },
    /// The bytes are something else.
    #[error("{name} is no Casus model (it does not start with CASUSMDL): train one with `cargo xtask train`")]
    Foreign {
        /// Which file.
        name: String,
    },
    /// The format is another one.
    #[error("{name} has model format {found}, this program reads {FORMAT_VERSION}: train it again")]
    Version {
        /// Which file.
        name: String,
        /// Its format.
        found: u32,
    },
    /// The model speaks another language than it is asked for.
    #[error("{name} is a model of '{found}', not of '{expected}': rename it or choose another")]
    Language {
        /// Which file.
        name: String,
        /// Language inside.
        found: String,
        /// Language asked for.
        expected: String,
    },
    /// The file is shorter or longer than it says.
    #[error("{name} is cut or has been added to: {found} bytes instead of {expected}; copy it again")]
    Length {
        /// Which file.
        name: String,
        /// Bytes there are.
        found: u64,
        /// Bytes there should be.
        expected: u64,
    },
    /// The content is damaged.
    #[error("{name} is damaged ({what}): copy or train it again")]
    Damaged {
        /// Which file.
        name: String,
        /// What is wrong.
        what: String,
    },
}

/// The bytes of a model: part of the program, mapped from a file, or in memory.
#[derive(Clone, Debug)]
pub(crate) enum Bytes {
    Static(&'static [u8]),
    Mapped(Arc<memmap2::Mmap>),
    Owned(Arc<[u8]>),
}

impl std::ops::Deref for Bytes {
    type Target = [u8];
    fn deref(&self) -> &[u8] {
        match self {
            Self::Static(bytes) => bytes,
            Self::Mapped(map) => map,
            Self::Owned(bytes) => bytes,
        }
    }
}

/// A container whose header has been checked.
#[derive(Clone, Debug)]
pub(crate) struct ModelFile {
    name: String,
    lang: Lang,
    bytes: Bytes,
    sections: Vec<(String, Range<usize>)>,
}

impl ModelFile {
    /// Maps a file.
    pub(crate) fn open(path: &Path) -> Result<Self, ModelError> {
        let name = path.display().to_string();
        let io = |source| ModelError::Io { path: name.clone(), source };
        let file = std::fs::File::open(path).map_err(io)?;
        // SAFETY: models are replaced by renaming, never written in place; a reader keeps the old file.
        let map = unsafe { memmap2::Mmap::map(&file) }.map_err(io)?;
        Self::new(name, Bytes::Mapped(Arc::new(map)))
    }

    /// Checks the header: magic, version, length, sections. The checksum is checked by [`ModelFile::verify`].
    pub(crate) fn new(name: String, bytes: Bytes) -> Result<Self, ModelError> {
        if bytes.len() < 8 || &bytes[..8] != MAGIC {
            return Err(ModelError::Foreign { name });
        }
        let cut =
            |name: String, expected: u64| ModelError::Length { name, found: bytes.len() as u64, expected };
        if bytes.len() < HEADER {
            return Err(cut(name, HEADER as u64));
        }
        let version = u32_at(&bytes, 8);
        if version != FORMAT_VERSION {
            return Err(ModelError::Version { name, found: version });
        }
        if u64_at(&bytes, 24) != bytes.len() as u64 {
            let expected = u64_at(&bytes, 24);
            return Err(cut(name, expected));
        }
        let damaged = |what: &str| ModelError::Damaged { name: name.clone(), what: what.to_owned() };
        let tag = |bytes: &[u8]| {
            let end = bytes.iter().position(|b| *b == 0).unwrap_or(bytes.len());
            std::str::from_utf8(&bytes[..end]).map(str::to_owned).map_err(|_| damaged("names"))
        };
        let lang: Lang = tag(&bytes[16..24])?.parse().map_err(|_| damaged("language"))?;
        let count = u32_at(&bytes, 12) as usize;
        if count > 64 || bytes.len() < HEADER + count * ENTRY {
            return Err(damaged("table of sections"));
        }
        let mut sections = Vec::with_capacity(count);
        for i in 0..count {
            let at = HEADER + i * ENTRY;
            let (from, len) = (u64_at(&bytes, at + 16), u64_at(&bytes, at + 24));
            let to = from.checked_add(len).filter(|to| *to <= bytes.len() as u64);
            let to = to.ok_or_else(|| damaged("a section outside the file"))?;
            sections.push((tag(&bytes[at..at + 16])?, from as usize..to as usize));
        }
        Ok(Self { name, lang, bytes, sections })
    }

    /// Where the model came from, for messages.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// Its language.
    pub(crate) fn lang(&self) -> &Lang {
        &self.lang
    }

    /// Its size in bytes.
    pub(crate) fn len(&self) -> usize {
        self.bytes.len()
    }

    /// Compares content and checksum.
    pub(crate) fn verify(&self) -> Result<(), ModelError> {
        if checksum(&self.bytes[HEADER..]) == u64_at(&self.bytes, 32) {
            Ok(())
        } else {
            Err(self.damaged("the checksum does not fit the content"))
        }
    }

    /// A section.
    ///
    /// # Errors
    /// When there is none of the name.
    pub(crate) fn part(&self, name: &str) -> Result<Part, ModelError> {
        let range = self.range(name).ok_or_else(|| self.damaged(&format!("section '{name}' is missing")))?;
        Ok(Part { bytes: self.bytes.clone(), range })
    }

    /// All sections, in the order of the file.
    pub(crate) fn sections(&self) -> impl Iterator<Item = (&str, &[u8])> {
        self.sections.iter().map(|(name, range)| (name.as_str(), &self.bytes[range.clone()]))
    }

    fn range(&self, name: &str) -> Option<Range<usize>> {
        self.sections.iter().find(|(n, _)| n == name).map(|(_, r)| r.clone())
    }

    pub(crate) fn damaged(&self, what: &str) -> ModelError {
        ModelError::Damaged { name: self.name.clone(), what: what.to_owned() }
    }
}

/// A section, read where it lies.
#[derive(Clone, Debug)]
pub(crate) struct Part {
    bytes: Bytes,
    range: Range<usize>,
}

impl std::ops::Deref for Part {
    type Target = [u8];
    fn deref(&self) -> &[u8] {
        &self.bytes[self.range.clone()]
    }
}

/// Writes a container. Names have at most 16 bytes; the same sections give the same bytes.
pub(crate) fn write(lang: &Lang, sections: &[(&str, &[u8])]) -> Vec<u8> {
    let mut out = vec![0; HEADER + sections.len() * ENTRY];
    for (i, (name, content)) in sections.iter().enumerate() {
        out.resize(out.len().next_multiple_of(ALIGN), 0);
        let (from, at) = (out.len(), HEADER + i * ENTRY);
        out.extend_from_slice(content);
        out[at..at + name.len()].copy_from_slice(name.as_bytes());
        out[at + 16..at + 24].copy_from_slice(&(from as u64).to_le_bytes());
        out[at + 24..at + 32].copy_from_slice(&(content.len() as u64).to_le_bytes());
    }
    out[..8].copy_from_slice(MAGIC);
    out[8..12].copy_from_slice(&FORMAT_VERSION.to_le_bytes());
    out[12..16].copy_from_slice(&(sections.len() as u32).to_le_bytes());
    out[16..16 + lang.as_str().len()].copy_from_slice(lang.as_str().as_bytes());
    let len = out.len() as u64;
    out[24..32].copy_from_slice(&len.to_le_bytes());
    let sum = checksum(&out[HEADER..]);
    out[32..40].copy_from_slice(&sum.to_le_bytes());
    out
}

pub(crate) fn u32_at(bytes: &[u8], at: usize) -> u32 {
    u32::from_le_bytes(bytes[at..at + 4].try_into().expect("four bytes"))
}

pub(crate) fn u64_at(bytes: &[u8], at: usize) -> u64 {
    u64::from_le_bytes(bytes[at..at + 8].try_into().expect("eight bytes"))
}

/// Four interleaved multiply-and-rotate sums over 32-byte blocks: notices damage, resists nobody.
fn checksum(bytes: &[u8]) -> u64 {
    const K: u64 = 0x9E37_79B9_7F4A_7C15;
    let mut lanes = [1u64, 2, 3, 4];
    let mut blocks = bytes.chunks_exact(32);
    for block in &mut blocks {
        for (i, lane) in lanes.iter_mut().enumerate() {
            *lane = (*lane ^ u64_at(block, i * 8)).wrapping_mul(K).rotate_left(29);
        }
    }
    let mut sum = bytes.len() as u64;
    for b in blocks.remainder() {
        sum = (sum ^ u64::from(*b)).wrapping_mul(K).rotate_left(29);
    }
    for lane in lanes {
        sum = (sum ^ lane).wrapping_mul(K);
        sum ^= sum >> 31;
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample() -> Vec<u8> {
        write(&Lang::IT, &[("meta", b"{}".as_slice()), ("dense", &[7; 100])])
    }

    fn read(bytes: Vec<u8>) -> Result<ModelFile, ModelError> {
        let file = ModelFile::new("m".into(), Bytes::Owned(bytes.into()))?;
        file.verify()?;
        Ok(file)
    }

    #[test]
    fn sections_come_back() {
        let file = read(sample()).expect("it was just written");
        assert_eq!(file.lang(), &Lang::IT);
        assert_eq!(&*file.part("meta").expect("it was written"), b"{}");
        assert_eq!(&*file.part("dense").expect("it was written"), [7; 100]);
        assert!(file.part("other").is_err());
    }

    #[test]
    fn files_that_are_no_models_say_what_is_wrong() {
        assert!(matches!(read(b"PK\x03\x04 something else".to_vec()), Err(ModelError::Foreign { .. })));
        assert!(matches!(read(Vec::new()), Err(ModelError::Foreign { .. })));
        let mut old = sample();
        old[8] = 0;
        assert!(matches!(read(old), Err(ModelError::Version { found: 0, .. })));
        for len in 8..sample().len() {
            assert!(matches!(read(sample()[..len].to_vec()), Err(ModelError::Length { .. })), "{len}");
        }
    }

    #[test]
    fn any_changed_byte_is_noticed() {
        for i in 0..sample().len() {
            let mut bytes = sample();
            bytes[i] ^= 0x20;
            assert!(read(bytes).is_err() || (16..24).contains(&i), "byte {i}");
        }
    }
}
