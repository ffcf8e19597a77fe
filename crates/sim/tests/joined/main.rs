//! The shipped scenarios: what joins the mechanisms, and whether each of them matters.

use casus_sim::ensemble::design::{Coordinates, Point};
use casus_sim::ensemble::play::Ensemble;
use casus_sim::ensemble::{design, sensitivity};
use casus_sim::random::Draws;
use casus_sim::run;
use casus_sim::scenario::Scenario;

fn scenario(name: &str) -> Scenario {
    let path = std::path::Path::new(env!("CASUS_ROOT")).join("scenarios").join(name);
    let text = std::fs::read_to_string(&path).unwrap();
    Scenario::parse(&text).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

/// Outcomes of each run of the base line or a branch.
fn play(scenario: &Scenario, branch: Option<&str>, runs: u32) -> Vec<Vec<f64>> {
    let branch = branch.map(|name| scenario.branches.iter().position(|b| b.name == name).unwrap());
    let all = Ensemble { scenario, seed: scenario.seed, branch, runs, points: None };
    all.collect().into_iter().map(|r| r.unwrap().outcomes).collect()
}

/// Outcomes of one run at a point of the unit cube.
fn one(scenario: &Scenario, replication: u32, point: &[f64]) -> Vec<f64> {
    let point = Point { coordinates: point, are: Coordinates::Places };
    let mut run = run::Run::begin(scenario, scenario.seed, replication, None, Some(point)).unwrap();
    run.play_to(scenario.steps).unwrap();
    run.outcomes()
}

fn mean(runs: &[Vec<f64>], scenario: &Scenario, outcome: &str) -> f64 {
    let at = scenario.outcomes.iter().position(|o| o.name == outcome).unwrap();
    runs.iter().map(|r| r[at]).sum::<f64>() / runs.len() as f64
}

/// How far the mean of an outcome differs between a branch and the base line, run by run.
fn difference(scenario: &Scenario, base: &[Vec<f64>], branch: &[Vec<f64>], outcome: &str) -> f64 {
    mean(branch, scenario, outcome) - mean(base, scenario, outcome)
}

#[test]
fn every_branch_of_every_scenario_changes_something() {
    for (name, runs) in [("kazakhstan-2022.toml", 20), ("niger-2023.toml", 8), ("sudden-or-slow.toml", 5)] {
        let scenario = scenario(name);
        let base = play(&scenario, None, runs);
        for branch in &scenario.branches {
            let other = play(&scenario, Some(&branch.name), runs);
            assert_ne!(base, other, "{name}: the branch '{}' changes nothing", branch.name);
        }
    }
}

#[test]
fn branches_point_where_the_theory_says() {
    let scenario = scenario("kazakhstan-2022.toml");
    let base = play(&scenario, None, 60);
    let against = |branch: &str, outcome: &str| {
        difference(&scenario, &base, &play(&scenario, Some(branch), 60), outcome)
    };
    assert!(against("patron says yes", "regime survives") >= 0.0);
    assert!(against("patron says yes", "troops arrive") > 0.0);
    assert!(against("patron says no", "troops arrive") < 0.0);
    assert!(against("other front quiet", "troops arrive") > 0.0, "a free patron comes more often");
    assert!(against("other front quiet", "sentiment after twelve months") > 0.1);
    assert!(
        against("internet stays on", "dead") < 0.0,
        "a blackout that blinds people alone fills the jails"
    );
}

#[test]
fn the_answer_differs_in_another_state_and_year() {
    let (one, other) = (scenario("kazakhstan-2022.toml"), scenario("niger-2023.toml"));
    assert!(mean(&play(&one, None, 40), &one, "regime survives") > 0.5);
    assert!(mean(&play(&other, None, 20), &other, "president stays") < 0.5);
}

/// Everything below a folder, as text.
fn texts(folder: &std::path::Path) -> String {
    let mut all = String::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            all.push_str(&texts(&path));
        } else if let Ok(text) = std::fs::read_to_string(&path) {
            all.push_str(&text);
        }
    }
    all
}

/// A source that quotes a record of the examples, as `'words' (d0123…)`, quotes words that stand there.
#[test]
fn what_scenarios_quote_from_the_examples_stands_there() {
    let root = std::path::Path::new(env!("CASUS_ROOT"));
    let (scenarios, examples) = (texts(&root.join("scenarios")), texts(&root.join("examples")));
    let mut quotes = 0;
    for line in scenarios.lines() {
        let mut rest = line;
        while let Some(end) = rest.find("' (d") {
            let words = &rest[..end];
            let words = &words[words.rfind(" '").unwrap_or_else(|| words.rfind("\"'").unwrap()) + 2..];
            for part in words.split(" … ") {
                assert!(examples.contains(part), "no example says '{part}'");
            }
            quotes += 1;
            rest = &rest[end + 4..];
        }
    }
    assert!(quotes >= 8, "{quotes} quotes");
}

/// A design of A, its mixtures with B, and B, over random points: as many dimensions as a scenario has.
fn mixtures(dimensions: usize, base: usize, draws: &mut Draws) -> design::Points {
    let mut values = Vec::new();
    for _ in 0..base {
        let a: Vec<f64> = (0..dimensions).map(|_| draws.unit()).collect();
        let b: Vec<f64> = (0..dimensions).map(|_| draws.unit()).collect();
        values.extend_from_slice(&a);
        for d in 0..dimensions {
            values.extend((0..dimensions).map(|k| if k == d { b[k] } else { a[k] }));
        }
        values.extend_from_slice(&b);
    }
    design::Points { dimensions, values, are: Coordinates::Places }
}

/// Variance that goes with parameters together and with none of them alone, and mechanisms that matter. All runs of a
/// block share their replication, so that chance does not pass for interaction.
#[test]
fn the_mechanisms_interact_and_each_of_them_matters() {
    const BLOCKS: usize = 16;
    let scenario = scenario("kazakhstan-2022.toml");
    let names = run::dimensions(&scenario);
    let mut draws = Draws::new(1, 0, u32::MAX);
    let points = mixtures(names.len(), BLOCKS, &mut draws);
    let width = names.len() + 2;
    let played: Vec<Vec<f64>> =
        points.rows().enumerate().map(|(row, point)| one(&scenario, (row / width) as u32, point)).collect();
    let mut matters = vec![0.0f64; names.len()];
    for o in 0..scenario.outcomes.len() {
        let results: Vec<f64> = played.iter().map(|r| r[o]).collect();
        if results.iter().any(|v| *v != results[0]) {
            let found = sensitivity::sobol(names.len(), false, &results, 20, &mut draws).unwrap();
            for (at, estimate) in matters.iter_mut().zip(&found.total) {
                *at = at.max(estimate.value);
            }
            let sum = |e: &[sensitivity::Estimate]| e.iter().map(|e| e.value).sum::<f64>();
            eprintln!(
                "{}: {:.2} alone, {:.2} in all",
                scenario.outcomes[o].name,
                sum(&found.first),
                sum(&found.total)
            );
        }
    }
    for mechanism in &scenario.mechanisms {
        let own = names.iter().zip(&matters).filter(|(n, _)| n.starts_with(&format!("{}.", mechanism.name)));
        let most = own.map(|(_, m)| *m).fold(0.0, f64::max);
        assert!(most > 0.01, "{} changes nothing: {most}", mechanism.name);
    }
    // What the cops change depends on the elite and the other way round: the dead at four corners.
    let corner = |cops: f64, rate: f64| {
        let at = |name: &str| names.iter().position(|n| n == name).unwrap();
        let mut point = vec![0.5; names.len()];
        point[at("unrest.cops")] = cops;
        point[at("legitimacy.rate")] = rate;
        let dead = scenario.outcomes.iter().position(|o| o.name == "dead").unwrap();
        (0..10).map(|r| one(&scenario, r, &point)[dead]).sum::<f64>() / 10.0
    };
    let [a, b, c, d] = [corner(0.1, 0.1), corner(0.1, 0.9), corner(0.9, 0.1), corner(0.9, 0.9)];
    let together = (a - b - c + d).abs();
    assert!(together > 0.05 * a.max(b).max(c).max(d), "{a} {b} {c} {d}");
}
