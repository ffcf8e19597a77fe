//! Paragraphs: where a text is divided before any sentence is looked for.
//!
//! An empty line always divides. A single line break divides when the next line could have begun on this one (the
//! line is not full) and does not go on in lower case, or when the next line is an item of a list; so headlines and
//! lists come apart and wrapped paragraphs hold together.

use casus_model::Span;

/// A line longer than this was not wrapped by hand or by a mail program: each such line is a paragraph.
const LONGEST_WRAP: usize = 160;

struct Line {
    span: Span,
    /// Characters.
    width: usize,
}

/// The paragraphs of a text, without white space at their ends.
pub(crate) fn paragraphs(text: &str) -> Vec<Span> {
    let mut out = Vec::new();
    let mut block: Vec<Line> = Vec::new();
    for line in lines(text) {
        match line {
            Some(line) => block.push(line),
            None => divide(text, &mut block, &mut out),
        }
    }
    divide(text, &mut block, &mut out);
    out
}

/// The lines of a text, trimmed; `None` for an empty one, a form feed or a paragraph separator.
fn lines(text: &str) -> impl Iterator<Item = Option<Line>> + '_ {
    let mut rest = 0;
    let ends = |c: char| matches!(c, '\n' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}' | '\u{c}' | '\u{b}');
    std::iter::from_fn(move || {
        if rest >= text.len() {
            return None;
        }
        let found = text[rest..].find(ends);
        let (end, next) = match found {
            None => (text.len(), text.len()),
            Some(i) => {
                let tail = &text[rest + i..];
                let width =
                    if tail.starts_with("\r\n") { 2 } else { tail.chars().next().map_or(1, char::len_utf8) };
                (rest + i, rest + i + width)
            }
        };
        let raw = &text[rest..end];
        let start = rest + raw.len() - raw.trim_start().len();
        let trimmed = raw.trim();
        rest = next;
        if trimmed.is_empty() {
            return Some(None);
        }
        Some(Some(Line { span: Span::new(start, start + trimmed.len()), width: trimmed.chars().count() }))
    })
}

/// Divides a block of lines that no empty line divides.
fn divide(text: &str, block: &mut Vec<Line>, out: &mut Vec<Span>) {
    let widest = block.iter().map(|l| l.width).max().unwrap_or(0);
    let mut current: Option<Span> = None;
    for (i, line) in block.iter().enumerate() {
        current = Some(match current {
            Some(span) if goes_on(text, &block[i - 1], line, widest) => span.cover(line.span),
            Some(span) => {
                out.push(span);
                line.span
            }
            None => line.span,
        });
    }
    out.extend(current);
    block.clear();
}

/// Whether `next` goes on with the paragraph of `line`.
fn goes_on(text: &str, line: &Line, next: &Line, widest: usize) -> bool {
    let follows = next.span.of(text);
    if is_item(follows) {
        return false;
    }
    if follows.chars().find(|c| c.is_alphanumeric()).is_some_and(char::is_lowercase) {
        return true;
    }
    let first_word = follows.split_whitespace().next().map_or(0, |w| w.chars().take(40).count());
    // the next word would not have fitted on this line
    (30..=LONGEST_WRAP).contains(&widest) && line.width + 1 + first_word >= widest * 9 / 10
}

/// Whether a line begins like an item of a list: `- `, `• `, `3. `, `(a) `.
fn is_item(line: &str) -> bool {
    let Some((mark, rest)) = line.split_once(char::is_whitespace) else { return false };
    if rest.trim().is_empty() {
        return false;
    }
    let number = |s: &str| !s.is_empty() && s.len() <= 3 && s.chars().all(|c| c.is_ascii_alphanumeric());
    matches!(mark, "-" | "*" | "•" | "·" | "–" | "—" | "▪" | "●" | "■" | "►" | "#" | "##" | "###")
        || mark.strip_suffix([')', '.']).is_some_and(|m| {
            let m = m.trim_start_matches('(');
            number(m) && (m.bytes().all(|b| b.is_ascii_digit()) || m.len() == 1 && mark.ends_with(')'))
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[&str]) {
        let found: Vec<&str> = paragraphs(text).into_iter().map(|p| p.of(text)).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn empty_lines_divide() {
        check("One\n\nTwo\r\n \r\nThree\u{2029}Four\n", &["One", "Two", "Three", "Four"]);
        check("", &[]);
        check(" \n\t\n", &[]);
    }

    #[test]
    fn wrapped_lines_hold_together() {
        let text = "The president told reporters on Thursday that the\nParliament would meet again next week to vote on\nthe treaty.";
        check(text, &[text]);
    }

    #[test]
    fn a_headline_stands_alone() {
        check(
            "Tokayev asks for help\nThe president of Kazakhstan asked the alliance for troops on Wednesday.",
            &[
                "Tokayev asks for help",
                "The president of Kazakhstan asked the alliance for troops on Wednesday.",
            ],
        );
    }

    #[test]
    fn items_of_a_list_stand_alone() {
        check(
            "Demands:\n- free elections\n- lower prices",
            &["Demands:", "- free elections", "- lower prices"],
        );
        check("1. Talks begin\n2. Talks end", &["1. Talks begin", "2. Talks end"]);
    }

    #[test]
    fn long_lines_are_paragraphs() {
        let long = "This sentence is repeated until the line is long. ".repeat(5);
        let long = long.trim();
        check(&format!("{long}\n{long}"), &[long, long]);
    }
}
