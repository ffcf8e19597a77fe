//! Cuts a text into the pieces that time expressions are made of.
//!
//! Finer than the tokens of an [`casus_model::Analysis`] and independent of any model, so that languages without
//! one are served as well: a run of letters, a run of digits, one Han character, or one other character.

use casus_model::{SmolStr, Span};
use smol_str::SmolStrBuilder;

/// One piece of the text.
#[derive(Clone, Debug)]
pub(super) struct Piece {
    /// Where it stands.
    pub(super) span: Span,
    /// Its number in the lexicon's vocabulary; [`Piece::UNKNOWN`] when it is not there.
    pub(super) word: u32,
    /// Value of a run of digits.
    pub(super) number: Option<u32>,
    /// Number of digits of that run.
    pub(super) digits: u8,
    /// Whether it starts with a capital letter.
    pub(super) capital: bool,
    /// Whether it follows the piece before without any space.
    pub(super) glued: bool,
    /// Whether an empty line lies between it and the piece before.
    pub(super) breaks: bool,
}

impl Piece {
    /// The number of words outside the vocabulary.
    pub(super) const UNKNOWN: u32 = u32::MAX;
}

/// Lower case, without the marks that writers leave out or add at will: the dot of a lowered `İ`, the dots of `ё`,
/// Arabic vowel signs, typographic apostrophes and dashes.
pub(super) fn fold(piece: &str) -> SmolStr {
    let mut out = SmolStrBuilder::new();
    for c in piece.chars() {
        match c {
            'A'..='Z' => out.push(c.to_ascii_lowercase()),
            '\0'..='\x7f' => out.push(c),
            '’' | 'ʼ' | '‘' => out.push('\''),
            '–' | '—' | '−' | '‐' | '‑' => out.push('-'),
            'ё' | 'Ё' => out.push('е'),
            'أ' | 'إ' | 'آ' => out.push('ا'),
            'ى' => out.push('ي'),
            '\u{64b}'..='\u{652}' | '\u{640}' | '\u{307}' => {}
            _ => c.to_lowercase().filter(|c| *c != '\u{307}').for_each(|c| out.push(c)),
        }
    }
    out.finish()
}

fn digit(c: char) -> Option<u32> {
    match c {
        '0'..='9' => Some(c as u32 - '0' as u32),
        '\u{660}'..='\u{669}' => Some(c as u32 - 0x660),
        '\u{6f0}'..='\u{6f9}' => Some(c as u32 - 0x6f0),
        '０'..='９' => Some(c as u32 - '０' as u32),
        _ => None,
    }
}

fn is_han(c: char) -> bool {
    matches!(c, '\u{4e00}'..='\u{9fff}' | '\u{3400}'..='\u{4dbf}' | '〇')
}

fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{64b}'..='\u{652}' | '\u{640}')
}

fn is_letter(c: char) -> bool {
    (c.is_alphabetic() && !is_han(c)) || is_mark(c)
}

/// The pieces of a text; `word` gives the number of a folded piece in the vocabulary.
pub(super) fn pieces(text: &str, mut word: impl FnMut(&str) -> Option<u32>) -> Vec<Piece> {
    let mut out: Vec<Piece> = Vec::with_capacity(text.len() / 5);
    let mut chars = text.char_indices().peekable();
    let (mut glued, mut newlines) = (false, 0);
    while let Some((start, c)) = chars.next() {
        if c.is_whitespace() {
            glued = false;
            newlines += u32::from(c == '\n');
            continue;
        }
        let mut end = start + c.len_utf8();
        let (mut number, mut digits) = (None, 0u8);
        if let Some(first) = digit(c) {
            let mut value = first;
            digits = 1;
            while let Some(&(at, next)) = chars.peek()
                && let Some(d) = digit(next)
            {
                value = value.saturating_mul(10).saturating_add(d);
                digits = digits.saturating_add(1);
                end = at + next.len_utf8();
                chars.next();
            }
            number = Some(value);
        } else if is_letter(c) {
            while let Some(&(at, next)) = chars.peek()
                && is_letter(next)
            {
                end = at + next.len_utf8();
                chars.next();
            }
        }
        let id = if number.is_some() { None } else { word(&fold(&text[start..end])) };
        out.push(Piece {
            span: Span::new(start, end),
            word: id.unwrap_or(Piece::UNKNOWN),
            number,
            digits,
            capital: c.is_uppercase(),
            glued,
            breaks: newlines > 1,
        });
        (glued, newlines) = (true, 0);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str) -> Vec<&str> {
        pieces(text, |_| None).iter().map(|p| p.span.of(text)).collect()
    }

    #[test]
    fn letters_digits_and_signs_part() {
        assert_eq!(cut("L’11 nov., mid-1990s"), ["L", "’", "11", "nov", ".", ",", "mid", "-", "1990", "s"]);
        assert_eq!(cut("2022年1月6日"), ["2022", "年", "1", "月", "6", "日"]);
        assert_eq!(cut("في ٦ يناير"), ["في", "٦", "يناير"]);
    }

    #[test]
    fn folding_removes_what_writers_vary() {
        assert_eq!(fold("İYUN"), "iyun");
        assert_eq!(fold("Чётный"), "четный");
        assert_eq!(fold("’"), "'");
    }
}
