//! The stateless stream of `casus code`: JSON Lines in, JSON Lines out, one line per input, in order.
//!
//! Input: `{"id","text","lang"?,"date"?,"title"?,"source"?,"pairs"?:[{"source":[s,e],"target":[s,e]}]}`. Output:
//! [`Output`], or [`Failure`] for a line that cannot be read; the stream goes on after it. Offsets are Unicode code
//! points into `text`, end exclusive; codes are ISO 3166-1 alpha-3 + PLOVER sector (`KAZGOV`, `---MIL`, `IGO`). The
//! JSON Schema of both sides is `docs/reference/code.schema.json`, made from these types.

use std::io::{self, BufRead, Write};

use casus_coder::judge::Judge;
use casus_model::{
    ActorRef, Attribution, CharIndex, Claim, Date, Day, Diagnostic, EventMention, EventType, Lang, Mention,
    Resolution, Severity, Span, TimeExpression,
};
use rayon::prelude::*;
use schemars::{JsonSchema, schema_for};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{Asked, Casus, Reading, TextHints};

/// Code points `[start, end)` into the text.
pub type Offsets = [usize; 2];

/// One text to be coded.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Input {
    /// Any value; given back unchanged.
    #[serde(default)]
    pub id: Value,
    /// The text.
    pub text: String,
    /// BCP 47 tag; told from the text when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lang: Option<String>,
    /// Date of publication (EDTF: `2022-01-06`); looked for in the text when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<String>,
    /// The title, where it is not part of the text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// The publisher.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// Where it was published.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// Pairs of actors whose relation is asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pairs: Option<Vec<Pair>>,
}

/// Two stretches of the text that name a source and a target; a side may be unknown.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Pair {
    /// Who acts.
    pub source: Option<Offsets>,
    /// Who is acted upon.
    pub target: Option<Offsets>,
}

/// What was read from one text.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Output {
    /// As in the input.
    pub id: Value,
    /// BCP 47 tag of the language it was read as; `und` when it could not be told.
    pub lang: String,
    /// Whether there is a model for the language; when false the lists are empty.
    pub coded: bool,
    /// Events, by place.
    pub events: Vec<EventOut>,
    /// Claims, by place of their content; those said inside another stand in its `nested`.
    pub claims: Vec<ClaimOut>,
    /// Names, titles, descriptions and pronouns that stand for actors and places.
    pub mentions: Vec<MentionOut>,
    /// Expressions of time.
    pub times: Vec<TimeOut>,
    /// What was noticed.
    pub diagnostics: Vec<DiagnosticOut>,
    /// The answers for the pairs of the input, in its order; absent when it has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pairs: Option<Vec<PairOut>>,
}

/// A line that could not be served.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Failure {
    /// The id of the input, where it could be read.
    pub id: Value,
    /// Number of the line, from 1.
    pub line: usize,
    /// What is wrong and what to do about it.
    pub error: String,
}

/// An actor in an event.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct ActorOut {
    /// `state:KAZ`, `person:…`, or `x…` for actors known from the text alone.
    pub id: String,
    /// Country and sector: `KAZGOV`.
    pub code: String,
    /// ISO 3166-1 alpha-3, or what PLOVER writes in its place.
    pub country: Option<String>,
    /// PLOVER sector.
    pub sector: Option<String>,
    /// The name to show.
    pub name: String,
    /// First code point of the words that name it; absent when it is understood.
    pub start: Option<usize>,
    /// One past the last.
    pub end: Option<usize>,
}

/// Someone who says that it is so, or not.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct HolderOut {
    /// The actor.
    pub id: String,
    /// The name to show.
    pub name: String,
    /// Country and sector.
    pub code: String,
    /// `affirms` or `denies`.
    pub stance: String,
}

/// One event.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct EventOut {
    /// PLOVER type.
    #[serde(rename = "type")]
    pub kind: String,
    /// PLOVER mode.
    pub mode: Option<String>,
    /// PLOVER contexts.
    pub contexts: Vec<String>,
    /// CAMEO code.
    pub cameo: String,
    /// Who acts.
    pub source: Vec<ActorOut>,
    /// Who is acted upon.
    pub target: Vec<ActorOut>,
    /// First code point of the words that state it.
    pub start: usize,
    /// One past the last.
    pub end: usize,
    /// The word that tells of it.
    pub trigger: Offsets,
    /// When, in EDTF.
    pub date: Option<String>,
    /// How precise the date is.
    pub precision: Option<String>,
    /// Where the date comes from.
    pub basis: Option<String>,
    /// Where.
    pub place: Option<PlaceOut>,
    /// `happened`, `ongoing`, `planned`, `threatened`, `hypothetical` or `denied`.
    pub factuality: String,
    /// Why that factuality.
    pub reason: String,
    /// `specific`, `habitual` or `historical`.
    pub genericity: String,
    /// Who says so, innermost first; empty when the document says it.
    pub attributed_to: Vec<HolderOut>,
    /// Numbers.
    pub quantities: Vec<QuantityOut>,
    /// From 0 to 1.
    pub confidence: f32,
}

/// A place.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct PlaceOut {
    /// GeoNames number, or the code of a country or region.
    pub id: String,
    /// English name.
    pub name: String,
    /// The country it lies in.
    pub country: Option<String>,
    /// Degrees north.
    pub lat: Option<f64>,
    /// Degrees east.
    pub lon: Option<f64>,
    /// ACLED geo-precision, 1 to 3.
    pub precision: u8,
}

/// A number in an event.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct QuantityOut {
    /// What it counts.
    pub kind: String,
    /// Lowest value.
    pub low: f64,
    /// Highest value; absent when open.
    pub high: Option<f64>,
    /// Whether the text calls it approximate.
    pub approximate: bool,
}

/// One claim. Several holders of the same words are one claim here.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct ClaimOut {
    /// The words that name the holder; empty when it is carried over or not told.
    pub source: Vec<Offsets>,
    /// The words that attribute; empty when there are none.
    pub cue: Vec<Offsets>,
    /// What is said.
    pub content: Vec<Offsets>,
    /// Name of the holder, or of the holders joined by "; "; absent when the text does not tell.
    pub holder: Option<String>,
    /// The holders with their codes.
    pub holders: Vec<HolderOut>,
    /// `assessment`, `forecast`, `promise`, `threat`, `denial`, `report`, `intention` or `demand`.
    pub kind: String,
    /// `direct`, `indirect` or `mixed`.
    pub speech: String,
    /// ICD 203 band, or `unstated`.
    pub modality: String,
    /// The grading words.
    pub modality_span: Option<Offsets>,
    /// `affirms` or `denies`.
    pub stance: String,
    /// By when, in EDTF.
    pub horizon: Option<String>,
    /// On what condition.
    pub condition: Option<Offsets>,
    /// Ids of the actors it is about.
    pub topics: Vec<String>,
    /// From 0 to 1.
    pub confidence: f32,
    /// Claims that are made inside this one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub nested: Vec<ClaimOut>,
}

/// One mention.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct MentionOut {
    /// First code point.
    pub start: usize,
    /// One past the last.
    pub end: usize,
    /// `PER`, `ORG`, `LOC` or `MISC`; absent for pronouns and descriptions.
    pub ner: Option<String>,
    /// Finer kind (`state`, `demonym`, `person`, `pronoun`, …).
    pub kind: String,
    /// Who it is.
    pub actor: Option<String>,
    /// Code at the document's date.
    pub code: Option<String>,
}

/// One expression of time.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct TimeOut {
    /// First code point.
    pub start: usize,
    /// One past the last.
    pub end: usize,
    /// TIMEX3 type.
    #[serde(rename = "type")]
    pub kind: String,
    /// TIMEX3 value.
    pub value: String,
    /// What it means on the calendar, in EDTF.
    pub date: Option<String>,
}

/// One finding.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct DiagnosticOut {
    /// Stable code.
    pub code: String,
    /// `note`, `warning` or `error`.
    pub severity: String,
    /// What was found.
    pub message: String,
    /// What to do about it.
    pub hint: Option<String>,
    /// First code point of the place.
    pub start: Option<usize>,
    /// One past the last.
    pub end: Option<usize>,
}

/// The answer for one pair.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct PairOut {
    /// As in the input.
    pub source: Option<Offsets>,
    /// As in the input.
    pub target: Option<Offsets>,
    /// The likeliest PLOVER type.
    #[serde(rename = "type")]
    pub kind: String,
    /// Every type with its score; the scores add up to 1.
    pub scores: std::collections::BTreeMap<String, f32>,
}

/// What a stream did.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Summary {
    /// Lines that were answered with what was read.
    pub coded: usize,
    /// Lines that were answered with an error.
    pub failed: usize,
}

/// Longest line that is read.
const LINE_LIMIT: usize = 64 << 20;

/// How many lines are read before they are coded together; bounds the memory, changes nothing in the output.
const BATCH: usize = 64;

/// Codes every line of `input`; blank lines are passed over. `done` is told after each batch and may stop the
/// stream by returning false. `today` bounds document dates.
pub fn stream(
    casus: &Casus,
    mut input: impl BufRead,
    mut output: impl Write,
    today: Option<Day>,
    mut done: impl FnMut(&Summary) -> bool,
) -> io::Result<Summary> {
    let mut summary = Summary::default();
    let mut number = 0;
    loop {
        let mut batch: Vec<(usize, Line)> = Vec::with_capacity(BATCH);
        while batch.len() < BATCH {
            let Some(line) = next_line(&mut input)? else { break };
            number += 1;
            if !matches!(&line, Line::Text(t) if t.trim_ascii().is_empty()) {
                batch.push((number, line));
            }
        }
        if batch.is_empty() {
            break;
        }
        let answers: Vec<Result<Output, Failure>> =
            batch.into_par_iter().map(|(number, line)| answer(casus, number, line, today)).collect();
        for answer in answers {
            match answer {
                Ok(coded) => {
                    summary.coded += 1;
                    serde_json::to_writer(&mut output, &coded)?;
                }
                Err(failure) => {
                    summary.failed += 1;
                    serde_json::to_writer(&mut output, &failure)?;
                }
            }
            output.write_all(b"\n")?;
        }
        if !done(&summary) {
            break;
        }
    }
    output.flush()?;
    Ok(summary)
}

/// A line as it came in.
enum Line {
    Text(Vec<u8>),
    TooLong,
}

fn next_line(input: &mut impl BufRead) -> io::Result<Option<Line>> {
    let mut line = Vec::new();
    let mut long = false;
    loop {
        let buffer = input.fill_buf()?;
        if buffer.is_empty() {
            let nothing = line.is_empty() && !long;
            return Ok(if nothing {
                None
            } else if long {
                Some(Line::TooLong)
            } else {
                Some(Line::Text(line))
            });
        }
        let (used, ended) = match buffer.iter().position(|b| *b == b'\n') {
            Some(at) => (at + 1, true),
            None => (buffer.len(), false),
        };
        if line.len() + used > LINE_LIMIT {
            long = true;
            line = Vec::new();
        } else if !long {
            line.extend_from_slice(&buffer[..used]);
        }
        input.consume(used);
        if ended {
            return Ok(Some(if long { Line::TooLong } else { Line::Text(line) }));
        }
    }
}

fn answer(casus: &Casus, number: usize, line: Line, today: Option<Day>) -> Result<Output, Failure> {
    let failure = |id: Value, error: String| Failure { id, line: number, error };
    let Line::Text(bytes) = line else {
        let limit = LINE_LIMIT >> 20;
        return Err(failure(Value::Null, format!("the line is longer than {limit} MiB: split the text")));
    };
    let text = std::str::from_utf8(&bytes).map_err(|e| {
        failure(Value::Null, format!("the line is not UTF-8 from byte {}: convert it", e.valid_up_to()))
    })?;
    let value: Value = serde_json::from_str(text.trim_start_matches('\u{feff}').trim())
        .map_err(|e| failure(Value::Null, format!("the line is no JSON: {e}")))?;
    let id = value.get("id").cloned().unwrap_or(Value::Null);
    let input: Input = serde_json::from_value(value).map_err(|e| {
        failure(
            id.clone(),
            format!("{e}: write an object with at least a \"text\" (docs/reference/code.schema.json)"),
        )
    })?;
    code(casus, &input, today).map_err(|error| failure(id, error))
}

/// Codes one text.
pub fn code(casus: &Casus, input: &Input, today: Option<Day>) -> Result<Output, String> {
    let lang = match &input.lang {
        Some(tag) => Some(tag.parse::<Lang>().map_err(|e| e.to_string())?),
        None => None,
    };
    let hints = TextHints {
        lang,
        date: input.date.clone(),
        title: input.title.clone(),
        source: input.source.clone(),
        url: input.url.clone(),
        today,
        ..TextHints::default()
    };
    let chars = input.text.chars().count();
    for (n, pair) in input.pairs.iter().flatten().enumerate() {
        for [start, end] in [pair.source, pair.target].into_iter().flatten() {
            if start > end || end > chars {
                return Err(format!(
                    "pair {n}: [{start},{end}] lies outside the text of {chars} code points"
                ));
            }
        }
    }
    let reading = casus.read_text(&input.text, &hints).map_err(|e| e.to_string())?;
    Ok(output(input.id.clone(), &reading, input.pairs.as_deref(), casus.coder().judge.as_ref()))
}

/// The wire form of a reading. Pairs are labelled by the judge if there is one, else by the events alone.
pub fn output(id: Value, reading: &Reading, pairs: Option<&[Pair]>, judge: Option<&Judge>) -> Output {
    let index = CharIndex::new(&reading.document.text);
    let wire = Wire { index: &index, resolution: &reading.resolution };
    let diagnostics = reading
        .document
        .diagnostics
        .iter()
        .chain(&reading.resolution.diagnostics)
        .chain(&reading.coding.diagnostics)
        .map(|d| wire.diagnostic(d))
        .collect();
    Output {
        id,
        lang: reading.document.lang.as_str().to_owned(),
        coded: reading.analysis.is_some(),
        events: reading.coding.events.iter().map(|e| wire.event(e)).collect(),
        claims: wire.claims(&reading.coding.claims),
        mentions: reading.resolution.mentions.iter().map(|m| wire.mention(m)).collect(),
        times: reading.resolution.times.iter().map(|t| wire.time(t)).collect(),
        diagnostics,
        pairs: pairs.map(|pairs| {
            let judged = |p: &Pair| judge.and_then(|j| judged(j, reading, &index, p));
            pairs
                .iter()
                .map(|p| judged(p).unwrap_or_else(|| label(&wire, &reading.coding.events, p)))
                .collect()
        }),
    }
}

struct Wire<'a> {
    index: &'a CharIndex<'a>,
    resolution: &'a Resolution,
}

fn text(value: &(impl ToString + ?Sized)) -> String {
    value.to_string()
}

fn holder(actor: &ActorRef, stance: impl ToString) -> HolderOut {
    HolderOut {
        id: text(&actor.id),
        name: actor.name.clone(),
        code: text(&actor.code),
        stance: stance.to_string(),
    }
}

impl Wire<'_> {
    fn offsets(&self, span: Span) -> Offsets {
        let (start, end) = self.index.chars(span);
        [start, end]
    }

    fn all(&self, spans: &[Span]) -> Vec<Offsets> {
        spans.iter().map(|s| self.offsets(*s)).collect()
    }

    fn actor(&self, actor: &ActorRef) -> ActorOut {
        let place = actor
            .mention
            .and_then(|m| self.resolution.mentions.get(m as usize))
            .map(|m| self.offsets(m.span));
        ActorOut {
            id: text(&actor.id),
            code: text(&actor.code),
            country: actor.code.country.as_ref().map(text),
            sector: actor.code.sector.map(|s| text(&s)),
            name: actor.name.clone(),
            start: place.map(|p| p[0]),
            end: place.map(|p| p[1]),
        }
    }

    fn event(&self, event: &EventMention) -> EventOut {
        let [start, end] = self.offsets(event.span);
        let by = |a: &Attribution| a.holders.iter().map(|h| holder(h, a.stance)).collect::<Vec<_>>();
        EventOut {
            kind: text(&event.kind),
            mode: event.mode.as_ref().map(text),
            contexts: event.contexts.iter().map(text).collect(),
            cameo: text(&event.cameo),
            source: event.sources.iter().map(|a| self.actor(a)).collect(),
            target: event.targets.iter().map(|a| self.actor(a)).collect(),
            start,
            end,
            trigger: self.offsets(event.trigger.span),
            date: date(event.date.as_ref()),
            precision: event.date.as_ref().map(|d| text(&d.precision)),
            basis: event.date.as_ref().map(|d| text(&d.basis)),
            place: event.place.as_ref().map(|p| PlaceOut {
                id: text(&p.id),
                name: p.name.clone(),
                country: p.country.as_ref().map(text),
                lat: p.lat,
                lon: p.lon,
                precision: p.precision,
            }),
            factuality: text(&event.factuality),
            reason: text(&event.reason),
            genericity: text(&event.genericity),
            attributed_to: event.attribution.iter().flat_map(by).collect(),
            quantities: event
                .quantities
                .iter()
                .map(|q| QuantityOut {
                    kind: text(&q.kind),
                    low: q.low,
                    high: q.high,
                    approximate: q.approximate,
                })
                .collect(),
            confidence: event.confidence,
        }
    }

    /// Outermost claims with those inside them; holders of the same words joined.
    fn claims(&self, claims: &[Claim]) -> Vec<ClaimOut> {
        let mut joined: Vec<(&Claim, ClaimOut)> = Vec::new();
        for claim in claims {
            let same = joined
                .iter_mut()
                .find(|(c, _)| c.cue == claim.cue && c.content == claim.content && c.source == claim.source);
            match same {
                Some((_, out)) => {
                    if let Some(h) = &claim.holder {
                        out.holders.push(holder(h, claim.stance));
                        let name =
                            out.holder.take().map_or_else(|| h.name.clone(), |n| format!("{n}; {}", h.name));
                        out.holder = Some(name);
                    }
                }
                None => joined.push((claim, self.claim(claim))),
            }
        }
        let size = |c: &Claim| c.content.iter().map(|s| s.len()).sum::<usize>();
        // the smallest claim around each
        let around: Vec<Option<usize>> = joined
            .iter()
            .enumerate()
            .map(|(i, (inner, _))| {
                let at = inner.cue.first().or(inner.content.first()).copied()?;
                joined
                    .iter()
                    .enumerate()
                    .filter(|(j, (outer, _))| {
                        let held = outer.holder.is_some() || !outer.cue.is_empty();
                        *j != i
                            && held
                            && size(outer) > size(inner)
                            && outer.content.iter().any(|s| s.contains(at))
                    })
                    .min_by_key(|(_, (outer, _))| size(outer))
                    .map(|(j, _)| j)
            })
            .collect();
        let mut order: Vec<usize> = (0..joined.len()).collect();
        order.sort_by_key(|i| size(joined[*i].0));
        let mut slots: Vec<Option<ClaimOut>> = joined.into_iter().map(|(_, out)| Some(out)).collect();
        for i in order {
            if let Some(j) = around[i]
                && let Some(inner) = slots[i].take()
                && let Some(outer) = &mut slots[j]
            {
                outer.nested.push(inner);
            }
        }
        let mut found: Vec<ClaimOut> = slots.into_iter().flatten().collect();
        sort_nested(&mut found);
        found
    }

    fn claim(&self, claim: &Claim) -> ClaimOut {
        ClaimOut {
            source: self.all(&claim.source),
            cue: self.all(&claim.cue),
            content: self.all(&claim.content),
            holder: claim.holder.as_ref().map(|h| h.name.clone()),
            holders: claim.holder.iter().map(|h| holder(h, claim.stance)).collect(),
            kind: text(&claim.kind),
            speech: text(&claim.speech),
            modality: text(&claim.modality),
            modality_span: claim.modality_span.map(|s| self.offsets(s)),
            stance: text(&claim.stance),
            horizon: date(claim.horizon.as_ref()),
            condition: claim.condition.map(|s| self.offsets(s)),
            topics: claim.topics.iter().map(|t| text(&t.id)).collect(),
            confidence: claim.confidence,
            nested: Vec::new(),
        }
    }

    fn mention(&self, mention: &Mention) -> MentionOut {
        let [start, end] = self.offsets(mention.span);
        MentionOut {
            start,
            end,
            ner: mention.ner.map(|n| text(&n)),
            kind: text(&mention.kind),
            actor: mention.actor.as_ref().map(|a| text(&a.id)),
            code: mention.actor.as_ref().map(|a| text(&a.code)),
        }
    }

    fn time(&self, time: &TimeExpression) -> TimeOut {
        let [start, end] = self.offsets(time.span);
        TimeOut {
            start,
            end,
            kind: text(&time.kind),
            value: text(&time.value),
            date: date(time.date.as_ref()),
        }
    }

    fn diagnostic(&self, d: &Diagnostic) -> DiagnosticOut {
        let place = d.span.map(|s| self.offsets(s));
        let severity = match d.severity {
            Severity::Note => "note",
            Severity::Warning => "warning",
            Severity::Error => "error",
        };
        DiagnosticOut {
            code: text(&d.code),
            severity: severity.to_owned(),
            message: d.message.clone(),
            hint: d.hint.clone(),
            start: place.map(|p| p[0]),
            end: place.map(|p| p[1]),
        }
    }
}

fn sort_nested(claims: &mut [ClaimOut]) {
    claims.sort_by(|a, b| (&a.content, &a.cue).cmp(&(&b.content, &b.cue)));
    for claim in claims {
        sort_nested(&mut claim.nested);
    }
}

fn date(date: Option<&Date>) -> Option<String> {
    date.map(|d| d.edtf.as_str().to_owned())
}

/// The type of a pair, as the judge says; `None` where the text was not analysed.
fn judged(judge: &Judge, reading: &Reading, index: &CharIndex<'_>, pair: &Pair) -> Option<PairOut> {
    let span = |side: Option<Offsets>| side.map(|[start, end]| index.span_of(start, end));
    let verdict = Asked::pair(reading, span(pair.source), span(pair.target))?.verdict(judge);
    // a pair is asked about because something is told of it
    let some = (1.0 - verdict.nothing()).max(f32::MIN_POSITIVE);
    Some(PairOut {
        source: pair.source,
        target: pair.target,
        kind: text(&verdict.best()),
        scores: EventType::ALL.iter().map(|t| (text(t), verdict.of(*t) / some)).collect(),
    })
}

/// The type of a pair without a judge, from the events of the text: those whose actors overlap the given words count most.
fn label(wire: &Wire, events: &[EventMention], pair: &Pair) -> PairOut {
    let touches = |actors: &[ActorRef], words: Option<Offsets>| {
        words.is_some_and(|[start, end]| {
            actors.iter().any(|a| {
                let out = wire.actor(a);
                out.start.zip(out.end).is_some_and(|(s, e)| s < end && start < e)
            })
        })
    };
    let mut weights = vec![0.01_f32; EventType::ALL.len()];
    for event in events {
        let mut weight = 0.2;
        weight += if touches(&event.sources, pair.source) { 1.0 } else { 0.0 };
        weight += if touches(&event.targets, pair.target) { 1.0 } else { 0.0 };
        weights[event.kind as usize] += weight * event.confidence;
    }
    let sum: f32 = weights.iter().sum();
    let best = EventType::ALL
        .iter()
        .copied()
        .reduce(|a, b| if weights[b as usize] > weights[a as usize] { b } else { a })
        .unwrap_or(EventType::Agree);
    PairOut {
        source: pair.source,
        target: pair.target,
        kind: text(&best),
        scores: EventType::ALL.iter().map(|t| (text(t), weights[*t as usize] / sum)).collect(),
    }
}

/// The JSON Schema of both sides of the stream, as `docs/reference/code.schema.json` holds it.
pub fn schema() -> String {
    let mut schema = serde_json::json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "casus code",
        "description": "JSON Lines in, JSON Lines out. Offsets are Unicode code points into the text, end exclusive.",
    });
    for (name, part) in [
        ("input", schema_for!(Input).to_value()),
        ("output", schema_for!(Output).to_value()),
        ("failure", schema_for!(Failure).to_value()),
    ] {
        schema[name] = part;
    }
    let mut text = serde_json::to_string_pretty(&schema).unwrap_or_default();
    text.push('\n');
    text
}
