//! Signals: small acts that show where an actor stands, by actor, counterpart and week.
//!
//! What counts: statements by media that a state controls, other statements, votes, recognitions, visits, ceremonies
//! and dealings called off, other acts; and the silence of a third party. **Stance** is the mean Goldstein score of
//! the actor's acts towards the counterpart (statements have none: they show attention, not stance); **attention** is
//! the share of the actor's acts and statements of the week that are about the counterpart. **Silence** is absence over
//! exposure: of the independent documents of the week that name a party in one sentence with whoever is at the centre
//! of the week (at least three), the share that tell no act and no word of the party towards it. It is absence in the
//! texts that were read, not proof that nothing was said.
//!
//! State media are media that a state owns by the tables (`knowledge/organisations/links`), as holders of a statement,
//! or as publishers of what no one else is named for: they speak for their state.
//!
//! Only events that happened or go on count, by their own date; statements by the date of their document. Countries
//! stand for their governments, persons and media; actors without a country for themselves. Source: the event-data
//! practice of dyadic weekly scores (Goldstein 1992; Schrodt and Gerner 2000). Limits: what the texts do not tell is
//! not there; a week with few documents tells little.

use std::collections::{BTreeMap, BTreeSet};

use casus_coder::lexicon::Lexicon;
use casus_knowledge::Base;
use casus_model::{Day, Lang};
use casus_store::{ClaimRow, EventRow, Filter, StoreError, Workspace};
use serde::Serialize;

use crate::embedded;

/// Documents that must name a silent party beside the counterpart.
const EXPOSED: usize = 3;

/// What kind of sign it is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum SignalKind {
    /// A medium that the state controls says something.
    StateMedia,
    /// The actor says something.
    Statement,
    /// A vote.
    Vote,
    /// Recognition of a state, a government or a result.
    Recognition,
    /// A visit.
    Visit,
    /// A meeting, a ceremony or dealings called off.
    Cancelled,
    /// Another act.
    Act,
    /// Nothing said or done by a party that is exposed.
    Silence,
}

impl SignalKind {
    /// The name to show.
    pub fn name(self) -> &'static str {
        match self {
            Self::StateMedia => "state media",
            Self::Statement => "statement",
            Self::Vote => "vote",
            Self::Recognition => "recognition",
            Self::Visit => "visit",
            Self::Cancelled => "called off",
            Self::Act => "act",
            Self::Silence => "silence",
        }
    }
}

/// One sign, with the record it is read from.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Signal {
    /// What kind.
    pub kind: SignalKind,
    /// Id of the event or claim; for silence, of the documents that name the party.
    pub evidence: Vec<String>,
    /// Goldstein score of an act.
    pub score: Option<f64>,
    /// The words, shortened; for silence, what is absent where.
    pub text: String,
}

/// Where an actor stands towards another in a week.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Week {
    /// ISO 8601 week: `2022-W01`.
    pub week: String,
    /// Country, or id of an actor without one.
    pub actor: String,
    /// The counterpart.
    pub toward: String,
    /// Mean Goldstein score of the acts, −10 to +10; absent when there are none.
    pub stance: Option<f64>,
    /// Share of the actor's acts and statements of the week, 0 to 1.
    pub attention: f64,
    /// Absence over exposure, 0 to 1; absent where fewer than three documents expose the actor.
    pub silence: Option<f64>,
    /// The signs, by kind.
    pub signals: Vec<Signal>,
}

fn week(day: &str) -> Option<String> {
    let day: Day = day.parse().ok()?;
    let iso = day.iso_week_date();
    Some(format!("{}-W{:02}", iso.year(), iso.week()))
}

/// The countries of a side, or the ids of its actors without one.
fn units(ids: Option<&str>, countries: Option<&str>) -> BTreeSet<String> {
    let countries: Vec<&str> = countries.unwrap_or_default().split('|').collect();
    let ids = ids.unwrap_or_default().split('|').filter(|i| !i.is_empty()).enumerate();
    ids.map(|(n, id)| match countries.get(n) {
        Some(c) if !c.is_empty() => (*c).to_owned(),
        _ => id.to_owned(),
    })
    .collect()
}

/// The signals of a workspace, by week, actor and counterpart.
pub fn signals(workspace: &Workspace, filter: &Filter) -> Result<Vec<Week>, StoreError> {
    // the filter's actor chooses the lines that are shown; attention needs all that the actor does
    let wide =
        Filter { actor: None, limit: None, kinds: Vec::new(), factuality: Vec::new(), ..filter.clone() };
    let base = embedded::KNOWLEDGE.and_then(|blob| Base::from_static(blob).ok());
    let mut weeks: BTreeMap<(String, String, String), Vec<Signal>> = BTreeMap::new();
    let mut totals: BTreeMap<(String, String), usize> = BTreeMap::new();
    // documents that tell an act or a word of an actor towards another
    let mut told: BTreeMap<(String, String, String), BTreeSet<String>> = BTreeMap::new();
    // words that tell an act with a name of its own, by document and who acts: they are no statement beside it
    let mut acts: BTreeSet<(String, String, String)> = BTreeSet::new();
    for event in workspace.events(&wide)? {
        let Some(week) = event.date_from.as_deref().or(event.date_to.as_deref()).and_then(week) else {
            continue;
        };
        let called_off = event.factuality == "denied" && is_meeting(&event);
        if !matches!(event.factuality.as_str(), "happened" | "ongoing") && !called_off {
            continue;
        }
        let reports = workspace.reports_of(&event.event_id)?;
        let signal = Signal {
            kind: act(&event, called_off, &reports),
            evidence: vec![event.event_id.clone()],
            // what did not take place has no score of its own
            score: event.goldstein.filter(|_| !called_off),
            text: short(event.sentence.as_deref().unwrap_or_default()),
        };
        let targets = units(event.target_id.as_deref(), event.target_country.as_deref());
        for source in units(event.source_id.as_deref(), event.source_country.as_deref()) {
            if matches!(signal.kind, SignalKind::Vote | SignalKind::Recognition) {
                acts.extend(reports.iter().map(|r| (r.doc_id.clone(), source.clone(), r.trigger.clone())));
            }
            *totals.entry((week.clone(), source.clone())).or_default() += 1;
            for target in targets.iter().filter(|t| **t != source) {
                let key = (week.clone(), source.clone(), target.clone());
                told.entry(key.clone()).or_default().extend(event.doc_ids.split('|').map(str::to_owned));
                weeks.entry(key).or_default().push(signal.clone());
            }
        }
    }
    let mut topics: BTreeMap<String, String> = BTreeMap::new();
    for actor in workspace.actors(&Filter::default())? {
        topics.insert(actor.actor_id.clone(), actor.country.clone().unwrap_or(actor.actor_id));
    }
    for claim in workspace.claims(&wide, false)? {
        let Some(week) = claim.doc_date.as_deref().and_then(week) else { continue };
        let mut holders = units(claim.holder_id.as_deref(), claim.holder_country.as_deref());
        let owner = base.as_ref().and_then(|base| owner(base, &claim));
        let kind = if owner.is_some() { SignalKind::StateMedia } else { SignalKind::Statement };
        if holders.is_empty() {
            holders.extend(owner);
        }
        let about: BTreeSet<String> = claim
            .topic_ids
            .iter()
            .flat_map(|t| t.split('|'))
            .filter_map(|id| topics.get(id).cloned())
            .collect();
        holders.retain(|holder| {
            let told = |w: &str| acts.contains(&(claim.doc_id.clone(), holder.clone(), w.to_owned()));
            !claim.cue.as_deref().is_some_and(|cue| cue.split_whitespace().any(told))
        });
        for holder in holders {
            *totals.entry((week.clone(), holder.clone())).or_default() += 1;
            for topic in about.iter().filter(|t| **t != holder) {
                let signal = Signal {
                    kind,
                    evidence: vec![claim.claim_id.clone()],
                    score: None,
                    text: short(&claim.content),
                };
                let key = (week.clone(), holder.clone(), topic.clone());
                told.entry(key.clone()).or_default().insert(claim.doc_id.clone());
                weeks.entry(key).or_default().push(signal);
            }
        }
    }
    let silences = silence(workspace, &wide, &told, &mut weeks)?;
    let wanted: Option<BTreeSet<String>> = match &filter.actor {
        None => None,
        Some(name) => {
            let ids = workspace.actors_named(name)?;
            let mut units: BTreeSet<String> = ids.iter().filter_map(|id| topics.get(id).cloned()).collect();
            units.insert(name.trim().to_uppercase());
            Some(units)
        }
    };
    let mut found: Vec<Week> = weeks
        .into_iter()
        .filter(|((_, actor, toward), _)| {
            wanted.as_ref().is_none_or(|w| w.contains(actor) || w.contains(toward))
        })
        .map(|((week, actor, toward), mut signals)| {
            signals.sort_by(|a, b| (a.kind, &a.evidence).cmp(&(b.kind, &b.evidence)));
            let scores: Vec<f64> = signals.iter().filter_map(|s| s.score).collect();
            let stance = (!scores.is_empty()).then(|| scores.iter().sum::<f64>() / scores.len() as f64);
            let told = signals.iter().filter(|s| s.kind != SignalKind::Silence).count();
            let total = totals.get(&(week.clone(), actor.clone())).copied().unwrap_or(0);
            let attention = if total == 0 { 0.0 } else { (told as f64 / total as f64).min(1.0) };
            let silence = silences.get(&(week.clone(), actor.clone(), toward.clone())).copied();
            Week { week, actor, toward, stance, attention, silence, signals }
        })
        .collect();
    if let Some(limit) = filter.limit {
        found.truncate(limit as usize);
    }
    Ok(found)
}

fn is_meeting(event: &EventRow) -> bool {
    matches!(event.event_type.as_str(), "CONSULT" | "COOPERATE" | "AGREE" | "AID")
}

/// What kind of act an event is. A report read by the rule of verbs of change tells of something called off; votes are
/// told by the class `vote` of the language's lexicon.
fn act(event: &EventRow, called_off: bool, reports: &[casus_store::ReportRow]) -> SignalKind {
    let votes = reports.iter().any(|r| {
        let lemma = r.frame.split(':').nth(1).unwrap_or_default();
        let lexicon = r.lang.parse::<Lang>().ok().and_then(|lang| Lexicon::of(&lang));
        lexicon.is_some_and(|l| l.in_class("vote", lemma))
    });
    let changed = reports.iter().any(|r| r.rule == "change");
    match (event.event_type.as_str(), event.event_mode.as_deref()) {
        _ if votes => SignalKind::Vote,
        _ if called_off => SignalKind::Cancelled,
        ("SANCTION", Some("withdraw")) if changed => SignalKind::Cancelled,
        ("CONSULT", Some("visit")) => SignalKind::Visit,
        ("SUPPORT", _) if event.cameo.starts_with("054") => SignalKind::Recognition,
        _ => SignalKind::Act,
    }
}

/// The state that owns the medium which makes a claim: its holder, or the publisher of a text that names no holder.
fn owner(base: &Base, claim: &ClaimRow) -> Option<String> {
    let medium = |entity: casus_knowledge::Entity<'_>| -> Option<String> {
        let owned = (entity.sector == Some(casus_model::Sector::Jrn))
            .then(|| base.links(entity.index).find(|l| l.relation == "controlled-by"))??;
        base.entity(owned.to_entity).code().country.map(|c| c.to_string())
    };
    let holders = claim.holder_id.as_deref().unwrap_or_default();
    let mut named = holders.split('|').filter(|h| !h.is_empty()).peekable();
    if named.peek().is_some() {
        return named.filter_map(|id| base.find(id)).find_map(medium);
    }
    base.lookup(claim.publisher.as_deref()?).into_iter().find_map(|m| medium(base.entity(m.name.entity)))
}

/// How silent the parties are that the documents of a week name beside whoever is at its centre; a sign for each that
/// neither acts nor speaks.
fn silence(
    workspace: &Workspace,
    filter: &Filter,
    told: &BTreeMap<(String, String, String), BTreeSet<String>>,
    weeks: &mut BTreeMap<(String, String, String), Vec<Signal>>,
) -> Result<BTreeMap<(String, String, String), f64>, StoreError> {
    // who is at the centre of a week: the target of most acts
    let mut centre: BTreeMap<String, BTreeMap<String, usize>> = BTreeMap::new();
    for ((week, _, toward), signals) in weeks.iter() {
        *centre.entry(week.clone()).or_default().entry(toward.clone()).or_default() += signals.len();
    }
    let centre: BTreeMap<String, String> = centre
        .into_iter()
        .filter_map(|(week, targets)| {
            let (target, _) = targets.into_iter().max_by(|a, b| a.1.cmp(&b.1).then(b.0.cmp(&a.0)))?;
            Some((week, target))
        })
        .collect();
    let mut exposed: BTreeMap<(String, String), BTreeSet<String>> = BTreeMap::new();
    for document in workspace.documents(filter)? {
        let Some(week) = document.date_from.as_deref().and_then(week) else { continue };
        let Some(target) = centre.get(&week) else { continue };
        if document.duplicate_of.is_some() {
            continue;
        }
        let mut sentences: BTreeMap<i64, BTreeSet<String>> = BTreeMap::new();
        for mention in workspace.mentions(&document.doc_id)? {
            let country = mention.code.as_deref().and_then(|c| c.get(..3)).filter(|c| !c.starts_with('-'));
            if let Some(country) = country {
                sentences.entry(mention.sentence).or_default().insert(country.to_owned());
            }
        }
        for countries in sentences.values().filter(|c| c.contains(target)) {
            for country in countries.iter().filter(|c| *c != target) {
                let key = (week.clone(), country.clone());
                exposed.entry(key).or_default().insert(document.doc_id.clone());
            }
        }
    }
    let mut silences = BTreeMap::new();
    for ((week, party), documents) in exposed {
        let Some(target) = centre.get(&week) else { continue };
        let n = documents.len();
        if n < EXPOSED {
            continue;
        }
        let key = (week, party.clone(), target.clone());
        let present = told.get(&key).map_or(0, |d| d.intersection(&documents).count());
        silences.insert(key.clone(), (n - present) as f64 / n as f64);
        weeks.entry(key).or_insert_with(|| {
            vec![Signal {
                kind: SignalKind::Silence,
                evidence: documents.into_iter().collect(),
                score: None,
                text: format!(
                    "named beside {target} in {n} documents of the week, none of which tells an act or a word of {party} towards it: absence in these texts, no proof of silence"
                ),
            }]
        });
    }
    Ok(silences)
}

fn short(text: &str) -> String {
    let flat: Vec<&str> = text.split_whitespace().collect();
    let flat = flat.join(" ");
    if flat.chars().count() <= 160 {
        flat
    } else {
        format!("{}…", flat.chars().take(159).collect::<String>())
    }
}
