//! `alignment`: how close a state stands to a partner, told by one kind of evidence; see [`crate::theory::alignment`].
//!
//! **What it does.** Votes, visits, statements and sentiment tell different stories of the same relation, each at its
//! own pace: a scenario uses this mechanism once for each. The value, which begins as the signal does, returns to what is usual, is raised by help and
//! lowered by pressure, by the partner's wars and by a call refused, and wanders.
//!
//! **Equations.** `s ← s + rate·(usual − s) + help·h − pressure·p − war·w − refusal·r + noise·ε`, kept within −1 and 1.
//!
//! **Source.** Signorino and Ritter 1999 for the scale of votes; the drift is a first-order autoregression.
//!
//! **Validation.** Rate and noise fitted to roll calls of 1992 to 2013 and scored on 2014 to 2019 against no change,
//! which they do not beat (claims page): the scenario's horizon is a year, not more.
//!
//! **Limits.** One partner; what moves one signal does not move the others.

use serde::{Deserialize, Serialize};

use crate::mechanism::{Kind, Mechanism, Parameter, Port, Ports, Setup};
use crate::random::Draws;
use crate::scenario::inverse_normal;

const NONE: Option<(f64, &str)> = Some((0.0, "none unless stated"));

const fn response(name: &'static str, about: &'static str) -> Parameter {
    Parameter { name, unit: "1", low: -2.0, high: 2.0, default: NONE, about }
}

pub(super) const KIND: Kind = Kind {
    name: "alignment",
    about: "How close a state stands to a partner, by its votes, visits, statements or sentiment.",
    source: "Signorino and Ritter 1999",
    parameters: &[
        Parameter {
            name: "usual",
            unit: "1",
            low: -1.0,
            high: 1.0,
            default: None,
            about: "value it returns to",
        },
        Parameter {
            name: "rate",
            unit: "share",
            low: 0.0,
            high: 1.0,
            default: None,
            about: "share of the distance to the usual that is lost in one act",
        },
        Parameter {
            name: "noise",
            unit: "1",
            low: 0.0,
            high: 1.0,
            default: NONE,
            about: "how far it wanders in one act",
        },
        response("help", "rise in one act while the partner helps"),
        response("pressure", "fall in one act under full pressure by the partner"),
        response("war", "fall in one act while the partner is at war"),
        response("refusal", "fall in one act while a call stands refused"),
    ],
    variants: &[],
    reads: &[
        Port { name: "value", unit: "1", about: "from -1, opposed, to 1, at one; written as well" },
        Port { name: "help", unit: "1", about: "1 while the partner helps" },
        Port { name: "pressure", unit: "share", about: "how hard the partner presses" },
        Port { name: "war", unit: "1", about: "1 while the partner is at war" },
        Port { name: "refusal", unit: "1", about: "1 while a call stands refused" },
    ],
    writes: &[Port { name: "value", unit: "1", about: "the same after the step" }],
    build: |setup: &Setup, draws: Draws| {
        Ok(Box::new(Alignment {
            usual: setup.get("usual"),
            rate: setup.get("rate"),
            noise: setup.get("noise"),
            responses: [setup.get("help"), -setup.get("pressure"), -setup.get("war"), -setup.get("refusal")],
            draws,
        }))
    },
};

#[derive(Clone, Serialize, Deserialize)]
struct Alignment {
    usual: f64,
    rate: f64,
    noise: f64,
    /// To help, pressure, war and refusal.
    responses: [f64; 4],
    draws: Draws,
}

impl Mechanism for Alignment {
    fn step(&mut self, ports: &mut Ports<'_>) {
        let value = ports.read(0).unwrap_or(self.usual);
        let mut change = self.rate * (self.usual - value);
        for (port, response) in self.responses.into_iter().enumerate() {
            change += response * ports.read(1 + port).unwrap_or(0.0);
        }
        change += self.noise * inverse_normal(self.draws.unit());
        ports.write(0, (value + change).clamp(-1.0, 1.0));
    }
}
