//! `civil-violence`: protest and arrests on a torus; see [`crate::civil_violence`] for equations, source and proof.
//!
//! **What it does.** Legitimacy comes in as a signal and may fall or be restored. `seen` is the share of what happens
//! that people learn of: a blackout narrows their vision and makes news late. The state's forces are the cops of the
//! scenario, as far as they are `loyal`, and `reinforcement`. What goes out is the share of people that is active and
//! the share that is jailed, and, in people, those arrested and those killed so far. `ticks` of the model make one step.
//!
//! **Equations.** Vision of the censored: `v·seen`, at least one site; lag: `delay·(1 − seen)` ticks. Cops:
//! `(cops + reinforcement)·loyal` of the sites. With `feedback = weighted` legitimacy is
//! `L·(¼(q + q) + ½·½((1 − a) + 1 − exp(−½·ln 2·N/(N(a + j) + 1))))` with the shares quiet `q`, active `a`, jailed `j` of
//! `N` agents: legality and consent as the share that is quiet, justification as what unrest and jails leave of it.
//! Killed: arrests × `lethal`.
//!
//! **Source.** Epstein 2002; Casilli and Tubaro 2012 for censorship; C. Lemos, R. Lopes and H. Coelho, "On legitimacy
//! feedback mechanisms in agent-based modeling of civil violence", IJIS 31 (2016), for the feedback (its weighted mean,
//! with B. Gilley's weights).
//!
//! **Validation.** As the model's; feedback makes legitimacy fall in outbursts and not recover fully while jails are full.
//!
//! **Limits.** Deaths follow arrests; agents who die are not taken off the torus.

use serde::{Deserialize, Serialize};

use crate::civil_violence::{
    AfterArrest, Censored, Jail, Oneself, Order, Parameters, Ratio, Shortest, Vision, World,
};
use crate::mechanism::{Kind, Mechanism, Parameter, Port, Ports, Setup, Variant};
use crate::random::Draws;

const PAPER: &str = "Epstein 2002, run 2";

pub(super) const KIND: Kind = Kind {
    name: "civil-violence",
    about: "People with private grievance rebel when arrest is unlikely; cops arrest those they see.",
    source: "Epstein 2002, Model I",
    parameters: &[
        Parameter {
            name: "size",
            unit: "sites",
            low: 10.0,
            high: 1000.0,
            default: Some((40.0, PAPER)),
            about: "sites along one side of the torus",
        },
        Parameter {
            name: "density",
            unit: "share",
            low: 0.0,
            high: 0.98,
            default: Some((0.7, PAPER)),
            about: "share of sites with a person",
        },
        Parameter {
            name: "cops",
            unit: "share",
            low: 0.0,
            high: 0.5,
            default: Some((0.04, PAPER)),
            about: "share of sites with a cop",
        },
        Parameter {
            name: "vision",
            unit: "sites",
            low: 1.0,
            high: 31.0,
            default: Some((7.0, PAPER)),
            about: "how far all see",
        },
        Parameter {
            name: "legitimacy",
            unit: "share",
            low: 0.0,
            high: 1.0,
            default: Some((0.82, PAPER)),
            about: "legitimacy while nothing is bound to its port",
        },
        Parameter {
            name: "jail",
            unit: "ticks",
            low: 1.0,
            high: 4294967295.0,
            default: Some((30.0, PAPER)),
            about: "longest term",
        },
        Parameter {
            name: "threshold",
            unit: "1",
            low: 0.0,
            high: 1.0,
            default: Some((0.1, PAPER)),
            about: "what net grievance must exceed",
        },
        Parameter {
            name: "ticks",
            unit: "ticks",
            low: 1.0,
            high: 1000.0,
            default: Some((1.0, "one tick a step")),
            about: "ticks of the model in one step",
        },
        Parameter {
            name: "delay",
            unit: "ticks",
            low: 0.0,
            high: 100.0,
            default: Some((0.0, "none unless stated")),
            about: "how late news is when nothing is seen",
        },
        Parameter {
            name: "people",
            unit: "people",
            low: 1.0,
            high: 1e9,
            default: Some((1.0, "one agent, one person")),
            about: "people that one agent stands for",
        },
        Parameter {
            name: "lethal",
            unit: "share",
            low: 0.0,
            high: 1.0,
            default: Some((0.0, "none unless stated")),
            about: "deaths for each arrest",
        },
    ],
    variants: &[
        Variant {
            name: "ratio",
            choices: &["floor", "literal", "round"],
            about: "how cops over actives is read",
        },
        Variant {
            name: "vision",
            choices: &["circle", "moore", "von-neumann"],
            about: "shape of what is seen",
        },
        Variant { name: "jailed", choices: &["removed", "stay"], about: "what becomes of the jailed" },
        Variant {
            name: "cop",
            choices: &["steps-onto-site", "stays"],
            about: "where a cop goes after an arrest",
        },
        Variant {
            name: "order",
            choices: &["shuffled", "people-first", "fixed"],
            about: "in which order all act",
        },
        Variant {
            name: "oneself",
            choices: &["once", "twice"],
            about: "how often an active agent counts itself among the active",
        },
        Variant { name: "shortest", choices: &["one", "none"], about: "the shortest term, in ticks" },
        Variant { name: "censored", choices: &["people", "all"], about: "whom a blackout blinds" },
        Variant {
            name: "feedback",
            choices: &["none", "weighted"],
            about: "whether unrest and jails cost legitimacy",
        },
    ],
    reads: &[
        Port { name: "legitimacy", unit: "share", about: "legitimacy of the government" },
        Port { name: "seen", unit: "share", about: "what people learn of; 1 when nothing is bound" },
        Port { name: "reinforcement", unit: "share", about: "share of sites with a cop from elsewhere" },
        Port { name: "loyal", unit: "share", about: "share of the cops that obey; 1 when nothing is bound" },
    ],
    writes: &[
        Port { name: "active", unit: "share", about: "share of people that is active" },
        Port { name: "jailed", unit: "share", about: "share of people that is jailed" },
        Port { name: "arrested", unit: "people", about: "arrests so far" },
        Port { name: "dead", unit: "people", about: "killed so far" },
        Port { name: "felt", unit: "share", about: "legitimacy after what unrest and jails cost" },
    ],
    build: |setup: &Setup, draws: Draws| {
        let parameters = Parameters {
            size: setup.get("size").round() as usize,
            density: setup.get("density"),
            cops: setup.get("cops"),
            vision: setup.get("vision"),
            legitimacy: setup.get("legitimacy"),
            jail_max: setup.get("jail").round() as u32,
            threshold: setup.get("threshold"),
            ratio: match setup.choice("ratio") {
                "literal" => Ratio::Literal,
                "round" => Ratio::Round,
                _ => Ratio::Floor,
            },
            shape: match setup.choice("vision") {
                "moore" => Vision::Moore,
                "von-neumann" => Vision::VonNeumann,
                _ => Vision::Circle,
            },
            jail: if setup.choice("jailed") == "stay" { Jail::Stays } else { Jail::Removed },
            after_arrest: if setup.choice("cop") == "stays" {
                AfterArrest::Stays
            } else {
                AfterArrest::StepsOntoSite
            },
            order: match setup.choice("order") {
                "people-first" => Order::PeopleFirst,
                "fixed" => Order::Fixed,
                _ => Order::Shuffled,
            },
            oneself: if setup.choice("oneself") == "twice" { Oneself::Twice } else { Oneself::Once },
            shortest: if setup.choice("shortest") == "none" { Shortest::None } else { Shortest::One },
            censored: if setup.choice("censored") == "all" { Censored::All } else { Censored::People },
            ..Parameters::default()
        };
        let world = World::new(parameters, draws).map_err(|e| e.to_string())?;
        Ok(Box::new(Unrest {
            world,
            ticks: setup.get("ticks").round() as u32,
            legitimacy: parameters.legitimacy,
            delay: setup.get("delay"),
            cops: parameters.cops,
            threshold: parameters.threshold,
            sites: (parameters.size * parameters.size) as f64,
            people: setup.get("people"),
            lethal: setup.get("lethal"),
            feedback: setup.choice("feedback") == "weighted",
        }))
    },
};

#[derive(Clone, Serialize, Deserialize)]
struct Unrest {
    world: World,
    ticks: u32,
    legitimacy: f64,
    delay: f64,
    cops: f64,
    threshold: f64,
    sites: f64,
    people: f64,
    lethal: f64,
    feedback: bool,
}

impl Unrest {
    /// What is left of the legitimacy, as a share.
    fn kept(&self) -> f64 {
        let n = self.world.agents().max(1) as f64;
        let (active, jailed) = (f64::from(self.world.active()), f64::from(self.world.jailed()));
        let quiet = 1.0 - (active + jailed) / n;
        let justified = 0.5 * (1.0 - active / n)
            + 0.5 * (1.0 - (-0.5 * std::f64::consts::LN_2 * n / (active + jailed + 1.0)).exp());
        0.5 * quiet + 0.5 * justified
    }
}

impl Mechanism for Unrest {
    fn step(&mut self, ports: &mut Ports<'_>) {
        let legitimacy = ports.read(0).unwrap_or(self.legitimacy).clamp(0.0, 1.0);
        let seen = ports.read(1).unwrap_or(1.0).clamp(0.0, 1.0);
        self.world.set_sight(seen, (self.delay * (1.0 - seen)).round() as u32);
        let reinforcement = ports.read(2).unwrap_or(0.0).max(0.0);
        let loyal = ports.read(3).unwrap_or(1.0).clamp(0.0, 1.0);
        self.world.set_cops(((self.cops + reinforcement) * loyal * self.sites).round() as usize);
        let mut felt = legitimacy;
        for _ in 0..self.ticks {
            if self.feedback {
                felt = legitimacy * self.kept();
            }
            self.world.set_legitimacy(felt);
            // With nobody active or jailed and legitimacy so high that nobody can have a grievance, the torus rests.
            if self.world.active() + self.world.jailed() > 0 || 1.0 - felt > self.threshold {
                self.world.step();
            }
        }
        let agents = self.world.agents().max(1) as f64;
        let arrested = self.world.arrests() as f64 * self.people;
        ports.write(0, f64::from(self.world.active()) / agents);
        ports.write(1, f64::from(self.world.jailed()) / agents);
        ports.write(2, arrested);
        ports.write(3, arrested * self.lethal);
        ports.write(4, felt);
    }
}

#[cfg(test)]
mod tests {
    use crate::run::Run;
    use crate::scenario::Scenario;

    const QUIET: &str = r#"
name = "feedback"
steps = 300
[signal.felt]
value = 0.9
unit = "share"
source = "assumption by the test"
[signal.legitimacy]
value = 0.82
unit = "share"
source = "Epstein 2002, run 2"
[signal.active]
value = 0.0
unit = "share"
source = "nobody at the start"
[[mechanism]]
name = "unrest"
kind = "civil-violence"
variant = { feedback = "none" }
bind = { legitimacy = "legitimacy", felt = "felt", active = "active" }
[[outcome]]
name = "lowest"
signal = "felt"
measure = "min"
[[outcome]]
name = "highest late"
signal = "felt"
measure = "last"
[[outcome]]
name = "activity"
signal = "active"
measure = "mean"
"#;

    fn played(text: &str) -> Vec<f64> {
        let scenario = Scenario::parse(text).unwrap();
        let mut run = Run::begin(&scenario, 3, 0, None, None).unwrap();
        run.play_to(300).unwrap();
        run.outcomes()
    }

    #[test]
    fn unrest_and_jails_cost_legitimacy_that_does_not_come_back() {
        let without = played(QUIET);
        assert_eq!(without[0], 0.82);
        let with = played(&QUIET.replace("\"none\"", "\"weighted\""));
        assert!(with[0] < 0.7 && with[1] < 0.8, "{with:?}");
        assert!(with[2] > without[2], "{with:?} {without:?}");
    }
}
