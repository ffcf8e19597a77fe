//! Measures of what other crates read: names, times, factuality, story clusters, timelines, types of texts.

use std::collections::{BTreeMap, BTreeSet};

use casus_coder::factuality;
use casus_model::CharIndex;
use serde_json::{Value, json};

use super::Options;
use super::measure::{Counts, Report, greedy, id, list, number, string, words};
use crate::code::Output;
use crate::{Casus, TextHints};

/// Begin/inside tags over the given tokens from the named mentions.
pub(super) fn predict_names(gold: &Value, text_offsets: &[(usize, usize)], out: &Output) -> Value {
    let mut tags = vec!["O".to_owned(); text_offsets.len()];
    // longer names first; nested ones lose
    let mut mentions: Vec<_> =
        out.mentions.iter().filter_map(|m| m.ner.as_ref().map(|n| (m.start, m.end, n))).collect();
    mentions.sort_by_key(|(s, e, _)| (std::cmp::Reverse(e - s), *s));
    for (start, end, ner) in mentions {
        let inside: Vec<usize> =
            (0..tags.len()).filter(|i| text_offsets[*i].0 < end && text_offsets[*i].1 > start).collect();
        if inside.iter().all(|i| tags[*i] == "O") {
            for (k, i) in inside.into_iter().enumerate() {
                tags[i] = format!("{}-{ner}", if k == 0 { 'B' } else { 'I' });
            }
        }
    }
    json!({"id": gold["id"], "tokens": gold["tokens"], "tags": tags})
}

/// Entities of begin/inside tags: first and last token, and kind.
fn entities(tags: &[Value]) -> BTreeSet<(usize, usize, String)> {
    let mut found = BTreeSet::new();
    let mut open: Option<(usize, String)> = None;
    let ends = tags.iter().map(|t| t.as_str().unwrap_or("O")).chain(["O"]);
    for (i, tag) in ends.enumerate() {
        let kind = tag.get(2..).unwrap_or_default();
        if let Some((start, k)) = &open
            && (tag == "O" || tag.starts_with('B') || kind != k)
        {
            found.insert((*start, i, k.clone()));
            open = None;
        }
        if tag != "O" && open.is_none() {
            open = Some((i, kind.to_owned()));
        }
    }
    found
}

/// Entity F1 as conlleval counts it.
pub(super) fn score_names(gold: &[Value], predicted: &BTreeMap<String, &Value>, options: &Options) -> Report {
    let mut per: BTreeMap<String, Counts> = BTreeMap::new();
    let mut total = Counts::default();
    for row in gold {
        let g = entities(list(row, "tags"));
        let p = predicted.get(&id(row)).map(|p| entities(list(p, "tags"))).unwrap_or_default();
        for x in g.union(&p) {
            per.entry(x.2.clone()).or_default().item(g.contains(x), p.contains(x));
            total.item(g.contains(x), p.contains(x));
        }
    }
    let mut report = Report::new();
    for (kind, counts) in &per {
        report.row(kind.clone(), *counts);
    }
    let f: Vec<f64> = per.values().filter(|c| c.gold > 0).map(|c| c.f1()).collect();
    let mean = f.iter().sum::<f64>() / f.len().max(1) as f64;
    report.note(format!("sentences={} macro-F1={mean:.4}", gold.len()));
    let f1 = report.row("all", total);
    report.finish(options.name.as_deref().unwrap_or("ner"), f1)
}

/// Time expressions.
pub(super) fn predict_times(gold: &Value, out: &Output) -> Value {
    let times: Vec<Value> = out
        .times
        .iter()
        .map(|t| json!({"start": t.start, "end": t.end, "type": t.kind, "value": t.value}))
        .collect();
    json!({"id": gold["id"], "timex": times, "events": []})
}

/// TempEval-3 measures.
pub(super) fn score_times(gold: &[Value], predicted: &BTreeMap<String, &Value>) -> Report {
    let mut report = Report::new();
    let mut main = 0.0;
    let parts: [(&str, &[&str]); 2] =
        [("timex", &["type", "value"]), ("events", &["class", "tense", "aspect", "polarity", "modality"])];
    for (what, attributes) in parts {
        if what == "events" && !predicted.values().any(|r| !list(r, "events").is_empty()) {
            continue;
        }
        let (mut strict, mut relaxed) = (Counts::default(), Counts::default());
        let mut right = vec![0_usize; attributes.len()];
        for row in gold {
            let g = list(row, what);
            let q = predicted.get(&id(row)).map_or(&[][..], |p| list(p, what));
            let span = |v: &Value| (number(v, "start").unwrap_or(0), number(v, "end").unwrap_or(0));
            let mut pairs = Vec::new();
            for (i, a) in g.iter().enumerate() {
                for (j, b) in q.iter().enumerate() {
                    let ((s1, e1), (s2, e2)) = (span(a), span(b));
                    if e1.min(e2) > s1.max(s2) {
                        let overlap = (e1.min(e2) - s1.max(s2)) as f64 / (e1.max(e2) - s1.min(s2)) as f64;
                        pairs.push((overlap + if (s1, e1) == (s2, e2) { 1.0 } else { 0.0 }, i, j));
                    }
                }
            }
            let pairs = greedy(pairs);
            strict.add(pairs.iter().filter(|(i, j)| span(&g[*i]) == span(&q[*j])).count(), q.len(), g.len());
            relaxed.add(pairs.len(), q.len(), g.len());
            let value = |v: &Value, k: &str| match string(v, k) {
                "" => "NONE".to_owned(),
                s => s.to_owned(),
            };
            for (n, a) in attributes.iter().enumerate() {
                right[n] += pairs.iter().filter(|(i, j)| value(&g[*i], a) == value(&q[*j], a)).count();
            }
        }
        report.row(format!("{what} strict"), strict);
        report.row(format!("{what} relaxed"), relaxed);
        for (a, n) in attributes.iter().zip(right) {
            let f = report.row(format!("{what} {a} (relaxed)"), Counts { right: n, ..relaxed });
            let accuracy = if relaxed.right == 0 { 0.0 } else { n as f64 / relaxed.right as f64 };
            report.note(format!("   {a} accuracy on matched = {accuracy:.4}"));
            if *a == "value" {
                main = f;
            }
        }
    }
    report.finish("time", main)
}

const ATTRIBUTES: [&str; 3] = ["certainty", "polarity", "tense"];

/// Certainty, polarity and tense of every predicate, in the terms of MEANTIME.
pub(super) fn predict_factuality(gold: &Value, casus: &Casus, text: &str) -> Value {
    let lang = gold.get("lang").and_then(Value::as_str).and_then(|l| l.parse().ok());
    let hints = TextHints { lang, ..TextHints::default() };
    let Ok(reading) = casus.read_text(text, &hints) else { return json!({"id": gold["id"]}) };
    let Some(analysis) = &reading.analysis else { return json!({"id": gold["id"]}) };
    let chars = CharIndex::new(&reading.document.text);
    let readings = factuality::readings(analysis, &reading.resolution);
    let events: Vec<Value> = readings
        .iter()
        .map(|r| {
            json!({
                "start": chars.char_of(r.span.start),
                "end": chars.char_of(r.span.end),
                "certainty": if r.certain { "CERTAIN" } else { "POSSIBLE" },
                "polarity": if r.negative { "NEG" } else { "POS" },
                "tense": if r.future { "FUTURE" } else { "NON_FUTURE" },
                "reason": r.reason,
            })
        })
        .collect();
    json!({"id": gold["id"], "events": events})
}

/// Detection of events and their attributes.
pub(super) fn score_factuality(
    gold: &[Value],
    predicted: &BTreeMap<String, &Value>,
    options: &Options,
) -> Report {
    let mut detection = Counts::default();
    let mut right = [0_usize; 3];
    // per attribute: values in order of first occurrence
    let mut per: [Vec<(String, Counts)>; 3] = Default::default();
    fn entry<'c>(list: &'c mut Vec<(String, Counts)>, value: &str) -> &'c mut Counts {
        let at = list.iter().position(|(v, _)| v == value).unwrap_or_else(|| {
            list.push((value.to_owned(), Counts::default()));
            list.len() - 1
        });
        &mut list[at].1
    }
    let text = |e: &Value, a: &str| e.get(a).and_then(Value::as_str).unwrap_or("None").to_owned();
    for row in gold {
        let table = |v: &'_ [Value]| -> BTreeMap<(usize, usize), Value> {
            v.iter().filter_map(|e| Some(((number(e, "start")?, number(e, "end")?), e.clone()))).collect()
        };
        let g = table(list(row, "events"));
        let q = predicted.get(&id(row)).map(|p| table(list(p, "events"))).unwrap_or_default();
        detection.add(g.keys().filter(|k| q.contains_key(*k)).count(), q.len(), g.len());
        let keys: BTreeSet<_> = g.keys().chain(q.keys()).copied().collect();
        for key in keys {
            let (a, b) = (g.get(&key), q.get(&key));
            for (k, name) in ATTRIBUTES.iter().enumerate() {
                if let Some(a) = a {
                    entry(&mut per[k], &text(a, name)).gold += 1;
                }
                if let Some(b) = b
                    && (a.is_some() || !options.given)
                {
                    entry(&mut per[k], &text(b, name)).predicted += 1;
                }
                if let (Some(a), Some(b)) = (a, b)
                    && text(a, name) == text(b, name)
                {
                    entry(&mut per[k], &text(a, name)).right += 1;
                    right[k] += 1;
                }
            }
        }
    }
    let mut report = Report::new();
    report.row("event detection", detection);
    let mut sum = 0.0;
    for (k, name) in ATTRIBUTES.iter().enumerate() {
        sum += if options.given {
            let value = if detection.right == 0 { 0.0 } else { right[k] as f64 / detection.right as f64 };
            report.note(format!("{name:28} accuracy={value:.4}"));
            value
        } else {
            report.row(format!("{name} (found and right)"), Counts { right: right[k], ..detection })
        };
        let f: Vec<f64> = per[k].iter().filter(|(_, c)| c.gold > 0).map(|(_, c)| c.f1()).collect();
        per[k].sort_by_key(|(_, c)| std::cmp::Reverse(c.gold));
        let values: Vec<String> =
            per[k].iter().map(|(v, c)| format!("{v} {:.2} (n={})", c.f1(), c.gold)).collect();
        let mean = f.iter().sum::<f64>() / f.len().max(1) as f64;
        for (v, c) in &per[k] {
            report.part(format!("{name} {v}"), *c);
        }
        report.note(format!("   {name} macro-F1={mean:.4} : {}", values.join(", ")));
    }
    report.finish("factuality", sum / 3.0)
}

/// The items of a clustering with their clusters: documents, stories by language, or mentions by chain.
fn items(rows: &[Value], chains: bool) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let plain = |v: &Value| v.as_str().map_or_else(|| v.to_string(), str::to_owned);
    for row in rows {
        let Some(langs) = row.get("langs").and_then(Value::as_object) else {
            found.insert(id(row), plain(&row["cluster"]));
            continue;
        };
        let story = plain(&row["story"]);
        for (lang, value) in langs {
            if !chains {
                found.insert(format!("{story}:{lang}"), story.clone());
                continue;
            }
            for kind in ["events", "entities"] {
                let mut seen: BTreeMap<String, usize> = BTreeMap::new();
                for m in list(value, kind) {
                    let base = format!("{story}:{lang}:{kind}:{}:{}", m["sent"], m["tokens"]);
                    let n = seen.entry(base.clone()).or_default();
                    *n += 1;
                    found.insert(format!("{base}:{n}"), plain(&m["chain"]));
                }
            }
        }
    }
    found
}

/// B-cubed F1 of a clustering.
pub(super) fn score_stories(gold: &[Value], predicted: &[Value], options: &Options) -> Report {
    let g = items(gold, options.chains);
    let q = items(predicted, options.chains);
    let p: BTreeMap<&String, (bool, &String)> =
        g.keys().map(|k| (k, q.get(k).map_or((false, k), |c| (true, c)))).collect();
    let (mut size_g, mut size_p, mut both) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
    for (k, c) in &g {
        *size_g.entry(c).or_insert(0_usize) += 1;
        *size_p.entry(p[k]).or_insert(0_usize) += 1;
        *both.entry((c, p[k])).or_insert(0_usize) += 1;
    }
    let n = g.len().max(1) as f64;
    let mean = |share: &dyn Fn(&String, &String) -> f64| g.iter().map(|(k, c)| share(k, c)).sum::<f64>() / n;
    let precision = mean(&|k, c| both[&(c, p[k])] as f64 / size_p[&p[k]] as f64);
    let recall = mean(&|k, c| both[&(c, p[k])] as f64 / size_g[c] as f64);
    let f = if precision + recall > 0.0 { 2.0 * precision * recall / (precision + recall) } else { 0.0 };
    let mut report = Report::new();
    report.note(format!(
        "items={} gold clusters={} predicted clusters={} B-cubed P={precision:.4} R={recall:.4} F1={f:.4}",
        g.len(),
        size_g.len(),
        size_p.len()
    ));
    let name = options.name.as_deref().unwrap_or(if options.chains { "chains" } else { "stories" });
    report.finish(name, f)
}

type Days = BTreeMap<(String, String), BTreeMap<String, Vec<String>>>;

fn days(rows: &[Value]) -> Days {
    let mut found = Days::new();
    for r in rows {
        let key = (string(r, "topic").to_owned(), string(r, "lang").to_owned());
        let day = found.entry(key).or_default().entry(string(r, "date").to_owned()).or_default();
        day.extend(words(string(r, "text")));
    }
    found
}

/// F1 of the days of timelines, with date-aligned overlap of words.
pub(super) fn score_timelines(gold: &[Value], predicted: &[Value]) -> Report {
    let (g, p) = (days(gold), days(predicted));
    let none = BTreeMap::new();
    let mut report = Report::new();
    let mut values = Vec::new();
    for (key, g) in &g {
        let p = p.get(key).unwrap_or(&none);
        let shared: Vec<&String> = g.keys().filter(|d| p.contains_key(*d)).collect();
        let counts = Counts { right: shared.len(), predicted: p.len(), gold: g.len() };
        let (precision, recall, f) = counts.scores();
        values.push(f);
        let overlap: usize = shared
            .iter()
            .map(|d| {
                let count = |words: &[String]| {
                    let mut bag: BTreeMap<String, usize> = BTreeMap::new();
                    for w in words {
                        *bag.entry(w.clone()).or_default() += 1;
                    }
                    bag
                };
                let (a, b) = (count(&g[*d]), count(&p[*d]));
                a.iter().map(|(w, n)| (*n).min(b.get(w).copied().unwrap_or(0))).sum::<usize>()
            })
            .sum();
        let size = |t: &BTreeMap<String, Vec<String>>| t.values().map(Vec::len).sum::<usize>();
        let rouge = Counts { right: overlap, predicted: size(p), gold: size(g) }.f1();
        report.note(format!(
            "{:8} {}  days gold={} pred={} P={precision:.4} R={recall:.4} F1={f:.4}  date-aligned ROUGE-1 F1={rouge:.4}",
            key.0,
            key.1,
            g.len(),
            p.len()
        ));
    }
    let mean = values.iter().sum::<f64>() / values.len().max(1) as f64;
    report.finish("timelines", mean)
}

/// Labels of texts: micro and macro F1.
pub(super) fn score_types(gold: &[Value], predicted: &BTreeMap<String, &Value>, options: &Options) -> Report {
    let mut per: BTreeMap<String, Counts> = BTreeMap::new();
    let mut total = Counts::default();
    let mut same = 0;
    let labels = |r: &Value| -> BTreeSet<String> {
        list(r, "labels").iter().filter_map(Value::as_str).map(str::to_owned).collect()
    };
    let mut order: Vec<String> = Vec::new();
    for row in gold {
        let g = labels(row);
        let p = predicted.get(&id(row)).map(|p| labels(p)).unwrap_or_default();
        same += usize::from(g == p);
        for x in g.union(&p) {
            if !order.contains(x) {
                order.push(x.clone());
            }
            per.entry(x.clone()).or_default().item(g.contains(x), p.contains(x));
            total.item(g.contains(x), p.contains(x));
        }
    }
    let mut report = Report::new();
    order.sort_by_key(|t| std::cmp::Reverse(per[t].gold));
    for t in &order {
        report.row(t.clone(), per[t]);
    }
    report.row("micro", total);
    report.note(format!(
        "items={} exact-set accuracy={:.4}",
        gold.len(),
        same as f64 / gold.len().max(1) as f64
    ));
    let f: Vec<f64> = per.values().filter(|c| c.gold > 0).map(|c| c.f1()).collect();
    report.finish(options.name.as_deref().unwrap_or("types"), f.iter().sum::<f64>() / f.len().max(1) as f64)
}

const ROLES: [&str; 5] =
    ["perp_individual_id", "perp_organization_id", "phys_tgt_id", "hum_tgt_name", "incident_instrument_id"];

/// Attack slots (MUC-4): an entity is right when one of its strings is one of gold's.
pub(super) fn score_muc(gold: &[Value], predicted: &BTreeMap<String, &Value>) -> Report {
    let mut per = [Counts::default(); 5];
    let mut total = Counts::default();
    let entity = |e: &Value| -> BTreeSet<String> {
        match e {
            Value::Array(all) => all.iter().filter_map(Value::as_str).map(|s| words(s).join(" ")).collect(),
            Value::String(s) => BTreeSet::from([words(s).join(" ")]),
            _ => BTreeSet::new(),
        }
    };
    let none = Value::Null;
    for row in gold {
        let p = predicted.get(&id(row)).map_or(&none, |p| &p["roles"]);
        for (k, role) in ROLES.iter().enumerate() {
            let g: Vec<_> = list(&row["roles"], role).iter().map(entity).collect();
            let q: Vec<_> = list(p, role).iter().map(entity).collect();
            let mut pairs = Vec::new();
            for (i, a) in g.iter().enumerate() {
                for (j, b) in q.iter().enumerate() {
                    let shared = a.intersection(b).count();
                    if shared > 0 {
                        pairs.push((shared as f64 / a.union(b).count() as f64, i, j));
                    }
                }
            }
            let right = greedy(pairs).len();
            per[k].add(right, q.len(), g.len());
            total.add(right, q.len(), g.len());
        }
    }
    let mut report = Report::new();
    for (role, counts) in ROLES.iter().zip(per) {
        report.row(*role, counts);
    }
    let f = report.row("all roles", total);
    report.finish("muc", f)
}

/// Where the tokens of a gold row stand when they are joined by blanks.
pub(super) fn token_offsets(row: &Value) -> (String, Vec<(usize, usize)>) {
    let mut text = String::new();
    let mut offsets = Vec::new();
    let mut at = 0;
    for token in list(row, "tokens").iter().filter_map(Value::as_str) {
        if !text.is_empty() {
            text.push(' ');
            at += 1;
        }
        let n = token.chars().count();
        offsets.push((at, at + n));
        text.push_str(token);
        at += n;
    }
    (text, offsets)
}
