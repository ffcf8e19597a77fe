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

/// The days of a crisis that count: those that most documents tell events of, two days for five documents.
///
/// `read` are the documents with what was read from them. A day weighs what the documents tell of it as happened,
/// each document once for each event type; a document's own day counts little. Where no document is in the language
/// of a wanted timeline, those in all others tell it.
pub(super) fn predict_timelines(gold: &[Value], read: &[(Value, Output)]) -> Vec<Value> {
    let wanted: BTreeSet<(String, String)> =
        gold.iter().map(|r| (string(r, "topic").to_owned(), string(r, "lang").to_owned())).collect();
    let mut rows = Vec::new();
    for (topic, lang) in wanted {
        let of_topic: Vec<&(Value, Output)> =
            read.iter().filter(|(d, _)| string(d, "topic") == topic).collect();
        let own: Vec<&(Value, Output)> =
            of_topic.iter().filter(|(d, _)| string(d, "lang") == lang).copied().collect();
        let documents = if own.is_empty() { of_topic } else { own };
        let mut weights: BTreeMap<String, f64> = BTreeMap::new();
        let mut sentences: BTreeMap<String, (f64, String)> = BTreeMap::new();
        for (document, output) in &documents {
            let text: Vec<char> = string(document, "text").chars().collect();
            let mut told: BTreeSet<(&str, &str)> = BTreeSet::new();
            for event in output.events.iter().filter(|e| told_as_fact(e)) {
                let Some(day) = event.date.as_deref().filter(|_| event.precision.as_deref() == Some("day"))
                else {
                    continue;
                };
                let stated = event.basis.as_deref() != Some("document");
                let weight = f64::from(event.confidence) * if stated { 1.0 } else { 0.4 };
                if told.insert((day, &event.kind)) {
                    *weights.entry(day.to_owned()).or_default() += weight;
                }
                let best = sentences.entry(day.to_owned()).or_default();
                if weight > best.0 {
                    let words = text.get(event.start..event.end).unwrap_or_default().iter().collect();
                    *best = (weight, words);
                }
            }
            for time in &output.times {
                if let Some(day) = time.date.as_deref().filter(|d| d.len() == 10) {
                    *weights.entry(day.to_owned()).or_default() += 0.5;
                }
            }
        }
        let mut days: Vec<(String, f64)> = weights.into_iter().filter(|(d, _)| d.len() == 10).collect();
        days.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        days.truncate((documents.len() * 2 / 5).max(5));
        days.sort_by(|a, b| a.0.cmp(&b.0));
        for (day, _) in days {
            let text = sentences.get(&day).map_or("", |(_, t)| t.as_str());
            rows.push(json!({"topic": topic, "lang": lang, "date": day, "text": text}));
        }
    }
    rows
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
