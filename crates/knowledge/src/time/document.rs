//! The date of a document, from what states it: the user, the metadata, a dateline, the address, the file name.

use casus_model::{
    Analysis, Basis, Date, Day, Diagnostic, Edtf, Lang, Precision, Severity, Span, TimeExpression,
};

use super::calendar::add;
use super::find::find;
use super::lexicon::{Class, Lexicon, Order};
use super::matcher::Scanned;
use super::scan::Piece;

/// What is known about when a document was published.
#[derive(Clone, Copy, Debug)]
pub struct DateHints<'a> {
    /// What the user says (`--date`).
    pub given: Option<&'a str>,
    /// What the metadata says: a feed's `pubDate`, a page's `article:published_time`, a record's `date`.
    pub metadata: Option<&'a str>,
    /// Where it was published.
    pub url: Option<&'a str>,
    /// The name of its file, without folders.
    pub file_name: Option<&'a str>,
    /// Its text.
    pub text: &'a str,
    /// Its language.
    pub lang: &'a Lang,
}

/// The date of a document, and what was noticed on the way.
///
/// The first that states a date wins: the user, the metadata, a dateline or a line such as "Published on …", the
/// address, the file name. Diagnostics: `unreadable-date` (a stated date that cannot be read), `ambiguous-date`
/// (`03/04/2022`: read by the language's order, or kept as a range where its readers differ), `future-date` (later
/// than `today`, with one day left for time zones; refused), `conflicting-dates` (a weaker statement more than two
/// days away), `glued-dateline` (the text goes on without a break) and `undated-document`.
pub fn document_date(hints: &DateHints, today: Day) -> (Option<Date>, Vec<Diagnostic>) {
    let mut notes = Vec::new();
    let mut stated: Vec<Date> = Vec::new();
    for (basis, text) in [(Basis::Given, hints.given), (Basis::Metadata, hints.metadata)] {
        let Some(text) = text.map(str::trim).filter(|t| !t.is_empty()) else { continue };
        match stated_date(text, hints.lang) {
            Some(reading) => stated.push(reading.into_date(basis, text, None, &mut notes)),
            None => notes.push(
                Diagnostic::new("unreadable-date", Severity::Warning, format!("'{text}' is no date"))
                    .hint("write it as 2022-01-06, 2022-01 or 2022"),
            ),
        }
    }
    let address = hints.url.and_then(date_in_path).map(|r| (r, Basis::Url, hints.url.unwrap_or_default()));
    let file = hints.file_name.and_then(date_in_path);
    let file = file.map(|r| (r, Basis::FileName, hints.file_name.unwrap_or_default()));
    let named: Vec<Date> =
        [address, file].into_iter().flatten().map(|(r, b, t)| r.into_date(b, t, None, &mut notes)).collect();
    // A dateline without its year takes it from whatever else states one.
    let year = stated.iter().chain(&named).find_map(|d| d.from().map(Day::year));
    let line = dateline(hints.text, hints.lang, year);
    if let Some(line) = &line {
        if let Some(reading) = &line.reading {
            let words = line.span.of(hints.text);
            stated.push(reading.clone().into_date(Basis::Dateline, words, Some(line.span), &mut notes));
        }
        if line.glued {
            notes.push(
                Diagnostic::new(
                    "glued-dateline",
                    Severity::Warning,
                    "the text goes on right after its dateline",
                )
                .at(line.span)
                .hint("check whether the beginning of the text was lost when it was copied"),
            );
        }
    }
    stated.extend(named);
    let (possible, future): (Vec<Date>, Vec<Date>) =
        stated.into_iter().partition(|d| d.from().is_none_or(|from| from <= add(today, 1)));
    for date in future {
        let message = format!("the date {} ({}) lies in the future", date.edtf, date.basis);
        let note = Diagnostic::new("future-date", Severity::Error, message).hint("the date was refused");
        notes.push(match date.span {
            Some(span) => note.at(span),
            None => note,
        });
    }
    let mut possible = possible.into_iter();
    let Some(best) = possible.next() else {
        let message = match line.filter(|l| l.month_day.is_some()) {
            Some(line) => format!("the dateline '{}' states no year", line.span.of(hints.text)),
            None => "nothing states when this document was published".to_owned(),
        };
        notes.push(
            Diagnostic::new("undated-document", Severity::Warning, message)
                .hint("give its date with --date, or put it into the file's name"),
        );
        return (None, notes);
    };
    for other in possible.filter(|o| apart(&best, o) > 2) {
        let message = format!("{} says {}, but {} says {}", best.basis, best.edtf, other.basis, other.edtf);
        let note = Diagnostic::new("conflicting-dates", Severity::Warning, message)
            .hint(format!("{} was kept; give the right date with --date", best.edtf));
        notes.push(match other.span {
            Some(span) => note.at(span),
            None => note,
        });
    }
    (Some(best), notes)
}

/// Days between two dates; 0 where they touch.
fn apart(a: &Date, b: &Date) -> i32 {
    let gap = |early: Option<Day>, late: Option<Day>| match (early, late) {
        (Some(e), Some(l)) => (l - e).get_days(),
        _ => 0,
    };
    gap(a.to(), b.from()).max(gap(b.to(), a.from())).max(0)
}

/// A date as it was read, before it is known where it stood.
#[derive(Clone, Debug)]
pub(super) struct Reading {
    edtf: Edtf,
    precision: Precision,
    /// Why it could also be read otherwise.
    doubt: Option<String>,
}

impl Reading {
    fn sure(edtf: Edtf) -> Self {
        let precision = edtf.precision();
        Self { edtf, precision, doubt: None }
    }

    fn into_date(self, basis: Basis, detail: &str, span: Option<Span>, notes: &mut Vec<Diagnostic>) -> Date {
        if let Some(doubt) = self.doubt {
            let note = Diagnostic::new("ambiguous-date", Severity::Warning, doubt)
                .hint("give the date with --date, or write it as 2022-04-03");
            notes.push(match span {
                Some(span) => note.at(span),
                None => note,
            });
        }
        let date = Date::new(self.edtf, basis, detail).precise_to(self.precision);
        Date { span, ..date }
    }
}

/// Reads a date that someone states: EDTF, ISO 8601 with a time, RFC 2822, or words in the language or in English.
fn stated_date(text: &str, lang: &Lang) -> Option<Reading> {
    if let Ok(edtf) = text.parse::<Edtf>() {
        return Some(Reading::sure(edtf));
    }
    if let Some(Ok(edtf)) = text.get(..10).map(str::parse::<Edtf>)
        && text.as_bytes().get(10).is_some_and(|b| !b.is_ascii_digit())
    {
        return Some(Reading::sure(edtf));
    }
    if text.len() == 8
        && let Some(edtf) = compact(text)
    {
        return Some(Reading::sure(edtf));
    }
    if let Some(reading) = digits_of_doubt(text, lang) {
        return Some(reading);
    }
    let none = Analysis { lang: lang.clone(), sentences: Vec::new() };
    [lang, &Lang::EN].into_iter().find_map(|l| {
        let date = find(text, &none, None, l).into_iter().find_map(|t| t.date)?;
        Some(Reading { edtf: date.edtf, precision: date.precision, doubt: None })
    })
}

/// `20220106`.
fn compact(digits: &str) -> Option<Edtf> {
    if digits.len() != 8 || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let date = format!("{}-{}-{}", &digits[..4], &digits[4..6], &digits[6..]);
    date.parse().ok().filter(|_| ("1900".."2200").contains(&&digits[..4]))
}

/// `03/04/2022`, `3.4.2022`, `03-04-2022`, where the order of day and month is open.
///
/// Readers of English differ (Britain, the United States): the date then stays a range of both. Elsewhere the
/// language's order decides, and a diagnostic says so.
fn digits_of_doubt(text: &str, lang: &Lang) -> Option<Reading> {
    let mut parts = text.split(['/', '.', '-']).map(str::trim);
    let (a, b, year) = (parts.next()?, parts.next()?, parts.next()?);
    let year = year.split_whitespace().next().filter(|y| y.len() == 4)?;
    if parts.next().is_some() {
        return None;
    }
    let (a, b, year): (i8, i8, i16) = (a.parse().ok()?, b.parse().ok()?, year.parse().ok()?);
    let day = |month, day| Day::new(year, month, day).ok();
    match (day(b, a), day(a, b)) {
        (Some(one), Some(other)) if one != other => {
            let (first, last) = (one.min(other), one.max(other));
            let doubt = |as_what: &str| format!("'{text}' can be {one} or {other}; read as {as_what}");
            if *lang == Lang::EN || !lang.is_known() {
                let edtf = Edtf::interval(Some(first), Some(last)).approximate();
                let precision = Precision::Range;
                return Some(Reading {
                    edtf,
                    precision,
                    doubt: Some(doubt("a span of days that holds both")),
                });
            }
            let day = if Lexicon::of(lang).order == Order::Mdy { other } else { one };
            let doubt = Some(doubt(&format!("{day}, in the order of '{lang}'")));
            Some(Reading { edtf: Edtf::day(day), precision: Precision::Day, doubt })
        }
        (one, other) => Some(Reading::sure(Edtf::day(one.or(other)?))),
    }
}

/// A date in an address or a file name: `/2022/01/06/`, `news-2022-01-06.txt`, `20220106_kz.html`, `/2022/01/`.
fn date_in_path(path: &str) -> Option<Reading> {
    let runs: Vec<(usize, usize)> = digit_runs(path);
    let bytes = path.as_bytes();
    let stands_alone = |from: usize, to: usize| {
        let before = from.checked_sub(1).map(|i| bytes[i]);
        let after = bytes.get(to).copied();
        ![before, after].into_iter().flatten().any(|b| b.is_ascii_alphanumeric())
    };
    let joined = |a: usize, b: usize| {
        runs[b].0 == runs[a].1 + 1 && matches!(bytes[runs[a].1], b'-' | b'/' | b'_' | b'.')
    };
    let digits = |k: usize| &path[runs[k].0..runs[k].1];
    let pad = |k: usize| format!("{:0>2}", digits(k));
    for k in 0..runs.len() {
        if stands_alone(runs[k].0, runs[k].1)
            && let Some(edtf) = compact(digits(k))
        {
            return Some(Reading::sure(edtf));
        }
        if k + 2 < runs.len()
            && joined(k, k + 1)
            && joined(k + 1, k + 2)
            && stands_alone(runs[k].0, runs[k + 2].1)
        {
            if digits(k).len() == 4
                && digits(k + 1).len() <= 2
                && digits(k + 2).len() <= 2
                && let Ok(edtf) = format!("{}-{}-{}", digits(k), pad(k + 1), pad(k + 2)).parse::<Edtf>()
            {
                return Some(Reading::sure(edtf));
            }
            if digits(k + 2).len() == 4
                && digits(k).len() <= 2
                && digits(k + 1).len() <= 2
                && let Some(reading) = digits_of_doubt(
                    &format!("{}-{}-{}", digits(k), digits(k + 1), digits(k + 2)),
                    &Lang::UNKNOWN,
                )
            {
                return Some(reading);
            }
        }
    }
    (0..runs.len().saturating_sub(1)).find_map(|k| {
        let month = joined(k, k + 1) && digits(k).len() == 4 && digits(k + 1).len() == 2;
        let whole = month && stands_alone(runs[k].0, runs[k + 1].1);
        let recent = ("1900".."2200").contains(&digits(k));
        let edtf = format!("{}-{}", digits(k), digits(k + 1)).parse::<Edtf>().ok()?;
        (whole && recent && edtf.precision() == Precision::Month).then(|| Reading::sure(edtf))
    })
}

fn digit_runs(text: &str) -> Vec<(usize, usize)> {
    let mut runs: Vec<(usize, usize)> = Vec::new();
    for (i, b) in text.bytes().enumerate() {
        match runs.last_mut() {
            Some(run) if b.is_ascii_digit() && run.1 == i => run.1 = i + 1,
            _ if b.is_ascii_digit() => runs.push((i, i + 1)),
            _ => {}
        }
    }
    runs
}

/// A line that dates its text.
pub(super) struct Dateline {
    /// The words of the date.
    pub(super) span: Span,
    /// What they say; `None` when the year is missing.
    reading: Option<Reading>,
    /// Month and day, for a dateline without its year.
    pub(super) month_day: Option<(i8, i8)>,
    /// Whether the text goes on without a break.
    glued: bool,
}

/// How many lines from the top, and from the bottom, may hold a dateline.
const TOP_LINES: usize = 6;
const BOTTOM_LINES: usize = 3;
/// How far into its line a dateline's date may end, in bytes.
const REACH: usize = 160;

/// The dateline of a text: `ROMA, 6 gen (Reuters) -`, `(ANSA) - ASTANA, 11 NOV -`, `Published on 6 January 2022`, a
/// date alone on its line; `year` is used where the line has none.
pub(super) fn dateline(text: &str, lang: &Lang, year: Option<i16>) -> Option<Dateline> {
    let mut lines: Vec<(usize, &str)> = Vec::new();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        if !line.trim().is_empty() {
            lines.push((at, line.trim_end()));
        }
        at += line.len();
    }
    let top = lines.iter().take(TOP_LINES);
    let bottom = lines.iter().skip(TOP_LINES.max(lines.len().saturating_sub(BOTTOM_LINES)));
    top.map(|l| (l, true))
        .chain(bottom.map(|l| (l, false)))
        .find_map(|((at, line), top)| line_date(line, *at, top, lang, year))
}

fn line_date(line: &str, at: usize, top: bool, lang: &Lang, year: Option<i16>) -> Option<Dateline> {
    let mut reach = line.len().min(REACH);
    while !line.is_char_boundary(reach) {
        reach -= 1;
    }
    let head = &line[..reach];
    let none = Analysis { lang: lang.clone(), sentences: Vec::new() };
    let first = find(head, &none, None, lang).into_iter().find(|t| t.value.len() >= 10)?;
    let (before, after) = (&line[..first.span.start as usize], &line[first.span.end as usize..]);
    let announced = is_announcement(before, lang);
    let dates = if announced {
        true
    } else {
        top && (is_place(before) && opens_text(after) || before.trim().is_empty() && is_end(after))
    };
    if !dates {
        return None;
    }
    let span = Span::new(at + first.span.start as usize, at + first.span.end as usize);
    let glued = announced && after.starts_with(' ') && after.trim_start().starts_with(char::is_alphabetic);
    let month_day = month_day(&first);
    let reading = match (&first.date, month_day, year) {
        (Some(date), _, _) => digits_of_doubt(first.span.of(line), lang)
            .or_else(|| Some(Reading { edtf: date.edtf.clone(), precision: date.precision, doubt: None })),
        (None, Some((month, day)), Some(year)) => {
            Day::new(year, month, day).ok().map(|d| Reading::sure(Edtf::day(d)))
        }
        _ => None,
    };
    if reading.is_none() && month_day.is_none() {
        return None;
    }
    Some(Dateline { span, reading, month_day, glued })
}

/// Month and day of `XXXX-01-06`.
fn month_day(time: &TimeExpression) -> Option<(i8, i8)> {
    let rest = time.value.strip_prefix("XXXX-")?;
    let (month, day) = rest.get(..5)?.split_once('-')?;
    Some((month.parse().ok()?, day.parse().ok()?))
}

/// Whether the words before a date announce it: "Published on", "Aggiornato il".
fn is_announcement(before: &str, lang: &Lang) -> bool {
    if before.trim().is_empty() || before.len() > 60 {
        return false;
    }
    [lang, &Lang::EN].into_iter().any(|l| {
        let scanned = Scanned::new(Lexicon::of(l), before);
        let mut at = 0;
        let mut announced = false;
        while at < scanned.pieces.len() {
            if let Some((_, len)) = scanned.class_at(at, Class::Published) {
                announced = true;
                at += len;
            } else if is_filler(&scanned, at) {
                at += 1;
            } else {
                return false;
            }
        }
        announced
    })
}

/// Articles, prepositions, weekdays and signs between an announcement and its date.
fn is_filler(scanned: &Scanned, at: usize) -> bool {
    let piece: &Piece = &scanned.pieces[at];
    let word =
        [Class::Det, Class::In, Class::Of, Class::Weekday].iter().any(|c| scanned.class_at(at, *c).is_some());
    word || piece.span.len() == 1
}

/// Whether the words before a date are the place of a dateline: `ROMA, `, `(ANSA) - ASTANA, `, `Moscow, `.
fn is_place(before: &str) -> bool {
    let words: Vec<&str> = before.split_whitespace().filter(|w| w.chars().any(char::is_alphabetic)).collect();
    let capital = |w: &&str| {
        w.chars().find(|c| c.is_alphabetic()).is_some_and(|c| c.is_uppercase() || !c.is_lowercase())
    };
    let shouted = words.iter().all(|w| !w.chars().any(char::is_lowercase));
    let ends = before.trim_end().ends_with([',', '-', '–', '—', ')', '،', '，']);
    (1..=8).contains(&words.len()) && (shouted || (words.iter().all(capital) && words.len() <= 4 && ends))
}

/// Whether what follows a date starts the text of an agency: `(Reuters) -`, ` - `, ` – `.
fn opens_text(after: &str) -> bool {
    let after = after.trim_start_matches(['.', ',', ' ', '\u{a0}']);
    after.is_empty() || after.starts_with(['(', '-', '–', '—', '/', '|', '_', ':'])
}

/// Whether a line ends here, but for a time of day.
fn is_end(after: &str) -> bool {
    !after.chars().any(char::is_alphabetic) && after.chars().count() < 20
}

#[cfg(test)]
mod tests {
    use super::*;

    static EN: Lang = Lang::EN;
    static IT: Lang = Lang::IT;

    fn day(s: &str) -> Day {
        s.parse().unwrap()
    }

    fn hints<'a>(text: &'a str, lang: &'a Lang) -> DateHints<'a> {
        DateHints { given: None, metadata: None, url: None, file_name: None, text, lang }
    }

    fn read(hints: &DateHints) -> (String, Vec<String>) {
        let (date, notes) = document_date(hints, day("2023-06-01"));
        let date = date.map_or_else(|| "-".to_owned(), |d| format!("{} {}", d.edtf, d.basis));
        (date, notes.into_iter().map(|n| n.code.to_string()).collect())
    }

    #[test]
    fn the_strongest_statement_wins_and_conflicts_are_named() {
        let all = DateHints {
            given: Some("2022-01-08"),
            metadata: Some("2022-01-07T10:00:00Z"),
            url: Some("https://example.org/2021/12/20/kazakhstan"),
            file_name: Some("20220108.txt"),
            ..hints("ROMA, 6 gen (Reuters) - Prova.", &IT)
        };
        assert_eq!(read(&all), ("2022-01-08 given".into(), vec!["conflicting-dates".into()]));
        let less = DateHints { given: None, ..all };
        assert_eq!(read(&less).0, "2022-01-07 metadata");
        let less = DateHints { metadata: None, ..less };
        assert_eq!(read(&less), ("2021-01-06 dateline".into(), vec!["conflicting-dates".into(); 2]));
        let less = DateHints { text: "Prova.", ..less };
        assert_eq!(read(&less).0, "2021-12-20 url");
        let less = DateHints { url: None, ..less };
        assert_eq!(read(&less), ("2022-01-08 file-name".into(), vec![]));
    }

    #[test]
    fn statements_are_read_in_their_usual_forms() {
        for (text, is) in [
            ("2022-01-06", "2022-01-06 metadata"),
            ("2022-01", "2022-01 metadata"),
            ("2022-01-06T23:10:00+03:00", "2022-01-06 metadata"),
            ("Thu, 06 Jan 2022 18:20:00 GMT", "2022-01-06 metadata"),
            ("January 6, 2022", "2022-01-06 metadata"),
            ("20220106", "2022-01-06 metadata"),
            ("13/01/2022", "2022-01-13 metadata"),
        ] {
            let hints = DateHints { metadata: Some(text), ..hints("", &EN) };
            assert_eq!(read(&hints), (is.into(), vec![]), "{text}");
        }
        let nonsense = DateHints { metadata: Some("tba"), ..hints("", &EN) };
        assert_eq!(read(&nonsense), ("-".into(), vec!["unreadable-date".into(), "undated-document".into()]));
    }

    #[test]
    fn an_order_in_doubt_is_said() {
        let en = DateHints { metadata: Some("03/04/2022"), ..hints("", &EN) };
        assert_eq!(read(&en), ("2022-03-04/2022-04-03~ metadata".into(), vec!["ambiguous-date".into()]));
        let it = DateHints { lang: &IT, ..en };
        assert_eq!(read(&it), ("2022-04-03 metadata".into(), vec!["ambiguous-date".into()]));
    }

    #[test]
    fn a_future_date_is_refused() {
        let late = DateHints { given: Some("2031-01-01"), ..hints("", &EN) };
        assert_eq!(read(&late), ("-".into(), vec!["future-date".into(), "undated-document".into()]));
    }

    #[test]
    fn datelines_are_told_from_other_dates() {
        for (lang, text, is) in [
            (Lang::IT, "ROMA, 6 gen 2022 (Reuters) - Il presidente ha detto.", "2022-01-06 dateline"),
            (Lang::EN, "MOSCOW, Jan. 6, 2022 (Interfax) - Troops left.", "2022-01-06 dateline"),
            (Lang::EN, " date 2022-01-06 Quwhich began as a revolt.", "2022-01-06 dateline"),
            (Lang::IT, "(ANSA) - ASTANA, 11 NOV 2022 - Il vertice.", "2022-11-11 dateline"),
            (Lang::EN, "Talks fail\nPublished on 6 January 2022\nThe talks failed.", "2022-01-06 dateline"),
            (
                Lang::IT,
                "Fallite le trattative\nAggiornato il 6 gennaio 2022 alle 10:15\nTesto.",
                "2022-01-06 dateline",
            ),
            (Lang::EN, "A title\n\nJanuary 6, 2022\n\nA text.", "2022-01-06 dateline"),
            (Lang::EN, "The treaty of 6 January 2022 was signed.", "-"),
            (Lang::EN, "On 6 January 2022 - a Thursday - they met.", "-"),
            (Lang::IT, "ROMA, 6 gen (Reuters) - Il presidente ha detto.", "-"),
        ] {
            assert_eq!(read(&hints(text, &lang)).0, is, "{text}");
        }
        let glued = hints(" date 2022-01-06 Quwhich began as a revolt.", &EN);
        assert_eq!(read(&glued).1, ["glued-dateline"]);
    }

    #[test]
    fn a_dateline_takes_its_year_from_the_address() {
        let text = "ROMA, 6 gen (Reuters) - Il presidente ha detto.";
        let hints = DateHints { url: Some("https://example.it/2022/01/kazakhstan"), ..hints(text, &IT) };
        assert_eq!(read(&hints), ("2022-01-06 dateline".into(), vec![]));
    }

    #[test]
    fn names_with_other_digits_hold_no_date() {
        for name in ["000_cd4bee4d1aaa0821.txt", "a20220106b.txt", "2022-13-45.txt", "report-12345678.txt"] {
            assert!(date_in_path(name).is_none(), "{name}");
        }
    }
}
