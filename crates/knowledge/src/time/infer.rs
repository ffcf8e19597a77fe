//! The date of a document that nothing states, concluded from what its text tells.
//!
//! A text that says "Russian paratroopers left on Thursday" and "talks on security guarantees next week" was written
//! on a day from which "Thursday" is 6 January 2022 and "next week" holds the tenth. Every mention of a dated
//! happening beside a relative expression leaves some days of publication possible; what all of them leave is the
//! answer, as long as it is narrow enough to be worth stating. It is always approximate.

use casus_model::{Analysis, Basis, Date, Day, Diagnostic, Document, Edtf, Lang, Precision, Severity, Span};

use super::calendar::{Stretch, Unit, add};
use super::document::dateline;
use super::find::{Hit, hits};
use super::happenings::{Happening, Words, all};
use super::lexicon::Class;

/// How many days before and after a happening a text may speak of it with a relative expression.
const BEFORE: i32 = 60;
const AFTER: i32 = 800;
/// The widest answer worth stating, in days.
const WIDEST: i32 = 120;
/// How long the newest of several happenings stays news, in days.
const STILL_NEWS: i32 = 92;
/// How long after a day a text still names it by weekday, day and month together.
const FRESH: i32 = 31;

/// A set of days of publication that one sentence leaves possible.
struct Constraint {
    /// Days it leaves possible, sorted.
    days: Vec<Day>,
    /// The words that say so.
    words: Span,
    /// The happening they speak of.
    about: Option<&'static Happening>,
    /// Last day of the happening it speaks of.
    newest: Day,
}

/// Dates a document that nothing dates by what its text lets one conclude: its warning `undated-document` then
/// becomes the note `inferred-date`. A document with a date stays as it is.
pub fn date_by_text(document: &mut Document, analysis: &Analysis, today: Day) {
    if document.date.is_some() {
        return;
    }
    let Some(date) = infer_document_date(&document.text, analysis, &document.lang, today) else { return };
    let message = format!("nothing states a date; by its text it is of {}: {}", date.edtf, date.detail);
    let note = Diagnostic::new("inferred-date", Severity::Note, message)
        .hint("give the date with --date if it is known");
    document.diagnostics.retain(|d| d.code != "undated-document");
    document.diagnostics.push(match date.span {
        Some(span) => note.at(span),
        None => note,
    });
    document.date = Some(date);
}

/// The date of publication that a text without a stated date lets one conclude; `None` when it lets one conclude
/// nothing narrower than a few months.
///
/// The value is approximate (`~`), its basis `inferred`, and its detail names the words it was concluded from. No day
/// after `today` is considered.
pub fn infer_document_date(text: &str, analysis: &Analysis, lang: &Lang, today: Day) -> Option<Date> {
    let sentences = sentences(text, analysis);
    let mut hits = hits(text, analysis, lang);
    let mut earliest: Option<Day> = stated_years(&hits, today);
    hits.retain(|h| h.seen_from(None).is_some_and(|m| m.edtf.is_none()));
    let words: Vec<Words> = sentences.iter().map(|s| Words::of(s.of(text))).collect();
    let whole = Words::all(&words);
    let mut constraints = Vec::new();
    // Few happenings have their words in the text at all.
    for happening in all().iter().filter(|h| h.from <= today && h.named_in(&whole, lang).is_some()) {
        let mut head: Option<&str> = None;
        let mut ahead = false;
        for (span, words) in sentences.iter().zip(&words) {
            match (happening.named_in(words, lang), head) {
                (Some(found), _) => head = Some(found),
                (None, Some(known)) if Happening::recalled_in(words, known) => {}
                _ => continue,
            }
            let beside: Vec<&Hit> = hits.iter().filter(|h| span.contains(h.span)).collect();
            ahead |= beside.iter().any(|h| h.looks_ahead());
            constraints.extend(possible_days(happening, &beside, today));
        }
        if head.is_some() && !ahead {
            earliest = earliest.max(Some(happening.from));
        }
    }
    constraints.extend(full_weekdays(&hits, earliest, today));
    constraints.extend(yearless_dateline(text, lang, earliest, today));
    narrow(text, constraints, &hits, earliest)
}

/// Days of publication from which one of the expressions beside a happening means it.
fn possible_days(happening: &'static Happening, beside: &[&Hit], today: Day) -> Option<Constraint> {
    let mut best: Option<Constraint> = None;
    for hit in beside {
        let days: Vec<Day> = span_of_days(add(happening.from, -BEFORE), add(happening.to, AFTER).min(today))
            .filter(|day| {
                let bounds = hit.seen_from(Some(*day)).and_then(|m| m.edtf).map(|e| e.0.bounds());
                // Vague words ("in recent years") mean too much to say anything.
                matches!(bounds, Some((Some(from), Some(to)))
                    if from <= happening.to && happening.from <= to && (to - from).get_days() <= 31)
                    && (hit.looks_ahead() || *day >= happening.from)
            })
            .collect();
        // Of several expressions in one sentence, the one that leaves least is the one that speaks of it.
        if !days.is_empty() && best.as_ref().is_none_or(|b| days.len() < b.days.len()) {
            best = Some(Constraint { days, words: hit.span, about: Some(happening), newest: happening.to });
        }
    }
    best
}

/// "giovedì 6 gennaio": few years fit, and such a full name is used while the day is fresh.
fn full_weekdays(hits: &[Hit], earliest: Option<Day>, today: Day) -> Vec<Constraint> {
    let Some(earliest) = earliest else { return Vec::new() };
    let full = hits.iter().filter(|h| h.has(Class::Weekday) && h.has(Class::Day) && h.has(Class::Month));
    full.filter_map(|hit| {
        let from = Stretch::holding(Unit::Year, earliest).bounds()?.0;
        let fits: Vec<Day> = span_of_days(from, add(from, 4 * 365).min(today))
            .filter(|day| hit.seen_from(Some(*day)).and_then(|m| m.stretch) == Some(Stretch::Day(*day)))
            .filter(|day| fits_weekday(hit, *day))
            .collect();
        let [day] = fits[..] else { return None };
        let before = if hit.looks_ahead() { -FRESH } else { 0 };
        let after = if hit.looks_ahead() { 0 } else { FRESH };
        let days = span_of_days(add(day, before), add(day, after).min(today)).collect();
        Some(Constraint { days, words: hit.span, about: None, newest: day })
    })
    .collect()
}

fn fits_weekday(hit: &Hit, day: Day) -> bool {
    hit.number(Class::Weekday) == Some(i32::from(day.weekday().to_monday_one_offset()))
}

/// "ROMA, 6 gen (Reuters) -": the first such day after the newest thing the text knows of.
fn yearless_dateline(text: &str, lang: &Lang, earliest: Option<Day>, today: Day) -> Option<Constraint> {
    let (line, earliest) = (dateline(text, lang, None)?, earliest?);
    let (month, day) = line.month_day?;
    let days: Vec<Day> = (0..2)
        .filter_map(|off| Day::new(earliest.year() + off, month, day).ok())
        .filter(|d| *d >= earliest && (*d - earliest).get_days() < 366 && *d <= today)
        .collect();
    (!days.is_empty()).then_some(Constraint { newest: days[0], days, words: line.span, about: None })
}

/// First day of the newest year that the text names as past.
fn stated_years(hits: &[Hit], today: Day) -> Option<Day> {
    hits.iter()
        .filter(|h| !h.looks_ahead() && h.has(Class::Year))
        .filter_map(|h| h.seen_from(None)?.stretch?.bounds())
        .map(|(from, _)| from)
        .filter(|from| *from <= today)
        .max()
}

/// What all constraints leave, newest happenings first; one that contradicts the newer ones is dropped.
fn narrow(text: &str, mut constraints: Vec<Constraint>, hits: &[Hit], earliest: Option<Day>) -> Option<Date> {
    constraints.sort_by(|a, b| b.newest.cmp(&a.newest).then(a.days.len().cmp(&b.days.len())));
    let mut possible: Option<Vec<Day>> = None;
    let mut words: Vec<(Span, String)> = Vec::new();
    let about = |c: &Constraint| c.about.map_or_else(String::new, |h| format!(" ({}, {})", h.name, h.from));
    for constraint in constraints {
        let left: Vec<Day> = match &possible {
            None => constraint.days.iter().copied().filter(|d| earliest.is_none_or(|e| *d >= e)).collect(),
            Some(days) => days.iter().copied().filter(|d| constraint.days.binary_search(d).is_ok()).collect(),
        };
        if left.is_empty() {
            continue;
        }
        if possible.as_ref().is_none_or(|p| left.len() < p.len()) {
            words.push((constraint.words, about(&constraint)));
        }
        possible = Some(left);
    }
    let mut possible = possible?;
    // What is told as past lies before the day of telling.
    for hit in hits.iter().filter(|h| !h.looks_ahead()) {
        let left: Vec<Day> = possible
            .iter()
            .copied()
            .filter(|day| {
                let from = hit.seen_from(Some(*day)).and_then(|m| m.edtf).and_then(|e| e.0.bounds().0);
                from.is_none_or(|from| from <= *day)
            })
            .collect();
        if !left.is_empty() && left.len() < possible.len() {
            words.push((hit.span, String::new()));
            possible = left;
        }
    }
    let (first, mut last) = (*possible.first()?, *possible.last()?);
    // Where several happenings agree, the newest of them is told while it is fresh.
    if words.len() > 1 {
        last = last.min(add(first, STILL_NEWS));
    }
    if (last - first).get_days() > WIDEST {
        return None;
    }
    words.sort();
    words.dedup_by_key(|w| w.0);
    let detail: Vec<String> = words.iter().map(|(w, about)| format!("{}{about}", w.of(text))).collect();
    let (edtf, precision) = if first == last {
        (Edtf::day(first), Precision::Day)
    } else {
        (Edtf::interval(Some(first), Some(last)), Precision::Range)
    };
    let date = Date::new(edtf.approximate(), Basis::Inferred, detail.join("; ")).precise_to(precision);
    Some(match words.first() {
        Some((span, _)) => date.at(*span),
        None => date,
    })
}

fn span_of_days(from: Day, to: Day) -> impl Iterator<Item = Day> {
    let days = if from <= to { (to - from).get_days() } else { -1 };
    (0..=days).map(move |n| add(from, n))
}

/// The sentences of the analysis; without one, what lies between full stops and line ends.
fn sentences(text: &str, analysis: &Analysis) -> Vec<Span> {
    if !analysis.sentences.is_empty() {
        return analysis.sentences.iter().map(|s| s.span).collect();
    }
    let mut out = Vec::new();
    let mut start = 0;
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let ends = c == '\n'
            || matches!(c, '。' | '!' | '?')
            || (c == '.' && chars.peek().is_none_or(|(_, next)| next.is_whitespace()));
        if ends {
            let end = at + c.len_utf8();
            out.push(Span::new(start, end));
            start = end;
        }
    }
    out.push(Span::new(start, text.len()));
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn infer(text: &str, lang: &Lang) -> String {
        let analysis = Analysis { lang: lang.clone(), sentences: Vec::new() };
        let today = "2026-01-01".parse().unwrap();
        infer_document_date(text, &analysis, lang, today)
            .map_or_else(|| "-".to_owned(), |d| d.edtf.to_string())
    }

    #[test]
    fn weekdays_and_next_week_meet_in_one_week() {
        let text = "Giovedì i primi peacekeeper sono arrivati in Kazakistan. Venerdì le proteste kazake erano finite. \
                    La prossima settimana ci saranno colloqui tra Russia e NATO a Ginevra.";
        assert_eq!(infer(text, &Lang::IT), "2022-01-07/2022-01-09~");
        let text = "The first CSTO troops reached Kazakhstan on Thursday. Riots in Almaty went on until Friday. \
                    Talks of Russia and NATO in Geneva are due next week.";
        assert_eq!(infer(text, &Lang::EN), "2022-01-07/2022-01-09~");
    }

    #[test]
    fn months_without_years_narrow_a_year() {
        let text = "Prigozhin led the Wagner mutiny in June. At the end of September the army of Azerbaijan had \
                    ended its offensive in Karabakh. Since the coup in Niger in July the borders are closed.";
        assert_eq!(infer(text, &Lang::EN), "2023-09-21/2023-12-22~");
    }

    #[test]
    fn a_full_weekday_needs_a_year_to_start_from() {
        assert_eq!(infer("Il vertice si è tenuto giovedì 6 gennaio.", &Lang::IT), "-");
        let text = "Dopo la caduta di Kabul del 2021 il governo si è riunito giovedì 6 gennaio.";
        assert_eq!(infer(text, &Lang::IT), "2022-01-06/2022-02-06~");
    }

    #[test]
    fn a_dateline_without_its_year_takes_it_from_what_the_text_knows() {
        let text = "ROMA, 9 gen (Reuters) - Sono continuate le proteste kazake dopo l'invio della CSTO in Kazakistan.";
        assert_eq!(infer(text, &Lang::IT), "2022-01-09~");
    }

    #[test]
    fn what_could_be_any_year_stays_unknown() {
        assert_eq!(infer("The minister met his colleague on Thursday.", &Lang::EN), "-");
        assert_eq!(infer("The invasion of Ukraine goes on.", &Lang::EN), "-");
    }
}
