//! `corridors`: exports through a main corridor that another state holds, and the slow growth of a way around it.
//!
//! **What it does.** Traffic on the way around grows towards its capacity, faster under pressure and with less
//! closeness to the holder of the main corridor; the capacity itself grows slowly towards a limit. Exports take the
//! cheapest ways that are open. What would be lost if the main corridor were closed is the holder's leverage.
//!
//! **Equations.** Log-odds of traffic over capacity rise by `rate·(1 + hedge·(closed + (1 − closeness)/2))` a year, with
//! noise; capacity by `build·(limit − capacity)` a year. Flows by cheapest paths (`theory::flow`).
//!
//! **Source.** Ford and Fulkerson 1956; Verhulst 1838; Wood 1993 for what a closure costs.
//!
//! **Validation.** Max-flow equals min-cut, interdiction equals trying every set (`theory::flow`); tonnage of the
//! Trans-Caspian route in 2023 and 2024 lies in the interval made of data to 2022 (claims page).
//!
//! **Limits.** One main corridor, one way around, one other route of fixed capacity; one kind of freight.

use serde::{Deserialize, Serialize};

use crate::mechanism::{Kind, Mechanism, Parameter, Port, Ports, Setup};
use crate::random::Draws;
use crate::scenario::inverse_normal;
use crate::theory::flow::{Arc, cheapest_flow, max_flow};

const fn amount(name: &'static str, about: &'static str) -> Parameter {
    Parameter { name, unit: "Mt/year", low: 0.0, high: 1e4, default: None, about }
}

const fn cost(name: &'static str, default: f64, about: &'static str) -> Parameter {
    let source = "assumption by the authors: only the order of the costs matters";
    Parameter { name, unit: "1", low: 0.0, high: 1e3, default: Some((default, source)), about }
}

pub(super) const KIND: Kind = Kind {
    name: "corridors",
    about: "Exports through another state's corridor, and the slow growth of a way around it.",
    source: "Ford and Fulkerson 1956; Verhulst 1838",
    parameters: &[
        amount("exports", "what is to pass"),
        amount("main", "capacity of the main corridor"),
        amount("other", "capacity of the other route"),
        amount("around", "capacity of the way around at the start"),
        amount("limit", "capacity the way around can reach"),
        amount("traffic", "traffic on the way around at the start"),
        Parameter {
            name: "rate",
            unit: "1/year",
            low: -5.0,
            high: 5.0,
            default: None,
            about: "rise of the log-odds of traffic over capacity in a year without any reason to hedge",
        },
        Parameter {
            name: "noise",
            unit: "1/year",
            low: 0.0,
            high: 5.0,
            default: Some((0.0, "none unless stated")),
            about: "standard deviation of that rise in a year",
        },
        Parameter {
            name: "hedge",
            unit: "1",
            low: 0.0,
            high: 10.0,
            default: Some((0.0, "none unless stated")),
            about: "how much faster it rises with a closed corridor or an opposed holder",
        },
        Parameter {
            name: "build",
            unit: "1/year",
            low: 0.0,
            high: 1.0,
            default: Some((0.0, "none unless stated")),
            about: "share of the missing capacity that is built in a year",
        },
        Parameter {
            name: "year",
            unit: "steps",
            low: 1.0,
            high: 1e4,
            default: Some((365.0, "a step is a day")),
            about: "acts in a year",
        },
        cost("main-cost", 1.0, "cost of the main corridor for one unit of freight"),
        cost("other-cost", 2.0, "cost of the other route"),
        cost("around-cost", 3.0, "cost of the way around beyond the traffic it has already"),
    ],
    variants: &[],
    reads: &[
        Port { name: "closed", unit: "share", about: "share of the main corridor that is closed" },
        Port {
            name: "closeness",
            unit: "1",
            about: "alignment with its holder, from -1 to 1; 1 when nothing is bound",
        },
    ],
    writes: &[
        Port { name: "around", unit: "Mt/year", about: "traffic on the way around" },
        Port { name: "share", unit: "share", about: "its share of all that passes" },
        Port { name: "lost", unit: "share", about: "share of the exports that cannot pass" },
        Port { name: "leverage", unit: "share", about: "share that could not were the main corridor closed" },
    ],
    build: |setup: &Setup, draws: Draws| {
        let (around, traffic) = (setup.get("around"), setup.get("traffic"));
        if !(traffic > 0.0 && traffic < around) {
            return Err(format!(
                "traffic of {traffic} on a way of {around} Mt/year: it is above 0 and below the capacity"
            ));
        }
        let share = traffic / around;
        let year = setup.get("year");
        Ok(Box::new(Corridors {
            exports: setup.get("exports"),
            main: setup.get("main"),
            other: setup.get("other"),
            around,
            limit: setup.get("limit").max(around),
            odds: (share / (1.0 - share)).ln(),
            rate: setup.get("rate") / year,
            noise: setup.get("noise") / year.sqrt(),
            hedge: setup.get("hedge"),
            build: setup.get("build") / year,
            costs: [setup.get("main-cost"), setup.get("other-cost"), setup.get("around-cost")],
            draws,
        }))
    },
};

#[derive(Clone, Serialize, Deserialize)]
struct Corridors {
    exports: f64,
    main: f64,
    other: f64,
    around: f64,
    limit: f64,
    /// Log-odds of traffic over capacity on the way around.
    odds: f64,
    rate: f64,
    noise: f64,
    hedge: f64,
    build: f64,
    costs: [f64; 3],
    draws: Draws,
}

impl Corridors {
    /// The ways out, the main one open by this share.
    fn ways(&self, open: f64, traffic: f64) -> [Arc; 4] {
        let arc = |capacity: f64, cost: f64| Arc { from: 0, to: 1, capacity, cost };
        [
            arc(self.main * open, self.costs[0]),
            arc(self.other, self.costs[1]),
            arc(traffic, 0.0), // bound by contracts
            arc(self.around - traffic, self.costs[2]),
        ]
    }
}

impl Mechanism for Corridors {
    fn step(&mut self, ports: &mut Ports<'_>) {
        let closed = ports.read(0).unwrap_or(0.0).clamp(0.0, 1.0);
        let closeness = ports.read(1).unwrap_or(1.0).clamp(-1.0, 1.0);
        let reasons = closed + 0.5 * (1.0 - closeness);
        self.odds +=
            self.rate * (1.0 + self.hedge * reasons) + self.noise * inverse_normal(self.draws.unit());
        self.around += self.build * (self.limit - self.around);
        let traffic = self.around / (1.0 + (-self.odds).exp());
        let flow = cheapest_flow(2, &self.ways(1.0 - closed, traffic), 0, 1, self.exports);
        let without = max_flow(2, &self.ways(0.0, traffic), 0, 1).min(self.exports);
        let around = flow.on[2] + flow.on[3];
        ports.write(0, around);
        ports.write(1, if flow.value > 0.0 { around / flow.value } else { 0.0 });
        ports.write(2, 1.0 - flow.value / self.exports.max(f64::MIN_POSITIVE));
        ports.write(3, 1.0 - without / self.exports.max(f64::MIN_POSITIVE));
    }
}
