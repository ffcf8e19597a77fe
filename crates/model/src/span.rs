use serde::{Deserialize, Serialize};

/// A half-open range of bytes `[start, end)` in the UTF-8 text of a document.
///
/// Invariant, kept by whoever makes one: both ends lie on character boundaries and `start <= end`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default, Serialize, Deserialize)]
pub struct Span {
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// A span from byte offsets. Texts are shorter than 4 GiB: `ingest` refuses longer ones.
    pub fn new(start: usize, end: usize) -> Self {
        debug_assert!(start <= end, "a span starts before it ends");
        Self { start: start as u32, end: end as u32 }
    }

    /// Number of bytes.
    pub fn len(self) -> usize {
        (self.end - self.start) as usize
    }

    /// Whether the span holds nothing.
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// The text under the span.
    pub fn of(self, text: &str) -> &str {
        &text[self.start as usize..self.end as usize]
    }

    /// Whether `other` lies inside this span.
    pub fn contains(self, other: Self) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// Whether the spans share at least one byte.
    pub fn overlaps(self, other: Self) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// The smallest span that holds both.
    pub fn cover(self, other: Self) -> Self {
        Self { start: self.start.min(other.start), end: self.end.max(other.end) }
    }
}

/// Turns byte offsets of one text into Unicode code points and back, in constant time.
///
/// It keeps the code-point count at every 64th byte.
#[derive(Clone, Debug)]
pub struct CharIndex<'t> {
    text: &'t str,
    checkpoints: Vec<u32>,
}

const STEP: usize = 64;

impl<'t> CharIndex<'t> {
    /// Reads the text once.
    pub fn new(text: &'t str) -> Self {
        let mut checkpoints = Vec::with_capacity(text.len() / STEP + 1);
        let mut chars = 0u32;
        for (i, b) in text.bytes().enumerate() {
            if i.is_multiple_of(STEP) {
                checkpoints.push(chars);
            }
            chars += u32::from(starts_char(b));
        }
        if text.len().is_multiple_of(STEP) {
            checkpoints.push(chars);
        }
        Self { text, checkpoints }
    }

    /// The number of code points that start before byte `byte`.
    pub fn char_of(&self, byte: u32) -> usize {
        let byte = (byte as usize).min(self.text.len());
        let k = byte / STEP;
        let from = k * STEP;
        let rest = self.text.as_bytes()[from..byte].iter().filter(|b| starts_char(**b)).count();
        self.checkpoints[k] as usize + rest
    }

    /// The span as code points, `(start, end)`, end exclusive.
    pub fn chars(&self, span: Span) -> (usize, usize) {
        (self.char_of(span.start), self.char_of(span.end))
    }

    /// The byte offset of code point `char`; the text's length when there are fewer.
    pub fn byte_of(&self, char: usize) -> u32 {
        let k = self.checkpoints.partition_point(|c| *c as usize <= char).saturating_sub(1);
        let mut seen = self.checkpoints[k] as usize;
        let from = k * STEP;
        for (i, b) in self.text.as_bytes()[from..].iter().enumerate() {
            if starts_char(*b) {
                if seen == char {
                    return (from + i) as u32;
                }
                seen += 1;
            }
        }
        self.text.len() as u32
    }

    /// The span between two code points.
    pub fn span_of(&self, start: usize, end: usize) -> Span {
        Span { start: self.byte_of(start), end: self.byte_of(end) }
    }
}

fn starts_char(byte: u8) -> bool {
    byte & 0xC0 != 0x80
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_points_and_bytes_agree_everywhere() {
        let text = "Токаев said «да» – 2.500 uomini; 哈萨克斯坦 🇰🇿 ".repeat(7);
        let index = CharIndex::new(&text);
        let mut bytes: Vec<usize> = text.char_indices().map(|(b, _)| b).collect();
        bytes.push(text.len());
        for (char, byte) in bytes.iter().enumerate() {
            assert_eq!(index.char_of(*byte as u32), char);
            assert_eq!(index.byte_of(char), *byte as u32);
        }
    }

    #[test]
    fn an_index_of_a_text_that_fills_whole_steps_reaches_its_end() {
        for n in [0, 63, 64, 65, 128] {
            let text = "a".repeat(n);
            let index = CharIndex::new(&text);
            assert_eq!(index.char_of(n as u32), n);
            assert_eq!(index.byte_of(n), n as u32);
        }
    }
}
