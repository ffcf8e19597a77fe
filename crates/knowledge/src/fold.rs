//! The form in which names are compared: lower case, without diacritics, one kind of apostrophe, hyphen and
//! space. Text and tables go through the same function, so a name matches however it was typed; what differs by
//! case alone (`US`, `us`) is told apart afterwards by [`crate::Matching`].

use unicode_normalization::UnicodeNormalization;

/// A text in folded form that knows where each piece of it came from.
#[derive(Clone, Debug, Default)]
pub struct Folded {
    text: String,
    /// For each byte of `text`, the byte of the original it was made from; one more entry for the end.
    origin: Vec<u32>,
}

impl Folded {
    /// Folds a text.
    pub fn new(original: &str) -> Self {
        let mut folded = Self {
            text: String::with_capacity(original.len()),
            origin: Vec::with_capacity(original.len() + 1),
        };
        fold_each(original, |c, at| folded.push(c, at));
        if folded.text.ends_with(' ') {
            folded.text.pop();
            folded.origin.pop();
        }
        folded.origin.push(original.len() as u32);
        folded
    }

    fn push(&mut self, c: char, at: usize) {
        self.text.push(c);
        self.origin.resize(self.text.len(), at as u32);
    }

    /// The folded text.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The byte in the folded text that stands for byte `original` of the text, or the next one after it.
    pub fn at(&self, original: usize) -> usize {
        self.origin.partition_point(|o| (*o as usize) < original).min(self.text.len())
    }

    /// The byte of the original text that byte `folded` of the folded text was made from. For the end of a match
    /// this is one past its last original character, without a space that follows.
    pub fn original(&self, folded: usize) -> usize {
        self.origin[folded.min(self.text.len())] as usize
    }
}

/// The folded form of a name.
pub fn fold(name: &str) -> String {
    let mut text = String::with_capacity(name.len());
    fold_each(name, |c, _| text.push(c));
    if text.ends_with(' ') {
        text.pop();
    }
    text
}

/// Gives the characters of the folded form, each with the byte it was made from; the last may be a space.
fn fold_each(original: &str, mut out: impl FnMut(char, usize)) {
    let mut space = true;
    for (at, c) in original.char_indices() {
        if c.is_whitespace() {
            if !space {
                out(' ', at);
            }
            space = true;
            continue;
        }
        fold_char(c, |c| {
            out(c, at);
            space = false;
        });
    }
}

fn fold_char(c: char, mut out: impl FnMut(char)) {
    match c {
        'a'..='z' | '0'..='9' | ' '..='@' | '['..='_' | '{'..='~' => out(c),
        'A'..='Z' => out(c.to_ascii_lowercase()),
        '\u{2018}' | '\u{2019}' | '\u{201b}' | '\u{02bc}' | '\u{02bb}' | '\u{02b9}' | '\u{2032}' | '`'
        | '\u{00b4}' => {
            out('\'');
        }
        '\u{2010}'..='\u{2015}' | '\u{2212}' => out('-'),
        // soft hyphen, zero-width characters, direction marks, variation selectors, Arabic lengthening and vowels
        '\u{00ad}'
        | '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}'
        | '\u{2060}'
        | '\u{feff}'
        | '\u{0640}'
        | '\u{064b}'..='\u{0652}'
        | '\u{0670}'
        | '\u{0300}'..='\u{036f}' => {}
        'أ' | 'إ' | 'آ' | 'ٱ' => out('ا'),
        'ى' | 'ی' => out('ي'),
        'ة' => out('ه'),
        'ک' => out('ك'),
        'ё' | 'Ё' => out('е'),
        // Cyrillic letters with marks are letters of their own
        '\u{0400}'..='\u{052f}' => c.to_lowercase().for_each(out),
        'ı' | 'İ' => out('i'),
        'ł' | 'Ł' => out('l'),
        'ø' | 'Ø' => out('o'),
        'đ' | 'Đ' | 'ð' | 'Ð' => out('d'),
        'ß' | 'ẞ' => "ss".chars().for_each(out),
        'æ' | 'Æ' | 'ǽ' => "ae".chars().for_each(out),
        'œ' | 'Œ' => "oe".chars().for_each(out),
        'þ' | 'Þ' => "th".chars().for_each(out),
        'ə' | 'Ə' => out('a'),
        '\u{00c0}'..='\u{03ff}' | '\u{1e00}'..='\u{1fff}' => c
            .to_lowercase()
            .nfd()
            .filter(|c| !('\u{0300}'..='\u{036f}').contains(c))
            .for_each(|c| out(if c == 'ς' { 'σ' } else { c })),
        _ => c.to_lowercase().for_each(out),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_name_fold_alike() {
        for (a, b) in [
            ("Tokaïev", "tokaiev"),
            ("Côte d’Ivoire", "cote d'ivoire"),
            ("Gümüşhane", "gumushane"),
            ("İstanbul", "istanbul"),
            ("Łódź", "lodz"),
            ("Королёв", "королев"),
            ("Nagorno–Karabakh", "nagorno-karabakh"),
            ("United\u{a0}  States\n", "united states"),
            ("الأُمَم", "الامم"),
        ] {
            assert_eq!(fold(a), b);
        }
        assert_ne!(fold("Ира"), fold("Йра"), "й is a letter of its own");
    }

    #[test]
    fn every_folded_byte_knows_its_origin() {
        let text = "Œuvre  à Łódź, dell’Ucraina";
        let folded = Folded::new(text);
        assert_eq!(folded.as_str(), "oeuvre a lodz, dell'ucraina");
        let lodz = text.find('Ł').unwrap();
        let at = folded.at(lodz);
        assert!(folded.as_str()[at..].starts_with("lodz"));
        assert_eq!(&text[lodz..folded.original(at + 4)], "Łódź");
        assert_eq!(folded.original(folded.as_str().len()), text.len());
        assert_eq!(folded.at(text.len()), folded.as_str().len());
    }
}
