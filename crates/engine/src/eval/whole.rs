//! What is read from a whole set of documents: stories and timelines; and from single ones: kinds of snippet, slots of
//! attacks.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::measure::{id, list, string};
use crate::code::{EventOut, Output};

/// Clusters of documents by the story they tell, or of the language versions of one story.
pub(super) fn predict_stories(gold: &[Value]) -> Vec<Value> {
    let mut names = Vec::new();
    let mut texts = Vec::new();
    for row in gold {
        let Some(langs) = row.get("langs").and_then(Value::as_object) else {
            names.push(id(row));
            texts.push(string(row, "text").to_owned());
            continue;
        };
        for (lang, version) in langs {
            let sentences: Vec<String> = list(version, "sents")
                .iter()
                .map(|s| list(s, "tokens").iter().filter_map(Value::as_str).collect::<Vec<_>>().join(" "))
                .collect();
            names.push(format!("{}:{lang}", plain(&row["story"])));
            texts.push(sentences.join("\n"));
        }
    }
    let documents: Vec<_> = texts.iter().map(|t| (t.as_str(), None)).collect();
    let clusters = casus_coder::stories(&documents);
    names.into_iter().zip(clusters).map(|(id, c)| json!({"id": id, "cluster": c.to_string()})).collect()
}

fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// What a day named in a document weighs, beside an event that is told of it (1 for a sure one).
const NAMED: f64 = 2.0;

/// What the day of a document itself weighs, and an event that has no day but the document's.
const OWN: f64 = 0.5;

/// Documents for each day of a timeline.
const DOCUMENTS_A_DAY: usize = 5;

/// The actors of a crisis are those of whom at least one document in so many speaks.
const SPEAKING: usize = 4;

/// The days of a crisis that count: those of which most documents tell, one day for five documents.
///
/// `read` are the documents with what was read from them. A day weighs what each document says of it once: that it
/// names the day (and the day is no later than the document), each type of event that it tells as a fact, and that it
/// appeared on it. A page holds more than its article: what stands in a paragraph that an earlier document has word
/// for word (a menu, a list of other articles, a copied report) is no second witness, and what stands apart from all
/// actors of the crisis is not about it. One crisis is one: the documents of all languages make the timeline of each;
/// the words of an entry are in its language where there are any.
pub(super) fn predict_timelines(gold: &[Value], read: &[(Value, Output)]) -> Vec<Value> {
    let wanted: BTreeSet<(String, String)> =
        gold.iter().map(|r| (string(r, "topic").to_owned(), string(r, "lang").to_owned())).collect();
    let mut rows = Vec::new();
    for (topic, lang) in wanted {
        let mut documents: Vec<&(Value, Output)> =
            read.iter().filter(|(d, _)| string(d, "topic") == topic).collect();
        documents.sort_by_key(|(d, _)| (string(d, "date"), id(d)));
        let actors = actors_of(&documents);
        let mut weights: BTreeMap<String, f64> = BTreeMap::new();
        let mut sentences: BTreeMap<String, (bool, f64, String)> = BTreeMap::new();
        let mut known: BTreeSet<String> = BTreeSet::new();
        for (document, output) in &documents {
            let text: Vec<char> = string(document, "text").chars().collect();
            let own = string(document, "date");
            let mut page = Page::new(&text, output, &actors);
            page.leave_out(&known);
            let mut told: BTreeSet<(&str, &str)> = BTreeSet::new();
            for event in output.events.iter().filter(|e| told_as_fact(e) && page.counts(e.start)) {
                let Some(day) = event.date.as_deref().filter(|_| event.precision.as_deref() == Some("day"))
                else {
                    continue;
                };
                let stated = event.basis.as_deref() != Some("document");
                let weight = f64::from(event.confidence) * if stated { 1.0 } else { OWN };
                if told.insert((day, &event.kind)) {
                    *weights.entry(day.to_owned()).or_default() += weight;
                }
                let best = sentences.entry(day.to_owned()).or_default();
                let native = string(document, "lang") == lang;
                if (native, weight) > (best.0, best.1) {
                    let words = text.get(event.start..event.end).unwrap_or_default().iter().collect();
                    *best = (native, weight, words);
                }
            }
            let named: BTreeSet<&str> = output
                .times
                .iter()
                .filter(|t| page.counts(t.start))
                .filter_map(|t| t.date.as_deref())
                .collect();
            for day in named.into_iter().filter(|day| own.is_empty() || *day <= own) {
                *weights.entry(day.to_owned()).or_default() += NAMED;
            }
            *weights.entry(own.to_owned()).or_default() += OWN;
            known.extend(page.paragraphs);
        }
        let mut days: Vec<(String, f64)> = weights.into_iter().filter(|(d, _)| is_day(d)).collect();
        days.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        days.truncate((documents.len() / DOCUMENTS_A_DAY).max(5));
        days.sort_by(|a, b| a.0.cmp(&b.0));
        for (day, _) in days {
            let text = sentences.get(&day).map_or("", |(_, _, t)| t.as_str());
            rows.push(json!({"topic": topic, "lang": lang, "date": day, "text": text}));
        }
    }
    rows
}

/// The actors of whom a fair part of the documents speak.
fn actors_of(documents: &[&(Value, Output)]) -> BTreeSet<String> {
    let mut speaking: BTreeMap<&str, usize> = BTreeMap::new();
    for (_, output) in documents {
        let actors: BTreeSet<&str> = output.mentions.iter().filter_map(|m| m.actor.as_deref()).collect();
        for actor in actors {
            *speaking.entry(actor).or_default() += 1;
        }
    }
    let often = |n: usize| n * SPEAKING >= documents.len();
    speaking.into_iter().filter(|(_, n)| often(*n)).map(|(actor, _)| actor.to_owned()).collect()
}

/// The paragraphs of a document, one a line, and which of them are about the crisis.
struct Page {
    paragraphs: Vec<String>,
    /// Where each begins.
    starts: Vec<usize>,
    counts: Vec<bool>,
}

impl Page {
    /// A paragraph is about the crisis where it or one beside it names one of the actors.
    fn new(text: &[char], output: &Output, actors: &BTreeSet<String>) -> Self {
        let mut starts = Vec::new();
        let mut paragraphs = Vec::new();
        let mut start = 0;
        for line in text.split(|c| *c == '\n') {
            starts.push(start);
            paragraphs.push(line.iter().collect::<String>().trim().to_owned());
            start += line.len() + 1;
        }
        let mut page = Self { counts: vec![false; starts.len()], paragraphs, starts };
        let of_crisis = |actor: &Option<String>| actor.as_ref().is_some_and(|a| actors.contains(a));
        for mention in output.mentions.iter().filter(|m| of_crisis(&m.actor)) {
            let at = page.paragraph_at(mention.start);
            let last = (at + 1).min(page.counts.len() - 1);
            page.counts[at.saturating_sub(1)..=last].fill(true);
        }
        page
    }

    fn paragraph_at(&self, at: usize) -> usize {
        self.starts.partition_point(|start| *start <= at).saturating_sub(1)
    }

    /// What others have word for word does not count.
    fn leave_out(&mut self, known: &BTreeSet<String>) {
        for (counts, paragraph) in self.counts.iter_mut().zip(&self.paragraphs) {
            *counts &= !known.contains(paragraph);
        }
    }

    fn counts(&self, at: usize) -> bool {
        self.counts[self.paragraph_at(at)]
    }
}

fn is_day(date: &str) -> bool {
    date.parse::<casus_model::Day>().is_ok()
}

fn told_as_fact(event: &EventOut) -> bool {
    matches!(event.factuality.as_str(), "happened" | "ongoing") && event.genericity != "habitual"
}

/// The kind of event a snippet tells, in ACLED's words as CASE 2021 writes them.
///
/// Only kinds that PLOVER tells apart can be named; what falls between (weapons, territory) is named by the nearest.
pub(super) fn predict_label(gold: &Value, out: &Output) -> Value {
    let label = |e: &EventOut| {
        Some(match (e.kind.as_str(), e.mode.as_deref().unwrap_or_default()) {
            ("PROTEST", "riot" | "vandalize") => "VIOL_DEMONSTR",
            ("PROTEST", _) => "PEACE_PROTEST",
            ("COERCE" | "SANCTION", "arrest" | "convict") => "ARREST",
            ("COERCE", "seize") | ("ASSAULT", "destroy") => "PROPERTY_DISTRUCT",
            ("ASSAULT", "abduct") => "ABDUCT_DISSAP",
            ("ASSAULT", "sexual") => "SEX_VIOL",
            ("ASSAULT", "suicide-attack") => "SUIC_BOMB",
            ("ASSAULT", "explosives") => "REM_EXPLOS",
            ("ASSAULT", "heavy-weapons") => "ART_MISS_ATTACK",
            ("ASSAULT", "aerial") => "AIR_STRIKE",
            ("ASSAULT", "crowd-control") => "FORCE_AGAINST_PROTEST",
            ("ASSAULT", "unconventional") => "CHEM_WEAP",
            ("ASSAULT", "beat" | "torture" | "execute" | "assassinate") => "ATTACK",
            ("ASSAULT", _) => "ARMED_CLASH",
            ("AGREE", _) => "AGREEMENT",
            ("CONSULT" | "COOPERATE" | "SUPPORT", _) => "DIPLO",
            ("RETREAT", _) => "NON_VIOL_TERRIT_TRANSFER",
            ("MOBILIZE", _) => "CHANGE_TO_GROUP_ACT",
            _ => return None,
        })
    };
    let best =
        out.events.iter().filter(|e| label(e).is_some()).max_by(|a, b| a.confidence.total_cmp(&b.confidence));
    json!({"id": gold["id"], "labels": [best.and_then(label).unwrap_or("OTHER")]})
}

/// Attack slots: who attacked whom or what.
pub(super) fn predict_slots(gold: &Value, out: &Output) -> Value {
    let mut roles: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    for event in out.events.iter().filter(|e| e.kind == "ASSAULT" && told_as_fact(e)) {
        let kind = |actor: &crate::code::ActorOut| {
            out.mentions.iter().find(|m| Some(m.start) == actor.start).and_then(|m| m.ner.clone())
        };
        for actor in &event.source {
            let role = match kind(actor).as_deref() {
                Some("ORG") => "perp_organization_id",
                _ => "perp_individual_id",
            };
            roles.entry(role).or_default().insert(words_of(gold, actor));
        }
        for actor in &event.target {
            let role = match kind(actor).as_deref() {
                Some("PER") => "hum_tgt_name",
                _ => "phys_tgt_id",
            };
            roles.entry(role).or_default().insert(words_of(gold, actor));
        }
    }
    let roles: BTreeMap<&str, Vec<Vec<String>>> = roles
        .into_iter()
        .map(|(role, all)| (role, all.into_iter().filter(|w| !w.is_empty()).map(|w| vec![w]).collect()))
        .collect();
    json!({"id": gold["id"], "roles": roles})
}

fn words_of(gold: &Value, actor: &crate::code::ActorOut) -> String {
    match (actor.start, actor.end) {
        (Some(s), Some(e)) => string(gold, "text").chars().skip(s).take(e.saturating_sub(s)).collect(),
        _ => String::new(),
    }
}
