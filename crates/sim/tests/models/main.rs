//! Two models as newcomers write them, handed to scenarios from outside: what they do, and how long they are.

mod epstein;
mod schelling;

use casus_sim::ensemble::play::Ensemble;
use casus_sim::run::Run;
use casus_sim::scenario::Scenario;

const KINDS: &[&casus_sim::mechanism::Kind] = &[&schelling::KIND, &epstein::KIND];

const SCHELLING: &str = r#"
name = "segregation"
steps = 30
[signal.content]
value = 0
source = "nobody has looked around yet"
[[mechanism]]
name = "town"
kind = "schelling"
bind = { content = "content" }
parameter.size = { value = 30, source = "assumption by the test" }
parameter.density = { value = 0.8, source = "assumption by the test" }
parameter.wanted = { value = 3, source = "Schelling 1971" }
[[outcome]]
name = "content at the end"
signal = "content"
measure = "last"
"#;

const EPSTEIN: &str = r#"
name = "run 2"
steps = 150
[signal.active]
value = 0
source = "nobody at the start"
[[mechanism]]
name = "unrest"
kind = "epstein"
bind = { active = "active" }
parameter.size = { value = 40, source = "Epstein 2002, run 2" }
[[outcome]]
name = "ticks with more than 50 active"
signal = "active"
measure = "steps-above"
above = 50
[[outcome]]
name = "peak"
signal = "active"
measure = "max"
"#;

#[test]
fn mild_wishes_segregate_and_all_become_content() {
    let scenario = Scenario::parse_with(SCHELLING, KINDS).unwrap();
    let mut run = Run::begin(&scenario, 1, 0, None, None).unwrap();
    run.play_to(30).unwrap();
    let content = run.course(0);
    assert!(content[0] < 0.9 && content[29] > 0.97, "{content:?}");
}

#[test]
fn outbursts_come_and_go_and_states_of_these_models_are_taken_up_again_too() {
    let scenario = Scenario::parse_with(EPSTEIN, KINDS).unwrap();
    let all = Ensemble { scenario: &scenario, seed: 1, branch: None, runs: 3, points: None };
    for row in all.collect() {
        let outcomes = row.unwrap().outcomes;
        assert!(outcomes[0] > 0.0 && outcomes[0] < 75.0 && outcomes[1] > 100.0, "{outcomes:?}");
    }
    let mut run = Run::begin(&scenario, 1, 0, None, None).unwrap();
    run.play_to(40).unwrap();
    let mut again = Run::load(&scenario, &run.save()).unwrap();
    run.play_to(60).unwrap();
    again.play_to(60).unwrap();
    assert_eq!(run.save(), again.save());
}

/// Lines that are neither blank nor comments.
fn lines(source: &str) -> usize {
    source.lines().map(str::trim).filter(|l| !l.is_empty() && !l.starts_with("//")).count()
}

/// benches/play/README.md compares these with other frameworks' own counts.
#[test]
fn the_models_are_as_long_as_the_benches_say() {
    let readme = std::path::Path::new(env!("CASUS_ROOT")).join("benches/play/README.md");
    let readme = std::fs::read_to_string(readme).unwrap();
    for (name, source) in
        [("Schelling", include_str!("schelling.rs")), ("Epstein", include_str!("epstein.rs"))]
    {
        let said = format!("| {name} | {} |", lines(source));
        assert!(readme.contains(&said), "benches/play/README.md does not say '{said}'");
    }
}
