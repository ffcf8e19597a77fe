//! What each stage from text to records costs, in CPU seconds of one thread (`benches/pipeline`).
//!
//! `stages FILE.jsonl [--rounds N]` reads lines `{"text", "lang"}` and goes over them N times (3 unless told),
//! stage by stage, each from what the one before gave; the fastest round counts. Prints sentences a CPU second.

use std::error::Error;
use std::time::Instant;

use casus_engine::knowledge::Knowledge;
use casus_engine::{Casus, Coder, Reading, TextHints, code};
use serde_json::Value;

/// CPU seconds this thread has used; where the system does not tell, those that have passed.
fn clock(start: Instant) -> f64 {
    std::fs::read_to_string("/proc/thread-self/schedstat")
        .ok()
        .and_then(|s| s.split(' ').next()?.parse::<f64>().ok())
        .map_or_else(|| start.elapsed().as_secs_f64(), |ns| ns / 1e9)
}

fn main() -> Result<(), Box<dyn Error>> {
    let args: Vec<String> = std::env::args().collect();
    let path = args.get(1).ok_or("a JSONL file of texts is needed")?;
    let rounds =
        args.iter().position(|a| a == "--rounds").and_then(|i| args.get(i + 1)?.parse().ok()).unwrap_or(3);
    let start = Instant::now();
    let casus = Casus::new()?;
    let rules = Casus::new()?.with_coder(Coder::rules_alone());
    let judged = Casus::new()?.with_coder(Coder { reader: None, ..Coder::default() });
    let knowledge = Casus::tables()?.map(Knowledge::new).unwrap_or_default();
    let mut readings: Vec<Reading> = Vec::new();
    for line in std::fs::read_to_string(path)?.lines() {
        let row: Value = serde_json::from_str(line)?;
        let lang = row["lang"].as_str().map(str::parse).transpose()?;
        let text = row["text"].as_str().ok_or("a line has no text")?;
        readings.push(casus.read_text(text, &TextHints { lang, ..TextHints::default() })?);
    }
    let sentences: usize =
        readings.iter().filter_map(|r| r.analysis.as_ref()).map(|a| a.sentences.len()).sum();
    println!("{} documents, {sentences} sentences", readings.len());
    let mut stage = |name: &str, run: &mut dyn FnMut(&mut Reading)| {
        let best = (0..rounds)
            .map(|_| {
                let before = clock(start);
                readings.iter_mut().for_each(&mut *run);
                clock(start) - before
            })
            .fold(f64::MAX, f64::min);
        println!("{name:<44} {best:>8.3} s {:>10.0} sentences a CPU second", sentences as f64 / best);
    };
    stage("analysis (text to trees)", &mut |r| drop(casus.analyse(&r.document.text, &r.document.lang)));
    stage("actors and times, given the trees", &mut |r| {
        if let Some(analysis) = &r.analysis {
            drop(knowledge.resolve(&r.document, analysis));
        }
    });
    stage("events and claims: rules alone", &mut |r| rules.code_again(r));
    stage("events and claims: with the judge", &mut |r| judged.code_again(r));
    stage("events and claims: judge and reader", &mut |r| casus.code_again(r));
    stage("records to JSON", &mut |r| {
        drop(serde_json::to_string(&code::output(Value::Null, r, None, None)));
    });
    stage("text to records, everything", &mut |r| drop(casus.read_document(r.document.clone())));
    Ok(())
}
