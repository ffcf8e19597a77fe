//! Numbers and strings in the bytes of a segmenter.

use crate::segment::SegmenterError;

/// Writes numbers (LEB128), bytes and strings.
#[derive(Default)]
pub(crate) struct Writer(pub(crate) Vec<u8>);

impl Writer {
    pub(crate) fn byte(&mut self, byte: u8) {
        self.0.push(byte);
    }

    pub(crate) fn number(&mut self, mut n: u64) {
        while n >= 0x80 {
            self.0.push(n as u8 | 0x80);
            n >>= 7;
        }
        self.0.push(n as u8);
    }

    pub(crate) fn string(&mut self, s: &str) {
        self.number(s.len() as u64);
        self.0.extend_from_slice(s.as_bytes());
    }
}

/// Reads what [`Writer`] wrote.
pub(crate) struct Reader<'a>(pub(crate) &'a [u8]);

impl Reader<'_> {
    pub(crate) fn byte(&mut self) -> Result<u8, SegmenterError> {
        let (first, rest) = self.0.split_first().ok_or(SegmenterError::Damaged)?;
        self.0 = rest;
        Ok(*first)
    }

    pub(crate) fn number(&mut self) -> Result<u64, SegmenterError> {
        let mut n = 0u64;
        for shift in (0..63).step_by(7) {
            let byte = self.byte()?;
            n |= u64::from(byte & 0x7F) << shift;
            if byte < 0x80 {
                return Ok(n);
            }
        }
        Err(SegmenterError::Damaged)
    }

    pub(crate) fn string(&mut self) -> Result<String, SegmenterError> {
        let n = self.number()? as usize;
        let (head, rest) = self.0.split_at_checked(n).ok_or(SegmenterError::Damaged)?;
        self.0 = rest;
        String::from_utf8(head.to_vec()).map_err(|_| SegmenterError::Damaged)
    }
}
