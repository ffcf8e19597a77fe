//! Civil violence (Epstein 2002, Model I) as one would write it first; `casus_sim::civil_violence` is the fast one.

use casus_sim::mechanism::{Kind, Mechanism, Parameter, Port, Ports};
use casus_sim::random::Draws;
use casus_sim::torus::around;
use serde::{Deserialize, Serialize};

#[derive(Clone, Copy, Serialize, Deserialize)]
struct Agent {
    site: usize,
    cop: bool,
    hardship: f64,
    risk: f64,
    active: bool,
    term: u32,
}

#[derive(Clone, Serialize, Deserialize)]
struct Epstein {
    n: usize,
    vision: usize,
    jail: usize,
    agents: Vec<Agent>,
    at: Vec<Option<usize>>,
    draws: Draws,
}

impl Mechanism for Epstein {
    fn step(&mut self, ports: &mut Ports<'_>) {
        let legitimacy = ports.read(0).unwrap_or(0.82);
        let mut order: Vec<usize> = (0..self.agents.len()).collect();
        self.draws.shuffle(&mut order);
        for k in order {
            self.act(k, legitimacy);
        }
        ports.write(0, self.agents.iter().filter(|a| a.active).count() as f64);
    }
}

impl Epstein {
    fn act(&mut self, k: usize, legitimacy: f64) {
        let me = self.agents[k];
        if me.term > 0 {
            self.agents[k].term -= 1;
            return;
        }
        let near = around(self.n, me.site, self.vision);
        if let Some(free) = self.draws.pick(near.filter(|s| self.at[*s].is_none())) {
            self.at[free] = self.at[me.site].take();
            self.agents[k].site = free;
        }
        let seen = around(self.n, self.agents[k].site, self.vision).filter_map(|s| self.at[s]);
        let seen: Vec<usize> = seen.filter(|other| self.agents[*other].term == 0).collect();
        let actives = seen.iter().copied().filter(|other| self.agents[*other].active);
        if me.cop {
            if let Some(suspect) = self.draws.pick(actives) {
                self.agents[suspect].active = false;
                self.agents[suspect].term = 1 + self.draws.below(self.jail) as u32;
            }
        } else {
            let cops = seen.iter().filter(|other| self.agents[**other].cop).count();
            let arrest = 1.0 - (-2.3 * (cops / (actives.count() + 1)) as f64).exp();
            self.agents[k].active = me.hardship * (1.0 - legitimacy) - me.risk * arrest > 0.1;
        }
    }
}

pub(crate) const KIND: Kind = Kind {
    name: "epstein",
    about: "People with grievance rebel when arrest is unlikely; cops arrest those they see.",
    source: "Epstein 2002, Model I",
    parameters: &[
        Parameter::needed("size", "sites", 4.0, 1000.0, "sites along one side of the torus"),
        Parameter::needed("people", "share", 0.0, 1.0, "share of sites with a person").or(0.7, "run 2"),
        Parameter::needed("cops", "share", 0.0, 1.0, "share of sites with a cop").or(0.04, "run 2"),
        Parameter::needed("vision", "sites", 1.0, 31.0, "how far all see").or(7.0, "run 2"),
        Parameter::needed("jail", "ticks", 1.0, 1e6, "longest term").or(30.0, "run 2"),
    ],
    variants: &[],
    reads: &[Port { name: "legitimacy", unit: "share", about: "of the government" }],
    writes: &[Port { name: "active", unit: "people", about: "active people" }],
    build: |setup, mut draws| {
        let n = setup.get("size") as usize;
        let count = |name| (setup.get(name) * (n * n) as f64).round() as usize;
        let (people, cops) = (count("people"), count("cops"));
        let mut places: Vec<usize> = (0..n * n).collect();
        draws.shuffle(&mut places);
        let mut at = vec![None; n * n];
        let mut agents = Vec::new();
        for (k, site) in places.into_iter().take(people + cops).enumerate() {
            at[site] = Some(k);
            let (hardship, risk) = (draws.unit(), draws.unit());
            agents.push(Agent { site, cop: k >= people, hardship, risk, active: false, term: 0 });
        }
        let (vision, jail) = (setup.get("vision") as usize, setup.get("jail") as usize);
        Ok(Box::new(Epstein { n, vision, jail, agents, at, draws }))
    },
};
