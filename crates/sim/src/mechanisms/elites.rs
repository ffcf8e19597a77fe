//! `elite-coordination`: those around the ruler turn, flee or stay; see [`crate::theory::elites`] for the game.
//!
//! **What it does.** Protest is the signal all members of the elite see; `seen` is how much of it they see. In each
//! step those whose private hint makes a fall likely enough turn against the ruler; those who fear a fall but less
//! than that flee: not all at once, but a share `pace` of those who would. Whoever turned or fled does not come back. The regime falls for good when as many turn as it is
//! strong; `support` (troops from elsewhere) makes it stronger, and everybody sees them land.
//!
//! **Equations.** Strength `θ + support`; signal `y = k − σ·Φ⁻¹(protest) + support`; precision of the signal
//! `public·seen`; doubt `price/(price + prize)`; turned and fled by `theory::elites`; before any protest a member turns
//! at the rate `base` a step. The strength is drawn once a run, normal around `strength` with the standard deviation
//! `unknown`.
//!
//! **Source.** Casper and Tyson 2014; Morris and Shin 2000; base rates: Powell and Thyne 2011, Svolik 2012.
//!
//! **Validation.** Closed-form threshold as noise vanishes, monotone in protest and precision (`theory::elites`). The
//! dismissals of January 2022 fall between the first riot and the landing of troops: see the claims page.
//!
//! **Limits.** All members weigh alike; the ruler's own moves (purges, promotions) are not modelled.

use serde::{Deserialize, Serialize};

use crate::mechanism::{Kind, Mechanism, Parameter, Port, Ports, Setup};
use crate::random::Draws;
use crate::scenario::inverse_normal;
use crate::theory::elites::{Elites, signal};

pub(super) const KIND: Kind = Kind {
    name: "elite-coordination",
    about: "Members of the elite turn on the ruler when protest tells all of them that the others may.",
    source: "Casper and Tyson 2014",
    parameters: &[
        Parameter {
            name: "strength",
            unit: "share",
            low: -1.0,
            high: 3.0,
            default: None,
            about: "share of the elite that must turn for the regime to fall",
        },
        Parameter {
            name: "unknown",
            unit: "share",
            low: 0.0,
            high: 1.0,
            default: Some((0.0, "known unless stated")),
            about: "standard deviation of the strength between runs",
        },
        Parameter {
            name: "private",
            unit: "1",
            low: 0.01,
            high: 1e6,
            default: Some((100.0, "assumption by the authors: hints within a tenth of the truth")),
            about: "precision of private hints, one over their variance",
        },
        Parameter {
            name: "public",
            unit: "1",
            low: 0.0,
            high: 1e4,
            default: Some((10.0, "assumption by the authors: protest tells strength within a third")),
            about: "precision of what protest tells when it is seen in full",
        },
        Parameter {
            name: "price",
            unit: "1",
            low: 0.001,
            high: 1e3,
            default: Some((1.0, "the unit of value")),
            about: "what failure costs those who turned",
        },
        Parameter {
            name: "prize",
            unit: "1",
            low: 0.001,
            high: 1e3,
            default: Some((
                0.985,
                "even odds at the rate at which coups succeed: 227 of 457, Powell and Thyne 2011",
            )),
            about: "what a fall brings those who turned",
        },
        Parameter {
            name: "flight",
            unit: "share",
            low: 0.001,
            high: 1.0,
            default: Some((0.25, "assumption by the authors")),
            about: "chance of a fall from which one flees",
        },
        Parameter {
            name: "marching",
            unit: "share",
            low: -1.0,
            high: 3.0,
            default: Some((0.3, "assumption by the authors")),
            about: "hint of strength below which citizens march",
        },
        Parameter {
            name: "spread",
            unit: "share",
            low: 0.001,
            high: 3.0,
            default: Some((0.3, "assumption by the authors")),
            about: "standard deviation of the citizens' hints",
        },
        Parameter {
            name: "base",
            unit: "share",
            low: 0.0,
            high: 0.1,
            default: Some((0.0, "none unless stated")),
            about: "share of the elite that turns in a step without any protest",
        },
        Parameter {
            name: "pace",
            unit: "share",
            low: 0.0,
            high: 1.0,
            default: Some((1.0, "all at once, as in the one-shot game")),
            about: "share of those who would turn or flee that does so in a step",
        },
    ],
    variants: &[],
    reads: &[
        Port { name: "protest", unit: "share", about: "share of people in the streets" },
        Port { name: "seen", unit: "share", about: "how much of it the elite sees; 1 when nothing is bound" },
        Port { name: "support", unit: "share", about: "strength from elsewhere" },
    ],
    writes: &[
        Port { name: "turned", unit: "share", about: "share of the elite that turned" },
        Port { name: "fled", unit: "share", about: "share of the elite that fled" },
        Port { name: "loyal", unit: "share", about: "share that neither turned nor fled" },
        Port { name: "regime", unit: "1", about: "1 while the regime stands, then 0" },
    ],
    build: |setup: &Setup, mut draws: Draws| {
        let strength = setup.get("strength") + setup.get("unknown") * inverse_normal(draws.unit());
        let (price, prize) = (setup.get("price"), setup.get("prize"));
        Ok(Box::new(Coordination {
            strength,
            elites: Elites {
                private: setup.get("private"),
                public: setup.get("public"),
                doubt: price / (price + prize),
            },
            flight: setup.get("flight"),
            marching: setup.get("marching"),
            spread: setup.get("spread"),
            base: setup.get("base"),
            pace: setup.get("pace"),
            turned: 0.0,
            fled: 0.0,
            stands: true,
        }))
    },
};

#[derive(Clone, Serialize, Deserialize)]
struct Coordination {
    strength: f64,
    elites: Elites,
    flight: f64,
    marching: f64,
    spread: f64,
    base: f64,
    pace: f64,
    turned: f64,
    fled: f64,
    stands: bool,
}

impl Mechanism for Coordination {
    fn step(&mut self, ports: &mut Ports<'_>) {
        let protest = ports.read(0).unwrap_or(0.0).clamp(0.0, 1.0);
        let seen = ports.read(1).unwrap_or(1.0).clamp(0.0, 1.0);
        let support = ports.read(2).unwrap_or(0.0);
        self.turned = (self.turned + self.base * (1.0 - self.turned)).min(1.0);
        if protest > 0.0 {
            let elites = Elites { public: (self.elites.public * seen).max(1e-9), ..self.elites };
            let strength = self.strength + support;
            let signal = signal(protest, self.marching, self.spread) + support;
            let turning = elites.turning(strength, signal);
            let fearing = elites.fearing(self.flight.min(elites.doubt), strength, signal);
            self.turned += self.pace * (turning - self.turned).max(0.0);
            self.fled += self.pace * (fearing - turning - self.fled).max(0.0);
            self.fled = self.fled.min(1.0 - self.turned);
            self.stands &= self.turned < strength;
        }
        ports.write(0, self.turned);
        ports.write(1, self.fled);
        ports.write(2, 1.0 - self.turned - self.fled);
        ports.write(3, f64::from(u8::from(self.stands)));
    }
}
