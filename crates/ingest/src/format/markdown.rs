//! Markdown: its prose without marks, and what a block between `---` lines at the top states.

use super::{Input, not_empty, strip};
use crate::document::Stated;
use crate::error::IngestError;

pub(crate) fn read(input: Input) -> Result<Stated, IngestError> {
    let mut stated = input.decoded(None)?;
    let source = std::mem::take(&mut stated.text);
    let body = front_matter(&source, &mut stated);
    stated.text = prose(body, &mut stated.title);
    not_empty(stated)
}

/// Reads `key: value` lines between two lines of `---`, and gives what comes after.
fn front_matter<'a>(source: &'a str, stated: &mut Stated) -> &'a str {
    let Some(rest) = source.strip_prefix("---\n").or_else(|| source.strip_prefix("---\r\n")) else {
        return source;
    };
    let Some(end) = rest.find("\n---") else { return source };
    for line in rest[..end].lines() {
        let Some((key, value)) = line.split_once(':') else { continue };
        let value = Some(value.trim().trim_matches(['"', '\'']).to_owned()).filter(|v| !v.is_empty());
        match key.trim().to_ascii_lowercase().as_str() {
            "title" => stated.title = value,
            "date" | "published" => stated.date = value,
            "lang" | "language" => stated.lang = value,
            "source" | "publisher" => stated.source = value,
            "url" | "link" => stated.url = value,
            _ => {}
        }
    }
    rest[end + 4..].split_once('\n').map_or("", |(_, body)| body)
}

/// The prose; the first heading is the title where none is stated.
fn prose(body: &str, title: &mut Option<String>) -> String {
    let mut out = String::with_capacity(body.len());
    let mut code = false;
    for line in body.lines() {
        let trimmed = line.trim_start();
        if trimmed.starts_with("```") || trimmed.starts_with("~~~") {
            code = !code;
            continue;
        }
        if code || is_rule(trimmed) {
            out.push('\n');
            continue;
        }
        let heading = trimmed.starts_with('#') && trimmed.trim_start_matches('#').starts_with(' ');
        let text =
            if heading { trimmed.trim_start_matches('#').trim().trim_end_matches('#') } else { trimmed };
        let text = inline(text.trim_start_matches("> ").trim_start_matches('>'));
        if heading {
            if title.is_none() {
                *title = Some(text.trim().to_owned());
            }
            out.extend(["\n", text.trim(), "\n\n"]);
        } else {
            out.push_str(&text);
            out.push('\n');
        }
    }
    strip::tidy(&out)
}

/// A line of `***`, `---` or `___`, or of `===` below a heading.
fn is_rule(line: &str) -> bool {
    let marks = line.trim_end();
    marks.len() >= 3
        && ["-", "*", "_", "="].iter().any(|m| marks.replace(' ', "").chars().all(|c| m.starts_with(c)))
}

/// Takes links, images, emphasis and code marks out of a line.
fn inline(line: &str) -> String {
    let mut out = String::with_capacity(line.len());
    let mut rest = line;
    while let Some(i) = rest.find(['[', '!', '*', '_', '`', '\\']) {
        out.push_str(&rest[..i]);
        let tail = &rest[i..];
        let image = tail.starts_with("![");
        if image || tail.starts_with('[') {
            let label = &tail[1 + usize::from(image)..];
            if let Some((text, after)) = label.split_once("](")
                && !text.contains(['[', ']'])
                && let Some(end) = after.find(')')
            {
                if !image {
                    out.push_str(&inline(text));
                }
                rest = &after[end + 1..];
                continue;
            }
        }
        let mark = tail.chars().next().unwrap_or(' ');
        let word_before = out.chars().next_back().is_some_and(char::is_alphanumeric);
        let word_after = tail.chars().nth(1).is_some_and(char::is_alphanumeric);
        let skip = match mark {
            '*' | '`' => true,
            // snake_case is no emphasis
            '_' => !(word_before && word_after),
            '\\' => tail[1..].starts_with(|c: char| c.is_ascii_punctuation()),
            _ => false,
        };
        if mark == '\\' && skip {
            out.push_str(&tail[1..2]);
            rest = &tail[2..];
            continue;
        }
        if !skip {
            out.push(mark);
        }
        rest = &tail[mark.len_utf8()..];
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_taken_out_and_the_top_block_is_read() {
        let source = "---\ntitle: \"Troops arrive\"\ndate: 2022-01-06\nlang: en\n---\n# Heading\n\nThe **first** aircraft \
            [landed](https://a.example/x) on *Thursday*, snake_case\\*.\n\n> A quote.\n\n```\ncode\n```\n- item\n";
        let input = Input { origin: "a.md".into(), file_name: None, bytes: source.as_bytes().to_vec() };
        let stated = read(input).unwrap();
        assert_eq!(stated.title.as_deref(), Some("Troops arrive"));
        assert_eq!((stated.date.as_deref(), stated.lang.as_deref()), (Some("2022-01-06"), Some("en")));
        assert_eq!(
            stated.text,
            "Heading\n\nThe first aircraft landed on Thursday, snake_case*.\n\nA quote.\n\n- item"
        );
    }

    proptest::proptest! {
        #[test]
        fn any_markdown_is_read(line in "[\\[\\]()!*_`\\\\#> a-zé\n-]{0,120}") {
            let _ = prose(&line, &mut None);
        }
    }
}
