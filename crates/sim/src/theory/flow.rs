//! Corridors as a network: how much can pass, and what if an arc is cut?
//!
//! **What it does.** [`max_flow`] finds the most that can pass from source to sink and a cheapest way to send a given
//! amount; [`interdict`] finds the arcs whose loss within a budget hurts most; [`Growth`] says how the traffic of a
//! young corridor approaches its capacity.
//!
//! **Source.** L. Ford and D. Fulkerson, "Maximal flow through a network" (1956); R. K. Wood, "Deterministic
//! network interdiction" (1993).
//!
//! **Limits.** Steady flows. Interdiction is exact by branch and bound; beyond some thirty arcs that can be cut it
//! takes long.

/// A directed link that carries at most `capacity` and costs `cost` per unit.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Arc {
    /// Node it leaves.
    pub from: usize,
    /// Node it reaches.
    pub to: usize,
    /// The most it carries, in the scenario's unit of freight per step; not negative.
    pub capacity: f64,
    /// Cost of one unit.
    pub cost: f64,
}

/// How much passes and where.
#[derive(Clone, PartialEq, Debug)]
pub struct Flow {
    /// Amount that reaches the sink.
    pub value: f64,
    /// Total cost.
    pub cost: f64,
    /// Amount on each arc, in the order given.
    pub on: Vec<f64>,
}

const TINY: f64 = 1e-9;

/// Growth of traffic towards a capacity: a random walk with drift of the log-odds of the share in use (P.-F. Verhulst's
/// logistic growth with noise), so that no course passes the capacity.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Growth {
    /// Rise of the log-odds in a year.
    pub rate: f64,
    /// Standard deviation of a single year's rise.
    pub spread: f64,
    /// Years, or estimates of one, that rate and spread were taken from; 2 or more.
    pub estimates: u32,
}

impl Growth {
    /// The rate between two yearly amounts under a capacity; `None` when one of them is not inside it.
    pub fn between(before: f64, after: f64, capacity: f64) -> Option<f64> {
        let inside = |x: f64| x > 0.0 && x < capacity;
        (inside(before) && inside(after)).then(|| odds(after / capacity) - odds(before / capacity))
    }

    /// From several years' rates, or several sources' estimates of one year's; `None` from fewer than two.
    pub fn from_rates(rates: &[f64]) -> Option<Self> {
        if rates.len() < 2 {
            return None;
        }
        let rate = rates.iter().sum::<f64>() / rates.len() as f64;
        let square: f64 = rates.iter().map(|r| (r - rate).powi(2)).sum();
        Some(Self { rate, spread: (square / (rates.len() - 1) as f64).sqrt(), estimates: rates.len() as u32 })
    }

    /// Amount so many years after `now`, at a quantile of the prediction (Student's, for a rate known from few
    /// estimates); never above the capacity.
    pub fn ahead(&self, now: f64, capacity: f64, years: f64, quantile: f64) -> f64 {
        let sd = self.spread * (years + years * years / f64::from(self.estimates)).sqrt();
        let at = odds(now / capacity) + self.rate * years + sd * student(self.estimates - 1, quantile);
        capacity / (1.0 + (-at).exp())
    }
}

/// Quantile of Student's distribution, by halving over its exact sum (Abramowitz and Stegun 26.7.3 and 26.7.4).
fn student(freedom: u32, quantile: f64) -> f64 {
    let within = |t: f64| {
        let angle = (t / f64::from(freedom).sqrt()).atan();
        let (sin, cos) = angle.sin_cos();
        let odd = freedom % 2 == 1;
        let mut term = if odd { cos } else { 1.0 };
        let mut sum = if freedom == 1 { 0.0 } else { term };
        for k in (if odd { 3 } else { 2 }..(freedom - 1).max(1)).step_by(2) {
            term *= f64::from(k - 1) / f64::from(k) * cos * cos;
            sum += term;
        }
        if odd { 2.0 / std::f64::consts::PI * (angle + sin * sum) } else { sin * sum }
    };
    let wanted = (2.0 * quantile - 1.0).abs();
    let (mut low, mut high) = (0.0, 1e6);
    for _ in 0..200 {
        let middle = f64::midpoint(low, high);
        if within(middle) < wanted {
            low = middle;
        } else {
            high = middle;
        }
    }
    if quantile < 0.5 { -low } else { low }
}

fn odds(share: f64) -> f64 {
    (share / (1.0 - share)).ln()
}

/// The cheapest way to send up to `demand` from `source` to `sink`, by successive shortest paths (Bellman–Ford).
/// With infinite demand the value is the maximum flow.
pub fn cheapest_flow(nodes: usize, arcs: &[Arc], source: usize, sink: usize, demand: f64) -> Flow {
    let mut on = vec![0.0; arcs.len()];
    let mut value = 0.0;
    while source != sink && demand - value > TINY {
        let mut distance = vec![f64::INFINITY; nodes];
        // Arc by which a node is reached, and whether it is used backwards.
        let mut via: Vec<Option<(usize, bool)>> = vec![None; nodes];
        distance[source] = 0.0;
        for _ in 0..nodes {
            let mut changed = false;
            for (k, arc) in arcs.iter().enumerate() {
                let ways = [
                    (arc.from, arc.to, arc.capacity - on[k], arc.cost, false),
                    (arc.to, arc.from, on[k], -arc.cost, true),
                ];
                for (from, to, room, cost, backwards) in ways {
                    if room > TINY && distance[from] + cost < distance[to] - TINY {
                        distance[to] = distance[from] + cost;
                        via[to] = Some((k, backwards));
                        changed = true;
                    }
                }
            }
            if !changed {
                break;
            }
        }
        if distance[sink].is_infinite() {
            break;
        }
        let mut path = Vec::new();
        let mut at = sink;
        while let Some((k, backwards)) = via[at].filter(|_| at != source) {
            path.push((k, backwards));
            at = if backwards { arcs[k].to } else { arcs[k].from };
        }
        let room = path.iter().map(|(k, back)| if *back { on[*k] } else { arcs[*k].capacity - on[*k] });
        let amount = room.fold(demand - value, f64::min);
        for (k, backwards) in path {
            on[k] += if backwards { -amount } else { amount };
        }
        value += amount;
    }
    let cost = arcs.iter().zip(&on).map(|(a, f)| a.cost * f).sum();
    Flow { value, cost, on }
}

/// The most that can pass.
pub fn max_flow(nodes: usize, arcs: &[Arc], source: usize, sink: usize) -> f64 {
    let free: Vec<Arc> = arcs.iter().map(|a| Arc { cost: 0.0, ..*a }).collect();
    cheapest_flow(nodes, &free, source, sink, f64::INFINITY).value
}

/// The set of arcs, each costing `price[k]` to cut and together at most `budget`, whose loss leaves the least flow;
/// returns the flow that is left and the arcs. Of equal sets the first in order of the arcs is taken.
pub fn interdict(
    nodes: usize,
    arcs: &[Arc],
    source: usize,
    sink: usize,
    price: &[f64],
    budget: f64,
) -> (f64, Vec<usize>) {
    struct Search<'a> {
        nodes: usize,
        source: usize,
        sink: usize,
        price: &'a [f64],
        best: (f64, Vec<usize>),
    }
    impl Search<'_> {
        /// Only an arc that carries flow is worth cutting: branch on those of the current flow.
        fn branch(&mut self, arcs: &[Arc], budget: f64, cut: &[usize], kept: &[bool]) {
            let free: Vec<Arc> = arcs.iter().map(|a| Arc { cost: 0.0, ..*a }).collect();
            let flow = cheapest_flow(self.nodes, &free, self.source, self.sink, f64::INFINITY);
            if flow.value < self.best.0 - TINY {
                self.best = (flow.value, cut.to_vec());
            }
            let mut kept = kept.to_vec();
            for k in 0..arcs.len() {
                if flow.on[k] > TINY && !kept[k] && self.price[k] <= budget + TINY {
                    let mut rest = arcs.to_vec();
                    rest[k].capacity = 0.0;
                    let mut cut = cut.to_vec();
                    cut.push(k);
                    self.branch(&rest, budget - self.price[k], &cut, &kept);
                    kept[k] = true; // the other branches keep this arc
                }
            }
        }
    }
    let mut search = Search { nodes, source, sink, price, best: (f64::INFINITY, Vec::new()) };
    search.branch(arcs, budget, &[], &vec![false; arcs.len()]);
    search.best.1.sort_unstable();
    search.best
}

#[cfg(test)]
mod tests {
    use super::*;

    fn random_network(nodes: usize, count: usize, seed: u64) -> Vec<Arc> {
        let mut state = seed;
        let mut draw = |limit: u64| {
            state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
            (state >> 33) % limit
        };
        (0..count)
            .map(|_| Arc {
                from: draw(nodes as u64) as usize,
                to: draw(nodes as u64) as usize,
                capacity: draw(10) as f64,
                cost: 1.0 + draw(5) as f64,
            })
            .filter(|a| a.from != a.to)
            .collect()
    }

    #[test]
    fn the_most_that_passes_is_the_smallest_cut() {
        for seed in 0..60 {
            let arcs = random_network(6, 14, seed);
            let smallest_cut = (0u32..1 << 6)
                .filter(|side| side & 1 == 1 && side >> 5 & 1 == 0)
                .map(|side| {
                    let crosses = |a: &&Arc| side >> a.from & 1 == 1 && side >> a.to & 1 == 0;
                    arcs.iter().filter(crosses).map(|a| a.capacity).sum::<f64>()
                })
                .fold(f64::INFINITY, f64::min);
            assert!((max_flow(6, &arcs, 0, 5) - smallest_cut).abs() < 1e-6, "seed {seed}");
        }
    }

    #[test]
    fn flow_is_kept_at_every_node_and_within_capacity() {
        for seed in 0..30 {
            let arcs = random_network(6, 14, seed);
            let flow = cheapest_flow(6, &arcs, 0, 5, f64::INFINITY);
            for node in 1..5 {
                let into: f64 = arcs.iter().zip(&flow.on).filter(|(a, _)| a.to == node).map(|(_, f)| f).sum();
                let out: f64 =
                    arcs.iter().zip(&flow.on).filter(|(a, _)| a.from == node).map(|(_, f)| f).sum();
                assert!((into - out).abs() < 1e-6);
            }
            assert!(arcs.iter().zip(&flow.on).all(|(a, f)| *f >= -1e-9 && *f <= a.capacity + 1e-9));
        }
    }

    #[test]
    fn interdiction_equals_trying_every_set_and_grows_with_the_budget() {
        for seed in 0..12 {
            let arcs = random_network(5, 10, seed);
            let price: Vec<f64> = (0..arcs.len()).map(|k| 1.0 + (k % 3) as f64).collect();
            let mut before = f64::INFINITY;
            for budget in 0..6 {
                let budget = f64::from(budget);
                let plain = (0u32..1 << arcs.len())
                    .filter(|set| {
                        (0..arcs.len()).filter(|k| set >> k & 1 == 1).map(|k| price[k]).sum::<f64>() <= budget
                    })
                    .map(|set| {
                        let left: Vec<Arc> = arcs
                            .iter()
                            .enumerate()
                            .map(|(k, a)| Arc {
                                capacity: if set >> k & 1 == 1 { 0.0 } else { a.capacity },
                                ..*a
                            })
                            .collect();
                        max_flow(5, &left, 0, 4)
                    })
                    .fold(f64::INFINITY, f64::min);
                let (left, cut) = interdict(5, &arcs, 0, 4, &price, budget);
                assert!((left - plain).abs() < 1e-6, "seed {seed}, budget {budget}");
                assert!(cut.iter().map(|k| price[*k]).sum::<f64>() <= budget + 1e-9);
                assert!(left <= before + 1e-9);
                before = left;
            }
        }
    }

    #[test]
    fn interdiction_of_twenty_arcs_equals_trying_every_set_of_three() {
        for seed in 100..103 {
            let mut arcs = random_network(7, 30, seed);
            arcs.truncate(20);
            let left = |cut: &[usize]| {
                let rest: Vec<Arc> = arcs
                    .iter()
                    .enumerate()
                    .map(|(k, a)| Arc { capacity: if cut.contains(&k) { 0.0 } else { a.capacity }, ..*a })
                    .collect();
                max_flow(7, &rest, 0, 6)
            };
            let mut plain = f64::INFINITY;
            for a in 0..20 {
                for b in a..20 {
                    for c in b..20 {
                        plain = plain.min(left(&[a, b, c]));
                    }
                }
            }
            let (found, cut) = interdict(7, &arcs, 0, 6, &[1.0; 20], 3.0);
            assert!((found - plain).abs() < 1e-6, "seed {seed}: {found}, not {plain}");
            assert!(cut.len() <= 3);
        }
    }

    #[test]
    fn a_young_corridor_grows_towards_its_capacity_and_never_past_it() {
        let growth = Growth::from_rates(&[0.8, 1.2]).unwrap();
        let mut before = 0.5;
        for years in 1..40 {
            let [low, middle, high] =
                [0.05, 0.5, 0.9999].map(|q| growth.ahead(0.5, 6.0, f64::from(years), q));
            assert!(low < middle && middle <= high && high <= 6.0);
            assert!(middle >= before);
            before = middle;
        }
        assert_eq!(Growth::between(1.0, 7.0, 6.0), None);
        assert!((growth.ahead(0.5, 6.0, 1.0, 0.5) - 6.0 / (1.0 + 11.0 * (-1.0f64).exp())).abs() < 1e-9);
    }

    #[test]
    fn students_quantiles_are_those_of_the_printed_tables() {
        for (freedom, t) in
            [(1, 6.3138), (2, 2.9200), (3, 2.3534), (4, 2.1318), (5, 2.0150), (8, 1.8595), (9, 1.8331)]
        {
            assert!((student(freedom, 0.95) - t).abs() < 1e-4, "{freedom}: {}", student(freedom, 0.95));
            assert!((student(freedom, 0.05) + t).abs() < 1e-4);
        }
    }

    #[test]
    fn cheap_ways_are_used_first() {
        let arcs = [
            Arc { from: 0, to: 1, capacity: 5.0, cost: 1.0 },
            Arc { from: 0, to: 1, capacity: 5.0, cost: 3.0 },
        ];
        let flow = cheapest_flow(2, &arcs, 0, 1, 7.0);
        assert_eq!((flow.value, flow.cost, flow.on), (7.0, 11.0, vec![5.0, 2.0]));
    }
}
