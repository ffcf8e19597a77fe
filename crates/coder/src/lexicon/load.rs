use std::sync::Arc;

use casus_model::{EventType, SmolStr};
use rustc_hash::{FxHashMap, FxHashSet};

use super::frame::{Act, Condition, Frame, Means, Pos, Roles, Slot, Words};
use super::{Effect, FactualityWord, Lexicon, embedded, fold};
use crate::grammar::means::MODES;

/// A row of a table that cannot be read.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("lexicon {place}: {problem}")]
pub struct LexiconError {
    /// Language, file and line: `en/verbs.tsv:12`.
    pub place: String,
    /// What is wrong, and what may stand there.
    pub problem: String,
}

/// Takes the cells of a row and its file and line.
type Take<'t> = &'t mut dyn FnMut(&[&str], String) -> Result<(), String>;

const FRAME_TABLES: [&str; 4] = ["verbs", "nouns", "adjectives", "multiword"];

/// Reads the embedded tables of a language. Rows that cannot be read are left out and reported.
pub(super) fn tables(lang: &str) -> (Lexicon, Vec<LexiconError>) {
    let mut errors = Vec::new();
    let mut lexicon = Lexicon::default();
    let mut rows = |table: &str, columns: usize, take: Take<'_>| {
        for (i, line) in rows_of(embedded(lang, table).unwrap_or_default()) {
            let cells: Vec<&str> = line.split('\t').map(str::trim).collect();
            let problem = if cells.len() == columns {
                take(&cells, format!("{table}.tsv:{i}")).err()
            } else {
                Some(format!("{} columns where {columns} are needed", cells.len()))
            };
            if let Some(problem) = problem {
                errors.push(LexiconError { place: format!("{lang}/{table}.tsv:{i}"), problem });
            }
        }
    };
    let mut classes: FxHashMap<SmolStr, Vec<SmolStr>> = FxHashMap::default();
    let mut numbers: FxHashMap<SmolStr, f64> = FxHashMap::default();
    rows("classes", 2, &mut |cells, _| {
        let class = classes.entry(cells[0].into()).or_default();
        for word in list(cells[1]) {
            match word.split_once('=') {
                Some((word, value)) => {
                    let value = value.parse().map_err(|_| format!("'{value}' is no number"))?;
                    numbers.insert(fold(word), value);
                    class.push(word.into());
                }
                None => class.push(word),
            }
        }
        Ok(())
    });
    let mut names: Vec<SmolStr> = classes.keys().cloned().collect();
    names.sort();
    for name in names {
        let mut words = FxHashSet::default();
        flatten(&classes, &name, &mut words, 0);
        lexicon.classes.insert(name, words);
    }
    let sets: FxHashMap<SmolStr, Arc<FxHashSet<SmolStr>>> =
        lexicon.classes.iter().map(|(name, words)| (name.clone(), Arc::new(words.clone()))).collect();
    rows("forms", 2, &mut |cells, _| {
        let (form, lemma) = (fold(cells[0]), fold(cells[1]));
        match (form.split_once('-'), lemma.strip_prefix('-')) {
            (Some((begin, ending)), Some(end)) => {
                lexicon.affixes.push([begin, ending, end].map(SmolStr::new));
            }
            (Some((stem, "")), None) => {
                lexicon.stems.entry(stem.chars().next()).or_default().push((stem.into(), lemma));
            }
            _ => {
                lexicon.forms.insert(form, lemma);
            }
        }
        Ok(())
    });
    let mut frames = Vec::new();
    for table in FRAME_TABLES {
        rows(table, 9, &mut |cells, place| {
            frames.extend(frame_row(cells, &place, &sets)?);
            Ok(())
        });
    }
    rows("factuality", 4, &mut |cells, _| {
        let word = FactualityWord { effect: effect(cells[1])?, slots: slots(cells[2]) };
        for lemma in list(cells[0]) {
            lexicon.factuality.entry(lemma).or_default().push(word.clone());
        }
        Ok(())
    });
    rows("means", 4, &mut |cells, _| {
        let &[lemmas, mode, cameo, example] = cells else { return Ok(()) };
        if !MODES.contains(&mode) {
            return Err(format!("'{mode}' is no mode of a means ({})", MODES.join(", ")));
        }
        if cameo.is_empty() || !cameo.bytes().all(|b| b.is_ascii_digit()) {
            return Err(format!("'{cameo}' is no CAMEO code"));
        }
        if example.is_empty() || example == "-" {
            return Err(format!("'{lemmas}' has no example"));
        }
        for lemma in list(lemmas) {
            let (head, companions) = head_of(&lemma)?;
            let means = Means { companions, mode: mode.into(), cameo: cameo.into() };
            match head.strip_suffix('-') {
                Some(begin) => lexicon.means_in.push((begin.into(), means)),
                None => {
                    let rows = lexicon.means.entry(head).or_default();
                    rows.push(means);
                    rows.sort_by_key(|m| std::cmp::Reverse(m.companions.len()));
                }
            }
        }
        Ok(())
    });
    // those with most conditions first, then in the order of the files
    let mut order: Vec<usize> = (0..frames.len()).collect();
    order.sort_by_key(|i| (std::cmp::Reverse(frames[*i].when.len()), *i));
    for i in order {
        lexicon.by_lemma.entry(frames[i].lemma.clone()).or_default().push(i as u32);
    }
    // the words of a frame's conditions and of the classes are looked up by lemma as well
    let conditions = frames.iter().flat_map(|f: &Frame| &f.when);
    let named = conditions.filter_map(|c| match &c.words {
        Words::Lemmas(words) | Words::Alliance(words) => Some(words),
        _ => None,
    });
    let means = lexicon
        .means
        .iter()
        .flat_map(|(head, rows)| std::iter::once(head).chain(rows.iter().flat_map(|m| &m.companions)));
    lexicon.known = named
        .flat_map(|w| w.iter())
        .chain(lexicon.classes.values().flatten())
        .chain(means)
        .chain(lexicon.by_lemma.keys())
        .chain(lexicon.factuality.keys())
        .cloned()
        .collect();
    lexicon.frames = frames;
    lexicon.numbers = numbers;
    (lexicon, errors)
}

/// Rows with their line numbers, without comments, empty lines and the header.
fn rows_of(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let lines = text.lines().enumerate().map(|(i, line)| (i + 1, line));
    lines.filter(|(_, line)| !line.trim().is_empty() && !line.starts_with('#')).skip(1)
}

fn list(cell: &str) -> impl Iterator<Item = SmolStr> {
    cell.split(',').map(str::trim).filter(|s| !s.is_empty() && *s != "-").map(fold)
}

fn flatten(
    classes: &FxHashMap<SmolStr, Vec<SmolStr>>,
    name: &str,
    into: &mut FxHashSet<SmolStr>,
    depth: usize,
) {
    for word in classes.get(name).into_iter().flatten() {
        match word.strip_prefix('@') {
            Some(other) if depth < 8 => flatten(classes, other, into, depth + 1),
            Some(_) => {}
            None => {
                into.insert(word.clone());
            }
        }
    }
}

fn slots(cell: &str) -> Vec<Slot> {
    list(cell).map(|s| Slot::parse(&s)).collect()
}

fn effect(cell: &str) -> Result<Effect, String> {
    Ok(match cell {
        "possible" => Effect::Possible,
        "planned" => Effect::Planned,
        "threatened" => Effect::Threatened,
        "denied" => Effect::Denied,
        "attempt" => Effect::Attempt,
        "ongoing" => Effect::Ongoing,
        "fact" => Effect::Fact,
        other => {
            return Err(format!(
                "'{other}' is no effect (possible, planned, threatened, denied, attempt, ongoing, fact)"
            ));
        }
    })
}

fn frame_row(
    cells: &[&str],
    place: &str,
    classes: &FxHashMap<SmolStr, Arc<FxHashSet<SmolStr>>>,
) -> Result<Vec<Frame>, String> {
    let &[lemmas, pos, kind, mode, cameo, contexts, roles, when, example] = cells else {
        return Err("a frame has 9 columns".into());
    };
    let (pos, word) = match pos {
        "v" => (Pos::Verb, "verb"),
        "n" => (Pos::Noun, "noun"),
        "a" => (Pos::Adjective, "adjective"),
        other => return Err(format!("'{other}' is no part of speech (v, n, a)")),
    };
    let act = match kind {
        "-" => Act::Nothing,
        "light" => Act::Light,
        "stop" => Act::Stop,
        name => Act::Event(
            EventType::parse(name)
                .ok_or_else(|| format!("'{name}' is no PLOVER type, nor light, stop or -"))?,
        ),
    };
    let optional = |cell: &str| (cell != "-" && !cell.is_empty()).then(|| SmolStr::new(cell));
    let cameo = match (optional(cameo), act) {
        (Some(code), _) if code.bytes().all(|b| b.is_ascii_digit()) => code,
        (Some(code), _) => return Err(format!("'{code}' is no CAMEO code")),
        (None, Act::Event(kind)) => SmolStr::new_static(kind.cameo_root()),
        (None, _) => SmolStr::default(),
    };
    let mut contexts: Vec<SmolStr> = list(contexts).collect();
    contexts.sort();
    let roles = read_roles(roles, pos, act)?;
    let when = when
        .split_whitespace()
        .filter(|c| *c != "-")
        .map(|c| condition(c, classes))
        .collect::<Result<Vec<_>, _>>()?;
    let mut out = Vec::new();
    for lemma in list(lemmas) {
        let (head, companions) = head_of(&lemma)?;
        let mut when = when.clone();
        for word in companions {
            let words = Words::Lemmas(Arc::new(FxHashSet::from_iter([word])));
            when.push(Condition { slot: Slot::Any, words, negated: false });
        }
        out.push(Frame {
            lemma: head,
            pos,
            act,
            mode: optional(mode),
            cameo: cameo.clone(),
            contexts: contexts.clone(),
            roles: roles.clone(),
            when,
            example: example.into(),
            name: format!("{word}:{}", lemma.replace('^', "")).into(),
            place: place.into(),
        });
    }
    if out.is_empty() { Err("a frame without lemma".into()) } else { Ok(out) }
}

/// The head of a lemma of several words, the first or the marked one (`hunger ^strike`), and its companions.
fn head_of(lemma: &str) -> Result<(SmolStr, Vec<SmolStr>), String> {
    let mut words: Vec<&str> = lemma.split_whitespace().collect();
    let head = words.iter().position(|w| w.starts_with('^')).unwrap_or(0);
    if words.is_empty() {
        return Err("a row without lemma".into());
    }
    let head = words.remove(head).trim_start_matches('^').into();
    Ok((head, words.into_iter().map(SmolStr::new).collect()))
}

fn read_roles(cell: &str, pos: Pos, act: Act) -> Result<Roles, String> {
    let mut roles = Roles::default();
    let mut stated = false;
    for part in cell.split_whitespace().filter(|p| *p != "-") {
        match part.split_once('=') {
            Some(("src", list)) => {
                stated = true;
                roles.source = slots(&list.replace('_', " "));
            }
            Some(("tgt", list)) => {
                stated = true;
                roles.target = slots(&list.replace('_', " "));
            }
            Some(("theme", list)) => roles.theme = slots(&list.replace('_', " ")),
            None if part == "sym" => roles.mutual = true,
            _ => return Err(format!("'{part}' is no role (src=…, tgt=…, theme=…, sym)")),
        }
    }
    let carries = matches!(act, Act::Light | Act::Stop);
    if carries && roles.theme.is_empty() {
        roles.theme = vec![Slot::Obj];
    }
    if !stated {
        let (source, target) = match pos {
            Pos::Verb if carries => (vec![Slot::Subj], Vec::new()),
            Pos::Verb => (vec![Slot::Subj], vec![Slot::Obj]),
            _ => (vec![Slot::By, Slot::Poss, Slot::Adj], vec![Slot::Gen]),
        };
        roles.source = source;
        roles.target = target;
    }
    Ok(roles)
}

fn condition(text: &str, classes: &FxHashMap<SmolStr, Arc<FxHashSet<SmolStr>>>) -> Result<Condition, String> {
    let (negated, rest) = text.strip_prefix('!').map_or((false, text), |rest| (true, rest));
    let (slot, words) = rest.split_once(':').unwrap_or((rest, ""));
    let slot = Slot::parse(&fold(&slot.replace('_', " ")));
    let words = match words {
        "" => Words::Anything,
        "@actor" => Words::Actor,
        "@rebel" => Words::Rebel,
        "@place" => Words::Place,
        "@event" => Words::Event,
        "@alliance" => Words::Alliance(classes.get("alliance").cloned().unwrap_or_default()),
        words => {
            let mut set = FxHashSet::default();
            for word in words.split(',') {
                match word.strip_prefix('@') {
                    Some(name) => set.extend(
                        classes
                            .get(name)
                            .ok_or_else(|| format!("no class '@{name}' in classes.tsv"))?
                            .iter()
                            .cloned(),
                    ),
                    None => {
                        set.insert(fold(word));
                    }
                }
            }
            Words::Lemmas(Arc::new(set))
        }
    };
    Ok(Condition { slot, words, negated })
}
