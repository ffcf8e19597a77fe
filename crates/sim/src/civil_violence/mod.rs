//! Civil violence: protest against a central authority (Epstein's Model I).
//!
//! **What it does.** Agents with private hardship `H` and risk aversion `R`, both uniform on `[0, 1)`, live on a torus
//! with cops. An agent's grievance is `H·(1 − L)`, with `L` the legitimacy of the government; its estimate of the
//! chance of arrest is `1 − exp(−k·C/A)`, with `C` cops and `A` active agents within its vision, itself included. It
//! becomes active when grievance minus `R` times that chance exceeds the threshold `T`. A cop arrests an active agent
//! in its vision, drawn at random, for a term of up to `J_max` steps. In every step all move, agents and cops alike,
//! to an empty site in vision, and act.
//!
//! **Equations.** `G = H(1−L)`; `P = 1 − exp(−k·f(C/A))` with `f` the reading of the ratio ([`Ratio`]); active iff
//! `G − R·P > T`.
//!
//! **Source.** J. M. Epstein, "Modeling civil violence: an agent-based computational approach", PNAS 99 suppl. 3
//! (2002), Model I. The paper leaves open how the ratio is read, what becomes of the jailed, where a cop goes after an
//! arrest, the shape of vision, the order in which all act, whether an active agent counts itself again and the shortest
//! term: each is a switch here.
//!
//! **What people see.** Under censorship people see less far than the state does ([`Parameters::sight`]) and see the
//! crowd as it was some steps ago ([`Parameters::delay`]): A. Casilli and P. Tubaro, BMS 115 (2012), where the reach of
//! vision is the reach of information; the delay is ours.
//!
//! **Validation.** With the ratio taken literally the parameters of run 2 give no outburst; rounded down they give
//! one every twenty to forty steps with a total activation near the published 708, as in every replication; the
//! paper's mean wait of sixty is reproduced by nobody known. The shape of vision matters: over a square of the same
//! radius there are many times fewer outbursts than over a disc or a diamond.
//!
//! **Limits.** Vision of at most 31 sites, less than half the torus.

pub mod groups;
mod plane;

use plane::{Neighbourhood, Plane};
use serde::{Deserialize, Serialize};

use crate::random::Draws;

/// How the ratio of cops to active agents enters the chance of arrest.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Ratio {
    /// As it is.
    Literal,
    /// Rounded down, as in NetLogo's model library.
    Floor,
    /// Rounded to nearest.
    Round,
}

/// The shape of what is seen.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Vision {
    /// A square.
    Moore,
    /// A diamond.
    VonNeumann,
    /// A disc.
    Circle,
}

/// What becomes of the jailed.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Jail {
    /// They leave the torus and come back to an empty site anywhere.
    Removed,
    /// They stay where they are, seen by nobody.
    Stays,
}

/// Where a cop goes after an arrest.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum AfterArrest {
    /// To the site of the arrest, when it has become empty.
    StepsOntoSite,
    /// Nowhere further: it has moved already.
    Stays,
}

/// In which order people and cops act in a step.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Order {
    /// All together, shuffled anew.
    Shuffled,
    /// People first, shuffled, then cops, shuffled.
    PeopleFirst,
    /// Always the same.
    Fixed,
}

/// How often an active agent counts itself among the active.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Oneself {
    /// Once, whether it was active or not.
    Once,
    /// Twice when it was active before, as in NetLogo's model library.
    Twice,
}

/// The shortest term that is drawn.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Shortest {
    /// One step; terms run from 1 to `J_max`.
    One,
    /// None: terms run from 0 to `J_max − 1`, as in NetLogo's model library; who draws 0 is free at the next step.
    None,
}

/// Whom censorship blinds.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Censored {
    /// People and cops alike, as where one vision is all there is (NetLogo's model library).
    All,
    /// People alone: the state sees what it hides.
    People,
}

/// Parameters; the defaults are those of run 2.
#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize)]
pub struct Parameters {
    /// Sites along one side.
    pub size: usize,
    /// Share of sites with an agent at the start.
    pub density: f64,
    /// Share of sites with a cop.
    pub cops: f64,
    /// How far all see, in sites.
    pub vision: f64,
    /// `L`, from 0 to 1.
    pub legitimacy: f64,
    /// Longest term, in steps.
    pub jail_max: u32,
    /// `T`.
    pub threshold: f64,
    /// `k`: 2.3 makes the chance .9 when one cop meets one active agent.
    pub k: f64,
    /// Reading of the ratio.
    pub ratio: Ratio,
    /// Shape of vision.
    pub shape: Vision,
    /// What becomes of the jailed.
    pub jail: Jail,
    /// Where a cop goes after an arrest.
    pub after_arrest: AfterArrest,
    /// In which order all act.
    pub order: Order,
    /// How often an active agent counts itself.
    pub oneself: Oneself,
    /// The shortest term.
    pub shortest: Shortest,
    /// Share of the vision that is left to whoever is censored, from 0 to 1; one site at least is seen.
    pub sight: f64,
    /// Whom censorship blinds.
    pub censored: Censored,
    /// People see who was active so many steps ago.
    pub delay: u32,
}

impl Default for Parameters {
    fn default() -> Self {
        Self {
            size: 40,
            density: 0.7,
            cops: 0.04,
            vision: 7.0,
            legitimacy: 0.82,
            jail_max: 30,
            threshold: 0.1,
            k: 2.3,
            ratio: Ratio::Literal,
            shape: Vision::Circle,
            jail: Jail::Removed,
            after_arrest: AfterArrest::StepsOntoSite,
            order: Order::Shuffled,
            oneself: Oneself::Once,
            shortest: Shortest::One,
            sight: 1.0,
            censored: Censored::People,
            delay: 0,
        }
    }
}

/// What is seen within a radius.
fn neighbourhood(shape: Vision, vision: f64) -> Neighbourhood {
    match shape {
        Vision::Moore => Neighbourhood::new(vision, |_, _| true),
        Vision::VonNeumann => Neighbourhood::new(vision, |dx, dy| dx + dy <= vision),
        Vision::Circle => Neighbourhood::new(vision, |dx, dy| dx * dx + dy * dy <= vision * vision),
    }
}

/// Parameters that make no world.
#[derive(Clone, PartialEq, Debug, thiserror::Error)]
pub enum ParameterError {
    /// Agents and cops do not fit.
    #[error("density {density} and cops {cops} fill more than the torus: together they are at most 1")]
    Crowded {
        /// Share of agents.
        density: f64,
        /// Share of cops.
        cops: f64,
    },
    /// Vision is out of range.
    #[error(
        "a vision of {vision} on a torus of {size} sites: it is from 1 to 31 and less than half the side"
    )]
    Vision {
        /// Asked for.
        vision: f64,
        /// Sites along one side.
        size: usize,
    },
}

#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize)]
struct Agent {
    x: u32,
    y: u32,
    hardship: f64,
    risk: f64,
    /// Steps left in jail; 0 when free.
    term: u32,
}

/// The torus and all on it.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct World {
    parameters: Parameters,
    /// What cops see.
    around: Neighbourhood,
    /// What people see.
    sight: Neighbourhood,
    agents: Vec<Agent>,
    cops: Vec<(u32, u32)>,
    /// Sites that are taken.
    taken: Plane,
    /// Sites with a cop.
    cop: Plane,
    /// Sites with an active agent.
    active: Plane,
    /// The agent on a site with an active one, by `y·size + x`; anything elsewhere.
    at: Vec<u32>,
    order: Vec<u32>,
    actives: u32,
    jailed: u32,
    arrests: u64,
    /// Who was active before each of the last steps, the oldest first; as many as people lag behind.
    before: Vec<Plane>,
    /// `1 − exp(−k·r)` for whole ratios.
    chance: Vec<f64>,
    draws: Draws,
}

impl World {
    /// Places agents and cops at random.
    pub fn new(parameters: Parameters, mut draws: Draws) -> Result<Self, ParameterError> {
        let p = parameters;
        let n = p.size;
        if !(p.density >= 0.0 && p.cops >= 0.0 && p.density + p.cops <= 1.0) {
            return Err(ParameterError::Crowded { density: p.density, cops: p.cops });
        }
        let around = neighbourhood(p.shape, p.vision);
        if !(1.0..32.0).contains(&p.vision) || around.width() > n {
            return Err(ParameterError::Vision { vision: p.vision, size: n });
        }
        let sites = n * n;
        let agents = (p.density * sites as f64).round() as usize;
        let cops = (p.cops * sites as f64).round() as usize;
        let mut places: Vec<u32> = (0..sites as u32).collect();
        draws.shuffle(&mut places);
        let place = |k: usize| (places[k] % n as u32, places[k] / n as u32);
        let mut world = Self {
            parameters: Parameters { sight: 1.0, ..p },
            sight: around.clone(),
            around,
            agents: Vec::with_capacity(agents),
            cops: (agents..(agents + cops).min(sites)).map(place).collect(),
            taken: Plane::new(n),
            cop: Plane::new(n),
            active: Plane::new(n),
            at: vec![u32::MAX; sites],
            order: Vec::new(),
            actives: 0,
            jailed: 0,
            arrests: 0,
            before: Vec::new(),
            chance: (0..4096).map(|r| 1.0 - (-p.k * f64::from(r)).exp()).collect(),
            draws,
        };
        for k in 0..agents.min(sites) {
            let (x, y) = place(k);
            let (hardship, risk) = (world.draws.unit(), world.draws.unit());
            world.agents.push(Agent { x, y, hardship, risk, term: 0 });
            world.taken.put(x as usize, y as usize, true);
        }
        for (x, y) in world.cops.clone() {
            world.taken.put(x as usize, y as usize, true);
            world.cop.put(x as usize, y as usize, true);
        }
        world.order = (0..(world.agents.len() + world.cops.len()) as u32).collect();
        world.set_sight(p.sight, p.delay);
        Ok(world)
    }

    /// Active agents now.
    pub fn active(&self) -> u32 {
        self.actives
    }

    /// Jailed agents now.
    pub fn jailed(&self) -> u32 {
        self.jailed
    }

    /// Agents, jailed ones included.
    pub fn agents(&self) -> usize {
        self.agents.len()
    }

    /// Changes the legitimacy of the government.
    pub fn set_legitimacy(&mut self, legitimacy: f64) {
        self.parameters.legitimacy = legitimacy;
    }

    /// Arrests so far.
    pub fn arrests(&self) -> u64 {
        self.arrests
    }

    /// Cops on the torus.
    pub fn cops(&self) -> usize {
        self.cops.len()
    }

    /// Changes how far the censored see, as a share of the vision, and by how many steps people lag behind.
    pub fn set_sight(&mut self, sight: f64, delay: u32) {
        if self.parameters.sight != sight {
            self.parameters.sight = sight;
            let p = &self.parameters;
            self.sight = neighbourhood(p.shape, (p.vision * sight).max(1.0));
            if p.censored == Censored::All {
                self.around = self.sight.clone();
            }
        }
        self.parameters.delay = delay;
    }

    /// Has `count` cops on the torus, as far as there is room: takes the last ones away or puts more on empty sites.
    pub fn set_cops(&mut self, count: usize) {
        if count == self.cops.len() {
            return;
        }
        while self.cops.len() > count {
            if let Some((x, y)) = self.cops.pop() {
                self.cop.put(x as usize, y as usize, false);
                self.taken.put(x as usize, y as usize, false);
            }
        }
        // Whoever is in jail comes back to an empty site: keep one for each.
        let room = self.parameters.size.pow(2).saturating_sub(self.agents.len());
        while self.cops.len() < count.min(room) {
            let (x, y) = self.empty_site();
            self.cop.put(x, y, true);
            self.taken.put(x, y, true);
            self.cops.push((x as u32, y as u32));
        }
        self.order = (0..(self.agents.len() + self.cops.len()) as u32).collect();
    }

    /// One step: terms run, then everyone moves and acts once, in random order.
    pub fn step(&mut self) {
        self.run_terms();
        let delay = self.parameters.delay as usize;
        if delay > 0 {
            self.before.push(self.active.clone());
        }
        self.before.drain(..self.before.len().saturating_sub(delay));
        let mut order = std::mem::take(&mut self.order);
        match self.parameters.order {
            Order::Shuffled => self.draws.shuffle(&mut order),
            Order::PeopleFirst => {
                let (people, cops) = order.split_at_mut(self.agents.len());
                self.draws.shuffle(people);
                self.draws.shuffle(cops);
            }
            Order::Fixed => {}
        }
        for who in &order {
            match (*who as usize).checked_sub(self.agents.len()) {
                None => self.agent(*who as usize),
                Some(cop) => self.cop(cop),
            }
        }
        self.order = order;
    }

    fn run_terms(&mut self) {
        if self.jailed == 0 {
            return;
        }
        for k in 0..self.agents.len() {
            if self.agents[k].term == 0 {
                continue;
            }
            self.agents[k].term -= 1;
            if self.agents[k].term == 0 {
                self.jailed -= 1;
                if self.parameters.jail == Jail::Removed {
                    let (x, y) = self.empty_site();
                    (self.agents[k].x, self.agents[k].y) = (x as u32, y as u32);
                    self.taken.put(x, y, true);
                }
            }
        }
    }

    /// An empty site anywhere. There is one: whoever comes back left one.
    fn empty_site(&mut self) -> (usize, usize) {
        let n = self.parameters.size;
        loop {
            let (x, y) = (self.draws.below(n), self.draws.below(n));
            if !self.taken.get(x, y) {
                return (x, y);
            }
        }
    }

    fn agent(&mut self, k: usize) {
        let agent = self.agents[k];
        if agent.term > 0 {
            return;
        }
        let (mut x, mut y) = (agent.x as usize, agent.y as usize);
        let was = self.active.get(x, y);
        if let Some((to_x, to_y)) = self.taken.pick_free(x, y, &self.sight, &mut self.draws) {
            self.taken.put(x, y, false);
            self.taken.put(to_x, to_y, true);
            if was {
                self.active.put(x, y, false);
            }
            (x, y) = (to_x, to_y);
            (self.agents[k].x, self.agents[k].y) = (x as u32, y as u32);
        } else if was {
            self.active.put(x, y, false);
        }
        let now = self.rebels(&agent, x, y, was);
        if now {
            self.active.put(x, y, true);
            self.at[y * self.parameters.size + x] = k as u32;
        }
        self.actives = self.actives + u32::from(now) - u32::from(was);
    }

    fn rebels(&self, agent: &Agent, x: usize, y: usize, was: bool) -> bool {
        let p = &self.parameters;
        let grievance = agent.hardship * (1.0 - p.legitimacy);
        if grievance <= p.threshold {
            return false; // no chance of arrest is negative
        }
        let actives = match self.before.first() {
            // Its own bit is off now, so that it counts itself once.
            None => {
                let twice = was && self.parameters.oneself == Oneself::Twice;
                self.active.count(x, y, &self.sight) + 1 + u32::from(twice)
            }
            Some(before) => before.count(x, y, &self.sight).max(1),
        };
        let cops = self.cop.count(x, y, &self.sight);
        let chance = match p.ratio {
            Ratio::Literal => 1.0 - (-p.k * f64::from(cops) / f64::from(actives)).exp(),
            Ratio::Floor => self.chance[(cops / actives) as usize],
            Ratio::Round => self.chance[((2 * cops + actives) / (2 * actives)) as usize],
        };
        grievance - agent.risk * chance > p.threshold
    }

    fn cop(&mut self, k: usize) {
        let (mut x, mut y) = (self.cops[k].0 as usize, self.cops[k].1 as usize);
        if let Some((to_x, to_y)) = self.taken.pick_free(x, y, &self.around, &mut self.draws) {
            self.move_cop(k, (x, y), (to_x, to_y));
            (x, y) = (to_x, to_y);
        }
        let Some((ax, ay)) = self.active.pick(x, y, &self.around, true, &mut self.draws) else { return };
        let n = self.parameters.size;
        let suspect = self.at[ay * n + ax] as usize;
        let drawn = self.draws.below(self.parameters.jail_max.max(1) as usize) as u32;
        // A term runs down before its agent acts again: one step at least is spent until then.
        self.agents[suspect].term = match self.parameters.shortest {
            Shortest::One => 1 + drawn,
            Shortest::None => drawn.max(1),
        };
        self.jailed += 1;
        self.arrests += 1;
        self.actives -= 1;
        self.active.put(ax, ay, false);
        if self.parameters.jail == Jail::Removed {
            self.taken.put(ax, ay, false);
            if self.parameters.after_arrest == AfterArrest::StepsOntoSite {
                self.move_cop(k, (x, y), (ax, ay));
            }
        }
    }

    fn move_cop(&mut self, k: usize, from: (usize, usize), to: (usize, usize)) {
        for plane in [&mut self.taken, &mut self.cop] {
            plane.put(from.0, from.1, false);
            plane.put(to.0, to.1, true);
        }
        self.cops[k] = (to.0 as u32, to.1 as u32);
    }
}

/// Outbursts in a series of active agents: steps with more than `above`, and what lies between.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Outbursts {
    /// Sum of active agents over each outburst that ended.
    pub activation: Vec<f64>,
    /// Steps from the end of one outburst to the start of the next.
    pub wait: Vec<f64>,
    /// Steps each lasted.
    pub duration: Vec<f64>,
}

impl Outbursts {
    /// Reads a series, one value per step.
    pub fn of(series: &[u32], above: u32) -> Self {
        let mut found = Self::default();
        let (mut sum, mut start, mut ended) = (0.0, None, None::<usize>);
        for (t, active) in series.iter().enumerate() {
            if *active > above {
                if start.is_none() {
                    start = Some(t);
                    found.wait.extend(ended.map(|e| (t - e) as f64));
                }
                sum += f64::from(*active);
            } else if let Some(from) = start.take() {
                found.activation.push(std::mem::take(&mut sum));
                found.duration.push((t - from) as f64);
                ended = Some(t);
            }
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn series(parameters: Parameters, seed: u64, ticks: usize) -> Vec<u32> {
        let mut world = World::new(parameters, Draws::new(seed, 0, 0)).unwrap();
        (0..ticks)
            .map(|_| {
                world.step();
                world.active()
            })
            .collect()
    }

    fn mean(values: &[f64]) -> f64 {
        values.iter().sum::<f64>() / values.len() as f64
    }

    #[test]
    fn the_literal_ratio_gives_no_outburst() {
        let active = series(Parameters::default(), 1, 3_000);
        assert!(active.iter().all(|a| *a <= 50), "peak {}", active.iter().max().unwrap());
    }

    #[test]
    fn the_floored_ratio_gives_an_outburst_every_twenty_to_forty_steps() {
        let floored =
            Parameters { ratio: Ratio::Floor, after_arrest: AfterArrest::Stays, ..Parameters::default() };
        let found = Outbursts::of(&series(floored, 1, 10_000), 50);
        assert!(found.activation.len() >= 266, "{} outbursts", found.activation.len());
        assert!((20.0..40.0).contains(&mean(&found.wait)), "mean wait {}", mean(&found.wait));
        assert!(
            (478.0..1178.0).contains(&mean(&found.activation)),
            "mean activation {}",
            mean(&found.activation)
        );
    }

    #[test]
    fn what_the_planes_say_is_what_the_lists_say() {
        for (jail, after_arrest) in [
            (Jail::Removed, AfterArrest::StepsOntoSite),
            (Jail::Removed, AfterArrest::Stays),
            (Jail::Stays, AfterArrest::Stays),
        ] {
            let parameters = Parameters {
                ratio: Ratio::Floor,
                legitimacy: 0.7,
                jail,
                after_arrest,
                ..Parameters::default()
            };
            let mut world = World::new(parameters, Draws::new(5, 0, 0)).unwrap();
            for _ in 0..60 {
                world.step();
                let n = parameters.size;
                let count = |plane: &Plane| (0..n * n).filter(|i| plane.get(i % n, i / n)).count();
                let on_board = world.agents.iter().filter(|a| a.term == 0 || jail == Jail::Stays).count();
                assert_eq!(count(&world.active), world.actives as usize);
                assert_eq!(count(&world.cop), world.cops.len());
                assert_eq!(count(&world.taken), on_board + world.cops.len());
                assert_eq!(world.agents.iter().filter(|a| a.term > 0).count(), world.jailed as usize);
            }
        }
    }

    /// Mean share of people active and jailed over 600 steps, and the number of outbursts.
    fn shares(parameters: Parameters) -> (f64, f64, usize) {
        let mut world = World::new(parameters, Draws::new(1, 0, 0)).unwrap();
        let (mut active, mut jailed, mut course) = (0.0, 0.0, Vec::new());
        for _ in 0..600 {
            world.step();
            active += f64::from(world.active());
            jailed += f64::from(world.jailed());
            course.push(world.active());
        }
        let all = 600.0 * world.agents() as f64;
        (active / all, jailed / all, Outbursts::of(&course, 50).duration.len())
    }

    #[test]
    fn censorship_that_blinds_all_makes_quiet_rare_and_one_that_blinds_people_fills_the_jails() {
        let with = |censored, sight| {
            shares(Parameters { ratio: Ratio::Floor, censored, sight, ..Parameters::default() })
        };
        let (open, open_jailed, _) = with(Censored::All, 1.0);
        let [(some, ..), (none, ..)] = [0.3, 0.0].map(|sight| with(Censored::All, sight));
        assert!(open < some && some < none, "{open} {some} {none}");
        assert!(none > 4.0 * open);
        let (blinded, blinded_jailed, _) = with(Censored::People, 0.0);
        assert!(blinded < open && blinded_jailed > 1.5 * open_jailed, "{blinded} {blinded_jailed}");
    }

    #[test]
    fn news_that_lags_behind_stifles_outbursts() {
        let outbursts = |delay| shares(Parameters { ratio: Ratio::Floor, delay, ..Parameters::default() }).2;
        assert!(outbursts(0) >= 15);
        assert!(outbursts(1) < outbursts(0) / 2);
        assert_eq!(outbursts(3), 0);
    }

    #[test]
    fn every_reading_of_the_paper_gives_its_own_history() {
        let floored = Parameters { ratio: Ratio::Floor, ..Parameters::default() };
        let readings = [
            floored,
            Parameters { order: Order::PeopleFirst, ..floored },
            Parameters { order: Order::Fixed, ..floored },
            Parameters { oneself: Oneself::Twice, ..floored },
            Parameters { shortest: Shortest::None, ..floored },
            Parameters { shape: Vision::VonNeumann, ..floored },
            Parameters { after_arrest: AfterArrest::Stays, ..floored },
            Parameters { jail: Jail::Stays, ..floored },
        ];
        let histories: Vec<Vec<u32>> = readings.iter().map(|p| series(*p, 1, 200)).collect();
        for (k, one) in histories.iter().enumerate() {
            assert!(histories[..k].iter().all(|other| other != one), "reading {k} is that of another");
        }
        // Those who never shuffle still see outbursts: the order is not what makes them.
        assert!(!Outbursts::of(&histories[2], 50).activation.is_empty());
    }

    #[test]
    fn cops_come_and_go_and_the_planes_follow() {
        let mut world =
            World::new(Parameters { ratio: Ratio::Floor, ..Parameters::default() }, Draws::new(5, 0, 0))
                .unwrap();
        for count in [64, 200, 10, 0, 480, 10_000] {
            world.set_cops(count);
            world.step();
            let on = (0..1600).filter(|i| world.cop.get(i % 40, i / 40)).count();
            assert_eq!(on, world.cops());
            assert_eq!(on, count.min(480));
        }
    }

    #[test]
    fn the_same_seed_gives_the_same_history_and_another_a_different_one() {
        let floored = Parameters { ratio: Ratio::Floor, ..Parameters::default() };
        assert_eq!(series(floored, 3, 50), series(floored, 3, 50));
        assert_ne!(series(floored, 3, 50), series(floored, 4, 50));
    }

    #[test]
    fn outbursts_are_read_off_a_series() {
        let found = Outbursts::of(&[0, 60, 70, 0, 0, 0, 80, 0, 90], 50);
        assert_eq!(found.activation, [130.0, 80.0]);
        assert_eq!(found.duration, [2.0, 1.0]);
        assert_eq!(found.wait, [3.0, 1.0]);
    }

    #[test]
    fn impossible_worlds_are_refused() {
        let with = |p: Parameters| World::new(p, Draws::new(1, 0, 0)).unwrap_err();
        assert!(matches!(
            with(Parameters { density: 0.98, ..Parameters::default() }),
            ParameterError::Crowded { .. }
        ));
        assert!(matches!(
            with(Parameters { vision: 20.0, ..Parameters::default() }),
            ParameterError::Vision { .. }
        ));
    }
}
