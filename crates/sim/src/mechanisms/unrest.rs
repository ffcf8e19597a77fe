//! `civil-violence`: protest and arrests on a torus; see [`crate::civil_violence`] for equations, source and proof.
//!
//! Legitimacy comes in as a signal and may fall or be restored; what goes out is the share of people that is active
//! and the share that is jailed. `ticks` of the model make one step of the scenario.

use serde::{Deserialize, Serialize};

use crate::civil_violence::{AfterArrest, Jail, Parameters, Ratio, Vision, World};
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
    ],
    reads: &[Port { name: "legitimacy", unit: "share", about: "legitimacy of the government" }],
    writes: &[
        Port { name: "active", unit: "share", about: "share of people that is active" },
        Port { name: "jailed", unit: "share", about: "share of people that is jailed" },
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
            ..Parameters::default()
        };
        let world = World::new(parameters, draws).map_err(|e| e.to_string())?;
        Ok(Box::new(Unrest { world, ticks: setup.get("ticks").round() as u32 }))
    },
};

#[derive(Clone, Serialize, Deserialize)]
struct Unrest {
    world: World,
    ticks: u32,
}

impl Mechanism for Unrest {
    fn step(&mut self, ports: &mut Ports<'_>) {
        if let Some(legitimacy) = ports.read(0) {
            self.world.set_legitimacy(legitimacy);
        }
        for _ in 0..self.ticks {
            self.world.step();
        }
        let people = self.world.agents().max(1) as f64;
        ports.write(0, f64::from(self.world.active()) / people);
        ports.write(1, f64::from(self.world.jailed()) / people);
    }
}
