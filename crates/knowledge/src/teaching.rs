//! What people have taught: actors, aliases, splits, merges, forbidden matches, places. It stands above the tables
//! and below nothing; where two teachings contradict each other neither is used and a diagnostic says so.

use std::collections::BTreeMap;

use casus_model::{ActorKind, Code, Diagnostic, Sector, Severity, SmolStr};
use serde::{Deserialize, Serialize};

use crate::fold::fold;

/// One thing that a person taught.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "teach")]
pub enum Teaching {
    /// There is an actor that no table knows.
    Actor {
        /// Its identifier (`x…`, or one of the teacher's own such as `person:ada-example`).
        id: SmolStr,
        /// Its name; found in texts as it stands.
        name: String,
        /// What it is.
        kind: ActorKind,
        /// Its code.
        code: Code,
    },
    /// An actor, of the tables or taught, is also called so.
    Alias {
        /// The name.
        alias: String,
        /// The actor.
        actor: SmolStr,
    },
    /// Two actors are one: wherever the first is found, the second is meant.
    Merge {
        /// The actor that is no more.
        from: SmolStr,
        /// The actor that stays.
        into: SmolStr,
    },
    /// What was found under this name and taken for one actor is another.
    Split {
        /// The name that was found.
        name: String,
        /// The actor it was taken for.
        from: SmolStr,
        /// The actor it is.
        into: SmolStr,
    },
    /// A name never means this actor.
    Forbid {
        /// The name.
        name: String,
        /// The actor.
        actor: SmolStr,
    },
    /// A name means this place (`place:524901`).
    Place {
        /// The name.
        name: String,
        /// The place.
        place: SmolStr,
    },
}

impl Teaching {
    /// The columns of a table of teachings.
    pub const COLUMNS: [&'static str; 6] = ["teach", "name", "id", "into", "kind", "code"];

    /// As a row of a table; what a sort of teaching does not have stays empty.
    pub fn row(&self) -> [String; 6] {
        let row = |teach: &str, name: &str, id: &str, into: &str, kind: &str, code: &str| {
            [teach, name, id, into, kind, code].map(str::to_owned)
        };
        match self {
            Self::Actor { id, name, kind, code } => {
                row("actor", name, id, "", kind_name(*kind), &code.to_string())
            }
            Self::Alias { alias, actor } => row("alias", alias, actor, "", "", ""),
            Self::Merge { from, into } => row("merge", "", from, into, "", ""),
            Self::Split { name, from, into } => row("split", name, from, into, "", ""),
            Self::Forbid { name, actor } => row("forbid", name, actor, "", "", ""),
            Self::Place { name, place } => row("place", name, place, "", "", ""),
        }
    }

    /// The teaching of a row; the error says what is wrong with it and what to write.
    pub fn from_row(row: [&str; 6]) -> Result<Self, String> {
        let row = row.map(str::trim);
        let teach = row[0];
        let needed = |column: usize| match row[column] {
            "" => Err(format!("'{teach}' needs the column '{}'", Self::COLUMNS[column])),
            cell => Ok(cell),
        };
        let (text, own) = (|| needed(1).map(str::to_owned), || needed(2).map(SmolStr::new));
        let allowed: &[usize] = match teach {
            "actor" => &[1, 2, 4, 5],
            "alias" | "forbid" | "place" => &[1, 2],
            "merge" => &[2, 3],
            "split" => &[1, 2, 3],
            _ => {
                return Err(format!(
                    "'{teach}' is no teaching: write actor, alias, merge, split, forbid or place"
                ));
            }
        };
        if let Some(extra) = (1..6).find(|k| !row[*k].is_empty() && !allowed.contains(k)) {
            return Err(format!("'{teach}' has no '{}': leave the column empty", Self::COLUMNS[extra]));
        }
        Ok(match teach {
            "actor" => {
                let (kind, code) = (parse_kind(needed(4)?)?, parse_code(needed(5)?)?);
                Self::Actor { id: own()?, name: text()?, kind, code }
            }
            "alias" => Self::Alias { alias: text()?, actor: own()? },
            "merge" => Self::Merge { from: own()?, into: needed(3)?.into() },
            "split" => Self::Split { name: text()?, from: own()?, into: needed(3)?.into() },
            "forbid" => Self::Forbid { name: text()?, actor: own()? },
            _ => Self::Place { name: text()?, place: own()? },
        })
    }

    /// The actors and places it speaks of as known.
    pub fn speaks_of(&self) -> Vec<&SmolStr> {
        match self {
            Self::Actor { .. } => Vec::new(),
            Self::Alias { actor, .. } | Self::Forbid { actor, .. } => vec![actor],
            Self::Merge { from, into } | Self::Split { from, into, .. } => vec![from, into],
            Self::Place { place, .. } => vec![place],
        }
    }
}

const KINDS: [(ActorKind, &str); 7] = [
    (ActorKind::State, "state"),
    (ActorKind::Government, "government"),
    (ActorKind::Person, "person"),
    (ActorKind::Alliance, "alliance"),
    (ActorKind::Organization, "organization"),
    (ActorKind::ArmedGroup, "armed-group"),
    (ActorKind::Group, "group"),
];

fn kind_name(kind: ActorKind) -> &'static str {
    KINDS.iter().find(|(k, _)| *k == kind).map_or("group", |(_, name)| name)
}

fn parse_kind(kind: &str) -> Result<ActorKind, String> {
    let found = KINDS.iter().find(|(_, name)| name.eq_ignore_ascii_case(kind));
    found.map(|(k, _)| *k).ok_or_else(|| {
        let all = KINDS.map(|(_, name)| name).join(", ");
        format!("'{kind}' is no kind of actor: write one of {all}")
    })
}

/// `KAZ`, `KAZGOV`, `---MIL`.
fn parse_code(written: &str) -> Result<Code, String> {
    let wrong =
        || format!("'{written}' is no code: write a country, a PLOVER sector, or both: KAZ, KAZGOV, ---MIL");
    let upper = written.to_uppercase();
    let (country, sector) = upper.split_at_checked(3).ok_or_else(wrong)?;
    let country = match country {
        "---" => None,
        c if c.bytes().all(|b| b.is_ascii_uppercase()) => Some(SmolStr::new(c)),
        _ => return Err(wrong()),
    };
    let sector = match sector {
        "" => None,
        s => Some(Sector::parse(s).ok_or_else(wrong)?),
    };
    Ok(Code { country, sector })
}

/// Teachings, ready to be asked.
#[derive(Clone, Debug, Default)]
pub(crate) struct Teachings {
    pub(crate) actors: BTreeMap<SmolStr, (String, ActorKind, Code)>,
    aliases: BTreeMap<String, SmolStr>,
    forbidden: Vec<(String, SmolStr)>,
    merged: BTreeMap<SmolStr, SmolStr>,
    split: BTreeMap<(String, SmolStr), SmolStr>,
    places: BTreeMap<String, SmolStr>,
    /// Contradictions.
    pub(crate) diagnostics: Vec<Diagnostic>,
}

/// All that was taught of one thing, under its name as it was written first.
struct Told<K, V>(BTreeMap<K, (String, Vec<V>)>);

impl<K, V> Default for Told<K, V> {
    fn default() -> Self {
        Self(BTreeMap::new())
    }
}

impl<K: Ord, V: PartialEq> Told<K, V> {
    fn add(&mut self, key: K, name: &str, value: V) {
        let (_, all) = self.0.entry(key).or_insert_with(|| (name.to_owned(), Vec::new()));
        if !all.contains(&value) {
            all.push(value);
        }
    }
}

impl Teachings {
    pub(crate) fn new(teachings: &[Teaching]) -> Self {
        let (mut actors, mut aliases, mut merged) = (Told::default(), Told::default(), Told::default());
        let (mut split, mut places) = (Told::default(), Told::default());
        let mut forbidden = Vec::new();
        for teaching in teachings {
            match teaching {
                Teaching::Actor { id, name, kind, code } => {
                    actors.add(id.clone(), id, (name.clone(), *kind, code.clone()));
                    aliases.add(fold(name), name, id.clone());
                }
                Teaching::Alias { alias, actor } => aliases.add(fold(alias), alias, actor.clone()),
                Teaching::Merge { from, into } => merged.add(from.clone(), from, into.clone()),
                Teaching::Split { name, from, into } => {
                    split.add((fold(name), from.clone()), name, into.clone());
                }
                Teaching::Forbid { name, actor } => forbidden.push((fold(name), actor.clone())),
                Teaching::Place { name, place } => places.add(fold(name), name, place.clone()),
            }
        }
        let mut t = Self { forbidden, ..Self::default() };
        t.actors = t.agreed(actors, |id, all| {
            let all: Vec<String> = all
                .iter()
                .map(|(name, kind, code)| format!("{name} ({}, {code})", kind_name(*kind)))
                .collect();
            format!("the actor {id} is taught differently: {}", all.join(" and "))
        });
        t.aliases = t.agreed(aliases, |name, all| {
            format!("'{name}' is taught as a name of several actors: {}", all.join(" and "))
        });
        t.merged = t.agreed(merged, |from, all| {
            format!("{from} is merged into several actors: {}", all.join(" and "))
        });
        t.split = t.agreed(split, |name, all| {
            format!("'{name}' is split from one actor into several: {}", all.join(" and "))
        });
        t.places = t.agreed(places, |name, all| {
            format!("'{name}' is taught to be several places: {}", all.join(" and "))
        });
        let denied: Vec<(String, SmolStr)> = t
            .aliases
            .iter()
            .filter(|(k, a)| t.forbidden.contains(&((*k).clone(), (*a).clone())))
            .map(|(k, a)| (k.clone(), a.clone()))
            .collect();
        for (name, actor) in denied {
            t.contradiction(format!("'{name}' is taught as a name of {actor} and forbidden as one"));
            t.aliases.remove(&name);
            t.forbidden.retain(|f| *f != (name.clone(), actor.clone()));
        }
        let circles: Vec<SmolStr> = t.merged.keys().filter(|k| t.merged_into(k).is_none()).cloned().collect();
        for id in circles {
            t.contradiction(format!("merging {id} leads back to itself"));
            t.merged.remove(&id);
        }
        t
    }

    /// What was taught of each thing, where it was always the same; the rest becomes a diagnostic.
    fn agreed<K: Ord, V>(&mut self, told: Told<K, V>, tell: impl Fn(&str, &[V]) -> String) -> BTreeMap<K, V> {
        let mut agreed = BTreeMap::new();
        for (key, (name, mut all)) in told.0 {
            if all.len() > 1 {
                self.contradiction(tell(&name, &all));
            } else if let Some(one) = all.pop() {
                agreed.insert(key, one);
            }
        }
        agreed
    }

    fn contradiction(&mut self, message: String) {
        self.diagnostics.push(
            Diagnostic::new("contradicting-teachings", Severity::Warning, message)
                .hint("take one of the teachings back (casus teach list, casus teach forget N); until then neither is used"),
        );
    }

    /// Where merging an actor ends; `None` when it goes in a circle.
    fn merged_into(&self, id: &SmolStr) -> Option<SmolStr> {
        let mut at = id.clone();
        for _ in 0..=self.merged.len() {
            match self.merged.get(&at) {
                Some(next) => at = next.clone(),
                None => return Some(at),
            }
        }
        None
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.actors.is_empty()
            && self.aliases.is_empty()
            && self.forbidden.is_empty()
            && self.merged.is_empty()
            && self.split.is_empty()
            && self.places.is_empty()
    }

    /// Whether the name never means this actor.
    pub(crate) fn forbids(&self, name: &str, actor: &str) -> bool {
        !self.forbidden.is_empty() && self.forbidden.contains(&(fold(name), actor.into()))
    }

    /// The actor that the name was taught to mean.
    pub(crate) fn alias(&self, name: &str) -> Option<&SmolStr> {
        if self.aliases.is_empty() { None } else { self.aliases.get(&fold(name)) }
    }

    /// The place that the name was taught to mean.
    pub(crate) fn place(&self, name: &str) -> Option<&str> {
        if self.places.is_empty() { None } else { self.places.get(&fold(name)).map(SmolStr::as_str) }
    }

    /// Who is meant where `name` was taken for `actor`, with the teaching in words; `None` where nothing was taught.
    pub(crate) fn instead(&self, name: &str, actor: &SmolStr) -> Option<(SmolStr, &'static str)> {
        if !self.split.is_empty()
            && let Some(into) = self.split.get(&(fold(name), actor.clone()))
        {
            return Some((into.clone(), "split by hand"));
        }
        let end = self.merged_into(actor)?;
        (end != *actor).then_some((end, "merged by hand"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn alias(alias: &str, actor: &str) -> Teaching {
        Teaching::Alias { alias: alias.into(), actor: actor.into() }
    }

    #[test]
    fn contradictions_are_told_and_not_used() {
        let t = Teachings::new(&[
            alias("Sultan", "person:a"),
            alias("sultan", "person:b"),
            alias("Boss", "person:a"),
        ]);
        assert_eq!(t.alias("Sultan"), None);
        assert_eq!(t.alias("BOSS").map(SmolStr::as_str), Some("person:a"));
        assert_eq!(t.diagnostics.len(), 1);
        assert_eq!(t.diagnostics[0].code, "contradicting-teachings");
        assert!(t.diagnostics[0].message.contains("person:a and person:b"), "{}", t.diagnostics[0].message);
    }

    #[test]
    fn a_name_both_taught_and_forbidden_is_a_contradiction() {
        let forbid = Teaching::Forbid { name: "Bear".into(), actor: "state:RUS".into() };
        let t = Teachings::new(&[alias("Bear", "state:RUS"), forbid]);
        assert_eq!(t.alias("Bear"), None);
        assert_eq!(t.diagnostics.len(), 1);
    }

    #[test]
    fn merges_lead_to_the_end_and_circles_are_told() {
        let merge = |a: &str, b: &str| Teaching::Merge { from: a.into(), into: b.into() };
        let t = Teachings::new(&[merge("x1", "x2"), merge("x2", "x3")]);
        assert_eq!(t.instead("any", &"x1".into()).map(|i| i.0), Some("x3".into()));
        let t = Teachings::new(&[merge("x1", "x2"), merge("x2", "x1")]);
        assert!(!t.diagnostics.is_empty());
    }

    #[test]
    fn rows_say_all_of_a_teaching() {
        let rows = [
            ["actor", "Ada Example", "person:ada-example", "", "person", "KAZGOV"],
            ["alias", "the Bear", "state:RUS", "", "", ""],
            ["merge", "", "x1", "x2", "", ""],
            ["split", "Ada", "x1", "x2", "", ""],
            ["forbid", "Bear", "state:RUS", "", "", ""],
            ["place", "Vaduz", "place:3042030", "", "", ""],
        ];
        for row in rows {
            let teaching = Teaching::from_row(row).unwrap();
            assert_eq!(teaching.row(), row);
        }
        let error = |row| Teaching::from_row(row).unwrap_err();
        assert_eq!(error(["alias", "Bear", "", "", "", ""]), "'alias' needs the column 'id'");
        assert!(error(["teach", "", "", "", "", ""]).starts_with("'teach' is no teaching"));
        assert!(error(["actor", "A", "x1", "", "king", "KAZ"]).starts_with("'king' is no kind"));
        assert!(error(["actor", "A", "x1", "", "person", "KAZKING"]).starts_with("'KAZKING' is no code"));
        assert_eq!(
            error(["merge", "A", "x1", "x2", "", ""]),
            "'merge' has no 'name': leave the column empty"
        );
    }

    #[test]
    fn what_was_taught_last_does_not_win() {
        let merge = |into: &str| Teaching::Merge { from: "x1".into(), into: into.into() };
        let t = Teachings::new(&[merge("x2"), merge("x3"), merge("x4"), merge("x4")]);
        assert_eq!(t.instead("any", &"x1".into()), None);
        assert!(t.diagnostics[0].message.contains("x2 and x3 and x4"), "{}", t.diagnostics[0].message);
        let split = |into: &str| Teaching::Split { name: "Ada".into(), from: "x1".into(), into: into.into() };
        let t = Teachings::new(&[split("x2"), split("x3")]);
        assert_eq!((t.instead("Ada", &"x1".into()), t.diagnostics.len()), (None, 1));
        let place = |place: &str| Teaching::Place { name: "Vaduz".into(), place: place.into() };
        let t = Teachings::new(&[place("place:1"), place("place:2"), place("place:3")]);
        assert_eq!((t.place("Vaduz"), t.diagnostics.len()), (None, 1));
    }
}
