//! The exact values of the discrete Colonel Blotto game.

use casus_sim::theory::blotto::solve;

use crate::{number, oracles, rows};

#[test]
fn every_value_of_the_table_is_met_to_five_digits() {
    let Some(folder) = oracles() else { return };
    let table = rows(&folder.join("blotto/blotto_discrete.csv"));
    assert_eq!(table.len(), 12);
    for row in table {
        let whole = |k: usize| number(&row[k]) as u32;
        let found = solve(whole(0), whole(1), whole(2) as usize).unwrap().value;
        assert!((found - number(&row[3])).abs() < 0.6e-5, "{row:?}: {found}");
    }
}
