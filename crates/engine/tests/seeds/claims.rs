//! Claims of the seeds: who says what, with role and institution.

use casus_engine::Reading;
use casus_model::{Claim, ClaimKind, Lang, Modality};

use super::read;

/// The claim held by someone of this name whose content has these words.
fn claim<'r>(reading: &'r Reading, holder: &str, words: &str) -> &'r Claim {
    let text = &reading.document.text;
    let said = |c: &Claim| c.content.iter().map(|s| s.of(text)).collect::<Vec<_>>().join(" ");
    let listed = || {
        let all = reading
            .coding
            .claims
            .iter()
            .map(|c| format!("  {}: {}", c.holder.as_ref().map_or("-", |h| &h.name), said(c)));
        all.collect::<Vec<_>>().join("\n")
    };
    reading
        .coding
        .claims
        .iter()
        .find(|c| c.holder.as_ref().is_some_and(|h| h.name.contains(holder)) && said(c).contains(words))
        .unwrap_or_else(|| panic!("no claim of {holder} with '{words}' among\n{}", listed()))
}

fn source(reading: &Reading, claim: &Claim) -> String {
    claim.source.iter().map(|s| s.of(&reading.document.text)).collect::<Vec<_>>().join(" ")
}

#[test]
fn experts_are_quoted_with_their_institutions() {
    let Some(reading) = read("Russia Institute", Lang::IT, "2022-01-07") else { return };
    let greene = claim(&reading, "Greene", "entri, sembri grande e forte");
    assert!(source(&reading, greene).contains("King's College"), "{}", source(&reading, greene));
    claim(&reading, "Greene", "un intervento di successo potrebbe lasciare");
    claim(&reading, "Greene", "La Russia aveva presumibilmente calcolato");
    let oliker = claim(&reading, "Oliker", "sarà una vittoria sostanziale");
    assert!(source(&reading, oliker).contains("Crisis Group"), "{}", source(&reading, oliker));
    let eyal = claim(&reading, "Eyal", "Putin potrebbe ottenere");
    assert!(source(&reading, eyal).contains("RUSI"), "{}", source(&reading, eyal));
    claim(&reading, "Eyal", "Naturalmente la Russia");
    claim(&reading, "Eyal", "Permette a Putin di ritrarsi");
    let kortunov = claim(&reading, "Kortunov", "potrebbe distrarre l'attenzione");
    assert!(source(&reading, kortunov).contains("Consiglio russo"), "{}", source(&reading, kortunov));
}

#[test]
fn a_forecast_under_a_condition_keeps_both() {
    let Some(reading) = read("Russia Institute", Lang::IT, "2022-01-07") else { return };
    let oliker = claim(&reading, "Oliker", "sarà una vittoria sostanziale");
    assert_eq!(oliker.kind, ClaimKind::Forecast);
    let condition = oliker.condition.map(|s| s.of(&reading.document.text));
    assert!(condition.is_some_and(|c| c.contains("se le cose si sistemeranno")), "{condition:?}");
}

#[test]
fn what_the_document_expects_is_its_own_forecast() {
    let Some(reading) = read("orso russo", Lang::IT, "2022-11-21") else { return };
    let text = &reading.document.text;
    for words in ["Russia resti ulteriormente indietro", "Cina emerga come il più grande vincitore"] {
        let found =
            reading.coding.claims.iter().find(|c| c.content.iter().any(|s| s.of(text).contains(words)));
        let found = found.unwrap_or_else(|| panic!("no claim with '{words}'"));
        assert_eq!(
            (found.holder.as_ref(), found.kind, found.modality),
            (None, ClaimKind::Forecast, Modality::Likely)
        );
    }
}
