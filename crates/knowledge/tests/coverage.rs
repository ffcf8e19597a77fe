//! The tables against lists they were not made from. Those lists are not part of the project: without them (folder
//! `shared` beside the checkout, or the path in `CASUS_SHARED`) these tests say so and pass.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use casus_knowledge::{Base, EntityIx, EntityKind, compile, fold};
use casus_model::Day;

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

/// The words of a name that tell persons apart.
fn words(name: &str) -> Vec<String> {
    fold(name).split(|c: char| !c.is_alphanumeric()).filter(|w| w.len() > 3).map(str::to_owned).collect()
}

/// Whether a person so called led the state on one of the days.
fn led(state: EntityIx, name: &str, days: &[Day]) -> bool {
    let wanted = words(name);
    let head = |title: EntityIx| {
        matches!(base().entity(title).subkind, "head-of-state" | "head-of-government" | "monarch")
    };
    base().offices_of(state).filter(|o| head(o.title)).any(|office| {
        days.iter().flat_map(|d| base().holders(office.index, *d)).any(|term| {
            let entity = base().entity(term.person);
            let names = base().names_of(entity.index).map(|n| n.text.to_owned());
            names.chain([entity.name.to_owned()]).any(|n| words(&n).iter().any(|w| wanted.contains(w)))
        })
    })
}

/// Who led states in 2022, as Wikidata had it: few rows of the tables come from there.
#[test]
fn leaders_of_2022_by_wikidata() {
    let Some(path) = shared("everypolitician-scrapers/world_leaders_2022_wikidata.csv") else { return };
    let states: BTreeMap<u32, EntityIx> = base()
        .entities()
        .filter(|e| e.kind == EntityKind::State)
        .filter_map(|e| Some((e.wikidata?, e.index)))
        .collect();
    let (mut hits, mut missed) = (0, Vec::new());
    for line in fs::read_to_string(path).unwrap().lines().skip(1) {
        let f = csv_fields(line);
        let year = |i: usize, or: i16| f[i].parse::<i16>().unwrap_or(or);
        let state = f[0].trim_start_matches('Q').parse().ok().and_then(|q| states.get(&q));
        let Some(state) = state else { continue };
        let (from, to) = (year(6, 2022).max(1990), year(7, 2022).min(2022));
        let days: Vec<Day> =
            (from..=to).flat_map(|y| [1, 4, 7, 10].map(|m| Day::constant(y, m, 15))).collect();
        if led(*state, &f[5], &days) {
            hits += 1;
        } else {
            missed.push(format!("{}: {}", f[1], f[5]));
        }
    }
    report("leaders of 2022", hits, &missed, 0.88);
}

/// Every leader since 1990 in REIGN, in the middle of the time that it gives: holes and spans that run on to a later
/// holder show here.
#[test]
fn leaders_since_1990_by_reign() {
    let Some(path) = shared("reign/leaderlist_3_21.csv") else { return };
    let bytes = fs::read(path).unwrap();
    let text: String = bytes.iter().map(|b| *b as char).collect();
    let mut states: BTreeMap<u16, EntityIx> = BTreeMap::new();
    for e in base().entities().filter(|e| e.kind == EntityKind::State) {
        if let Some(number) = base().state_of(e.index).and_then(|s| s.cow) {
            states.entry(number).or_insert(e.index);
        }
    }
    let (mut hits, mut missed) = (0, Vec::new());
    for line in text.lines().skip(1) {
        let f = csv_fields(line);
        let number = |i: usize| f.get(i).and_then(|v| v.trim().parse::<i16>().ok());
        let (Some(code), Some(month), Some(year)) = (number(1), number(5), number(6)) else { continue };
        let (last_month, last_year) = (number(7).unwrap_or(3), number(8).unwrap_or(2021));
        let Some(state) = states.get(&(code as u16)).filter(|_| last_year >= 1990) else { continue };
        let first = (year * 12 + month - 1).max(1990 * 12);
        let middle = first.midpoint((last_year * 12 + last_month - 1).max(first));
        let day = Day::constant(middle / 12, (middle % 12 + 1) as i8, 15);
        if led(*state, &f[3], &[day]) {
            hits += 1;
        } else {
            missed.push(format!("{} {} {day}", f[0], f[3]));
        }
    }
    report("leaders since 1990", hits, &missed, 0.77);
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
