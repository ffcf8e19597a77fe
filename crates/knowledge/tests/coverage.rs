//! The tables against lists they were not made from. Those lists are not part of the project: without them (folder
//! `shared` beside the checkout, or the path in `CASUS_SHARED`) these tests say so and pass.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use casus_knowledge::{Base, EntityKind, compile};

fn base() -> &'static Base {
    static BASE: OnceLock<Base> = OnceLock::new();
    BASE.get_or_init(|| {
        let tables = Path::new(env!("CASUS_ROOT")).join("knowledge");
        Base::from_vec(compile(&tables).expect("the tables compile")).unwrap()
    })
}

fn shared(file: &str) -> Option<PathBuf> {
    let folder = std::env::var_os("CASUS_SHARED")
        .map_or_else(|| Path::new(env!("CASUS_ROOT")).join("../shared"), PathBuf::from);
    let path = folder.join("knowledge").join(file);
    if path.exists() {
        return Some(path);
    }
    eprintln!("SKIPPED: {} is not there; set CASUS_SHARED to the folder of shared data", path.display());
    None
}

/// Whether a name stands for a state with this country code.
fn means(name: &str, country: &str) -> bool {
    base().lookup(name).iter().any(|m| {
        let entity = base().entity(m.name.entity);
        entity.kind == EntityKind::State && entity.country == Some(country)
    })
}

fn report(what: &str, hits: usize, missed: &[String], floor: f64) {
    let total = hits + missed.len();
    let share = hits as f64 / total as f64;
    eprintln!("{what}: {hits} of {total} ({share:.3}); missed: {}", missed.join(", "));
    assert!(share >= floor, "{what}: {share:.3} is below {floor}; missed: {}", missed.join(", "));
}

fn alpha3(alpha2: &str) -> Option<String> {
    base().entities().filter(|e| e.kind == EntityKind::State).find_map(|e| {
        let state = base().state_of(e.index)?;
        (state.alpha2 == alpha2).then(|| e.id.trim_start_matches("state:").to_owned())
    })
}

#[test]
fn english_nationalities_of_i18n_nationality() {
    let Some(path) = shared("i18n-nationality/langs/en.json") else { return };
    let json: serde_json::Value = serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
    let (mut hits, mut missed) = (0, Vec::new());
    for (alpha2, name) in json["nationalities"].as_object().unwrap() {
        let Some(country) = alpha3(alpha2) else { continue };
        for name in name.as_str().unwrap().split([',', '/']).map(str::trim).take(1) {
            if means(name, &country) {
                hits += 1;
            } else {
                missed.push(format!("{name} ({country})"));
            }
        }
    }
    report("nationalities (en)", hits, &missed, 0.85);
}

#[test]
fn country_actors_of_phoenix() {
    let Some(path) = shared("phoenix/Phoenix.Countries.actors.txt.gz") else { return };
    let output = std::process::Command::new("gzip").arg("-dc").arg(path).output();
    let Ok(output) = output else {
        eprintln!("SKIPPED: gzip is not there");
        return;
    };
    let text = String::from_utf8_lossy(&output.stdout);
    let (mut hits, mut missed) = (0, Vec::new());
    // a line that names a country has its code in brackets; lines with a plus give other names
    for line in text.lines().filter(|l| !l.starts_with('#')) {
        let name = line
            .split(['[', '#', ';'])
            .next()
            .unwrap_or_default()
            .trim()
            .trim_end_matches('_')
            .replace('_', " ");
        let code = line.split_once('[').map(|(_, rest)| rest.trim_end_matches(']').trim().to_owned());
        if let Some(code) = code.filter(|c| c.len() == 3 && c.chars().all(|c| c.is_ascii_uppercase()))
            && !line.starts_with(['+', '\t', ' '])
            && base().state(&code).is_some()
        {
            if means(&name, &code) { hits += 1 } else { missed.push(format!("{name} ({code})")) }
        }
    }
    if hits + missed.len() < 50 {
        eprintln!("SKIPPED: only {} headers with a country code", hits + missed.len());
        return;
    }
    report("Phoenix country headers", hits, &missed, 0.8);
}

#[test]
fn territories_of_rigour() {
    let Some(path) = shared("rigour/territories_data.jsonl") else { return };
    let (mut hits, mut missed) = (0, Vec::new());
    let mut wikidata = 0;
    for line in fs::read_to_string(path).unwrap().lines() {
        let row: serde_json::Value = serde_json::from_str(line).unwrap();
        if row["is_country"] != true || row["is_historical"] == true {
            continue;
        }
        let Some(code) = row["alpha3"].as_str().map(str::to_uppercase) else { continue };
        let name = row["name"].as_str().unwrap();
        if means(name, &code) {
            hits += 1;
        } else {
            missed.push(format!("{name} ({code})"));
        }
        let entity = base().find(&format!("state:{code}"));
        let qid = row["qid"].as_str().and_then(|q| q.strip_prefix('Q')?.parse::<u32>().ok());
        wikidata += usize::from(entity.is_some_and(|e| e.wikidata == qid));
    }
    eprintln!("territories with the same Wikidata item: {wikidata} of {}", hits + missed.len());
    report("countries of rigour", hits, &missed, 0.95);
}

/// Natural Earth's names in the languages of the tables; its columns are read by name.
#[test]
fn names_of_natural_earth_in_twelve_languages() {
    let Some(path) = shared("world-atlas/ne_countries110_attributes.csv.gz") else { return };
    let Ok(output) = std::process::Command::new("gzip").arg("-dc").arg(path).output() else {
        eprintln!("SKIPPED: gzip is not there");
        return;
    };
    let text = String::from_utf8_lossy(&output.stdout);
    let header: Vec<&str> = text.lines().next().unwrap().split(',').collect();
    let column = |name: &str| header.iter().position(|h| *h == name).unwrap();
    let code = column("iso_a3_eh");
    for lang in ["en", "it", "es", "fr", "de", "pt", "ru", "uk", "tr", "ar", "zh", "pl"] {
        let named = column(&format!("name_{lang}"));
        let (mut hits, mut missed) = (0, Vec::new());
        let mut seen = BTreeSet::new();
        for line in text.lines().skip(1) {
            let fields = csv_fields(line);
            let (Some(country), Some(name)) = (fields.get(code), fields.get(named)) else { continue };
            if country == "-99" || name.is_empty() || !seen.insert(country.clone()) {
                continue;
            }
            if means(name, country) {
                hits += 1;
            } else {
                missed.push(format!("{name} ({country})"));
            }
        }
        report(&format!("Natural Earth ({lang})"), hits, &missed, 0.85);
    }
}

/// The fields of a line of CSV without line breaks in fields.
fn csv_fields(line: &str) -> Vec<String> {
    let (mut fields, mut field, mut quoted) = (Vec::new(), String::new(), false);
    for c in line.chars() {
        match c {
            '"' => quoted = !quoted,
            ',' if !quoted => fields.push(std::mem::take(&mut field)),
            c => field.push(c),
        }
    }
    fields.push(field);
    fields
}
