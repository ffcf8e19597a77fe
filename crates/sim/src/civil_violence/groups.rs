//! Violence between two groups (Epstein's Model II).
//!
//! **What it does.** Agents of two groups live, move, clone and die of age on a torus. An active agent kills one of the
//! other group within its vision. Legitimacy is what each group grants the other; cops, who see no difference, arrest
//! the active. Peacekeepers can be sent in at any time.
//!
//! **Equations.** As in Model I: active iff `H(1−L) − R·(1 − exp(−k·C/A)) > T`, the ratio taken literally. Each step an
//! agent clones with the chance `p` onto an empty site in vision; the clone has its group, hardship and risk aversion.
//! Ages at death are uniform up to a maximum.
//!
//! **Source.** Epstein 2002, Model II, runs 6 to 9.
//!
//! **Validation.** With high legitimacy and no cops the groups live side by side; with less legitimacy one of them is
//! gone soon; cops, from the start or sent at step 50, keep both there. A public replication finds the last two to fail;
//! the claims page has our figures.
//!
//! **Limits.** Vision below two sites.

use serde::{Deserialize, Serialize};

use crate::random::Draws;

/// Parameters; the defaults are those of run 7.
#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize)]
pub struct Groups {
    /// Sites along one side.
    pub size: usize,
    /// Share of sites with an agent at the start; half of each group.
    pub density: f64,
    /// Share of sites with a cop at the start.
    pub cops: f64,
    /// Legitimacy of the other group's existence, from 0 to 1.
    pub legitimacy: f64,
    /// Chance to clone in a step.
    pub clone: f64,
    /// Highest age, in steps.
    pub age_max: u32,
    /// Longest term, in steps.
    pub jail_max: u32,
    /// `T`.
    pub threshold: f64,
    /// `k`.
    pub k: f64,
}

impl Default for Groups {
    fn default() -> Self {
        Self {
            size: 40,
            density: 0.7,
            cops: 0.0,
            legitimacy: 0.8,
            clone: 0.05,
            age_max: 200,
            jail_max: 15,
            threshold: 0.1,
            k: 2.3,
        }
    }
}

#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize)]
struct Agent {
    site: u32,
    group: u8,
    active: bool,
    alive: bool,
    hardship: f64,
    risk: f64,
    left: u32,
    term: u32,
}

/// What stands on a site.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
enum Site {
    Empty,
    Agent(u32),
    Cop(u32),
}

/// The two groups on their torus.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Communities {
    groups: Groups,
    sites: Vec<Site>,
    agents: Vec<Agent>,
    cops: Vec<u32>,
    /// Free agents of each group.
    free: [u32; 2],
    killed: u64,
    draws: Draws,
}

impl Communities {
    /// Places both groups and the cops at random; `None` when they do not fit or the torus has fewer than 3 sites a side.
    pub fn new(groups: Groups, mut draws: Draws) -> Option<Self> {
        let count = groups.size * groups.size;
        let number = |share: f64| (share * count as f64).round() as usize;
        let (agents, cops) = (number(groups.density), number(groups.cops));
        if groups.size < 3 || agents + cops > count || groups.density < 0.0 || groups.cops < 0.0 {
            return None;
        }
        let mut places: Vec<u32> = (0..count as u32).collect();
        draws.shuffle(&mut places);
        let mut world = Self {
            groups,
            sites: vec![Site::Empty; count],
            agents: Vec::new(),
            cops: Vec::new(),
            free: [0, 0],
            killed: 0,
            draws,
        };
        for (k, site) in places[..agents].iter().enumerate() {
            let (hardship, risk) = (world.draws.unit(), world.draws.unit());
            world.birth(*site, (k % 2) as u8, hardship, risk);
        }
        for site in &places[agents..agents + cops] {
            world.station(*site);
        }
        Some(world)
    }

    /// Free agents of each group.
    pub fn living(&self) -> [u32; 2] {
        self.free
    }

    /// Killed so far.
    pub fn killed(&self) -> u64 {
        self.killed
    }

    /// Sends in peacekeepers up to this share of the sites, as far as there is room.
    pub fn send(&mut self, share: f64) {
        let mut empty: Vec<u32> =
            (0..self.sites.len() as u32).filter(|s| self.sites[*s as usize] == Site::Empty).collect();
        self.draws.shuffle(&mut empty);
        let wanted = (share * self.sites.len() as f64).round() as usize;
        for site in empty.into_iter().take(wanted.saturating_sub(self.cops.len())) {
            self.station(site);
        }
    }

    fn station(&mut self, site: u32) {
        self.sites[site as usize] = Site::Cop(self.cops.len() as u32);
        self.cops.push(site);
    }

    fn birth(&mut self, site: u32, group: u8, hardship: f64, risk: f64) {
        let left = 1 + self.draws.below(self.groups.age_max.max(1) as usize) as u32;
        self.sites[site as usize] = Site::Agent(self.agents.len() as u32);
        self.agents.push(Agent { site, group, active: false, alive: true, hardship, risk, left, term: 0 });
        self.free[group as usize] += 1;
    }

    /// The eight sites around one.
    fn around(&self, site: u32) -> [usize; 8] {
        let n = self.groups.size;
        let (x, y) = (site as usize % n, site as usize / n);
        let (west, east) = ((x + n - 1) % n, (x + 1) % n);
        let (north, south) = ((y + n - 1) % n * n, (y + 1) % n * n);
        let row = y * n;
        [north + west, north + x, north + east, row + west, row + east, south + west, south + x, south + east]
    }

    /// One of the sites around that fits, drawn at random.
    fn pick(&mut self, site: u32, fits: impl Fn(&Self, Site) -> bool) -> Option<usize> {
        let around = self.around(site);
        let mut found = [0; 8];
        let mut n = 0;
        for place in around {
            if fits(self, self.sites[place]) {
                found[n] = place;
                n += 1;
            }
        }
        (n > 0).then(|| found[self.draws.below(n)])
    }

    /// One step: everyone acts once, in random order.
    pub fn step(&mut self) {
        self.agents.retain(|a| a.alive);
        for (k, agent) in self.agents.iter().enumerate() {
            if agent.term == 0 {
                self.sites[agent.site as usize] = Site::Agent(k as u32);
            }
        }
        let mut order: Vec<usize> = (0..self.agents.len() + self.cops.len()).collect();
        self.draws.shuffle(&mut order);
        let agents = self.agents.len();
        for who in order {
            if who >= agents {
                self.cop(who - agents);
            } else if self.agents[who].alive {
                self.agent(who);
            }
        }
    }

    fn remove(&mut self, k: usize) {
        let agent = &mut self.agents[k];
        agent.alive = false;
        if agent.term == 0 {
            self.free[agent.group as usize] -= 1;
            self.sites[agent.site as usize] = Site::Empty;
        }
    }

    fn agent(&mut self, k: usize) {
        self.agents[k].left -= 1;
        if self.agents[k].left == 0 {
            return self.remove(k);
        }
        if self.agents[k].term > 0 {
            self.agents[k].term -= 1;
            if self.agents[k].term == 0 {
                let empty = self.empty_site();
                let Some(site) = empty else {
                    self.agents[k].term = 1; // no room: it waits a step
                    return;
                };
                self.agents[k].site = site;
                self.sites[site as usize] = Site::Agent(k as u32);
                self.free[self.agents[k].group as usize] += 1;
            }
            return;
        }
        if let Some(to) = self.pick(self.agents[k].site, |_, s| s == Site::Empty) {
            self.sites[self.agents[k].site as usize] = Site::Empty;
            self.agents[k].site = to as u32;
            self.sites[to] = Site::Agent(k as u32);
        }
        let Agent { site, group, hardship, risk, .. } = self.agents[k];
        let (mut cops, mut actives) = (0, 1);
        for place in self.around(site) {
            match self.sites[place] {
                Site::Cop(_) => cops += 1,
                Site::Agent(other) => actives += i32::from(self.agents[other as usize].active),
                Site::Empty => {}
            }
        }
        let chance = 1.0 - (-self.groups.k * f64::from(cops) / f64::from(actives)).exp();
        let active = hardship * (1.0 - self.groups.legitimacy) - risk * chance > self.groups.threshold;
        self.agents[k].active = active;
        if active {
            let other =
                |w: &Self, s: Site| matches!(s, Site::Agent(a) if w.agents[a as usize].group != group);
            if let Some(Site::Agent(victim)) = self.pick(site, other).map(|place| self.sites[place]) {
                self.killed += 1;
                self.remove(victim as usize);
            }
        }
        if self.draws.unit() < self.groups.clone
            && let Some(place) = self.pick(site, |_, s| s == Site::Empty)
        {
            self.birth(place as u32, group, hardship, risk);
        }
    }

    fn empty_site(&mut self) -> Option<u32> {
        for _ in 0..10_000 {
            let site = self.draws.below(self.sites.len());
            if self.sites[site] == Site::Empty {
                return Some(site as u32);
            }
        }
        None
    }

    fn cop(&mut self, k: usize) {
        if let Some(to) = self.pick(self.cops[k], |_, s| s == Site::Empty) {
            self.sites[self.cops[k] as usize] = Site::Empty;
            self.sites[to] = Site::Cop(k as u32);
            self.cops[k] = to as u32;
        }
        let active = |w: &Self, s: Site| matches!(s, Site::Agent(a) if w.agents[a as usize].active);
        if let Some(Site::Agent(suspect)) = self.pick(self.cops[k], active).map(|place| self.sites[place]) {
            let term = 1 + self.draws.below(self.groups.jail_max.max(1) as usize) as u32;
            let suspect = &mut self.agents[suspect as usize];
            (suspect.term, suspect.active) = (term, false);
            self.free[suspect.group as usize] -= 1;
            self.sites[suspect.site as usize] = Site::Empty;
        }
    }
}

/// How a history ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum End {
    /// Nobody was killed.
    Peace,
    /// Both groups are there, but people were killed.
    Both,
    /// A group was gone at this step.
    OneGone(u32),
}

/// Plays a history of so many steps; `send` is when peacekeepers come and which share of the sites they fill.
pub fn history(groups: Groups, steps: u32, send: Option<(u32, f64)>, draws: Draws) -> Option<End> {
    let mut world = Communities::new(groups, draws)?;
    for t in 0..steps {
        if let Some((_, share)) = send.filter(|(at, _)| *at == t) {
            world.send(share);
        }
        world.step();
        if world.living().contains(&0) && world.agents.iter().all(|a| !a.alive || a.term == 0) {
            return Some(End::OneGone(t + 1));
        }
    }
    Some(if world.killed() == 0 { End::Peace } else { End::Both })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ends(groups: Groups, steps: u32, send: Option<(u32, f64)>, seeds: u32) -> Vec<End> {
        (0..seeds).map(|r| history(groups, steps, send, Draws::new(1, r, 0)).unwrap()).collect()
    }

    #[test]
    fn groups_that_grant_each_other_to_exist_live_side_by_side() {
        let peace = ends(Groups { legitimacy: 0.9, ..Groups::default() }, 300, None, 3);
        assert!(peace.iter().all(|e| *e == End::Peace), "{peace:?}");
    }

    #[test]
    fn without_cops_one_group_is_soon_gone() {
        let ends = ends(Groups::default(), 300, None, 5);
        assert!(ends.iter().all(|e| matches!(e, End::OneGone(_))), "{ends:?}");
    }

    #[test]
    fn cops_from_the_start_or_sent_later_keep_both_groups_there() {
        let cops = ends(Groups { cops: 0.04, ..Groups::default() }, 300, None, 3);
        let sent = ends(Groups::default(), 300, Some((50, 0.04)), 3);
        assert!(cops.iter().chain(&sent).all(|e| *e == End::Both), "{cops:?} {sent:?}");
    }

    #[test]
    fn the_lists_and_the_sites_tell_the_same() {
        let mut world =
            Communities::new(Groups { cops: 0.04, ..Groups::default() }, Draws::new(2, 0, 0)).unwrap();
        for t in 0..60 {
            if t == 30 {
                world.send(0.08);
            }
            world.step();
            let on_sites = |group: u8| {
                let is = |s: &&Site| matches!(s, Site::Agent(a) if world.agents[*a as usize].group == group);
                world.sites.iter().filter(is).count()
            };
            assert_eq!([on_sites(0), on_sites(1)], world.living().map(|n| n as usize), "step {t}");
            assert_eq!(world.sites.iter().filter(|s| matches!(s, Site::Cop(_))).count(), world.cops.len());
        }
        assert!(
            Communities::new(Groups { density: 1.2, ..Groups::default() }, Draws::new(1, 0, 0)).is_none()
        );
    }
}
