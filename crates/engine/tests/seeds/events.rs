//! Events of the seeds: one test for each thing that must be seen in them, and none told as done that was not.

use casus_engine::Reading;
use casus_model::{ActorRef, EventMention, EventType, Factuality, Lang, QuantityKind, Stance};

use super::read;

fn intervention() -> Option<Reading> {
    read("Russia Institute", Lang::IT, "2022-01-07")
}

fn turning_away() -> Option<Reading> {
    read("orso russo", Lang::IT, "2022-11-20")
}

fn scenario() -> Option<Reading> {
    read("Kazakh scenario", Lang::EN, "2022-01-06")
}

/// The event that `asks` describes; fails with all that was read when there is none.
fn event(reading: &Reading, asks: impl Fn(&EventMention, &str) -> bool) -> &EventMention {
    let text = &reading.document.text;
    reading.coding.events.iter().find(|e| asks(e, e.trigger.span.of(text))).unwrap_or_else(|| {
        let all: Vec<String> = reading.coding.events.iter().map(|e| line(e, text)).collect();
        panic!("no such event among\n{}", all.join("\n"))
    })
}

fn line(e: &EventMention, text: &str) -> String {
    let side = |s: &[ActorRef]| s.iter().map(|a| a.name.as_str()).collect::<Vec<_>>().join(", ");
    let (word, from, to) = (e.trigger.span.of(text), side(&e.sources), side(&e.targets));
    let date = e.date.as_ref().map_or("-", |d| d.edtf.as_str());
    format!("  {word}: {} [{from}] -> [{to}] {date} {} ({})", e.kind, e.factuality, e.reason)
}

fn has(side: &[ActorRef], code: &str) -> bool {
    side.iter().any(|a| a.code.country.as_deref() == Some(code))
}

fn is(side: &[ActorRef], name: &str) -> bool {
    side.iter().any(|a| a.name.contains(name))
}

fn dated(e: &EventMention, edtf: &str) -> bool {
    e.date.as_ref().is_some_and(|d| d.edtf.as_str() == edtf)
}

fn done(e: &EventMention) -> bool {
    matches!(e.factuality, Factuality::Happened | Factuality::Ongoing)
}

fn by(e: &EventMention, name: &str, stance: Stance) -> bool {
    e.attribution.iter().any(|a| a.stance == stance && is(&a.holders, name))
}

#[test]
fn tokayev_asks_the_alliance_on_or_before_6_january() {
    let (Some(it), Some(en)) = (intervention(), scenario()) else { return };
    for reading in [&it, &en] {
        event(reading, |e, _| {
            e.kind == EventType::Request
                && is(&e.sources, "Tokayev")
                && done(e)
                && e.date
                    .as_ref()
                    .and_then(casus_model::Date::to)
                    .is_some_and(|d| d.to_string().as_str() <= "2022-01-06")
        });
    }
    let asked = event(&en, |e, w| e.kind == EventType::Request && w == "called");
    assert!(is(&asked.targets, "Collective Security Treaty Organization"), "{:?}", asked.targets);
}

#[test]
fn russian_paratroopers_are_committed_on_thursday() {
    let Some(reading) = intervention() else { return };
    event(&reading, |e, w| {
        w == "impegnato"
            && e.kind == EventType::Mobilize
            && has(&e.sources, "RUS")
            && dated(e, "2022-01-06")
            && done(e)
    });
}

#[test]
fn peacekeepers_of_five_states_are_counted() {
    let Some(reading) = intervention() else { return };
    let sent = event(&reading, |e, _| {
        e.quantities.iter().any(|q| q.kind == QuantityKind::Troops && q.low == 2500.0)
    });
    for code in ["RUS", "ARM", "BLR", "KGZ", "TJK"] {
        assert!(has(&sent.sources, code), "{code} is not among {:?}", sent.sources);
    }
    assert_eq!(sent.kind, EventType::Aid);
}

#[test]
fn the_order_to_shoot_is_told_by_tokayev() {
    let Some(reading) = intervention() else { return };
    let shoot = event(&reading, |e, w| w == "sparare" && by(e, "Tokayev", Stance::Affirms));
    assert_eq!(shoot.kind, EventType::Assault);
    assert_eq!(shoot.factuality, Factuality::Planned, "{}", shoot.reason);
    assert!(has(&shoot.sources, "KAZ"));
}

#[test]
fn the_invasion_is_possible_to_kyiv_and_washington_and_denied_by_putin() {
    let Some(reading) = intervention() else { return };
    let invasion = event(&reading, |e, w| w == "invasione" && has(&e.targets, "UKR"));
    assert_eq!(invasion.factuality, Factuality::Hypothetical, "{}", invasion.reason);
    assert!(has(&invasion.sources, "RUS"));
    assert!(by(invasion, "Ukraine", Stance::Affirms) && by(invasion, "United States", Stance::Affirms));
    assert!(by(invasion, "Putin", Stance::Denies), "{:?}", invasion.attribution);
}

#[test]
fn talks_with_the_west_are_planned_for_next_week() {
    let Some(reading) = intervention() else { return };
    let talks = event(&reading, |e, _| e.kind == EventType::Consult && dated(e, "2022-01-10/2022-01-16"));
    assert_eq!(talks.factuality, Factuality::Planned, "{}", talks.reason);
    assert!(has(&talks.sources, "RUS"));
}

#[test]
fn the_kremlin_not_an_expert_supports_lukashenko() {
    let Some(reading) = intervention() else { return };
    let support = event(&reading, |e, _| e.kind == EventType::Support && is(&e.targets, "Lukashenko"));
    assert!(has(&support.sources, "RUS"), "{:?}", support.sources);
}

#[test]
fn the_republics_are_not_recognised_in_june() {
    let Some(reading) = turning_away() else { return };
    let refusal = event(&reading, |e, w| w == "riconoscere" && has(&e.sources, "KAZ"));
    assert_eq!((refusal.kind, refusal.factuality), (EventType::Reject, Factuality::Happened));
    assert!(dated(refusal, "2022-06"), "{:?}", refusal.date);
    assert!(by(refusal, "Tokayev", Stance::Affirms));
}

#[test]
fn kazakhstan_abstains() {
    let Some(reading) = turning_away() else { return };
    event(&reading, |e, w| {
        w.starts_with("astener") && e.kind == EventType::Reject && has(&e.sources, "KAZ") && done(e)
    });
}

#[test]
fn victory_day_is_cancelled_in_may() {
    let Some(reading) = turning_away() else { return };
    event(&reading, |e, _| {
        e.kind == EventType::Sanction && has(&e.sources, "KAZ") && dated(e, "2022-05") && done(e)
    });
}

#[test]
fn tokayev_attends_the_summit_of_11_november() {
    let Some(reading) = turning_away() else { return };
    event(&reading, |e, _| {
        e.kind == EventType::Consult && is(&e.sources, "Tokayev") && dated(e, "2022-11-11") && done(e)
    });
}

#[test]
fn the_agreement_is_signed_in_ankara_in_may() {
    let Some(reading) = turning_away() else { return };
    let signed = event(&reading, |e, _| {
        e.kind == EventType::Support && is(&e.sources, "Tokayev") && dated(e, "2022-05")
    });
    assert!(done(signed));
    assert_eq!(signed.place.as_ref().map(|p| p.name.as_str()), Some("Ankara"));
}

#[test]
fn xi_visits_in_september() {
    let Some(reading) = turning_away() else { return };
    event(&reading, |e, _| {
        e.mode.as_deref() == Some("visit")
            && is(&e.sources, "Xi Jinping")
            && has(&e.targets, "KAZ")
            && dated(e, "2022-09")
            && done(e)
    });
}

#[test]
fn condemning_and_annexing_have_their_own_authors() {
    let Some(reading) = turning_away() else { return };
    let condemned = event(&reading, |e, w| w == "condannare" && e.kind == EventType::Accuse);
    assert!(is(&condemned.sources, "Tokayev") && has(&condemned.targets, "RUS"), "{condemned:?}");
    let annex =
        reading.coding.events.iter().filter(|e| e.trigger.span.of(&reading.document.text) == "annettere");
    for e in annex {
        assert!(has(&e.sources, "RUS"), "{:?}", e.sources);
    }
}

#[test]
fn three_states_are_against_the_intervention() {
    let Some(reading) = scenario() else { return };
    let against = event(&reading, |e, _| e.kind == EventType::Reject && has(&e.sources, "USA"));
    assert!(has(&against.sources, "TUR") && has(&against.sources, "ARE") && done(against));
}

#[test]
fn china_is_silent() {
    let Some(reading) = scenario() else { return };
    event(&reading, |e, w| w == "silence" && e.cameo == "011" && has(&e.sources, "CHN"));
}

#[test]
fn lukashenko_calls_both_yesterday() {
    let Some(reading) = scenario() else { return };
    let call =
        event(&reading, |e, w| w == "called" && e.kind == EventType::Consult && is(&e.sources, "Lukashenko"));
    assert!(dated(call, "2022-01-05") && done(call));
    assert!(is(&call.targets, "Putin") && is(&call.targets, "Tokayev"), "{:?}", call.targets);
}

#[test]
fn the_invasion_of_russia_is_no_attack_on_russia() {
    let Some(reading) = scenario() else { return };
    let text = &reading.document.text;
    for e in &reading.coding.events {
        assert!(!(e.kind == EventType::Assault && has(&e.targets, "RUS")), "{}", line(e, text));
    }
}

#[test]
fn nobody_is_the_soviet_union() {
    for reading in [intervention(), turning_away(), scenario()].into_iter().flatten() {
        for e in &reading.coding.events {
            assert!(
                !has(&e.targets, "SUN") && !has(&e.sources, "SUN"),
                "{}",
                line(e, &reading.document.text)
            );
        }
    }
}

/// All that is told as done, by the beginnings of the words that tell it. What is not listed here did not happen by
/// these texts, or is told as possible, planned or denied.
#[test]
fn nothing_is_told_as_done_that_was_not() {
    let done_by_text: [(Option<Reading>, &[&str]); 3] = [
        (
            intervention(),
            &[
                "impegnat",
                "richiest",
                "mobilitand",
                "costrett",
                "peacekeeper",
                "sostenut",
                "organizzar",
                "usat",
                "portat",
                "cessate",
                "guerra",
                "inviat",
                "ringraziat",
                "protest",
                "violenz",
                "saccheggi",
                "incendio",
                "intervent",
            ],
        ),
        (
            turning_away(),
            &[
                "criticat",
                "invasione",
                "attacco",
                "approva",
                "riconoscere",
                "astener",
                "promess",
                "annullat",
                "condannar",
                "costrett",
                "visit",
                "partecipat",
                "sottolineat",
                "rafforzand",
                "firmat",
                "sostegno",
                "fuggit",
                "guerra",
                "parlat",
            ],
        ),
        (
            scenario(),
            &[
                "called",
                "took",
                "silence",
                "asked",
                "looting",
                "surrender",
                "solidarity",
                "invasions",
                "protest",
                "demolishes",
                "revolt",
                "demonstrations",
                "repressions",
            ],
        ),
    ];
    for (reading, words) in done_by_text {
        let Some(reading) = reading else { continue };
        let text = &reading.document.text;
        for e in reading.coding.events.iter().filter(|e| done(e)) {
            let word = e.trigger.span.of(text).to_lowercase();
            assert!(words.iter().any(|w| word.starts_with(w)), "told as done:\n{}", line(e, text));
        }
    }
}
