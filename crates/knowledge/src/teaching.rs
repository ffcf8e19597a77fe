//! What people have taught: actors, aliases, splits, merges, forbidden matches, places. It stands above the tables
//! and below nothing; where two teachings contradict each other neither is used and a diagnostic says so.

use std::collections::BTreeMap;

use casus_model::{ActorKind, Code, Diagnostic, Severity, SmolStr};
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

impl Teachings {
    pub(crate) fn new(teachings: &[Teaching]) -> Self {
        let mut t = Self::default();
        let mut spoilt: Vec<String> = Vec::new();
        for teaching in teachings {
            match teaching {
                Teaching::Actor { id, name, kind, code } => {
                    let new = (name.clone(), *kind, code.clone());
                    match t.actors.insert(id.clone(), new.clone()) {
                        Some(old) if old != new => {
                            t.contradiction(format!("the actor {id} is taught twice and differently"));
                            t.actors.remove(id);
                        }
                        _ => t.alias_of(name, id, &mut spoilt),
                    }
                }
                Teaching::Alias { alias, actor } => t.alias_of(alias, actor, &mut spoilt),
                Teaching::Merge { from, into } => {
                    if t.merged.get(from).is_some_and(|old| old != into) {
                        t.contradiction(format!(
                            "{from} is merged into two actors, {} and {into}",
                            t.merged[from]
                        ));
                        t.merged.remove(from);
                    } else {
                        t.merged.insert(from.clone(), into.clone());
                    }
                }
                Teaching::Split { name, from, into } => {
                    t.split.insert((fold(name), from.clone()), into.clone());
                }
                Teaching::Forbid { name, actor } => t.forbidden.push((fold(name), actor.clone())),
                Teaching::Place { name, place } => {
                    let key = fold(name);
                    if t.places.get(&key).is_some_and(|old| old != place) {
                        t.contradiction(format!(
                            "'{name}' is taught to be two places, {} and {place}",
                            t.places[&key]
                        ));
                        t.places.remove(&key);
                    } else {
                        t.places.insert(key, place.clone());
                    }
                }
            }
        }
        let denied: Vec<(String, SmolStr)> = t
            .aliases
            .iter()
            .filter(|(k, a)| t.forbidden.contains(&((*k).clone(), (*a).clone())))
            .map(|(k, a)| (k.clone(), a.clone()))
            .collect();
        for (name, actor) in denied {
            t.contradiction(format!("'{name}' is taught as a name of {actor} and forbidden as one"));
            t.aliases.remove(&name);
        }
        let circles: Vec<SmolStr> = t.merged.keys().filter(|k| t.merged_into(k).is_none()).cloned().collect();
        for id in circles {
            t.contradiction(format!("merging {id} leads back to itself"));
            t.merged.remove(&id);
        }
        t
    }

    fn contradiction(&mut self, message: String) {
        self.diagnostics.push(
            Diagnostic::new("contradicting-teachings", Severity::Warning, message)
                .hint("take one of the teachings back; until then neither is used"),
        );
    }

    fn alias_of(&mut self, alias: &str, actor: &SmolStr, spoilt: &mut Vec<String>) {
        let key = fold(alias);
        if spoilt.contains(&key) {
            return;
        }
        if let Some(old) = self.aliases.get(&key).filter(|old| *old != actor) {
            let message = format!("'{alias}' is taught as a name of two actors, {old} and {actor}");
            self.contradiction(message);
            self.aliases.remove(&key);
            spoilt.push(key);
        } else {
            self.aliases.insert(key, actor.clone());
        }
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
}
