//! A first draft of a scenario, from what the workspace holds: who takes part, who stands by whom, which fronts tie the
//! patron, when protest came. Each value that was read names the records it was read from; each that was not is an
//! assumption and says so. A person edits the rest.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use casus_model::Day;
use casus_store::{EventRow, Filter, StoreError, Workspace};

/// Days of the window when no dates are given: the ones in a row that hold most events.
const WINDOW: i32 = 90;
/// Records that a source lists; more are counted.
const LISTED: usize = 4;
/// Actors of a draft.
const ACTORS: usize = 12;
/// What an assumption is called.
const ASSUMED: &str = "assumption by casus play from-workspace, to be replaced";

/// A draft cannot be made.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ProposeError {
    /// The workspace cannot be asked.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Nothing to start from.
    #[error(
        "no dated event that happened or goes on names a state here: read texts first, or widen --from and --to"
    )]
    Nothing,
    /// The state takes part in nothing.
    #[error("no dated event names '{asked}' here: states that take part are {known}")]
    NoSuchState {
        /// The code that was given.
        asked: String,
        /// Those that are there.
        known: String,
    },
}

/// One act between parties.
struct Act<'e> {
    id: &'e str,
    kind: &'e str,
    quad: i64,
    /// Days after the first day of the window.
    day: i32,
    /// By whom and to whom: country codes, or ids of actors that belong to no country.
    from: BTreeSet<&'e str>,
    to: BTreeSet<&'e str>,
    place: Option<&'e str>,
}

impl Act<'_> {
    fn has(&self, party: &str) -> bool {
        self.from.contains(party) || self.to.contains(party)
    }

    fn between(&self, a: &str, b: &str) -> bool {
        a != b
            && ((self.from.contains(a) && self.to.contains(b))
                || (self.from.contains(b) && self.to.contains(a)))
    }

    fn is_protest_in(&self, state: &str) -> bool {
        self.kind == "PROTEST" && self.place.map_or(self.has(state), |place| place == state)
    }
}

fn parties<'e>(ids: Option<&'e str>, countries: Option<&'e str>) -> BTreeSet<&'e str> {
    let ids = ids.unwrap_or_default().split('|');
    let countries = countries.unwrap_or_default().split('|').chain(std::iter::repeat(""));
    ids.zip(countries)
        // bodies of many states and firms of many lands have their own ids
        .map(|(id, country)| if matches!(country, "" | "---" | "IGO" | "NGO" | "MNC") { id } else { country })
        .filter(|key| !key.is_empty())
        .collect()
}

/// The day of an event; the latest it can be, where only that is known (*by the day of the report*).
fn day(event: &EventRow) -> Option<Day> {
    match (event.date_precision.as_deref(), event.date_from.as_deref(), event.date_to.as_deref()) {
        (Some("day") | None, Some(day), _) | (Some("open"), None, Some(day)) => day.parse().ok(),
        _ => None,
    }
}

fn days(from: Day, to: Day) -> i32 {
    to.since(from).map_or(0, |span| span.get_days())
}

/// The records behind a value, as a source.
fn source<'e>(ids: impl IntoIterator<Item = &'e str>, what: &str) -> String {
    let ids: Vec<&str> = ids.into_iter().collect();
    let more = ids.len().saturating_sub(LISTED);
    let listed = ids.iter().take(LISTED).copied().collect::<Vec<_>>().join(", ");
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    format!("{listed}{more}: {what}")
}

/// A text as TOML writes it.
fn quoted(text: &str) -> String {
    serde_json::to_string(text).unwrap_or_else(|_| "\"\"".to_owned())
}

/// Writes a draft, in TOML. `state` is the code of the state whose system it is; the one that most protest or most acts
/// concern when none is given. Only events of these days enter.
pub fn propose(
    workspace: &Workspace,
    state: Option<&str>,
    from: Option<Day>,
    to: Option<Day>,
) -> Result<String, ProposeError> {
    let filter = Filter {
        from,
        to,
        factuality: vec!["happened".to_owned(), "ongoing".to_owned()],
        ..Filter::default()
    };
    let events = workspace.events(&filter)?;
    let mut dated: Vec<(Day, &EventRow)> =
        events.iter().filter(|e| e.genericity == "specific").filter_map(|e| Some((day(e)?, e))).collect();
    dated.sort_by(|a, b| (a.0, &a.1.event_id).cmp(&(b.0, &b.1.event_id)));
    let first = match from {
        Some(from) => from,
        None => {
            let busy =
                |start: &Day| dated.iter().filter(|(d, _)| (0..WINDOW).contains(&days(*start, *d))).count();
            let starts: BTreeSet<Day> = dated.iter().map(|(d, _)| *d).collect();
            // Of equally busy windows the first.
            starts.into_iter().rev().max_by_key(busy).ok_or(ProposeError::Nothing)?
        }
    };
    let width = to.map_or(WINDOW, |to| days(first, to) + 1);
    let acts: Vec<Act<'_>> = dated
        .iter()
        .filter(|(d, _)| (0..width).contains(&days(first, *d)))
        .map(|(d, e)| Act {
            id: &e.event_id,
            kind: &e.event_type,
            quad: e.quad,
            day: days(first, *d),
            from: parties(e.source_id.as_deref(), e.source_country.as_deref()),
            to: parties(e.target_id.as_deref(), e.target_country.as_deref()),
            place: e.country.as_deref(),
        })
        .collect();
    Draft::new(workspace, acts, first, state)?.write()
}

struct Draft<'e> {
    workspace: &'e Workspace,
    acts: Vec<Act<'e>>,
    first: Day,
    state: &'e str,
    /// Who takes part, those of most acts first.
    parties: Vec<(&'e str, Vec<&'e str>)>,
}

impl<'e> Draft<'e> {
    fn new(
        workspace: &'e Workspace,
        acts: Vec<Act<'e>>,
        first: Day,
        asked: Option<&str>,
    ) -> Result<Self, ProposeError> {
        let mut by_party: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for act in &acts {
            for party in act.from.union(&act.to) {
                by_party.entry(party).or_default().push(act.id);
            }
        }
        let mut parties: Vec<(&str, Vec<&str>)> = by_party.into_iter().collect();
        parties.sort_by_key(|(_, ids)| std::cmp::Reverse(ids.len()));
        let is_state = |key: &str| key.len() == 3 && key.bytes().all(|b| b.is_ascii_uppercase());
        let states: Vec<&str> = parties.iter().map(|(key, _)| *key).filter(|k| is_state(k)).collect();
        let state = match asked {
            Some(asked) => *states.iter().find(|s| **s == asked).ok_or_else(|| {
                ProposeError::NoSuchState { asked: asked.to_owned(), known: states.join(", ") }
            })?,
            None => {
                let protest = |s: &&&str| acts.iter().filter(|a| a.is_protest_in(s)).count();
                *states.iter().rev().max_by_key(protest).ok_or(ProposeError::Nothing)?
            }
        };
        Ok(Self { workspace, acts, first, state, parties })
    }

    fn ids(&self, keep: impl Fn(&Act<'e>) -> bool) -> Vec<&'e str> {
        self.acts.iter().filter(|a| keep(a)).map(|a| a.id).collect()
    }

    /// Who was asked for help or gave it, and how strongly the record says so.
    fn patron(&self) -> Option<&'e str> {
        let weight = |party: &str| -> usize {
            self.acts
                .iter()
                .filter(|a| a.between(self.state, party))
                .map(|a| match (a.kind, a.quad) {
                    ("REQUEST", _) if a.from.contains(self.state) => 3,
                    (_, 2) if a.from.contains(party) => 3,
                    (_, 1 | 2) => 1,
                    _ => 0,
                })
                .sum()
        };
        let others = self.parties.iter().map(|(key, _)| *key).filter(|key| *key != self.state);
        others
            .rev()
            .map(|key| (weight(key), key))
            .filter(|(w, _)| *w > 0)
            .max_by_key(|(w, _)| *w)
            .map(|(_, k)| k)
    }

    /// Name, code and kind of a party.
    fn describe(&self, party: &str) -> Result<(String, String, String), StoreError> {
        let found = match self.workspace.actor(&format!("state:{party}")) {
            Err(StoreError::NotFound { .. }) => self.workspace.actor(party),
            other => other,
        };
        match found {
            Ok(actor) => Ok((actor.name, actor.code, actor.kind)),
            Err(StoreError::NotFound { .. }) => Ok((party.to_owned(), party.to_owned(), "state".to_owned())),
            Err(error) => Err(error),
        }
    }

    fn write(&self) -> Result<String, ProposeError> {
        let mut text = String::new();
        let last = self.acts.iter().map(|a| a.day).max().unwrap_or(0);
        let steps = (last + 1).max(30);
        let protests = self.ids(|a| a.is_protest_in(self.state));
        let protest_days: BTreeMap<i32, usize> =
            self.acts.iter().filter(|a| a.is_protest_in(self.state)).fold(BTreeMap::new(), |mut days, a| {
                *days.entry(a.day).or_default() += 1;
                days
            });
        let patron = self.patron();
        let (name, ..) = self.describe(self.state)?;
        let _ = writeln!(
            text,
            "# A draft by 'casus play from-workspace' from {} events: edit it before it is played. Sources that begin with\n\
             # ids name the records; 'casus show evidence ID' opens the sentence. What says 'assumption' was not read from\n\
             # any text.\n\
             name = {}\n\
             about = {}\n\
             seed = 1\n\
             steps = {steps}\n\
             step = \"day\"\n",
            self.acts.len(),
            quoted(&format!("{}-{}", self.state.to_lowercase(), self.first)),
            quoted(&format!("Draft: protest in {name} and who stands by it. Step 0 is {}.", self.first)),
        );
        self.actors(&mut text, patron)?;
        self.days(&mut text, &protest_days);
        signals(&mut text, self, patron, steps);
        mechanisms(&mut text, self.state, patron.is_some());
        if let Some(first) = protest_days.keys().next() {
            let that_day = self.ids(|a| a.is_protest_in(self.state) && a.day == *first);
            let _ = writeln!(
                text,
                "[[shock]]\nat = {first}\nsignal = \"legitimacy\"\nadd = {{ value = -0.1, unit = \"share\", source = {} }}\n",
                quoted(&source(
                    that_day,
                    &format!("the first day of protest; how far legitimacy fell is an {ASSUMED}")
                ))
            );
        }
        if let Some(patron) = patron {
            let is_call = |a: &Act<'_>| {
                a.kind == "REQUEST" && a.from.contains(self.state) && a.between(self.state, patron)
            };
            if let Some(call) = self.acts.iter().find(|a| is_call(a)) {
                let _ = writeln!(
                    text,
                    "[[shock]]\nat = {}\nsignal = \"asked\"\nset = {{ value = 1, unit = \"1\", source = {} }}\n",
                    call.day,
                    quoted(&source([call.id], "the request"))
                );
            }
            let _ = writeln!(
                text,
                "[[branch]]\nname = \"fronts quiet\"\nabout = \"As it was, but no other front ties the patron.\"\n\
                 source = {}\n[branch.set]\ntied = {{ value = 0, unit = \"share\" }}\n",
                quoted(ASSUMED)
            );
        }
        let _ = writeln!(
            text,
            "[[branch]]\nname = \"seen by few\"\nabout = \"As it was, but half of what happens is seen.\"\nsource = {}\n\
             [branch.set]\nseen = {{ value = 0.5, unit = \"share\" }}\n",
            quoted(ASSUMED)
        );
        let _ = writeln!(
            text,
            "[[outcome]]\nname = \"peak of active people\"\nsignal = \"active\"\nmeasure = \"max\"\n\n\
             [[outcome]]\nname = \"days of protest\"\nsignal = \"active\"\nmeasure = \"steps-above\"\nabove = 0.01"
        );
        if !protest_days.is_empty() {
            let _ = writeln!(
                text,
                "real = {}\nsource = {}",
                protest_days.len(),
                quoted(&source(protests.iter().copied(), "days with protest in the record"))
            );
        }
        if let Some(patron) = patron {
            let help = self.ids(|a| a.quad == 2 && a.from.contains(patron) && a.to.contains(self.state));
            let _ = writeln!(
                text,
                "\n[[outcome]]\nname = \"troops of the patron came\"\nsignal = \"present\"\nmeasure = \"max\""
            );
            if !help.is_empty() {
                let what = "material help in the record; look whether troops are meant";
                let _ = writeln!(text, "real = 1\nsource = {}", quoted(&source(help, what)));
            }
        }
        Ok(text)
    }

    fn actors(&self, text: &mut String, patron: Option<&str>) -> Result<(), StoreError> {
        let mut used = BTreeSet::new();
        let always = |key: &&str| *key == self.state || Some(*key) == patron;
        let many = self.parties.iter().take(ACTORS);
        let rest = self.parties.iter().skip(ACTORS).filter(|(key, _)| always(key));
        for (key, ids) in many.chain(rest) {
            let (name, code, kind) = self.describe(key)?;
            if !used.insert(name.clone()) {
                continue;
            }
            let acts = self.acts.iter().filter(|a| a.from.contains(key)).count();
            let about = format!(
                "{kind}; acts by it: {acts}, on it: {}.{}{}",
                self.acts.iter().filter(|a| a.to.contains(key)).count(),
                if *key == self.state { " The state this is about." } else { "" },
                if Some(*key) == patron { " Taken for the patron." } else { "" },
            );
            let _ = writeln!(
                text,
                "[[actor]]\nname = {}\ncode = {}\nabout = {}\nsource = {}\n",
                quoted(&name),
                quoted(&code),
                quoted(&about),
                quoted(&source(ids.iter().copied(), "takes part"))
            );
        }
        Ok(())
    }

    /// Protest and fronts day by day, as comments.
    fn days(&self, text: &mut String, protest: &BTreeMap<i32, usize>) {
        let _ = writeln!(text, "# Protest in {}, events by step:", self.state);
        for (day, count) in protest {
            let ids = self.ids(|a| a.is_protest_in(self.state) && a.day == *day);
            let _ = writeln!(text, "#   step {day}: {count} ({})", source(ids, "protest"));
        }
        if protest.is_empty() {
            text.push_str("#   none\n");
        }
        let mut fronts: BTreeMap<(&str, &str), Vec<&str>> = BTreeMap::new();
        for act in self.acts.iter().filter(|a| a.quad == 4) {
            for (a, b) in
                act.from.iter().flat_map(|a| act.to.iter().map(move |b| (*a, *b))).filter(|(a, b)| a != b)
            {
                fronts.entry((a.min(b), a.max(b))).or_default().push(act.id);
            }
        }
        text.push_str("# Fronts, acts of material conflict:\n");
        for ((a, b), ids) in &fronts {
            let _ = writeln!(
                text,
                "#   {a} and {b}: {} ({})",
                ids.len(),
                source(ids.iter().copied(), "conflict")
            );
        }
        if fronts.is_empty() {
            text.push_str("#   none\n");
        }
        text.push('\n');
    }
}

fn signal(text: &mut String, name: &str, value: f64, unit: &str, source: &str) {
    let value = (value * 1000.0).round() / 1000.0;
    let _ = writeln!(
        text,
        "[signal.{name}]\nvalue = {value}\nunit = {}\nsource = {}\n",
        quoted(unit),
        quoted(source)
    );
}

fn signals(text: &mut String, draft: &Draft<'_>, patron: Option<&str>, steps: i32) {
    signal(text, "legitimacy", 0.85, "share", ASSUMED);
    signal(text, "seen", 1.0, "share", ASSUMED);
    signal(text, "active", 0.0, "share", "nobody at the start");
    let Some(patron) = patron else { return };
    signal(text, "asked", 0.0, "1", "nobody was asked at the start");
    signal(text, "present", 0.0, "1", "nobody was there at the start");
    signal(text, "reinforcement", 0.0, "share", "nobody was there at the start");
    let front = |a: &Act<'_>| a.quad == 4 && a.has(patron) && !a.has(draft.state);
    let (ids, busy) = (
        draft.ids(front),
        draft.acts.iter().filter(|a| front(a)).map(|a| a.day).collect::<BTreeSet<_>>().len(),
    );
    let what = format!("days with material conflict of the patron elsewhere, {busy} of {steps}");
    let from = if ids.is_empty() { format!("none in the record; {ASSUMED}") } else { source(ids, &what) };
    signal(text, "tied", busy as f64 / f64::from(steps), "share", &from);
    let dealings = |quads: [i64; 2]| draft.ids(|a| a.between(draft.state, patron) && quads.contains(&a.quad));
    let (good, bad) = (dealings([1, 2]), dealings([3, 4]));
    let value = (good.len() as f64 - bad.len() as f64) / (good.len() + bad.len()).max(1) as f64;
    let what =
        format!("{} acts of cooperation against {} of conflict between the two", good.len(), bad.len());
    signal(text, "closeness", value, "1", &source(good.into_iter().chain(bad), &what));
}

fn mechanisms(text: &mut String, state: &str, patron: bool) {
    let assumed = quoted(ASSUMED);
    let reinforced = if patron { ", reinforcement = \"reinforcement\"" } else { "" };
    let _ = writeln!(
        text,
        "[[mechanism]]\nname = \"unrest\"\nkind = \"civil-violence\"\nvariant = {{ ratio = \"floor\", cop = \"stays\" }}\n\
         bind = {{ legitimacy = \"legitimacy\", seen = \"seen\", active = \"active\"{reinforced} }}\n\
         [mechanism.parameter.cops]\ndistribution = \"uniform\"\nlow = 0.03\nhigh = 0.08\nunit = \"share\"\nsource = {assumed}\n"
    );
    if !patron {
        return;
    }
    let _ = writeln!(
        text,
        "# Units of force are up to you: what counts is how {state}'s, its challengers', the patron's and its rival's compare.\n\
         [[mechanism]]\nname = \"patron\"\nkind = \"patron-call\"\n\
         bind = {{ asked = \"asked\", protest = \"active\", tied = \"tied\", closeness = \"closeness\", present = \"present\", reinforcement = \"reinforcement\" }}"
    );
    for (name, low, high, unit) in [
        ("own", 2.0, 8.0, "units"),
        ("crowd", 10.0, 40.0, "units"),
        ("forces", 4.0, 12.0, "units"),
        ("rival", 4.0, 12.0, "units"),
        ("front", 0.5, 3.0, "1"),
        ("presence", 0.002, 0.01, "share"),
    ] {
        let _ = writeln!(
            text,
            "[mechanism.parameter.{name}]\ndistribution = \"uniform\"\nlow = {low}\nhigh = {high}\nunit = \"{unit}\"\nsource = {assumed}"
        );
    }
    text.push('\n');
}
