//! Names of one person are told from near misses: a list of pairs, and groups of spellings where they are at hand.

use std::fmt::Write as _;

use casus_knowledge::names::same_person;

#[test]
fn one_person_is_told_from_near_misses() {
    let (mut right_same, mut wrong_same, mut missed) = (0, 0, 0);
    let mut told = String::new();
    for line in include_str!("names/pairs.tsv").lines().filter(|l| !l.starts_with('#')) {
        let mut cells = line.split('\t');
        let (Some(kind), Some(a), Some(b)) = (cells.next(), cells.next(), cells.next()) else {
            panic!("a line needs three cells: {line}")
        };
        let m = same_person(a, b);
        match (kind, m.is_same()) {
            ("same", true) => right_same += 1,
            ("same", false) => {
                missed += 1;
                let _ = writeln!(told, "missed {a} / {b}: {:.2} {}", m.score, m.reason);
            }
            (_, true) => {
                wrong_same += 1;
                let _ = writeln!(told, "wrong {a} / {b}: {:.2} {}", m.score, m.reason);
            }
            _ => {}
        }
        let back = same_person(b, a);
        assert!((back.score - m.score).abs() < 0.02, "{a} / {b} is not symmetric: {m:?} {back:?}");
    }
    let precision = f64::from(right_same) / f64::from(right_same + wrong_same);
    let recall = f64::from(right_same) / f64::from(right_same + missed);
    let f1 = 2.0 * precision * recall / (precision + recall);
    assert!(f1 >= 0.97, "precision {precision:.4} recall {recall:.4} F1 {f1:.4}\n{told}");
}
