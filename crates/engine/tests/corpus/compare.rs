//! Takes a case's text the whole way and compares the record with the expectations, kind by kind.

use std::fmt::Write as _;

use casus_model::{
    ActorRef, Analysis, Claim, Coding, Document, EventMention, Factuality, Genericity, Modality, Quantity,
    Resolution, Sentence, Span, Speech, Stance,
};

use crate::format::{Case, Expectation, Settings};

/// The pipeline, loaded once. The cases hold the rules to what is right, so the learned judge and reader, which would
/// mend or mar some of it, are left out (`models/judge.md` tells what the judge does to them); a case whose settings
/// say `learned = "yes"` is read with both.
pub(crate) struct Reader {
    ruled: casus_engine::Casus,
    learned: casus_engine::Casus,
}

/// All that came out of one text.
pub(crate) struct Actual {
    document: Document,
    analysis: Analysis,
    resolution: Resolution,
    coding: Coding,
}

impl Reader {
    pub(crate) fn new() -> Self {
        let casus = || casus_engine::Casus::new().expect("the embedded models and tables load");
        Self { ruled: casus().with_coder(casus_engine::Coder::rules_alone()), learned: casus() }
    }

    pub(crate) fn read(&self, case: &Case) -> Result<Actual, String> {
        let casus = match case.settings.get("learned") {
            Some("yes") => &self.learned,
            Some(other) => return Err(format!("learned is 'yes' or absent, not '{other}'")),
            None => &self.ruled,
        };
        let reading = casus.read_text(&case.text, &hints(&case.settings)?).map_err(|e| e.to_string())?;
        let analysis = reading.analysis.ok_or_else(|| {
            format!("the text was not analysed: there is no model for '{}'", reading.document.lang)
        })?;
        Ok(Actual {
            document: reading.document,
            analysis,
            resolution: reading.resolution,
            coding: reading.coding,
        })
    }
}

fn hints(settings: &Settings) -> Result<casus_engine::TextHints, String> {
    let get = |name| settings.get(name).map(str::to_owned);
    Ok(casus_engine::TextHints {
        lang: settings.get("lang").map(str::parse).transpose().map_err(|e| format!("{e}"))?,
        date: get("date"),
        title: get("title"),
        source: get("source"),
        file_name: get("file"),
        url: get("url"),
        today: settings.get("today").map(str::parse).transpose().map_err(|e| format!("{e}"))?,
    })
}

/// Kinds whose lines are checked one by one; of the others the whole list is compared.
pub(crate) fn is_subset(kind: &str) -> bool {
    matches!(kind, "actor" | "lemma" | "dep" | "diag" | "same" | "apart")
}

impl Actual {
    /// Lines that were expected and did not come (`-`) and lines that came unexpected (`+`). What a line of `misses`
    /// speaks of may come otherwise than it says.
    pub(crate) fn differences(&self, expected: &[Expectation], misses: &[Expectation]) -> Vec<String> {
        let mut out = Vec::new();
        for kind in kinds(expected) {
            let (missing, extra) = self.compare(kind, expected, misses);
            for line in missing {
                out.push(format!("- {}", line.source));
                if is_subset(kind) {
                    out.extend(self.near(line).map(|near| format!("+ {near}")));
                }
            }
            out.extend(extra.iter().map(|r| format!("+ {}", r.line(None))));
        }
        out
    }

    /// The lines of one kind that did not come, and the records of that kind that nothing speaks of.
    fn compare<'e>(
        &self,
        kind: &str,
        expected: &'e [Expectation],
        misses: &[Expectation],
    ) -> (Vec<&'e Expectation>, Vec<Rendered>) {
        let wanted: Vec<&Expectation> = expected.iter().filter(|e| e.kind == kind).collect();
        if is_subset(kind) {
            return (wanted.into_iter().filter(|e| !self.holds(e)).collect(), Vec::new());
        }
        let rendered = self.all(kind, &wanted);
        let mut used = vec![false; rendered.len()];
        let mut missing = Vec::new();
        for line in wanted.iter().filter(|e| !e.negated) {
            match (0..rendered.len()).find(|i| !used[*i] && matches(line, &rendered[*i])) {
                Some(i) => used[i] = true,
                None => missing.push(*line),
            }
        }
        let spoken_of =
            |r: &Rendered| misses.iter().any(|m| m.kind == kind && m.head.first() == r.head.first());
        let extra: Vec<Rendered> = rendered
            .into_iter()
            .zip(used)
            .filter(|(r, used)| !used && !spoken_of(r))
            .map(|(r, _)| r)
            .collect();
        (missing, extra)
    }

    /// The case as it would have to stand for now: lines that hold, and lines that ought to hold and do not.
    pub(crate) fn set_aside(
        &self,
        expected: &[Expectation],
        misses: &[Expectation],
    ) -> (Vec<String>, Vec<String>) {
        let (mut keep, mut aside) = (Vec::new(), Vec::new());
        for kind in kinds(expected) {
            let (missing, extra) = self.compare(kind, expected, misses);
            for line in expected.iter().filter(|e| e.kind == kind) {
                let holds = if line.negated && !is_subset(kind) {
                    extra.is_empty()
                } else {
                    !missing.contains(&line)
                };
                if holds { &mut keep } else { &mut aside }.push(line.source.clone());
            }
            for record in extra {
                let spoken_of = missing.iter().any(|m| m.head.first() == record.head.first());
                let subject = record.head.first().map(|s| s.replace('"', "\\\""));
                if let Some(subject) = subject.filter(|_| !spoken_of) {
                    aside.push(format!("no {kind} \"{subject}\""));
                }
            }
        }
        aside.dedup();
        (keep, aside)
    }

    /// Whether one line holds by itself.
    pub(crate) fn holds(&self, line: &Expectation) -> bool {
        let all = self.all(&line.kind, &[line]);
        if line.negated {
            return if line.head.is_empty() {
                all.is_empty()
            } else {
                !all.iter().any(|r| r.head.starts_with(&line.head))
            };
        }
        all.iter().any(|r| matches(line, r))
    }

    /// What stands in the place of a line that did not hold.
    fn near(&self, line: &Expectation) -> Option<String> {
        let subject = line.head.first()?;
        let near: Vec<String> = self
            .all(&line.kind, &[line])
            .iter()
            .filter(|r| r.head.first() == Some(subject))
            .map(|r| r.line(None))
            .collect();
        (!near.is_empty()).then(|| near.join("\n    + "))
    }

    /// The expectations as they would have to stand for the case to pass.
    pub(crate) fn rewrite(&self, expected: &[Expectation]) -> Vec<String> {
        let mut out = Vec::new();
        for kind in kinds(expected) {
            let wanted: Vec<&Expectation> = expected.iter().filter(|e| e.kind == kind).collect();
            if is_subset(kind) {
                for line in wanted {
                    if self.holds(line) {
                        out.push(line.source.clone());
                    } else {
                        out.push(self.near(line).unwrap_or_else(|| match line.head.first() {
                            Some(subject) => format!("no {kind} {subject:?}"),
                            None => format!("no {kind}"),
                        }));
                    }
                }
                continue;
            }
            let rendered = self.all(kind, &wanted);
            if rendered.is_empty() {
                out.push(format!("no {kind}"));
            }
            for actual in rendered {
                let like = wanted.iter().find(|e| e.head.first() == actual.head.first());
                out.push(actual.line(like.copied()));
            }
        }
        out
    }

    fn all(&self, kind: &str, wanted: &[&Expectation]) -> Vec<Rendered> {
        match kind {
            "event" => self.coding.events.iter().map(|e| self.event(e)).collect(),
            "same" => self.pairs(true),
            "apart" => self.pairs(false),
            "claim" => self.coding.claims.iter().map(|c| self.claim(c)).collect(),
            "actor" => self.actors(),
            "time" => self.times(),
            "docdate" => vec![match &self.document.date {
                Some(date) => Rendered::head("docdate", [date.edtf.to_string(), date.basis.to_string()]),
                None => Rendered::head("docdate", ["-".to_owned()]),
            }],
            "sentences" => vec![Rendered::head("sentences", [self.analysis.sentences.len().to_string()])],
            "tokens" => vec![Rendered::head("tokens", self.tokens())],
            "diag" => {
                let found = self
                    .document
                    .diagnostics
                    .iter()
                    .chain(&self.resolution.diagnostics)
                    .chain(&self.coding.diagnostics);
                found.map(|d| Rendered::head("diag", [d.code.to_string()])).collect()
            }
            "lemma" => self.words(|_, w| vec![w.form.to_string(), w.lemma.to_string()], "lemma"),
            "dep" => self.words(
                |s, w| {
                    let head = (w.head as usize).checked_sub(1).map_or("root", |h| &s.words[h].form);
                    let full = wanted.iter().any(|e| e.head.get(1).is_some_and(|r| r.contains(':')));
                    let rel = if full { w.deprel().to_string() } else { w.rel.to_string() };
                    vec![w.form.to_string(), rel, head.to_owned()]
                },
                "dep",
            ),
            _ => Vec::new(),
        }
    }

    fn words(
        &self,
        head: impl Fn(&Sentence, &casus_model::Word) -> Vec<String>,
        kind: &'static str,
    ) -> Vec<Rendered> {
        let words = self.analysis.sentences.iter().flat_map(|s| s.words.iter().map(move |w| (s, w)));
        words.map(|(s, w)| Rendered::head(kind, head(s, w))).collect()
    }

    fn tokens(&self) -> Vec<String> {
        let mut out = Vec::new();
        for sentence in &self.analysis.sentences {
            for token in &sentence.tokens {
                let surface = self.text(token.span);
                let words = &sentence.words[token.first as usize..(token.first + token.count) as usize];
                if words.len() > 1 {
                    let forms: Vec<&str> = words.iter().map(|w| w.form.as_str()).collect();
                    out.push(format!("{surface}={}", forms.join("+")));
                } else {
                    out.push(surface.to_owned());
                }
            }
        }
        out
    }

    fn text(&self, span: Span) -> &str {
        span.of(&self.document.text)
    }

    /// Triggers of two reports that tell of one happening, or of two.
    fn pairs(&self, same: bool) -> Vec<Rendered> {
        let events = casus_engine::merge(&[(&self.document, &self.coding)]);
        let reports: Vec<(usize, &str)> = events
            .iter()
            .enumerate()
            .flat_map(|(n, e)| e.reports.iter().map(move |(_, _, r)| (n, r)))
            .map(|(n, r)| (n, self.text(r.trigger.span)))
            .collect();
        let kind = if same { "same" } else { "apart" };
        let mut out = Vec::new();
        for (i, (a, x)) in reports.iter().enumerate() {
            for (j, (b, y)) in reports.iter().enumerate() {
                if i != j && (a == b) == same {
                    out.push(Rendered::head(kind, [(*x).to_owned(), (*y).to_owned()]));
                }
            }
        }
        out
    }

    fn actors(&self) -> Vec<Rendered> {
        let found = self.resolution.mentions.iter().filter_map(|m| {
            let actor = m.actor.as_ref()?;
            Some(Rendered::head(
                "actor",
                [self.text(m.span).to_owned(), actor.id.to_string(), actor.code.to_string()],
            ))
        });
        found.collect()
    }

    fn times(&self) -> Vec<Rendered> {
        let found = self.resolution.times.iter().map(|t| {
            let mut head = vec![self.text(t.span).to_owned(), t.kind.to_string(), t.value.to_string()];
            head.extend(t.date.as_ref().map(|d| d.edtf.to_string()));
            Rendered::head("time", head)
        });
        found.collect()
    }

    fn event(&self, event: &EventMention) -> Rendered {
        let kind = match &event.mode {
            Some(mode) => format!("{}/{mode}", event.kind),
            None => event.kind.to_string(),
        };
        let head = vec![
            self.text(event.trigger.span).to_owned(),
            kind,
            codes(&event.sources),
            "->".to_owned(),
            codes(&event.targets),
        ];
        let mut fields = vec![(event.factuality.to_string(), String::new())];
        if let Some(date) = &event.date {
            fields.push(("date".into(), date.edtf.to_string()));
        }
        let holders = |stance: Stance| {
            let names = event.attribution.iter().filter(|a| a.stance == stance).flat_map(|a| &a.holders);
            names.map(|h| h.name.clone()).collect::<Vec<_>>().join(", ")
        };
        for (label, stance) in [("by", Stance::Affirms), ("denied by", Stance::Denies)] {
            let names = holders(stance);
            if !names.is_empty() {
                fields.push((label.into(), names));
            }
        }
        fields.extend(event.quantities.iter().map(|q| (q.kind.to_string(), quantity(q))));
        if let Some(place) = &event.place {
            fields.push(("at".into(), place.name.clone()));
        }
        fields.push(("cameo".into(), event.cameo.to_string()));
        if !event.contexts.is_empty() {
            fields.push(("ctx".into(), event.contexts.join(",")));
        }
        if event.genericity != Genericity::Specific {
            fields.push(("gen".into(), event.genericity.to_string()));
        }
        let shown = match event.factuality {
            Factuality::Happened | Factuality::Ongoing => {
                &["date", "troops", "dead", "injured", "arrested"][..]
            }
            _ => &["by", "denied by", "troops"][..],
        };
        Rendered { kind: "event", head, fields, required: 1, shown }
    }

    fn claim(&self, claim: &Claim) -> Rendered {
        let join = |spans: &[Span]| {
            let pieces: Vec<String> = spans
                .iter()
                .map(|s| self.text(*s).split_whitespace().collect::<Vec<_>>().join(" "))
                .collect();
            pieces.join(" … ")
        };
        let holder = claim.holder.as_ref().map_or_else(|| "-".to_owned(), |h| h.name.clone());
        let head = vec![holder, claim.kind.to_string()];
        let mut fields = vec![(join(&claim.content), String::new())];
        if claim.speech != Speech::Indirect {
            fields.push((claim.speech.to_string(), String::new()));
        } else {
            fields.push(("indirect".into(), String::new()));
        }
        if !claim.cue.is_empty() {
            fields.push(("cue".into(), join(&claim.cue)));
        }
        if !claim.source.is_empty() {
            fields.push(("source".into(), join(&claim.source)));
        }
        if claim.modality != Modality::Unstated {
            fields.push(("modality".into(), claim.modality.to_string()));
        }
        if let Some(horizon) = &claim.horizon {
            fields.push(("horizon".into(), horizon.edtf.to_string()));
        }
        if claim.stance == Stance::Denies {
            fields.push(("denies".into(), String::new()));
        }
        if let Some(condition) = claim.condition {
            fields.push(("if".into(), join(&[condition])));
        }
        Rendered { kind: "claim", head, fields, required: 1, shown: &["cue", "modality", "denies", "if"] }
    }
}

/// A record as a line; the first `required` fields are always written and compared.
struct Rendered {
    kind: &'static str,
    head: Vec<String>,
    fields: Vec<(String, String)>,
    required: usize,
    /// Labels shown when nothing says which to show.
    shown: &'static [&'static str],
}

impl Rendered {
    fn head(kind: &'static str, head: impl IntoIterator<Item = String>) -> Self {
        Self { kind, head: head.into_iter().collect(), fields: Vec::new(), required: 0, shown: &[] }
    }

    /// The line, with the optional fields that `like` has.
    fn line(&self, like: Option<&Expectation>) -> String {
        let mut line = self.kind.to_owned();
        for (i, word) in self.head.iter().enumerate() {
            let quoted = word.is_empty()
                || (word.contains([' ', '"', '|']) && self.kind != "tokens")
                || (i == 0 && matches!(self.kind, "event" | "actor" | "time" | "lemma" | "dep"))
                || (i == 2 && self.kind == "dep" && word != "root");
            line.push(' ');
            if quoted {
                line.push('"');
                line.push_str(&word.replace('\\', "\\\\").replace('"', "\\\""));
                line.push('"');
            } else {
                line.push_str(word);
            }
        }
        for (i, (label, value)) in self.fields.iter().enumerate() {
            let wanted = match like {
                Some(like) => like.fields.iter().any(|(l, _)| l == label),
                None => self.shown.contains(&label.as_str()),
            };
            if i >= self.required && !wanted {
                continue;
            }
            line.push_str(" | ");
            if self.kind == "claim" && i == 0 {
                line.push('"');
                line.push_str(&shorten(label).replace('"', "\\\""));
                line.push('"');
            } else if value.is_empty() {
                line.push_str(label);
            } else if matches!(label.as_str(), "cue" | "source" | "if") {
                let _ = write!(line, "{label} \"{}\"", value.replace('"', "\\\""));
            } else {
                let _ = write!(line, "{label} {value}");
            }
        }
        line
    }
}

fn shorten(content: &str) -> String {
    let words: Vec<&str> = content.split(' ').collect();
    if words.len() <= 10 {
        return content.to_owned();
    }
    format!("{} … {}", words[..4].join(" "), words[words.len() - 4..].join(" "))
}

fn matches(expected: &Expectation, actual: &Rendered) -> bool {
    if expected.negated {
        return false;
    }
    let heads = if actual.kind == "event" {
        event_heads_match(&expected.head, &actual.head)
    } else if actual.kind == "actor" {
        actor_heads_match(&expected.head, &actual.head)
    } else {
        expected.head.len() <= actual.head.len()
            && (expected.head.len() == actual.head.len() || actual.kind == "time")
            && expected.head.iter().zip(&actual.head).all(|(e, a)| e == a)
    };
    heads
        && expected.fields.iter().enumerate().all(|(i, (label, value))| {
            if actual.kind == "claim" && i == 0 {
                return content_matches(&unescape(label), &actual.fields[0].0);
            }
            actual.fields.iter().any(|(l, v)| {
                l == label
                    && match label.as_str() {
                        "ctx" | "by" | "denied by" => list(v) == list(value),
                        "cue" | "source" | "if" => content_matches(&unescape(value), v),
                        _ => v == value,
                    }
            })
        })
}

fn unescape(s: &str) -> String {
    s.replace("\\\"", "\"")
}

fn list(s: &str) -> Vec<String> {
    let mut items: Vec<String> = s.split(',').map(|i| i.trim().to_owned()).collect();
    items.sort();
    items
}

fn event_heads_match(expected: &[String], actual: &[String]) -> bool {
    let [trigger, kind, source, arrow, target] = expected else { return false };
    let kind_matches =
        if kind.contains('/') { *kind == actual[1] } else { actual[1].split('/').next() == Some(kind) };
    *trigger == actual[0]
        && kind_matches
        && list(source) == list(&actual[2])
        && arrow == "->"
        && list(target) == list(&actual[4])
}

fn actor_heads_match(expected: &[String], actual: &[String]) -> bool {
    let id_matches = |e: &str, a: &str| e.strip_suffix('*').map_or(e == a, |prefix| a.starts_with(prefix));
    match expected {
        [mention, id] => *mention == actual[0] && id_matches(id, &actual[1]),
        [mention, id, code] => *mention == actual[0] && id_matches(id, &actual[1]) && *code == actual[2],
        _ => false,
    }
}

/// Whether content is what is expected; ` … ` in the expectation stands for any words.
fn content_matches(expected: &str, actual: &str) -> bool {
    if expected == actual {
        return true;
    }
    match expected.split_once(" … ") {
        Some((first, last)) => {
            actual.len() >= first.len() + last.len() && actual.starts_with(first) && actual.ends_with(last)
        }
        None => false,
    }
}

fn kinds(expected: &[Expectation]) -> Vec<&str> {
    let mut kinds = Vec::new();
    for line in expected {
        if !kinds.contains(&line.kind.as_str()) {
            kinds.push(&line.kind);
        }
    }
    kinds
}

fn codes(actors: &[ActorRef]) -> String {
    let mut codes: Vec<String> = actors.iter().map(|a| a.code.to_string()).collect();
    codes.sort();
    codes.dedup();
    if codes.is_empty() { "-".to_owned() } else { codes.join(",") }
}

fn quantity(q: &Quantity) -> String {
    match q.high {
        Some(high) if high == q.low => format!("{}", q.low),
        Some(high) => format!("{}-{high}", q.low),
        None => format!("{}+", q.low),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format::parse_line;

    fn rendered() -> Rendered {
        Rendered {
            kind: "event",
            head: ["respinta", "REJECT/assist", "ARM,RUS", "->", "KAZ"].map(str::to_owned).to_vec(),
            fields: vec![
                ("denied".into(), String::new()),
                ("date".into(), "2022-01-06".into()),
                ("by".into(), "A, B".into()),
            ],
            required: 1,
            shown: &["date"],
        }
    }

    #[test]
    fn a_line_is_compared_by_its_head_and_by_the_fields_it_states() {
        let check = |line: &str| matches(&parse_line(line).unwrap(), &rendered());
        assert!(check(r#"event "respinta" REJECT RUS,ARM -> KAZ | denied"#));
        assert!(check(
            r#"event "respinta" REJECT/assist RUS,ARM -> KAZ | denied | by B, A | date 2022-01-06"#
        ));
        assert!(!check(r#"event "respinta" REJECT/meet RUS,ARM -> KAZ | denied"#));
        assert!(!check(r#"event "respinta" REJECT RUS -> KAZ | denied"#));
        assert!(!check(r#"event "respinta" REJECT RUS,ARM -> KAZ | happened"#));
        assert!(!check(r#"event "respinta" REJECT RUS,ARM -> KAZ | denied | date 2022-01-07"#));
        assert!(!check(r#"event "respinta" REJECT RUS,ARM -> KAZ | denied | troops 5"#));
    }

    #[test]
    fn what_is_written_is_read_back() {
        let line = rendered().line(None);
        assert!(matches(&parse_line(&line).unwrap(), &rendered()), "{line}");
    }

    #[test]
    fn long_content_may_be_shortened() {
        assert!(content_matches("one two … nine ten", "one two three four nine ten"));
        assert!(!content_matches("one two … nine ten", "one two three"));
        assert!(!content_matches("one two", "one two three"));
    }

    #[test]
    fn unknown_kinds_and_open_quotes_are_refused() {
        assert!(parse_line("evnt \"x\" ASSAULT").is_err());
        assert!(parse_line("actor \"x state:RUS").is_err());
    }
}
