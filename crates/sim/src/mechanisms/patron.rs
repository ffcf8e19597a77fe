//! `patron-call`: an ally asks for help and the patron weighs it; see [`crate::theory::patron`].
//!
//! **What it does.** When `asked` rises above one half the patron decides once: it compares what its troops would
//! change for the ally with what they are worth on the other fronts, and sends the best number of units or none. They
//! arrive after `delay` steps and leave after `stay`.
//!
//! **Equations.** `theory::patron`, with the stake `stake·(1 + closeness)/2`, the ally's own forces `own·loyal`, the
//! challengers `crowd·protest` and the rival's units `rival·tied`.
//!
//! **Source.** Bueno de Mesquita 1981; Tullock 1980; Borel 1921 for the fronts.
//!
//! **Validation.** `theory::patron`; the four requests to the Collective Security Treaty Organization on the claims page.
//!
//! **Limits.** One decision a run; no bargaining over the price of help.

use serde::{Deserialize, Serialize};

use crate::mechanism::{Kind, Mechanism, Parameter, Port, Ports, Setup};
use crate::random::Draws;
use crate::theory::patron::Call;

pub(super) const KIND: Kind = Kind {
    name: "patron-call",
    about: "A patron answers an ally's call when its troops change more there than they hold elsewhere.",
    source: "Bueno de Mesquita 1981; Borel 1921",
    parameters: &[
        Parameter {
            name: "stake",
            unit: "1",
            low: 0.0,
            high: 1e3,
            default: Some((1.0, "the unit of value")),
            about: "what the survival of a fully aligned ally is worth",
        },
        Parameter {
            name: "own",
            unit: "units",
            low: 0.0,
            high: 1e3,
            default: None,
            about: "the ally's forces",
        },
        Parameter {
            name: "crowd",
            unit: "units",
            low: 0.0,
            high: 1e6,
            default: None,
            about: "forces that the challengers are worth if all people are active",
        },
        Parameter {
            name: "forces",
            unit: "units",
            low: 0.0,
            high: 20.0,
            default: None,
            about: "units the patron can move",
        },
        Parameter {
            name: "rival",
            unit: "units",
            low: 0.0,
            high: 20.0,
            default: None,
            about: "units of the rival when the other fronts are fully tied",
        },
        Parameter {
            name: "fronts",
            unit: "fronts",
            low: 1.0,
            high: 5.0,
            default: Some((3.0, "assumption by the authors")),
            about: "other fronts",
        },
        Parameter {
            name: "front",
            unit: "1",
            low: 0.0,
            high: 1e3,
            default: None,
            about: "what holding all other fronts is worth",
        },
        Parameter {
            name: "cost",
            unit: "1",
            low: 0.0,
            high: 1e3,
            default: Some((0.01, "assumption by the authors")),
            about: "cost of sending one unit",
        },
        Parameter {
            name: "will",
            unit: "1",
            low: -1e3,
            high: 1e3,
            default: Some((0.0, "none unless stated")),
            about: "what answering is worth by itself",
        },
        Parameter {
            name: "delay",
            unit: "steps",
            low: 0.0,
            high: 1e4,
            default: Some((1.0, "Kazakhstan 2022: asked on 5, landed on 6 January")),
            about: "steps from the call to the landing",
        },
        Parameter {
            name: "stay",
            unit: "steps",
            low: 1.0,
            high: 1e6,
            default: Some((13.0, "Kazakhstan 2022: landed on 6, withdrawn by 19 January")),
            about: "steps from landing to withdrawal",
        },
        Parameter {
            name: "presence",
            unit: "share",
            low: 0.0,
            high: 0.5,
            default: None,
            about: "share of sites that one unit fills with cops",
        },
        Parameter {
            name: "weight",
            unit: "share",
            low: 0.0,
            high: 1.0,
            default: Some((0.05, "assumption by the authors")),
            about: "strength that one unit gives the ally's regime",
        },
    ],
    variants: &[],
    reads: &[
        Port { name: "asked", unit: "1", about: "above one half when the ally has asked" },
        Port { name: "protest", unit: "share", about: "share of people in the streets" },
        Port { name: "loyal", unit: "share", about: "share of the ally's forces that obey" },
        Port { name: "tied", unit: "share", about: "how far other fronts tie the patron" },
        Port {
            name: "closeness",
            unit: "1",
            about: "alignment of the ally, from -1 to 1; 1 when nothing is bound",
        },
    ],
    writes: &[
        Port { name: "present", unit: "1", about: "1 while troops are there" },
        Port { name: "reinforcement", unit: "share", about: "share of sites with a cop from elsewhere" },
        Port { name: "support", unit: "share", about: "strength given to the regime" },
        Port {
            name: "refused",
            unit: "1",
            about: "1 for as long after a refusal as troops would have stayed",
        },
        Port { name: "held", unit: "share", about: "share of the other fronts that the patron holds" },
    ],
    build: |setup: &Setup, _draws: Draws| {
        Ok(Box::new(Patron {
            call: Call {
                stake: setup.get("stake"),
                own: setup.get("own"),
                against: setup.get("crowd"),
                forces: setup.get("forces").round() as u32,
                rival: 0,
                fronts: setup.get("fronts").round() as usize,
                front: setup.get("front"),
                cost: setup.get("cost"),
                will: setup.get("will"),
            },
            rival: setup.get("rival"),
            delay: setup.get("delay").round() as u32,
            stay: setup.get("stay").round() as u32,
            presence: setup.get("presence"),
            weight: setup.get("weight"),
            decided: None,
            since: 0,
        }))
    },
};

#[derive(Clone, Serialize, Deserialize)]
struct Patron {
    call: Call,
    rival: f64,
    delay: u32,
    stay: u32,
    presence: f64,
    weight: f64,
    /// Units sent and share of the other fronts held, once it has decided.
    decided: Option<(u32, f64)>,
    /// Steps since then.
    since: u32,
}

impl Mechanism for Patron {
    fn step(&mut self, ports: &mut Ports<'_>) {
        if self.decided.is_some() {
            self.since += 1;
        } else if ports.read(0).unwrap_or(0.0) > 0.5 {
            let protest = ports.read(1).unwrap_or(0.0).clamp(0.0, 1.0);
            let loyal = ports.read(2).unwrap_or(1.0).clamp(0.0, 1.0);
            let tied = ports.read(3).unwrap_or(0.0).clamp(0.0, 1.0);
            let closeness = ports.read(4).unwrap_or(1.0).clamp(-1.0, 1.0);
            let call = Call {
                stake: self.call.stake * f64::midpoint(1.0, closeness),
                own: self.call.own * loyal,
                against: self.call.against * protest,
                rival: (self.rival * tied).round() as u32,
                ..self.call
            };
            // Twenty units on five fronts at most: the game is always small enough to be solved.
            let answer = call.answer().map_or((0, f64::NAN), |a| (a.units, a.held));
            self.decided = Some(answer);
        }
        let (units, held) = self.decided.unwrap_or((0, 1.0));
        let there = units > 0 && (self.delay..self.delay.saturating_add(self.stay)).contains(&self.since);
        let refused = self.decided.is_some() && units == 0 && self.since < self.stay;
        let units = if there { f64::from(units) } else { 0.0 };
        ports.write(0, f64::from(u8::from(there)));
        ports.write(1, units * self.presence);
        ports.write(2, units * self.weight);
        ports.write(3, f64::from(u8::from(refused)));
        ports.write(4, held);
    }
}
