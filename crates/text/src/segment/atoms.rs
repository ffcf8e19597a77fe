//! Atoms: the pieces of a text that no token boundary ever divides. Runs of letters, runs of digits, single marks.

use casus_model::Span;
use unicode_normalization::char::is_combining_mark;

use crate::features::simplified;
use crate::segment::perceptron::mix;

/// What an atom is made of.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Hash)]
pub(crate) enum Class {
    /// Letters, all in lower case.
    Lower,
    /// An upper-case letter, then lower-case ones.
    Capital,
    /// One upper-case letter.
    Initial,
    /// Two or more letters, all in upper case.
    Upper,
    /// Letters in any other mixture of cases.
    Mixed,
    /// Letters of a script without case, but Han.
    Caseless,
    /// One Chinese character.
    Han,
    /// Digits of any script.
    Digits,
    /// Full stop, one.
    Dot,
    /// `…`, or two and more full stops.
    Ellipsis,
    /// Comma, of any script.
    Comma,
    /// `:` and `;`.
    Colon,
    /// `!`, `?` and the full stops of other scripts.
    Terminal,
    /// Opening bracket.
    Open,
    /// Closing bracket.
    Close,
    /// `«`, `“`, `‘`, `„`.
    QuoteOpen,
    /// `»`, `”`.
    QuoteClose,
    /// `"`.
    Quote,
    /// `'` and `’`.
    Apostrophe,
    /// Hyphens and dashes.
    Dash,
    /// `/` and `\`.
    Slash,
    /// `$`, `€` and the like.
    Currency,
    /// Anything else that is seen.
    Symbol,
    /// Marks without width, controls.
    Invisible,
    /// `¿` and `¡`.
    Inverted,
}

impl Class {
    pub(crate) fn is_letters(self) -> bool {
        self <= Self::Han
    }

    pub(crate) fn is_word(self) -> bool {
        self <= Self::Digits
    }

    /// Whether it may stand at the end of a sentence by itself.
    pub(crate) fn is_final(self) -> bool {
        matches!(self, Self::Dot | Self::Ellipsis | Self::Terminal)
    }

    /// Whether it may follow the final mark in the same sentence.
    pub(crate) fn closes(self) -> bool {
        matches!(self, Self::Close | Self::QuoteClose | Self::Quote | Self::Apostrophe)
    }

    /// Whether it may precede the first word of a sentence.
    pub(crate) fn opens(self) -> bool {
        matches!(
            self,
            Self::Open | Self::QuoteOpen | Self::Quote | Self::Apostrophe | Self::Dash | Self::Inverted
        )
    }

    pub(crate) fn is_capitalised(self) -> bool {
        matches!(self, Self::Capital | Self::Initial | Self::Upper | Self::Mixed)
    }
}

/// A piece of the text that no token boundary divides.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Atom {
    pub(crate) span: Span,
    pub(crate) class: Class,
    /// Hash of its text in lower case.
    pub(crate) hash: u64,
    /// Whether white space stands before it.
    pub(crate) spaced: bool,
}

/// Cuts `text[span]` into atoms. With `letters`, every letter is an atom of its own (languages that write words
/// together, such as Arabic).
pub(crate) fn atoms(text: &str, span: Span, letters: bool) -> Vec<Atom> {
    let mut out: Vec<Atom> = Vec::with_capacity(span.len() / 4);
    let mut spaced = true;
    for (i, c) in span.of(text).char_indices() {
        if c.is_whitespace() {
            spaced = true;
            continue;
        }
        let start = span.start as usize + i;
        let end = start + c.len_utf8();
        let class = class_of(c);
        if let Some(last) = out.last_mut()
            && !spaced
            && continues(last.class, class, c, letters, text, *last)
        {
            last.span.end = end as u32;
            last.class = joined(last.class, class);
            if class != Class::Invisible {
                last.hash = hash_char(last.hash, c);
            }
            continue;
        }
        out.push(Atom { span: Span::new(start, end), class, hash: hash_char(0xA70, c), spaced });
        spaced = false;
    }
    out
}

/// The hash of a text as an atom has it.
pub(crate) fn hash_text(text: &str) -> u64 {
    text.chars().filter(|c| class_of(*c) != Class::Invisible).fold(0xA70, hash_char)
}

/// The hash of a token that goes on with another atom.
pub(crate) fn hash_on(token: u64, atom: u64) -> u64 {
    mix(token, atom)
}

fn hash_char(hash: u64, c: char) -> u64 {
    let lower = |h: u64, c: char| mix(h, u64::from(u32::from(c)));
    match c {
        '’' | 'ʼ' => lower(hash, '\''),
        'A'..='Z' => lower(hash, c.to_ascii_lowercase()),
        _ if c.is_ascii() => lower(hash, c),
        // both scripts of Chinese have the same words
        _ => simplified(c).to_lowercase().fold(hash, lower),
    }
}

/// Whether a character goes on with the atom before it.
fn continues(before: Class, class: Class, c: char, letters: bool, text: &str, last: Atom) -> bool {
    if class == Class::Invisible || (is_combining_mark(c) && before.is_word()) {
        return true;
    }
    let same = |c: char| text[..last.span.end as usize].ends_with(c);
    match (before, class) {
        (Class::Invisible, _) => true,
        (Class::Han, _) | (_, Class::Han) => false,
        (Class::Caseless, Class::Caseless) if letters => false,
        (b, k) if b.is_letters() && k.is_letters() => true,
        (Class::Digits, Class::Digits) => true,
        (Class::Dot | Class::Ellipsis, Class::Dot) => last.span.len() < 1000,
        (Class::Dash | Class::Symbol, Class::Dash | Class::Symbol) => "-*_=~".contains(c) && same(c),
        _ => false,
    }
}

/// The class of an atom of class `before` that takes up a character of class `class`.
fn joined(before: Class, class: Class) -> Class {
    use Class::{Capital, Caseless, Dot, Ellipsis, Initial, Invisible, Lower, Mixed, Upper};
    match (before, class) {
        (Invisible, c) => c,
        (b, Invisible) => b,
        (Dot, Dot) => Ellipsis,
        (Initial, Lower) => Capital,
        (Initial, Initial) => Upper,
        (Lower | Capital, Initial) | (Upper, Lower) => Mixed,
        // a mark that combines is caseless and says nothing
        (b, Caseless) if b.is_letters() => b,
        (Caseless, Lower | Initial) => Mixed,
        (b, _) => b,
    }
}

pub(crate) fn class_of(c: char) -> Class {
    match c {
        'a'..='z' => Class::Lower,
        'A'..='Z' => Class::Initial,
        '0'..='9' => Class::Digits,
        '.' => Class::Dot,
        '…' | '⋯' => Class::Ellipsis,
        ',' | '،' | '，' | '、' => Class::Comma,
        ':' | ';' | '؛' | '：' | '；' => Class::Colon,
        '!' | '?' | '。' | '！' | '？' | '؟' | '۔' | '।' | '‼' | '⁇' | '⁈' | '⁉' => {
            Class::Terminal
        }
        '¡' | '¿' => Class::Inverted,
        '(' | '[' | '{' | '（' | '【' | '〔' | '［' => Class::Open,
        ')' | ']' | '}' | '）' | '】' | '〕' | '］' => Class::Close,
        '«' | '“' | '‘' | '„' | '‚' | '「' | '『' | '《' | '〈' | '‹' => Class::QuoteOpen,
        '»' | '”' | '」' | '』' | '》' | '〉' | '›' => Class::QuoteClose,
        '"' | '＂' | '`' => Class::Quote,
        '\'' | '’' | 'ʼ' => Class::Apostrophe,
        '-' | '‐' | '‑' | '–' | '—' | '―' | '‒' | '−' | '－' => Class::Dash,
        '/' | '\\' => Class::Slash,
        '$' | '€' | '£' | '¥' | '₽' | '₴' | '₸' | '₺' | '¢' => Class::Currency,
        _ if c.is_ascii() => {
            if c.is_ascii_control() {
                Class::Invisible
            } else {
                Class::Symbol
            }
        }
        '\u{AD}'
        | '\u{200B}'..='\u{200F}'
        | '\u{202A}'..='\u{202E}'
        | '\u{2060}'..='\u{206F}'
        | '\u{FEFF}'
        | '\u{FE00}'..='\u{FE0F}' => Class::Invisible,
        '\u{2E80}'..='\u{2FDF}'
        | '\u{3005}'
        | '\u{3007}'
        | '\u{3041}'..='\u{30FA}'
        | '\u{30FC}'..='\u{30FF}'
        | '\u{3400}'..='\u{9FFF}'
        | '\u{F900}'..='\u{FAFF}'
        | '\u{20000}'..='\u{323AF}' => Class::Han,
        _ if c.is_lowercase() => Class::Lower,
        _ if c.is_uppercase() => Class::Initial,
        _ if c.is_alphabetic() || is_combining_mark(c) => Class::Caseless,
        _ if c.is_numeric() => Class::Digits,
        _ if c.is_control() => Class::Invisible,
        _ => Class::Symbol,
    }
}

/// A surface without the marks that are not seen: what an analysis takes as the form of a word.
pub(crate) fn visible(surface: &str) -> String {
    surface.chars().filter(|c| class_of(*c) != Class::Invisible).collect()
}
