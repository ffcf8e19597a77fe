//! Web pages: the main text by Readability's method, and what the page states of itself in its head, in `time`
//! elements and in JSON-LD.

use casus_model::{Diagnostic, Severity};
use dom_smoothie::{Config, Readability, TextMode};

use super::{Input, not_empty, strip};
use crate::document::Stated;
use crate::error::IngestError;

/// Pages that are nested more deeply are read without building their tree, which takes time that grows with the
/// square of the depth.
const DEEPEST: usize = 256;

/// A main text with fewer letters than this is doubted: all text of the page is taken when that is much more.
const SHORT: usize = 200;

/// Selectors and attributes that hold the date, the surest first.
const DATES: [(&str, &str); 12] = [
    ("meta[property='article:published_time']", "content"),
    ("meta[itemprop='datePublished']", "content"),
    ("meta[property='og:article:published_time']", "content"),
    ("meta[name='date']", "content"),
    ("meta[name='pubdate']", "content"),
    ("meta[name='publishdate']", "content"),
    ("meta[name='DC.date.issued']", "content"),
    ("meta[name='dc.date']", "content"),
    ("meta[name='DC.date']", "content"),
    ("meta[name='sailthru.date']", "content"),
    ("article time[datetime]", "datetime"),
    ("time[datetime]", "datetime"),
];

const URLS: [(&str, &str); 2] = [("link[rel='canonical']", "href"), ("meta[property='og:url']", "content")];

const PUBLISHERS: [(&str, &str); 3] = [
    ("meta[property='og:site_name']", "content"),
    ("meta[name='application-name']", "content"),
    ("meta[name='publisher']", "content"),
];

pub(crate) fn read(input: Input) -> Result<Stated, IngestError> {
    let declared = charset(&input.bytes);
    let mut stated = input.decoded(declared.as_deref())?;
    let html = std::mem::take(&mut stated.text);
    let depth = strip::depth(&html);
    if depth > DEEPEST {
        stated.text = strip::text_of(&html);
        stated.notes.push(
            Diagnostic::new(
                "deeply-nested",
                Severity::Note,
                format!("the page nests {depth} elements; all its text was taken"),
            )
            .hint("menus and notices may be among it"),
        );
        return not_empty(stated);
    }
    let config = Config { text_mode: TextMode::Formatted, ..Config::default() };
    // only a bad base address is refused, and none is given
    let Ok(mut page) = Readability::new(html.as_str(), None, Some(config)) else {
        stated.text = strip::text_of(&html);
        return not_empty(stated);
    };
    let first = |places: &[(&str, &str)], page: &Readability| {
        places.iter().find_map(|(selector, attribute)| {
            page.doc.select(selector).attr(attribute).map(|v| v.trim().to_owned()).filter(|v| !v.is_empty())
        })
    };
    let linked = page.parse_json_ld();
    let meta = page.get_article_metadata(linked);
    stated.date =
        meta.published_time.clone().filter(|d| !d.trim().is_empty()).or_else(|| first(&DATES, &page));
    stated.url = first(&URLS, &page).filter(|u| u.starts_with("http"));
    stated.source = meta.site_name.clone().or_else(|| first(&PUBLISHERS, &page));
    stated.lang = page.doc.select("html").attr("lang").map(|l| l.to_string());
    let title = meta.title.trim();
    stated.title = (!title.is_empty()).then(|| title.to_owned());
    let main = page.parse().map(|article| strip::tidy(&article.text_content)).unwrap_or_default();
    let all = if letters(&main) < SHORT { strip::text_of(&html) } else { String::new() };
    stated.text = if letters(&all) > 3 * letters(&main) { all } else { main };
    not_empty(stated)
}

fn letters(text: &str) -> usize {
    text.chars().filter(|c| c.is_alphabetic()).count()
}

/// The encoding that the page states in its first bytes.
pub(crate) fn charset(bytes: &[u8]) -> Option<String> {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(4096)]).to_ascii_lowercase();
    let at = head.find("charset=").map(|i| i + 8).or_else(|| Some(head.find("encoding=")? + 9))?;
    let value = head[at..].trim_start_matches(['"', '\'', ' ']);
    let end = value.find(|c: char| !(c.is_ascii_alphanumeric() || "-_:".contains(c))).unwrap_or(value.len());
    (end > 0).then(|| value[..end].to_owned())
}
