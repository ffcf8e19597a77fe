//! Measures the tables: how long they take to load, how much memory, and how many tokens a CPU second are looked up
//! (`cargo run --release -p casus-knowledge --example lookup -- TEXT…`; see `benches/knowledge`).

use std::time::{Duration, Instant};

use casus_knowledge::{Base, Folded};

/// User and system time of this process, from `/proc`; `None` elsewhere.
fn cpu() -> Option<Duration> {
    let stat = std::fs::read_to_string("/proc/self/stat").ok()?;
    let fields: Vec<&str> = stat.rsplit_once(") ")?.1.split(' ').collect();
    let ticks: u64 = fields.get(11)?.parse::<u64>().ok()? + fields.get(12)?.parse::<u64>().ok()?;
    Some(Duration::from_millis(ticks * 10))
}

/// Resident memory in MB, from `/proc`.
fn memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|l| l.starts_with("VmHWM:"))?;
    Some(line.split_whitespace().nth(1)?.parse::<u64>().ok()? / 1024)
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let path = std::path::Path::new(env!("CASUS_ROOT")).join("knowledge/casus.knowledge");
    let start = Instant::now();
    let base = Base::open(&path)?;
    println!("load: {:.1} ms", start.elapsed().as_secs_f64() * 1000.0);
    let mut texts = Vec::new();
    for path in std::env::args().skip(1) {
        texts.push(std::fs::read_to_string(&path).map_err(|e| format!("{path}: {e}"))?);
    }
    let before = memory();
    let (clock, used) = (Instant::now(), cpu());
    let (mut tokens, mut found) = (0usize, 0usize);
    for line in texts.iter().flat_map(|t| t.lines()) {
        let folded = Folded::new(line);
        let mut start = true;
        for (at, c) in line.char_indices() {
            if start && c.is_alphanumeric() {
                tokens += 1;
                found += base.matches(&folded, folded.at(at)).count();
            }
            start = !c.is_alphanumeric();
        }
    }
    let wall = clock.elapsed();
    let spent = cpu().zip(used).map_or(wall, |(a, b)| a.saturating_sub(b));
    println!("{tokens} tokens, {found} candidates, {:.2} CPU seconds", spent.as_secs_f64());
    println!("{:.0} tokens a CPU second", tokens as f64 / spent.as_secs_f64().max(1e-9));
    if let (Some(before), Some(after)) = (before, memory()) {
        println!("memory: {after} MB at most, {before} MB of it with the texts before looking up");
    }
    Ok(())
}
