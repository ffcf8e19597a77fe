//! The bytes of an input, within limits and through gzip.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use flate2::read::MultiGzDecoder;

use crate::Limits;
use crate::error::{IngestError, Reason, name};

/// Most bytes that one packed byte may yield once a gzip file has grown beyond [`Limits::unpacked`].
const RATIO: u64 = 200;

/// A stream of bytes with the name it goes by.
pub(crate) struct Source {
    pub(crate) origin: String,
    /// The name of the file, without folders and without `.gz`.
    pub(crate) file_name: Option<String>,
    pub(crate) reader: Box<dyn BufRead + Send>,
    limits: Limits,
}

impl Source {
    pub(crate) fn open(path: &Path, limits: &Limits) -> Result<Self, IngestError> {
        let origin = name(path);
        if path.as_os_str() == "-" {
            let reader = BufReader::new(io::stdin());
            return Ok(Self { origin, file_name: None, reader: Box::new(reader), limits: *limits });
        }
        let file = File::open(path).map_err(|e| IngestError::io(path, e))?;
        let full = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        let packed = full.to_ascii_lowercase().ends_with(".gz");
        let file_name = if packed { full[..full.len() - 3].to_owned() } else { full };
        let reader: Box<dyn BufRead + Send> = if packed {
            Box::new(BufReader::with_capacity(1 << 16, Unpacked::new(file, limits.unpacked)))
        } else {
            Box::new(BufReader::with_capacity(1 << 16, file))
        };
        Ok(Self { origin, file_name: Some(file_name), reader, limits: *limits })
    }

    /// All bytes, if they are no more than a document may have.
    pub(crate) fn read_all(&mut self) -> Result<Vec<u8>, IngestError> {
        let mut bytes = Vec::new();
        let limit = self.limits.document;
        let read = (&mut self.reader).take(limit + 1).read_to_end(&mut bytes);
        read.map_err(|e| self.refuse(e))?;
        if bytes.len() as u64 > limit {
            return Err(IngestError::new(&self.origin, Reason::TooLong(limit)));
        }
        Ok(bytes)
    }

    /// The next line without its end, `None` at the end of the input. `Ok(Err(length))` is a line that is longer than
    /// a document may be; it was passed over.
    pub(crate) fn read_line(&mut self) -> Result<Option<Result<Vec<u8>, u64>>, IngestError> {
        let limit = self.limits.document;
        let mut line = Vec::new();
        let mut length = 0u64;
        let mut seen = false;
        loop {
            let chunk = match self.reader.fill_buf() {
                Ok(chunk) => chunk,
                Err(e) if e.kind() == io::ErrorKind::Interrupted => continue,
                Err(e) => return Err(self.refuse(e)),
            };
            let end = chunk.iter().position(|b| *b == b'\n');
            let over = end.is_some() || chunk.is_empty();
            if chunk.is_empty() && !seen {
                return Ok(None);
            }
            seen = true;
            let part = &chunk[..end.unwrap_or(chunk.len())];
            length += part.len() as u64;
            if length <= limit {
                line.extend_from_slice(part);
            } else {
                line = Vec::new();
            }
            let used = part.len() + usize::from(end.is_some());
            self.reader.consume(used);
            if over {
                if line.last() == Some(&b'\r') {
                    line.pop();
                }
                return Ok(Some(if length > limit { Err(length) } else { Ok(line) }));
            }
        }
    }

    pub(crate) fn limit(&self) -> u64 {
        self.limits.document
    }

    fn refuse(&self, error: io::Error) -> IngestError {
        let reason = match error.get_ref().and_then(|e| e.downcast_ref::<TooMuch>()) {
            Some(TooMuch(limit)) => Reason::Bomb(*limit),
            None if matches!(
                error.kind(),
                io::ErrorKind::InvalidInput | io::ErrorKind::InvalidData | io::ErrorKind::UnexpectedEof
            ) =>
            {
                Reason::Gzip(error)
            }
            None => Reason::Unreadable(error),
        };
        IngestError::new(&self.origin, reason)
    }
}

#[derive(Debug, thiserror::Error)]
#[error("unpacks to more than {0} bytes")]
struct TooMuch(u64);

/// Unpacks gzip and stops when the result grows beyond all measure.
struct Unpacked {
    inner: MultiGzDecoder<Counted>,
    packed: Arc<AtomicU64>,
    written: u64,
    limit: u64,
}

impl Unpacked {
    fn new(file: File, limit: u64) -> Self {
        let packed = Arc::new(AtomicU64::new(0));
        let inner = MultiGzDecoder::new(Counted { file, read: Arc::clone(&packed) });
        Self { inner, packed, written: 0, limit }
    }
}

impl Read for Unpacked {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.inner.read(buffer)?;
        self.written += n as u64;
        let fair = self.packed.load(Ordering::Relaxed).saturating_mul(RATIO);
        if self.written > self.limit && self.written > fair {
            return Err(io::Error::other(TooMuch(self.limit)));
        }
        Ok(n)
    }
}

struct Counted {
    file: File,
    read: Arc<AtomicU64>,
}

impl Read for Counted {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.file.read(buffer)?;
        self.read.fetch_add(n as u64, Ordering::Relaxed);
        Ok(n)
    }
}
