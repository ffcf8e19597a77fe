//! Epstein's Model I (run 2) on krABMaga's schedule, active and jailed recorded in every tick: a peer of benches/play.
//! `peer-krabmaga [TICKS]` prints agent-steps.

use krabmaga::engine::agent::Agent;
use krabmaga::engine::schedule::Schedule;
use krabmaga::engine::state::State;
use krabmaga::rand::{self, Rng};
use std::any::Any;

const N: i32 = 40;
const VISION: i32 = 7;

#[derive(Clone, Copy, PartialEq)]
enum Site {
    Empty,
    Cop,
    Quiet(usize),
    Active(usize),
}

#[derive(Clone, Copy)]
struct Person {
    hardship: f64,
    risk: f64,
    term: u32,
}

struct World {
    sites: Vec<Site>,
    people: Vec<Person>,
    record: Vec<(usize, usize)>,
}

fn at(x: i32, y: i32) -> usize {
    (y.rem_euclid(N) * N + x.rem_euclid(N)) as usize
}

fn around(x: i32, y: i32) -> impl Iterator<Item = (i32, i32)> {
    (-VISION..=VISION)
        .flat_map(move |dy| (-VISION..=VISION).map(move |dx| (dx, dy)))
        .filter(|(dx, dy)| dx * dx + dy * dy <= VISION * VISION)
        .map(move |(dx, dy)| ((x + dx).rem_euclid(N), (y + dy).rem_euclid(N)))
}

impl World {
    fn free_near(&self, x: i32, y: i32) -> Option<(i32, i32)> {
        let free: Vec<_> = around(x, y).filter(|(x, y)| self.sites[at(*x, *y)] == Site::Empty).collect();
        (!free.is_empty()).then(|| free[rand::rng().random_range(0..free.len())])
    }
}

impl State for World {
    fn init(&mut self, schedule: &mut Schedule) {
        let mut rng = rand::rng();
        let mut places: Vec<(i32, i32)> = (0..N * N).map(|i| (i % N, i / N)).collect();
        for i in (1..places.len()).rev() {
            places.swap(i, rng.random_range(0..=i));
        }
        for (k, (x, y)) in places.into_iter().take(1184).enumerate() {
            let cop = k >= 1120;
            if cop {
                self.sites[at(x, y)] = Site::Cop;
            } else {
                self.people.push(Person { hardship: rng.random(), risk: rng.random(), term: 0 });
                self.sites[at(x, y)] = Site::Quiet(k);
            }
            schedule.schedule_repeating(Box::new(Mover { k, cop, x, y, away: false }), 0., 0);
        }
    }
    fn as_any(&self) -> &dyn Any {
        self
    }
    fn as_any_mut(&mut self) -> &mut dyn Any {
        self
    }
    fn as_state(&self) -> &dyn State {
        self
    }
    fn as_state_mut(&mut self) -> &mut dyn State {
        self
    }
    fn reset(&mut self) {}
    fn update(&mut self, _step: u64) {
        let active = self.sites.iter().filter(|s| matches!(s, Site::Active(_))).count();
        self.record.push((active, self.people.iter().filter(|p| p.term > 0).count()));
    }
}

#[derive(Clone)]
struct Mover {
    k: usize,
    cop: bool,
    x: i32,
    y: i32,
    away: bool,
}

impl Agent for Mover {
    fn step(&mut self, state: &mut dyn State) {
        let world = state.as_any_mut().downcast_mut::<World>().unwrap();
        let mut rng = rand::rng();
        if !self.cop && world.people[self.k].term > 0 {
            world.people[self.k].term -= 1;
            self.away = true;
            return;
        }
        if self.away {
            loop {
                (self.x, self.y) = (rng.random_range(0..N), rng.random_range(0..N));
                if world.sites[at(self.x, self.y)] == Site::Empty {
                    break;
                }
            }
            self.away = false;
        } else {
            let free = world.free_near(self.x, self.y);
            world.sites[at(self.x, self.y)] = Site::Empty;
            if let Some(free) = free {
                (self.x, self.y) = free;
            }
        }
        if self.cop {
            world.sites[at(self.x, self.y)] = Site::Cop;
            let suspects: Vec<_> = around(self.x, self.y)
                .filter(|(x, y)| matches!(world.sites[at(*x, *y)], Site::Active(_)))
                .collect();
            if !suspects.is_empty() {
                let (x, y) = suspects[rng.random_range(0..suspects.len())];
                if let Site::Active(k) = world.sites[at(x, y)] {
                    world.people[k].term = rng.random_range(1..=30);
                    world.sites[at(x, y)] = Site::Empty;
                }
            }
            return;
        }
        let (mut cops, mut actives) = (0u32, 1u32);
        for (x, y) in around(self.x, self.y) {
            match world.sites[at(x, y)] {
                Site::Cop => cops += 1,
                Site::Active(_) => actives += 1,
                _ => {}
            }
        }
        let person = world.people[self.k];
        let chance = 1.0 - (-2.3 * f64::from(cops / actives)).exp();
        let rebels = person.hardship * 0.18 - person.risk * chance > 0.1;
        world.sites[at(self.x, self.y)] = if rebels { Site::Active(self.k) } else { Site::Quiet(self.k) };
    }
}

fn main() {
    let ticks: usize = std::env::args().nth(1).and_then(|a| a.parse().ok()).unwrap_or(500);
    let mut world = World { sites: vec![Site::Empty; (N * N) as usize], people: Vec::new(), record: Vec::new() };
    let mut schedule = Schedule::new();
    world.init(&mut schedule);
    for _ in 0..ticks {
        schedule.step(&mut world);
    }
    assert!(world.record.iter().any(|(active, _)| *active > 0), "nobody rebelled");
    println!("{}", 1184 * ticks);
}
