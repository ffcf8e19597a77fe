//! From bytes to text: which encoding they are in.
//!
//! Looked at in this order: a byte order mark; the shape of UTF-16; valid UTF-8; what the input declares; UTF-8 with
//! a few broken places; and last a guess from the bytes. What could not be decoded becomes U+FFFD, a NUL becomes a
//! space, and a diagnostic names the first such place.

use casus_model::{Diagnostic, Severity, Span};
use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

/// A decoded text.
#[derive(Clone, PartialEq, Debug)]
pub struct Decoded {
    /// The text, without byte order mark.
    pub text: String,
    /// The encoding it was in, by its name in the WHATWG standard (`UTF-8`, `windows-1251`).
    pub encoding: &'static str,
    /// `replaced-bytes`, `nul-bytes`, `guessed-encoding`, with places in the text.
    pub diagnostics: Vec<Diagnostic>,
}

/// The bytes are no text.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("this is {kind}, not text (byte {at}); {remedy}")]
pub struct NoText {
    /// What it is instead.
    pub kind: &'static str,
    /// The byte that shows it.
    pub at: usize,
    /// What to do about it.
    pub remedy: &'static str,
}

/// First bytes of files that are no text, what they are and what to do.
const SIGNATURES: [(&[u8], &str, &str); 15] = [
    (b"%PDF-", "a PDF", "extract its text first (pdftotext FILE)"),
    (b"PK\x03\x04", "a ZIP archive or an office document", "unpack it, or save the document as text"),
    (b"\xD0\xCF\x11\xE0", "an office document", "save it as text"),
    (b"{\\rtf", "a rich text document", "save it as plain text"),
    (b"\x89PNG", "an image", "leave it out"),
    (b"\xFF\xD8\xFF", "an image", "leave it out"),
    (b"GIF8", "an image", "leave it out"),
    (b"RIFF", "a sound, film or image", "leave it out"),
    (b"\x1F\x8B", "gzip data", "unpack it first (gunzip)"),
    (b"BZh", "bzip2 data", "unpack it first"),
    (b"\xFD7zXZ", "xz data", "unpack it first"),
    (b"\x28\xB5\x2F\xFD", "zstd data", "unpack it first"),
    (b"\x7FELF", "a program", "leave it out"),
    (b"MZ\x90", "a program", "leave it out"),
    (b"SQLite format 3\0", "a database", "export its texts as JSONL"),
];

/// Decodes bytes. `declared` is the label that the input states (`charset=windows-1251`), if it states one.
///
/// # Errors
/// When the bytes are no text in any encoding: archives, images, programs.
pub fn decode(bytes: &[u8], declared: Option<&str>) -> Result<Decoded, NoText> {
    if let Some((_, kind, remedy)) = SIGNATURES.iter().find(|(s, ..)| bytes.starts_with(s)) {
        return Err(NoText { kind, at: 0, remedy });
    }
    let mut notes = Vec::new();
    let (encoding, bom) = match Encoding::for_bom(bytes) {
        Some((encoding, length)) => (encoding, length),
        None => (choose(bytes, declared, &mut notes)?, 0),
    };
    let (mut text, broken) = {
        let (text, broken) = encoding.decode_without_bom_handling(&bytes[bom..]);
        (text.into_owned(), broken)
    };
    if broken {
        notes.push(replaced(&text, encoding.name()));
    }
    blank_nuls(&mut text, &mut notes);
    Ok(Decoded { text, encoding: encoding.name(), diagnostics: notes })
}

fn choose(
    bytes: &[u8],
    declared: Option<&str>,
    notes: &mut Vec<Diagnostic>,
) -> Result<&'static Encoding, NoText> {
    if let Some(wide) = utf16(bytes) {
        return Ok(wide);
    }
    if let Some(at) = binary(bytes) {
        return Err(NoText { kind: "binary data", at, remedy: "leave it out, or convert it to text first" });
    }
    let broken = match std::str::from_utf8(bytes) {
        Ok(_) => return Ok(UTF_8),
        Err(error) => error.valid_up_to(),
    };
    let declared = declared.and_then(|label| Encoding::for_label(label.trim().as_bytes()));
    if let Some(encoding) = declared.filter(|e| *e != UTF_8) {
        return Ok(encoding);
    }
    if declared == Some(UTF_8) || mostly_utf8(bytes) {
        return Ok(UTF_8);
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    let guess = detector.guess(None, Utf8Detection::Deny);
    notes.push(
        Diagnostic::new(
            "guessed-encoding",
            Severity::Note,
            format!(
                "the input is not UTF-8 (byte {broken}) and declares no encoding; read as {}",
                guess.name()
            ),
        )
        .hint("save it as UTF-8 if letters look wrong"),
    );
    Ok(guess)
}

/// UTF-16 without byte order mark: every other byte of western text is zero, and of other text one of few.
fn utf16(bytes: &[u8]) -> Option<&'static Encoding> {
    let sample = &bytes[..bytes.len().min(4096) & !1];
    let pairs = sample.len() / 2;
    if pairs < 4 {
        return None;
    }
    let zeros = |offset: usize| sample.iter().skip(offset).step_by(2).filter(|b| **b == 0).count();
    let (even, odd) = (zeros(0), zeros(1));
    let many = |n: usize, other: usize| n * 5 > pairs && other * 20 < pairs;
    if many(odd, even) {
        Some(UTF_16LE)
    } else if many(even, odd) {
        Some(UTF_16BE)
    } else {
        None
    }
}

/// Where bytes show that they are no text: more than a few controls among the first.
fn binary(bytes: &[u8]) -> Option<usize> {
    let sample = &bytes[..bytes.len().min(8192)];
    let control = |b: u8| matches!(b, 0..=8 | 14..=26 | 28..=31 | 127);
    let controls = sample.iter().filter(|b| control(**b)).count();
    (controls > 4 && controls * 20 > sample.len())
        .then(|| sample.iter().position(|b| control(*b)).unwrap_or(0))
}

/// Whether the bytes are UTF-8 with a few broken places, rather than another encoding.
fn mostly_utf8(bytes: &[u8]) -> bool {
    let (mut good, mut bad) = (0usize, 0usize);
    for chunk in bytes.utf8_chunks() {
        good += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        bad += usize::from(!chunk.invalid().is_empty());
    }
    good > bad
}

fn replaced(text: &str, encoding: &str) -> Diagnostic {
    let count = text.matches('\u{fffd}').count();
    let first = text.find('\u{fffd}').unwrap_or(0);
    Diagnostic::new(
        "replaced-bytes",
        Severity::Warning,
        format!("{count} places are no {encoding}, the first at byte {first}; they are shown as \u{fffd}"),
    )
    .hint("save the input as UTF-8 again from its source")
    .at(Span::new(first, first + '\u{fffd}'.len_utf8()))
}

fn blank_nuls(text: &mut String, notes: &mut Vec<Diagnostic>) {
    let Some(first) = text.find('\0') else { return };
    let count = text.matches('\0').count();
    *text = text.replace('\0', " ");
    notes.push(
        Diagnostic::new(
            "nul-bytes",
            Severity::Warning,
            format!("{count} NUL characters, the first at byte {first}; read as spaces"),
        )
        .hint("the input may be damaged: compare it with its source")
        .at(Span::new(first, first + 1)),
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(bytes: &[u8], declared: Option<&str>, text: &str, encoding: &str, codes: &[&str]) {
        let decoded = decode(bytes, declared).unwrap();
        let found: Vec<&str> = decoded.diagnostics.iter().map(|d| d.code.as_str()).collect();
        assert_eq!((decoded.text.as_str(), decoded.encoding, &found[..]), (text, encoding, codes));
    }

    fn utf16_bytes(text: &str, to: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(to).collect()
    }

    #[test]
    fn marks_and_shapes_tell_unicode() {
        check("\u{feff}Però".as_bytes(), None, "Però", "UTF-8", &[]);
        check(b"", None, "", "UTF-8", &[]);
        let text = "Putin ha parlato a Mosca, perché sì.";
        check(&utf16_bytes(text, u16::to_le_bytes), None, text, "UTF-16LE", &[]);
        check(&utf16_bytes(text, u16::to_be_bytes), None, text, "UTF-16BE", &[]);
        let marked = utf16_bytes("\u{feff}Президент Казахстана", u16::to_le_bytes);
        check(&marked, None, "Президент Казахстана", "UTF-16LE", &[]);
    }

    #[test]
    fn older_encodings_are_declared_or_guessed() {
        let (cyrillic, ..) =
            encoding_rs::WINDOWS_1251.encode("Президент Казахстана обратился за помощью к союзникам.");
        let text = "Президент Казахстана обратился за помощью к союзникам.";
        check(&cyrillic, Some("windows-1251"), text, "windows-1251", &[]);
        check(&cyrillic, None, text, "windows-1251", &["guessed-encoding"]);
        check(
            b"Il presidente \xE8 arrivato perch\xE9 pu\xF2.",
            None,
            "Il presidente è arrivato perché può.",
            "windows-1252",
            &["guessed-encoding"],
        );
        check("già".as_bytes(), Some("iso-8859-1"), "già", "UTF-8", &[]);
    }

    #[test]
    fn broken_places_are_named() {
        check(
            b"Per\xC3\xB2 \xFF s\xC3\xAC, gi\xC3\xA0, pi\xC3\xB9, citt\xC3\xA0",
            None,
            "Però \u{fffd} sì, già, più, città",
            "UTF-8",
            &["replaced-bytes"],
        );
        let decoded =
            decode(b"Per\xC3\xB2 \xFF s\xC3\xAC, gi\xC3\xA0, pi\xC3\xB9, citt\xC3\xA0", None).unwrap();
        assert_eq!(decoded.diagnostics[0].span, Some(Span::new(6, 9)));
        check(b"one\0two", None, "one two", "UTF-8", &["nul-bytes"]);
    }

    #[test]
    fn what_is_no_text_is_refused_with_a_remedy() {
        let refused = |bytes: &[u8], kind: &str| {
            let error = decode(bytes, None).unwrap_err();
            assert_eq!(error.kind, kind);
            assert!(!error.remedy.is_empty());
        };
        refused(b"%PDF-1.7\n%\xE2\xE3", "a PDF");
        refused(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "an image");
        let noise: Vec<u8> = (0..4000u32).map(|i| (i.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
        refused(&noise, "binary data");
    }

    proptest::proptest! {
        #[test]
        fn any_bytes_are_decoded_or_refused(bytes: Vec<u8>) {
            if let Ok(decoded) = decode(&bytes, None) {
                assert!(!decoded.text.contains('\0'));
                for note in decoded.diagnostics {
                    assert!(note.span.is_none_or(|s| decoded.text.get(s.start as usize..s.end as usize).is_some()));
                }
            }
        }
    }
}
