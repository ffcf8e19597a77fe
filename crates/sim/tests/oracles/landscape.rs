//! Every configuration of the two published landscapes.

use casus_sim::theory::landscape::Landscape;

use crate::{number, oracles, rows};

#[test]
fn all_2048_configurations_have_the_published_energy_frustrations_and_minima() {
    let Some(folder) = oracles() else { return };
    let folder = folder.join("landscape");
    let propensity: Vec<Vec<f64>> = rows(&folder.join("propensity.csv"))
        .iter()
        .map(|r| r[1..].iter().map(|c| number(c)).collect())
        .collect();
    let mut compared = 0;
    for (name, lowest) in [("base", -83_200.0), ("weaksyria", -65_600.0)] {
        let strength: Vec<f64> =
            rows(&folder.join(format!("strengths_{name}.csv"))).iter().map(|r| number(&r[1])).collect();
        let landscape = Landscape::new(&strength, &propensity).unwrap();
        for row in rows(&folder.join(format!("energies_{name}.csv"))) {
            let split =
                row[0].bytes().enumerate().fold(0u32, |s, (k, side)| s | u32::from(side == b'2') << k);
            assert_eq!(landscape.energy(split), number(&row[1]), "{name} {}", row[0]);
            for (k, frustration) in row[2..13].iter().enumerate() {
                assert_eq!(
                    landscape.frustration(split, k),
                    number(frustration),
                    "{name} {} actor {k}",
                    row[0]
                );
            }
            assert_eq!(u8::from(landscape.is_minimum(split)).to_string(), row[13], "{name} {}", row[0]);
            compared += 1;
        }
        let minima = landscape.minima();
        assert_eq!(minima.iter().map(|m| m.energy).collect::<Vec<_>>(), [lowest]);
        assert_eq!(minima[0].basin, 1024);
    }
    assert_eq!(compared, 2048);
}
