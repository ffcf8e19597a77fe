//! Quotation marks: which stretches of a paragraph stand in quotes.
//!
//! What it does: pairs typographic marks by their kind and straight marks by what stands beside them; a quote
//! that is left open at the end of a paragraph runs to its end, and goes on in the next paragraph when that one
//! opens with a mark again. Limits: single quotation marks are not read, they cannot be told from apostrophes.

use casus_model::Span;

/// A stretch in quotation marks.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Quote {
    /// From the opening to the closing mark, both included.
    pub(super) span: Span,
    /// The words between the marks.
    pub(super) inner: Span,
    /// Whether it is left open at the end of the paragraph, to go on in the next.
    pub(super) open: bool,
    /// Whether it continues one that the paragraph before left open.
    pub(super) continues: bool,
}

/// The quotes of a text, paragraph by paragraph, in order.
pub(super) fn find(text: &str, paragraphs: &[Span]) -> Vec<Vec<Quote>> {
    let mut all: Vec<Vec<Quote>> = Vec::with_capacity(paragraphs.len());
    let mut open_before = false;
    for paragraph in paragraphs {
        let mut quotes = scan(text, *paragraph);
        let begins = quotes.first().is_some_and(|q| q.span.start == paragraph.start);
        if open_before {
            if begins {
                quotes[0].continues = true;
            } else if let Some(last) = all.last_mut().and_then(|quotes: &mut Vec<Quote>| quotes.last_mut()) {
                last.open = false;
            }
        }
        open_before = quotes.last().is_some_and(|q| q.open);
        all.push(quotes);
    }
    if let Some(last) = all.last_mut().and_then(|quotes| quotes.last_mut()) {
        last.open = false;
    }
    all
}

/// The marks that close what this one opens; nothing when it opens nothing.
fn closers(mark: &str, before: Option<char>, after: Option<char>) -> &'static [&'static str] {
    let at_edge = before.is_none_or(|c| c.is_whitespace() || "([{—–-:,".contains(c));
    let word_follows = after.is_some_and(|c| !c.is_whitespace());
    match mark {
        "“" => &["”", "\""],
        "„" => &["“", "”"],
        "«" => &["»"],
        "»" if at_edge && word_follows => &["«"],
        "「" => &["」"],
        "『" => &["』"],
        "\"" if at_edge && word_follows => &["\"", "”"],
        "''" | "``" if at_edge && word_follows => &["''"],
        _ => &[],
    }
}

const MARKS: [&str; 10] = ["“", "”", "„", "«", "»", "「", "」", "『", "』", "\""];

fn mark_at(rest: &str) -> Option<&'static str> {
    if rest.starts_with("''") {
        return Some("''");
    }
    if rest.starts_with("``") {
        return Some("``");
    }
    MARKS.into_iter().find(|m| rest.starts_with(m))
}

fn scan(text: &str, paragraph: Span) -> Vec<Quote> {
    let (start, end) = (paragraph.start as usize, paragraph.end as usize);
    let body = &text[start..end];
    let mut quotes = Vec::new();
    // byte where the open quote begins, length of its mark, and what closes it
    let mut open: Option<(usize, usize, &'static [&'static str])> = None;
    let mut before = None;
    let mut at = 0;
    while at < body.len() {
        let rest = &body[at..];
        let step = if let Some(mark) = mark_at(rest) {
            if let Some((from, width, closing)) = open {
                if closing.contains(&mark) {
                    let span = Span::new(start + from, start + at + mark.len());
                    let inner = Span::new(start + from + width, start + at);
                    quotes.push(Quote { span, inner, open: false, continues: false });
                    open = None;
                }
            } else {
                let closing = closers(mark, before, rest[mark.len()..].chars().next());
                if !closing.is_empty() {
                    open = Some((at, mark.len(), closing));
                }
            }
            mark.len()
        } else {
            rest.chars().next().map_or(1, char::len_utf8)
        };
        before = body[at..at + step].chars().next_back();
        at += step;
    }
    if let Some((from, width, _)) = open {
        let span = Span::new(start + from, end);
        quotes.push(Quote {
            span,
            inner: Span::new(start + from + width, end),
            open: true,
            continues: false,
        });
    }
    quotes
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[&[&str]]) {
        let mut paragraphs = Vec::new();
        let mut at = 0;
        for line in text.split('\n') {
            paragraphs.push(Span::new(at, at + line.len()));
            at += line.len() + 1;
        }
        let found: Vec<Vec<&str>> =
            find(text, &paragraphs).iter().map(|p| p.iter().map(|q| q.inner.of(text)).collect()).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn every_style_of_marks_is_paired() {
        check("He said “no” and \"yes\".", &[&["no", "yes"]]);
        check("Er sagte: „Nein“, sie sagte »ja«.", &[&["Nein", "ja"]]);
        check("Ha detto: «No». Poi: \"sì\".", &[&["No", "sì"]]);
        check("''Never,'' he said.", &[&["Never,"]]);
        check("It's the ministers' car.", &[&[]]);
    }

    #[test]
    fn a_quote_runs_over_paragraphs_when_its_mark_is_repeated() {
        let text = "“One.\n“Two,” he said.";
        let quotes = find(text, &[Span::new(0, 7), Span::new(8, text.len())]);
        assert!(quotes[0][0].open && quotes[1][0].continues && !quotes[1][0].open);
    }

    #[test]
    fn a_mark_that_is_never_closed_ends_with_its_paragraph() {
        let text = "“One.\nTwo.";
        let quotes = find(text, &[Span::new(0, 7), Span::new(8, text.len())]);
        assert_eq!(quotes[0].len(), 1);
        assert!(!quotes[0][0].open && quotes[1].is_empty());
    }
}
