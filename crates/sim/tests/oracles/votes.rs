//! Similarity of votes in the General Assembly against the series computed from the same roll calls.

use std::collections::BTreeMap;

use casus_sim::theory::alignment::{Vote, similarity};

use crate::{number, oracles, rows};

/// Votes of a state by roll call, with the year.
type Record = BTreeMap<u32, (u16, Vote)>;

/// All votes by state.
pub(crate) fn votes() -> Option<BTreeMap<String, Record>> {
    let folder = oracles()?.join("un_votes");
    let mut votes: BTreeMap<String, Record> = BTreeMap::new();
    for row in rows(&folder.join("un_votes_1992_2019.csv.gz")) {
        let vote = match row[3].as_str() {
            "Y" => Vote::Yes,
            "A" => Vote::Abstain,
            "N" => Vote::No,
            other => panic!("'{other}' is no vote"),
        };
        let year = row[0].parse().unwrap();
        votes.entry(row[2].clone()).or_default().insert(row[1].parse().unwrap(), (year, vote));
    }
    Some(votes)
}

/// Pairs of votes of two states in these years.
pub(crate) fn pairs(a: &Record, b: &Record, years: std::ops::RangeInclusive<u16>) -> Vec<(Vote, Vote)> {
    let common = a.iter().filter_map(|(rcid, (year, vote))| Some((*year, *vote, b.get(rcid)?.1)));
    common.filter(|(year, ..)| years.contains(year)).map(|(_, a, b)| (a, b)).collect()
}

#[test]
fn the_series_of_kazakhstan_with_seven_states_comes_out_exactly() {
    let (Some(votes), Some(folder)) = (votes(), oracles()) else { return };
    let expected = rows(&folder.join("un_votes/expected_kaz.csv"));
    assert_eq!(expected.len(), 28);
    for row in expected {
        let years = row[2].parse().unwrap()..=row[3].parse().unwrap();
        let found = similarity(&pairs(&votes[&row[0]], &votes[&row[1]], years)).unwrap();
        let place = format!("{} with {} from {}", row[0], row[1], row[2]);
        assert_eq!(found.n.to_string(), row[4], "{place}");
        for (value, shown) in [(found.s, &row[5]), (found.kappa, &row[6]), (found.weighted_kappa, &row[7])] {
            assert!((value - number(shown)).abs() < 0.6e-6, "{place}: {value}, not {shown}");
        }
    }
}

#[test]
fn with_russia_it_rises_to_2007_and_falls_after_2014() {
    let Some(votes) = votes() else { return };
    let s = |years| similarity(&pairs(&votes["KAZ"], &votes["RUS"], years)).unwrap().s;
    let series = [s(1992..=1999), s(2000..=2007), s(2008..=2013), s(2014..=2019)];
    for (found, shown) in series.iter().zip([0.675, 0.786, 0.714, 0.480]) {
        assert!((found - shown).abs() < 0.0006, "{series:?}");
    }
}
