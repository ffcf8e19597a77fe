//! The literate format: a Markdown file is a suite, a heading is a case, fenced blocks are text, settings and
//! expectations. CONTRIBUTING.md describes it for writers.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// One file of cases, with its lines so that it can be rewritten.
pub(crate) struct Suite {
    pub(crate) path: PathBuf,
    pub(crate) lines: Vec<String>,
    pub(crate) cases: Vec<Case>,
}

/// One sentence or text and what it must yield.
pub(crate) struct Case {
    pub(crate) heading: String,
    /// Line of the heading, from 1.
    pub(crate) line: usize,
    pub(crate) text: String,
    pub(crate) settings: Settings,
    pub(crate) expect: Option<Block>,
    pub(crate) miss: Option<Block>,
}

/// A fenced block of expectations; `lines` is its range in [`Suite::lines`], fences excluded.
pub(crate) struct Block {
    pub(crate) lines: std::ops::Range<usize>,
    pub(crate) expectations: Vec<Expectation>,
}

/// Settings by name; those of a file hold for all its cases, those of a case for itself.
#[derive(Clone, Default)]
pub(crate) struct Settings(pub(crate) BTreeMap<String, String>);

impl Settings {
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }
}

/// One line of a block: `kind head… | field | field`.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Expectation {
    pub(crate) source: String,
    pub(crate) negated: bool,
    pub(crate) kind: String,
    /// The words before the first bar; a quoted stretch is one word without its quotes.
    pub(crate) head: Vec<String>,
    /// What stands between bars: label and value (`date` → `2022-01-06`; `happened` → empty).
    pub(crate) fields: Vec<(String, String)>,
}

const KINDS: &[&str] = &[
    "event",
    "claim",
    "actor",
    "time",
    "tokens",
    "sentences",
    "lemma",
    "dep",
    "diag",
    "docdate",
    "same",
    "apart",
];
const SETTINGS: &[&str] = &["lang", "date", "title", "source", "file", "url", "today", "learned"];

/// Reads a suite; a fault names file and line.
pub(crate) fn parse(path: &Path, content: &str) -> Result<Suite, String> {
    let lines: Vec<String> = content.lines().map(str::to_owned).collect();
    let at = |line: usize, message: &str| format!("{}:{}: {message}", path.display(), line + 1);
    let mut file_settings = Settings::default();
    let mut cases: Vec<Case> = Vec::new();
    let mut heading: Option<(String, usize)> = None;
    let mut open = false; // whether the last case may still take blocks
    let mut i = 0;
    while i < lines.len() {
        let line = &lines[i];
        if let Some(title) = line.strip_prefix('#') {
            heading = Some((title.trim_start_matches('#').trim().to_owned(), i));
            open = false;
        } else if let Some(tag) = line.strip_prefix("```") {
            let start = i + 1;
            let end = (start..lines.len())
                .find(|j| lines[*j].starts_with("```"))
                .ok_or_else(|| at(i, "this block is not closed: add a line ```"))?;
            let body = &lines[start..end];
            match tag.trim() {
                "toml" => {
                    let target = if open {
                        &mut cases.last_mut().expect("a case is open").settings
                    } else {
                        &mut file_settings
                    };
                    read_settings(body, target).map_err(|(n, m)| at(start + n, &m))?;
                }
                "text" => {
                    let (heading, line) =
                        heading.clone().ok_or_else(|| at(i, "a text stands before the first heading"))?;
                    let heading = if open { format!("{heading} ({})", i + 1) } else { heading };
                    cases.push(Case {
                        heading,
                        line: line + 1,
                        text: body.join("\n"),
                        settings: file_settings.clone(),
                        expect: None,
                        miss: None,
                    });
                    open = true;
                }
                kind @ ("expect" | "miss") => {
                    let case = cases.last_mut().filter(|_| open).ok_or_else(|| {
                        at(i, "an expectation stands before its text: write the ```text block first")
                    })?;
                    let mut expectations = Vec::new();
                    for (n, line) in body.iter().enumerate().filter(|(_, l)| !l.trim().is_empty()) {
                        expectations.push(parse_line(line).map_err(|m| at(start + n, &m))?);
                    }
                    let block = Some(Block { lines: start..end, expectations });
                    let slot = if kind == "expect" { &mut case.expect } else { &mut case.miss };
                    if slot.is_some() {
                        return Err(at(i, "this text already has such a block: join the two"));
                    }
                    *slot = block;
                }
                other => {
                    return Err(at(i, &format!("unknown block '{other}': use text, expect, miss or toml")));
                }
            }
            i = end;
        }
        i += 1;
    }
    for case in &cases {
        if case.expect.is_none() && case.miss.is_none() {
            return Err(format!(
                "{}:{}: the case '{}' expects nothing: add an ```expect block",
                path.display(),
                case.line,
                case.heading
            ));
        }
    }
    Ok(Suite { path: path.to_owned(), lines, cases })
}

fn read_settings(body: &[String], into: &mut Settings) -> Result<(), (usize, String)> {
    for (n, line) in body.iter().enumerate() {
        let line = line.split(" #").next().unwrap_or_default().trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let (key, value) =
            line.split_once('=').ok_or((n, "write a setting as name = \"value\"".to_owned()))?;
        let (key, value) = (key.trim(), value.trim().trim_matches('"'));
        if !SETTINGS.contains(&key) {
            return Err((n, format!("unknown setting '{key}': known are {}", SETTINGS.join(", "))));
        }
        into.0.insert(key.to_owned(), value.to_owned());
    }
    Ok(())
}

/// Reads one expectation.
pub(crate) fn parse_line(line: &str) -> Result<Expectation, String> {
    if let Some(tokens) = line.trim().strip_prefix("tokens ") {
        // A token may be a quotation mark or a bar: blanks alone divide.
        let head = tokens.split_whitespace().map(str::to_owned).collect();
        let source = line.trim().to_owned();
        return Ok(Expectation {
            source,
            negated: false,
            kind: "tokens".to_owned(),
            head,
            fields: Vec::new(),
        });
    }
    let mut parts = split_bars(line).into_iter();
    let mut words = split_words(&parts.next().unwrap_or_default())?;
    let negated = words.first().is_some_and(|w| w == "no");
    if negated {
        words.remove(0);
    }
    if words.is_empty() {
        return Err("an expectation begins with its kind".to_owned());
    }
    let kind = words.remove(0);
    if !KINDS.contains(&kind.as_str()) {
        return Err(format!("unknown kind '{kind}': known are {}", KINDS.join(", ")));
    }
    let mut fields = Vec::new();
    for part in parts {
        let part = part.trim();
        let label = [
            "denied by",
            "by",
            "date",
            "at",
            "cameo",
            "ctx",
            "gen",
            "cue",
            "source",
            "modality",
            "horizon",
            "if",
            "troops",
            "dead",
            "injured",
            "arrested",
            "participants",
            "displaced",
            "money",
            "other",
        ]
        .into_iter()
        .find(|l| part.strip_prefix(l).is_some_and(|rest| rest.starts_with(' ')));
        match label {
            Some(label) => fields.push((label.to_owned(), unquote(part[label.len()..].trim()))),
            None => fields.push((unquote(part), String::new())),
        }
    }
    Ok(Expectation { source: line.trim().to_owned(), negated, kind, head: words, fields })
}

fn unquote(s: &str) -> String {
    s.strip_prefix('"').and_then(|s| s.strip_suffix('"')).unwrap_or(s).to_owned()
}

/// Splits at bars that stand outside quotes. A quote inside a quoted stretch is written `\"`.
fn split_bars(line: &str) -> Vec<String> {
    let (mut parts, mut part, mut quoted, mut escaped) = (Vec::new(), String::new(), false, false);
    for c in line.chars() {
        match c {
            '\\' if !escaped => {
                escaped = true;
                part.push(c);
                continue;
            }
            '"' if !escaped => quoted = !quoted,
            '|' if !quoted => {
                parts.push(std::mem::take(&mut part));
                continue;
            }
            _ => {}
        }
        escaped = false;
        part.push(c);
    }
    parts.push(part);
    parts.iter().map(|p| p.trim().to_owned()).collect()
}

fn split_words(head: &str) -> Result<Vec<String>, String> {
    let (mut words, mut word, mut quoted, mut escaped, mut any) =
        (Vec::new(), String::new(), false, false, false);
    for c in head.chars() {
        match c {
            '\\' if !escaped => {
                escaped = true;
                continue;
            }
            '"' if !escaped => {
                quoted = !quoted;
                any = true;
            }
            c if c.is_whitespace() && !quoted => {
                if any || !word.is_empty() {
                    words.push(std::mem::take(&mut word));
                }
                any = false;
            }
            c => word.push(c),
        }
        escaped = false;
    }
    if quoted {
        return Err("a quote is not closed".to_owned());
    }
    if any || !word.is_empty() {
        words.push(word);
    }
    Ok(words)
}
