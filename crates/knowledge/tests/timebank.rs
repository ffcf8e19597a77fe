//! Measures the finder of time expressions on TimeBank, which lies beside the checkout in `shared/` or where
//! `CASUS_SHARED` says. The measure is that of TempEval-3: strict is the same span, relaxed an overlap, one to one;
//! the value counts on relaxed matches.

use std::path::PathBuf;

use casus_knowledge::time;
use casus_model::{Analysis, Basis, CharIndex, Date, Day, Edtf, Lang};

fn shared() -> Option<PathBuf> {
    let beside = || PathBuf::from(env!("CASUS_ROOT")).join("../shared");
    let folder = std::env::var_os("CASUS_SHARED").map_or_else(beside, PathBuf::from);
    folder.is_dir().then_some(folder)
}

struct Timex {
    start: usize,
    end: usize,
    value: String,
}

fn f1(right: usize, found: usize, gold: usize) -> f64 {
    200.0 * right as f64 / (found + gold).max(1) as f64
}

#[test]
fn timebank_is_read_well_enough() {
    let Some(path) = shared().map(|s| s.join("gold/time/timebank.jsonl")) else {
        eprintln!("SKIPPED: TimeBank is not there (set CASUS_SHARED)");
        return;
    };
    let Ok(lines) = std::fs::read_to_string(&path) else {
        eprintln!("SKIPPED: {} cannot be read", path.display());
        return;
    };
    let verbose = std::env::var_os("CASUS_VERBOSE").is_some();
    let (mut gold_n, mut found_n, mut strict, mut relaxed, mut values) = (0, 0, 0, 0, 0);
    for line in lines.lines() {
        let record: serde_json::Value = serde_json::from_str(line).expect("a line of JSON");
        let text = record["text"].as_str().expect("a text");
        let day: Day = record["dct"].as_str().expect("a date")[..10].parse().expect("a day");
        let anchor = Date::new(Edtf::day(day), Basis::Given, "");
        let analysis = Analysis { lang: Lang::EN, sentences: Vec::new() };
        let index = CharIndex::new(text);
        let found: Vec<Timex> = time::find(text, &analysis, Some(&anchor), &Lang::EN)
            .iter()
            .map(|t| {
                let (start, end) = index.chars(t.span);
                Timex { start, end, value: t.value.to_string() }
            })
            .collect();
        let gold: Vec<Timex> = record["timex"]
            .as_array()
            .expect("a list")
            .iter()
            .map(|t| Timex {
                start: t["start"].as_u64().unwrap_or_default() as usize,
                end: t["end"].as_u64().unwrap_or_default() as usize,
                value: t["value"].as_str().unwrap_or_default().to_owned(),
            })
            .collect();
        let mut pairs: Vec<(f64, usize, usize)> = Vec::new();
        for (i, g) in gold.iter().enumerate() {
            for (j, f) in found.iter().enumerate() {
                let over = g.end.min(f.end) as f64 - g.start.max(f.start) as f64;
                if over > 0.0 {
                    let same = f64::from(u8::from(g.start == f.start && g.end == f.end));
                    let cover = (g.end.max(f.end) - g.start.min(f.start)) as f64;
                    pairs.push((over / cover + same, i, j));
                }
            }
        }
        pairs.sort_by(|a, b| b.0.total_cmp(&a.0));
        let (mut seen_g, mut seen_f) = (vec![false; gold.len()], vec![false; found.len()]);
        let part = |start: usize, end: usize| -> String {
            let from = index.byte_of(start.saturating_sub(40)) as usize;
            let to = index.byte_of(end + 20) as usize;
            let span = index.span_of(start, end);
            let (s, e) = (span.start as usize, span.end as usize);
            format!("{}[[{}]]{}", &text[from..s], &text[s..e], &text[e..to]).replace('\n', " ")
        };
        for (_, i, j) in pairs {
            if seen_g[i] || seen_f[j] {
                continue;
            }
            (seen_g[i], seen_f[j]) = (true, true);
            relaxed += 1;
            let (g, f) = (&gold[i], &found[j]);
            let same = g.start == f.start && g.end == f.end;
            strict += usize::from(same);
            values += usize::from(g.value == f.value);
            if verbose && !same {
                println!("SPAN {} | {}", part(g.start, g.end), part(f.start, f.end));
            }
            if verbose && g.value != f.value {
                println!("VALUE {day} {} gold {} found {}", part(g.start, g.end), g.value, f.value);
            }
        }
        for (g, _) in gold.iter().zip(&seen_g).filter(|(_, seen)| verbose && !**seen) {
            println!("MISSED {day} {} {}", part(g.start, g.end), g.value);
        }
        for (f, _) in found.iter().zip(&seen_f).filter(|(_, seen)| verbose && !**seen) {
            println!("EXTRA {day} {} {}", part(f.start, f.end), f.value);
        }
        gold_n += gold.len();
        found_n += found.len();
    }
    let (s, r, v) = (f1(strict, found_n, gold_n), f1(relaxed, found_n, gold_n), f1(values, found_n, gold_n));
    println!(
        "TimeBank: strict F1 {s:.2}, relaxed F1 {r:.2}, value F1 {v:.2} ({found_n} found, {gold_n} in gold)"
    );
    assert!(r >= 82.0, "relaxed extent F1 fell to {r:.2}");
    assert!(v >= 78.0, "value F1 fell to {v:.2}");
}
