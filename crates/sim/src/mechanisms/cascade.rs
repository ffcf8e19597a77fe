//! `threshold-cascade`: a crowd that grows by example.
//!
//! **What it does.** In every step a person joins when the share already in the crowd, as far as it is seen, is not
//! below the person's threshold. Thresholds are normal; grievance lowers their mean. `seen` is the share of the crowd
//! that others learn of: censorship and blackout lower it.
//!
//! **Equations.** `r(t+1) = Φ((s·r(t) − (mean − pull·g)) / sd)`, with `s` what is seen and `g` the grievance.
//!
//! **Source.** M. Granovetter, AJS 83 (1978); T. Kuran, Public Choice 61 (1989); see `theory::threshold`.
//!
//! **Validation.** With `s = 1`, `g = 0` the fixed point is that of `theory::threshold::normal_cascade`.
//!
//! **Limits.** One well-mixed crowd.

use serde::{Deserialize, Serialize};

use crate::mechanism::{Kind, Mechanism, Parameter, Port, Ports, Setup};
use crate::random::Draws;
use crate::theory::threshold::normal_share;

pub(super) const KIND: Kind = Kind {
    name: "threshold-cascade",
    about: "A crowd that grows by example: people join when enough others are seen to have joined.",
    source: "Granovetter 1978; Kuran 1989",
    parameters: &[
        Parameter {
            name: "mean",
            unit: "share",
            low: 0.0,
            high: 2.0,
            default: Some((0.25, "Granovetter 1978")),
            about: "mean threshold",
        },
        Parameter {
            name: "sd",
            unit: "share",
            low: 0.0001,
            high: 2.0,
            default: None,
            about: "standard deviation of the thresholds",
        },
        Parameter {
            name: "pull",
            unit: "share",
            low: 0.0,
            high: 2.0,
            default: Some((0.0, "none unless stated")),
            about: "how far full grievance lowers the mean threshold",
        },
    ],
    variants: &[],
    reads: &[
        Port { name: "grievance", unit: "share", about: "from 0 to 1" },
        Port {
            name: "seen",
            unit: "share",
            about: "share of the crowd that others learn of; 1 when nothing is bound",
        },
    ],
    writes: &[Port { name: "crowd", unit: "share", about: "share of people in the crowd" }],
    build: |setup: &Setup, _draws: Draws| {
        Ok(Box::new(Cascade {
            mean: setup.get("mean"),
            sd: setup.get("sd"),
            pull: setup.get("pull"),
            crowd: 0.0,
        }))
    },
};

#[derive(Clone, Serialize, Deserialize)]
struct Cascade {
    mean: f64,
    sd: f64,
    pull: f64,
    crowd: f64,
}

impl Mechanism for Cascade {
    fn step(&mut self, ports: &mut Ports<'_>) {
        let grievance = ports.read(0).unwrap_or(0.0);
        let seen = ports.read(1).unwrap_or(1.0);
        self.crowd = normal_share(seen * self.crowd, self.mean - self.pull * grievance, self.sd);
        ports.write(0, self.crowd);
    }
}
