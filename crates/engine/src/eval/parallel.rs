//! The same news in several languages: whether the same events are read from the same sentence.
//!
//! English is held against each other language, sentence by sentence, in the stories whose versions have as many
//! sentences as the English one (elsewhere the numbers do not align). An event is the same when its PLOVER type is
//! the same and each side names the same actor or the same code, or is open in both. No gold of events takes part:
//! what is wrong in the same way in all languages counts as the same.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::measure::{Counts, Report, greedy, id, list, string};
use crate::Casus;
use crate::code::{self, ActorOut, Input, Output};

/// The language that the others are held against.
const PIVOT: &str = "en";

/// The languages that are held against it.
const OTHERS: [&str; 2] = ["it", "es"];

/// The sentence as it is printed: punctuation and elided articles without the blanks of tokenisation.
fn sentence(tokens: &[Value]) -> String {
    let mut text = String::new();
    let mut open = true;
    for token in tokens.iter().filter_map(Value::as_str) {
        let closes = token.starts_with([',', '.', ';', ':', '!', '?', ')', ']', '%', '»', '’', '\'']);
        if !open && !closes {
            text.push(' ');
        }
        text.push_str(token);
        let elided = token.len() > 1 && token.ends_with(['\'', '’']);
        open = elided || matches!(token, "(" | "[" | "«" | "¿" | "¡" | "$" | "#");
    }
    text
}

/// The version of a story in a language, one sentence a line.
fn lines(row: &Value, lang: &str) -> Vec<String> {
    list(&row["langs"][lang], "sents").iter().map(|s| sentence(list(s, "tokens"))).collect()
}

/// What is read from each version: `{"id","langs":{lang:[{"sent","type","src","tgt","text"}]}}`.
pub(super) fn predict(row: &Value, casus: &Casus) -> Value {
    let mut langs: BTreeMap<&str, Vec<Value>> = BTreeMap::new();
    for lang in OTHERS.into_iter().chain([PIVOT]) {
        let lines = lines(row, lang);
        if lines.is_empty() {
            continue;
        }
        let input = Input {
            id: row["id"].clone(),
            text: lines.join("\n\n"),
            lang: Some(lang.to_owned()),
            date: None,
            title: None,
            source: None,
            url: None,
            pairs: None,
        };
        let read = code::code(casus, &input, None);
        langs.insert(lang, read.map_or_else(|_| Vec::new(), |out| events(&lines, &out)));
    }
    json!({"id": row["id"], "langs": langs})
}

fn events(lines: &[String], out: &Output) -> Vec<Value> {
    let mut starts = Vec::with_capacity(lines.len());
    let mut at = 0;
    for line in lines {
        starts.push(at);
        at += line.chars().count() + 2;
    }
    let side = |actors: &[ActorOut]| -> Vec<Value> {
        actors.iter().map(|a| json!({"id": a.id, "code": a.code})).collect()
    };
    let found = out.events.iter().map(|e| {
        let sent = starts.partition_point(|s| *s <= e.trigger[0]).saturating_sub(1);
        json!({
            "sent": sent,
            "type": e.kind,
            "src": side(&e.source),
            "tgt": side(&e.target),
            "text": lines[sent],
        })
    });
    found.collect()
}

/// How alike two events are: `None` when the types differ, 1 for the type alone, 2 for a side, 3 for both.
fn alike(a: &Value, b: &Value) -> Option<u32> {
    let same = |key: &str| {
        let (x, y) = (list(a, key), list(b, key));
        let shared = x.iter().any(|p| {
            y.iter().any(|q| p["id"] == q["id"] || (p["code"] == q["code"] && string(p, "code") != "---"))
        });
        u32::from(shared || x.is_empty() && y.is_empty())
    };
    (a["sent"] == b["sent"] && a["type"] == b["type"]).then(|| 1 + same("src") + same("tgt"))
}

/// The events of the other languages against those of English. `score parallel` is F1 over both languages.
pub(super) fn score(gold: &[Value], predicted: &BTreeMap<String, &Value>) -> Report {
    let mut report = Report::new();
    let mut all = Counts::default();
    for lang in OTHERS {
        let (mut types, mut whole, mut stories) = (Counts::default(), Counts::default(), 0);
        for row in gold {
            let versions = [PIVOT, lang].map(|l| list(&row["langs"][l], "sents").len());
            let Some(p) = predicted.get(&id(row)) else { continue };
            if versions[0] == 0 || versions[0] != versions[1] {
                continue;
            }
            stories += 1;
            let (pivot, other) = (list(&p["langs"], PIVOT), list(&p["langs"], lang));
            let mut pairs = Vec::new();
            for (i, a) in pivot.iter().enumerate() {
                for (j, b) in other.iter().enumerate() {
                    pairs.extend(alike(a, b).map(|n| (f64::from(n), i, j)));
                }
            }
            let matched = greedy(pairs);
            let same = matched.iter().filter(|(i, j)| alike(&pivot[*i], &other[*j]) == Some(3)).count();
            types.add(matched.len(), other.len(), pivot.len());
            whole.add(same, other.len(), pivot.len());
        }
        report.note(format!("{PIVOT}-{lang}: {stories} stories whose sentences align"));
        report.row(format!("{PIVOT}-{lang} same type"), types);
        report.row(format!("{PIVOT}-{lang} same event"), whole);
        all.add(whole.right, whole.predicted, whole.gold);
    }
    let f = report.row("same event", all);
    report.finish("parallel", f)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_put_together_as_print_has_them() {
        let tokens = json!(["L'", "Italia", "(", "Roma", ")", "tratta", ",", "dice", "."]);
        assert_eq!(sentence(tokens.as_array().expect("a list")), "L'Italia (Roma) tratta, dice.");
    }

    #[test]
    fn only_the_same_act_of_the_same_actors_in_the_same_sentence_counts() {
        let event = |sent: u32, kind: &str, src: &str| json!({"sent": sent, "type": kind, "src": [{"id": src, "code": src}], "tgt": []});
        let gold = [json!({"id": 1, "langs": {
            "en": {"sents": [{"tokens": []}, {"tokens": []}]},
            "it": {"sents": [{"tokens": []}, {"tokens": []}]},
            "es": {"sents": [{"tokens": []}]},
        }})];
        let read = json!({"id": 1, "langs": {
            "en": [event(0, "CONSULT", "USA"), event(1, "AID", "FRA")],
            "it": [event(0, "CONSULT", "USA"), event(1, "AID", "ITA"), event(0, "AID", "FRA")],
            "es": [event(0, "CONSULT", "USA")],
        }});
        let report = score(&gold, &BTreeMap::from([("1".to_owned(), &read)]));
        assert_eq!(report.counts("en-it same type"), Some(Counts { right: 2, predicted: 3, gold: 2 }));
        assert_eq!(report.counts("same event"), Some(Counts { right: 1, predicted: 3, gold: 2 }));
    }
}
