//! Segregation (T. C. Schelling, "Dynamic models of segregation", Journal of Mathematical Sociology 1, 1971): who has too
//! few neighbours alike moves to a free site.

use casus_sim::mechanism::{Kind, Mechanism, Parameter, Port, Ports};
use casus_sim::random::Draws;
use casus_sim::torus::around;
use serde::{Deserialize, Serialize};

#[derive(Clone, Serialize, Deserialize)]
struct Schelling {
    n: usize,
    wanted: usize,
    sites: Vec<u8>,
    draws: Draws,
}

impl Mechanism for Schelling {
    fn step(&mut self, ports: &mut Ports<'_>) {
        let mut people: Vec<usize> = (0..self.sites.len()).filter(|s| self.sites[*s] > 0).collect();
        self.draws.shuffle(&mut people);
        let mut content = 0;
        for site in &people {
            let alike = around(self.n, *site, 1).filter(|s| self.sites[*s] == self.sites[*site]).count();
            if alike >= self.wanted {
                content += 1;
            } else if let Some(free) = self.draws.pick((0..self.sites.len()).filter(|s| self.sites[*s] == 0))
            {
                self.sites.swap(*site, free);
            }
        }
        ports.write(0, f64::from(content) / people.len() as f64);
    }
}

pub(crate) const KIND: Kind = Kind {
    name: "schelling",
    about: "People move until enough of their neighbours are like them.",
    source: "Schelling 1971",
    parameters: &[
        Parameter::needed("size", "sites", 4.0, 1000.0, "sites along one side of the torus"),
        Parameter::needed("density", "share", 0.0, 0.99, "share of sites with a person"),
        Parameter::needed("wanted", "people", 0.0, 8.0, "neighbours alike that content"),
    ],
    variants: &[],
    reads: &[],
    writes: &[Port { name: "content", unit: "share", about: "share of people who stay" }],
    build: |setup, mut draws| {
        let n = setup.get("size") as usize;
        let people = (setup.get("density") * (n * n) as f64) as usize;
        let mut sites: Vec<u8> = (0..n * n).map(|k| if k < people { 1 + (k % 2) as u8 } else { 0 }).collect();
        draws.shuffle(&mut sites);
        Ok(Box::new(Schelling { n, wanted: setup.get("wanted") as usize, sites, draws }))
    },
};
