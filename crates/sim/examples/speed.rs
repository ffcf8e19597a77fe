//! What `benches/play` measures: each case does its work once and prints how much that was; the bench takes the CPU time
//! of the process. `speed CASE [SIZE]`, on one thread.

use casus_sim::civil_violence::{AfterArrest, Parameters, Ratio, World};
use casus_sim::ensemble::design;
use casus_sim::ensemble::play::Ensemble;
use casus_sim::random::Draws;
use casus_sim::scenario::Scenario;
use casus_sim::theory::landscape::Landscape;

/// The scenario of the design: six uncertain parameters, a thousand steps.
const SWEPT: &str = include_str!("swept.toml");

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let size = |default: usize| args.get(1).and_then(|s| s.parse().ok()).unwrap_or(default);
    let work = match args.first().map(String::as_str) {
        Some("epstein-40") => epstein(40, size(4_000)),
        Some("epstein-1000") => epstein(1_000, size(12)),
        Some("landscape") => landscape(size(20)),
        Some("sobol") => sobol(size(9_216)),
        _ => {
            eprintln!("speed epstein-40|epstein-1000|landscape|sobol [SIZE]");
            std::process::exit(2);
        }
    };
    println!("{work}");
}

/// Epstein's run 2, active and jailed people recorded in every tick; agent-steps.
fn epstein(size: usize, ticks: usize) -> usize {
    let parameters =
        Parameters { size, ratio: Ratio::Floor, after_arrest: AfterArrest::Stays, ..Parameters::default() };
    let mut world = World::new(parameters, Draws::new(1, 0, 0)).expect("the paper's values make a world");
    let cops = (parameters.cops * (size * size) as f64).round() as usize;
    let mut record = Vec::with_capacity(ticks);
    for _ in 0..ticks {
        world.step();
        record.push((world.active(), world.jailed()));
    }
    assert!(record.iter().any(|(active, _)| *active > 0));
    (world.agents() + cops) * ticks
}

/// All minima and basins; splits.
fn landscape(actors: usize) -> usize {
    let mut draws = Draws::new(7, 0, 0);
    let strength: Vec<f64> = (0..actors).map(|_| 1.0 + draws.below(9) as f64).collect();
    let mut propensity = vec![vec![0.0; actors]; actors];
    for i in 0..actors {
        for j in 0..i {
            propensity[i][j] = draws.below(5) as f64 - 2.0;
            propensity[j][i] = propensity[i][j];
        }
    }
    let minima = Landscape::new(&strength, &propensity).expect("a landscape").minima();
    minima.iter().map(|m| m.basin as usize).sum()
}

/// So many runs of Saltelli's design, a thousand steps each; runs that came to their end.
fn sobol(runs: usize) -> usize {
    let scenario = Scenario::parse(SWEPT).expect("the scenario is in order");
    let dimensions = casus_sim::run::dimensions(&scenario).len();
    let points = design::saltelli(dimensions, runs / (dimensions + 2), false).expect("few parameters");
    let all = Ensemble {
        scenario: &scenario,
        seed: scenario.seed,
        branch: None,
        runs: points.rows().len() as u32,
        points: Some(&points),
    };
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().expect("one thread");
    let mut done = 0;
    pool.install(|| {
        all.play(0, |_, row| {
            done += usize::from(row.is_ok());
            true
        });
    });
    done
}
