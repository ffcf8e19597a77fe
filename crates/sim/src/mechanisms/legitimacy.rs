//! `legitimacy`: a loss of legitimacy wears off, unless it is renewed.
//!
//! **What it does.** Shocks of the scenario raise or lower the signal; between them it returns to what is usual.
//!
//! **Equations.** `L ← L + rate·(usual − L)`, within 0 and 1; a loss is halved in `ln 2 / rate` steps.
//!
//! **Source.** The return of "diffuse support" after shocks: D. Easton, "A re-assessment of the concept of political
//! support", BJPS 5 (1975); the form is a first-order autoregression.
//!
//! **Validation.** Half of a loss is left after the half-life.
//!
//! **Limits.** What people do does not enter here; see `feedback` of `civil-violence`.

use serde::{Deserialize, Serialize};

use crate::mechanism::{Kind, Mechanism, Parameter, Port, Ports, Setup};
use crate::random::Draws;

pub(super) const KIND: Kind = Kind {
    name: "legitimacy",
    about: "A loss of legitimacy wears off, unless it is renewed.",
    source: "Easton 1975",
    parameters: &[
        Parameter {
            name: "usual",
            unit: "share",
            low: 0.0,
            high: 1.0,
            default: None,
            about: "what it returns to",
        },
        Parameter {
            name: "rate",
            unit: "share",
            low: 0.0,
            high: 1.0,
            default: None,
            about: "share of the distance to the usual that is made up in a step",
        },
    ],
    variants: &[],
    reads: &[Port { name: "legitimacy", unit: "share", about: "as it is; written as well" }],
    writes: &[Port { name: "legitimacy", unit: "share", about: "the same after the step" }],
    build: |setup: &Setup, _draws: Draws| {
        Ok(Box::new(Legitimacy { usual: setup.get("usual"), rate: setup.get("rate") }))
    },
};

#[derive(Clone, Serialize, Deserialize)]
struct Legitimacy {
    usual: f64,
    rate: f64,
}

impl Mechanism for Legitimacy {
    fn step(&mut self, ports: &mut Ports<'_>) {
        let now = ports.read(0).unwrap_or(self.usual);
        ports.write(0, (now + self.rate * (self.usual - now)).clamp(0.0, 1.0));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_of_a_loss_is_left_after_the_half_life() {
        let mut mechanism = Legitimacy { usual: 0.9, rate: 1.0 - 0.5f64.powf(0.1) };
        let mut board = [0.5];
        for _ in 0..10 {
            mechanism.step(&mut Ports { reads: &[Some(0)], writes: &[Some(0)], board: &mut board });
        }
        assert!((board[0] - 0.7).abs() < 1e-12);
    }
}
