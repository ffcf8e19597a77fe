//! Group bargaining over several issues: the spatial model of politics.
//!
//! **What it does.** Actors with capability, a position and a salience on each issue look for the rival whom a
//! challenge would pay most to move, propose a compromise, and the group settles which of the proposals that touch an
//! actor it takes. Positions move turn by turn.
//!
//! **Equations.** Distance of actor `i` from a position: `d = √(Σ(s·Δ)² / Σs²)`; utility `(1 − d)(1 + d·r)` with the
//! attitude to risk `r`; support of `k` for option `i` over `j`: `c·v(uᵢ − uⱼ)` with `v(x) = x` or `(x + x³)/2`
//! ([`Voting`]); option `i` beats `j` with the chance `C(i,j) / (C(i,j) + C(j,i))` of the summed supports. Attitudes
//! follow from how likely each position is to beat all others when everybody is neutral, scaled to `[−½, 1]`; an actor
//! sees the others' attitudes one third of the way from its own. A challenge of `i` to `j` yields
//! `(1 − sⱼ)·u(victory) + sⱼ·(p·u(victory) + (1 − p)·u(defeat)) − u(as it is)`; third parties join the side they prefer,
//! committed to it only if it wins. The proposal to both lies between them on each issue, at the weights `s²p²`.
//!
//! **Source.** B. Wise, L. Lester and B. Efird, "An introduction to the KAPSARC Toolkit for Behavioral Analysis
//! (KTAB) using one-dimensional spatial models" (KAPSARC 2015); the reference implementation (MIT) and its logs.
//! Attitudes to risk go back to B. Bueno de Mesquita, "The war trap revisited", APSR 79 (1985).
//!
//! **Validation.** Every position, winning probability, target and gain of the shipped reference runs with
//! deterministic transitions comes out to the printed digits over all turns; the run with stochastic transitions does
//! when the logged choices are followed.
//!
//! **Limits.** No information is private; saliences of an actor sum to at most 1.

/// Strength of a coalition that nobody joins, so that chances stay defined.
const NOBODY: f64 = 1e-8;
/// The same within one challenge.
const NO_ALLY: f64 = 1e-10;
/// A challenge that promises less is not made.
const LEAST_GAIN: f64 = 1e-5;
/// Positions nearer than this are one.
const SAME_PLACE: f64 = 1e-3;

/// One who bargains.
#[derive(Clone, PartialEq, Debug)]
pub struct Actor {
    /// Influence, in any unit common to all.
    pub capability: f64,
    /// Position on each issue, from 0 to 1.
    pub position: Vec<f64>,
    /// Salience of each issue, from 0 to 1, together at most 1.
    pub salience: Vec<f64>,
}

/// How a difference of utility becomes support.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Voting {
    /// In proportion.
    Proportional,
    /// Half in proportion, half as its cube.
    ProportionalCubic,
}

/// How pairwise chances become the chance of each option.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Contest {
    /// The chance to beat all others, given that one does.
    Conditional,
    /// The limit of a chain of challenges, each as likely as the support that drives it.
    MarkovIncentive,
}

/// What can be chosen.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Rules {
    /// How support follows utility.
    pub voting: Voting,
    /// How an option is chosen from several.
    pub contest: Contest,
}

/// Actors at the table, between two turns.
#[derive(Clone, PartialEq, Debug)]
pub struct Table {
    rules: Rules,
    actors: Vec<Actor>,
    /// What each really wants; it follows the positions as far as `accommodation` says.
    ideals: Vec<Vec<f64>>,
    accommodation: Vec<Vec<f64>>,
}

/// These actors cannot bargain.
#[derive(Clone, PartialEq, Debug, thiserror::Error)]
pub enum TableError {
    /// Nobody to bargain with.
    #[error("{0} actors: bargaining takes two or more")]
    Actors(usize),
    /// A number is out of range.
    #[error(
        "actor {actor}: {what}: capability is above 0, positions are from 0 to 1, saliences too and together above 0 and at most 1"
    )]
    Range {
        /// From 0.
        actor: usize,
        /// What is wrong.
        what: &'static str,
    },
    /// The matrix of accommodation does not fit.
    #[error("row {0} of the accommodation: one share for every actor, together at most 1")]
    Accommodation(usize),
}

/// The best challenge an actor can make.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Challenge {
    /// Who challenges.
    pub by: usize,
    /// Whom.
    pub target: usize,
    /// Expected gain of utility over two positions.
    pub gain: f64,
    /// The challenger's estimate of its chance.
    pub chance: f64,
}

/// A proposal to two actors; from and to the same actor it means that all stays as it is.
#[derive(Clone, PartialEq, Debug)]
pub struct Proposal {
    /// Who makes it.
    pub from: usize,
    /// To whom.
    pub to: usize,
    /// Where the one who makes it would go.
    pub first: Vec<f64>,
    /// Where the other would go.
    pub second: Vec<f64>,
}

type Matrix = Vec<Vec<f64>>;

impl Table {
    /// Seats the actors. `accommodation[i][j]` is how far `i`'s ideal follows `j`'s position each turn; none means
    /// that everybody wants what it stands for.
    pub fn new(
        rules: Rules,
        actors: Vec<Actor>,
        accommodation: Option<Vec<Vec<f64>>>,
    ) -> Result<Self, TableError> {
        let n = actors.len();
        if n < 2 {
            return Err(TableError::Actors(n));
        }
        let issues = actors[0].position.len();
        for (k, actor) in actors.iter().enumerate() {
            let unit = |values: &[f64]| values.iter().all(|v| (0.0..=1.0).contains(v));
            let salience: f64 = actor.salience.iter().sum();
            let fault = if !(actor.capability > 0.0 && actor.capability.is_finite()) {
                "no capability"
            } else if actor.position.len() != issues || actor.salience.len() != issues || issues == 0 {
                "not one position and salience for every issue"
            } else if !unit(&actor.position) {
                "a position out of range"
            } else if !(unit(&actor.salience) && salience > 0.0 && salience <= 1.0 + 1e-9) {
                "saliences out of range"
            } else {
                continue;
            };
            return Err(TableError::Range { actor: k, what: fault });
        }
        let identity = || (0..n).map(|i| (0..n).map(|j| f64::from(u8::from(i == j))).collect()).collect();
        let accommodation: Matrix = accommodation.unwrap_or_else(identity);
        for k in 0..n.max(accommodation.len()) {
            let fits = accommodation.get(k).is_some_and(|row: &Vec<f64>| {
                k < n
                    && row.len() == n
                    && row.iter().all(|a| (0.0..=1.0).contains(a))
                    && row.iter().sum::<f64>() <= 1.0 + 1e-9
            });
            if !fits {
                return Err(TableError::Accommodation(k));
            }
        }
        let ideals = actors.iter().map(|a| a.position.clone()).collect();
        Ok(Self { rules, actors, ideals, accommodation })
    }

    /// Where each actor stands.
    pub fn positions(&self) -> impl ExactSizeIterator<Item = &[f64]> {
        self.actors.iter().map(|a| a.position.as_slice())
    }

    /// Mean position on an issue, weighted by capability and salience.
    pub fn weighted_mean(&self, issue: usize) -> f64 {
        let weight = |a: &Actor| a.capability * a.salience[issue];
        let total: f64 = self.actors.iter().map(weight).sum();
        self.actors.iter().map(|a| weight(a) * a.position[issue]).sum::<f64>() / total
    }

    /// The chance that each actor's position prevails; those who share one have the same chance.
    pub fn chances(&self) -> Vec<f64> {
        let (distance, risk) = self.attitudes();
        let places = self.places();
        let firsts: Vec<usize> = (0..places.len()).filter(|k| places[*k] == *k).collect();
        let utility: Matrix = (0..self.actors.len())
            .map(|i| firsts.iter().map(|j| utility(distance[i][*j], risk[i])).collect())
            .collect();
        let chances = self.options(&utility);
        places.iter().map(|place| chances[firsts.iter().position(|f| f == place).unwrap_or(0)]).collect()
    }

    /// Index of the first actor at each actor's place.
    fn places(&self) -> Vec<usize> {
        let positions: Vec<&[f64]> = self.positions().collect();
        (0..positions.len())
            .map(|k| (0..k).find(|j| far(positions[*j], positions[k]) < SAME_PLACE).unwrap_or(k))
            .collect()
    }

    /// Distances of every ideal from every position, and attitudes to risk.
    fn attitudes(&self) -> (Matrix, Vec<f64>) {
        let n = self.actors.len();
        let distance: Matrix =
            (0..n).map(|i| self.actors.iter().map(|to| self.distance(i, &to.position)).collect()).collect();
        let neutral: Matrix =
            distance.iter().map(|row| row.iter().map(|d| utility(*d, 0.0)).collect()).collect();
        let chance = self.options(&neutral);
        let low = chance.iter().copied().fold(f64::INFINITY, f64::min);
        let high = chance.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let spread = high - low;
        let risk = |p: &f64| if spread > 0.0 { 1.5 * (p - low) / spread - 0.5 } else { 0.0 };
        (distance, chance.iter().map(risk).collect())
    }

    /// Distance of an actor's ideal from a position, with its own saliences.
    fn distance(&self, actor: usize, position: &[f64]) -> f64 {
        let salience = &self.actors[actor].salience;
        let weighted = self.ideals[actor].iter().zip(position).zip(salience);
        let square: f64 = weighted.map(|((a, b), s)| ((a - b) * s).powi(2)).sum();
        (square / salience.iter().map(|s| s * s).sum::<f64>()).sqrt()
    }

    /// Support of weight `w` for `a` over `b`.
    fn support(&self, weight: f64, a: f64, b: f64) -> f64 {
        let x = a - b;
        weight
            * match self.rules.voting {
                Voting::Proportional => x,
                Voting::ProportionalCubic => 0.5 * x + 0.5 * x * x * x,
            }
    }

    /// Chance of each option, by the utility of every actor for it.
    fn options(&self, utility: &Matrix) -> Vec<f64> {
        let n = utility[0].len();
        let mut coalition = vec![vec![NOBODY; n]; n];
        for i in 0..n {
            for j in 0..i {
                for (actor, row) in self.actors.iter().zip(utility) {
                    let support = self.support(actor.capability, row[i], row[j]);
                    if support > 0.0 {
                        coalition[i][j] += support;
                    } else {
                        coalition[j][i] -= support;
                    }
                }
            }
        }
        match self.rules.contest {
            Contest::Conditional => conditional(&coalition),
            Contest::MarkovIncentive => markov_incentive(&coalition),
        }
    }

    /// `h`'s estimate of the chance that `i` defeats `j`, and of the gain of `k` from it.
    fn estimate(&self, seen: &Matrix, k: usize, i: usize, j: usize) -> (f64, f64) {
        let weight = |a: usize| self.actors[a].capability * self.actors[a].salience.iter().sum::<f64>();
        let (mut with_i, mut with_j) = (NO_ALLY, NO_ALLY);
        let mut join = |support: f64| {
            if support > 0.0 {
                with_i += support;
            } else {
                with_j -= support;
            }
        };
        join(self.support(weight(i), seen[i][i], seen[i][j]));
        join(self.support(weight(j), seen[j][i], seen[j][j]));
        let (alone_i, alone_j) = (with_i, with_j);
        for n in (0..self.actors.len()).filter(|n| *n != i && *n != j) {
            let (to_i, to_j, to_self) = (seen[n][i], seen[n][j], seen[n][n]);
            let own = self.support(weight(n), to_i, to_j);
            let (pro, contra) = (alone_i + own.max(0.0), alone_j + (-own).max(0.0));
            let chance = pro / (pro + contra);
            let join_i = chance * (2.0 * to_i + to_self) + (1.0 - chance) * 3.0 * to_j;
            let join_j = chance * 3.0 * to_i + (1.0 - chance) * (2.0 * to_j + to_self);
            let support = self.support(weight(n), join_i, join_j);
            if support > 0.0 {
                with_i += support;
            } else {
                with_j -= support;
            }
        }
        let chance = with_i / (with_i + with_j);
        let (victory, defeat) = (2.0 * seen[k][i], 2.0 * seen[k][j]);
        let care: f64 = self.actors[j].salience.iter().sum();
        let contest = chance * victory + (1.0 - chance) * defeat;
        let gain = (1.0 - care) * victory + care * contest - (seen[k][i] + seen[k][j]);
        (chance, gain)
    }

    /// How actor `h` sees everybody's utility of everybody's position.
    fn seen_by(h: usize, distance: &Matrix, risk: &[f64]) -> Matrix {
        let view = |(row, own): (&Vec<f64>, &f64)| {
            row.iter().map(|d| utility(*d, (2.0 * risk[h] + own) / 3.0)).collect()
        };
        distance.iter().zip(risk).map(view).collect()
    }

    /// The best challenge of every actor that has one.
    pub fn challenges(&self) -> Vec<Challenge> {
        let (distance, risk) = self.attitudes();
        let n = self.actors.len();
        (0..n).filter_map(|i| self.best_challenge(i, &Self::seen_by(i, &distance, &risk))).collect()
    }

    fn best_challenge(&self, i: usize, seen: &Matrix) -> Option<Challenge> {
        let mut best: Option<Challenge> = None;
        for target in (0..self.actors.len()).filter(|j| *j != i) {
            let (chance, gain) = self.estimate(seen, i, i, target);
            if gain > best.map_or(LEAST_GAIN, |b| b.gain) {
                best = Some(Challenge { by: i, target, gain, chance });
            }
        }
        best
    }

    /// One turn. `choose` is told the actor, the proposals that touch it and their chances, and says which is taken.
    pub fn turn(&mut self, mut choose: impl FnMut(usize, &[Proposal], &[f64]) -> usize) {
        let n = self.actors.len();
        let (distance, risk) = self.attitudes();
        let own: Matrix =
            (0..n).map(|i| distance[i].iter().map(|d| utility(*d, risk[i])).collect()).collect();
        let stay = |k: usize| {
            let at = self.actors[k].position.clone();
            Proposal { from: k, to: k, first: at.clone(), second: at }
        };
        let mut tables: Vec<Vec<Proposal>> = (0..n).map(|k| vec![stay(k)]).collect();
        for challenge in self.challenges() {
            let proposal = self.compromise(challenge);
            tables[challenge.by].push(proposal.clone());
            tables[challenge.target].push(proposal);
        }
        // Utility of the state after a proposal: the mean over all positions.
        let after = |actor: usize, proposal: &Proposal| {
            let mut sum: f64 = own[actor].iter().sum();
            if proposal.from != proposal.to {
                for (who, to) in [(proposal.from, &proposal.first), (proposal.to, &proposal.second)] {
                    sum += utility(self.distance(actor, to), risk[actor]) - own[actor][who];
                }
            }
            sum / n as f64
        };
        let next: Vec<Vec<f64>> = tables
            .iter()
            .enumerate()
            .map(|(k, proposals)| {
                let utility: Matrix =
                    (0..n).map(|a| proposals.iter().map(|p| after(a, p)).collect()).collect();
                let chances = self.options(&utility);
                let taken = &proposals[choose(k, proposals, &chances).min(proposals.len() - 1)];
                if taken.from == k { taken.first.clone() } else { taken.second.clone() }
            })
            .collect();
        for (actor, position) in self.actors.iter_mut().zip(next) {
            actor.position = position;
        }
        for (ideal, row) in self.ideals.iter_mut().zip(&self.accommodation) {
            let kept = 1.0 - row.iter().sum::<f64>().min(1.0);
            for (issue, value) in ideal.iter_mut().enumerate() {
                let followed: f64 = row.iter().zip(&self.actors).map(|(a, to)| a * to.position[issue]).sum();
                *value = kept * *value + followed;
            }
        }
    }

    /// The compromise that a challenger proposes: on each issue between the two, to four decimals.
    fn compromise(&self, challenge: Challenge) -> Proposal {
        let (a, b) = (&self.actors[challenge.by], &self.actors[challenge.target]);
        let round = |x: f64| (0.5 + x * 10_000.0).floor() / 10_000.0;
        let (mut first, mut second) = (Vec::new(), Vec::new());
        for issue in 0..a.position.len() {
            let weigh = |salience: f64, chance: f64| (salience * chance).powi(2);
            let (wa, wb) = (
                weigh(a.salience[issue], challenge.chance),
                weigh(b.salience[issue], 1.0 - challenge.chance),
            );
            let (at, to) = (a.position[issue], b.position[issue]);
            let least = 1e-6;
            first.push(round(((wa + least) * at + wb * to) / (wa + least + wb)));
            second.push(round((wa * at + (wb + least) * to) / (wa + least + wb)));
        }
        Proposal { from: challenge.by, to: challenge.target, first, second }
    }
}

/// The likeliest of several options, the first of equals: the choice of deterministic transitions.
pub fn likeliest(chances: &[f64]) -> usize {
    let mut best = 0;
    for (k, chance) in chances.iter().enumerate() {
        if *chance > chances[best] {
            best = k;
        }
    }
    best
}

fn utility(distance: f64, risk: f64) -> f64 {
    let within = distance.min(1.0);
    (1.0 - distance) * (1.0 + within * risk)
}

fn far(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(x, y)| (x - y).powi(2)).sum::<f64>().sqrt()
}

/// Chance that one option beats another.
fn beats(coalition: &Matrix, i: usize, j: usize) -> f64 {
    if i == j { 0.5 } else { coalition[i][j] / (coalition[i][j] + coalition[j][i]) }
}

fn conditional(coalition: &Matrix) -> Vec<f64> {
    let n = coalition.len();
    let all: Vec<f64> = (0..n).map(|i| (0..n).map(|j| beats(coalition, i, j)).product::<f64>()).collect();
    let total: f64 = all.iter().sum();
    all.iter().map(|p| p / total).collect()
}

/// The stationary distribution of challenges, found as the reference does: half a step at a time.
fn markov_incentive(coalition: &Matrix) -> Vec<f64> {
    let n = coalition.len();
    let incentive =
        |i: usize, j: usize| coalition[i][j] * beats(coalition, i, j) + if i == j { NO_ALLY } else { 0.0 };
    let total: Vec<f64> = (0..n).map(|j| (0..n).map(|i| incentive(i, j)).sum()).collect();
    let mut p = vec![1.0 / n as f64; n];
    for _ in 0..10_000 {
        let met = |i: usize, j: usize| p[i] * incentive(j, i) / total[i];
        let next: Vec<f64> =
            (0..n).map(|i| (0..n).map(|j| beats(coalition, i, j) * (met(i, j) + met(j, i))).sum()).collect();
        let change = p.iter().zip(&next).map(|(a, b): (&f64, &f64)| (a - b).abs()).fold(0.0, f64::max);
        for (a, b) in p.iter_mut().zip(next) {
            *a = f64::midpoint(*a, b);
        }
        if change <= 1e-8 {
            break;
        }
    }
    p
}

/// Weighted median: the position at which half of the weight (capability × salience) is reached.
pub fn weighted_median(positions: &[f64], weights: &[f64]) -> f64 {
    let mut order: Vec<usize> = (0..positions.len().min(weights.len())).collect();
    order.sort_by(|a, b| positions[*a].total_cmp(&positions[*b]));
    let half = weights.iter().sum::<f64>() / 2.0;
    let mut reached = 0.0;
    for k in &order {
        reached += weights[*k];
        if reached >= half {
            return positions[*k];
        }
    }
    f64::NAN
}

#[cfg(test)]
mod tests {
    use super::*;

    const RULES: Rules = Rules { voting: Voting::Proportional, contest: Contest::Conditional };

    fn actor(capability: f64, position: f64, salience: f64) -> Actor {
        Actor { capability, position: vec![position], salience: vec![salience] }
    }

    #[test]
    fn the_strong_draw_the_weak_and_all_stay_within_the_range() {
        let actors = vec![actor(100.0, 0.1, 0.9), actor(10.0, 0.9, 0.3), actor(20.0, 0.4, 0.5)];
        let mut table = Table::new(RULES, actors, None).unwrap();
        let before = table.positions().map(<[f64]>::to_vec).collect::<Vec<_>>();
        for _ in 0..5 {
            table.turn(|_, _, chances| likeliest(chances));
        }
        let after: Vec<f64> = table.positions().map(|p| p[0]).collect();
        assert!(after[1] < before[1][0], "{after:?}");
        assert!((after[0] - 0.1).abs() < (after[1] - 0.9).abs());
        assert!(after.iter().all(|p| (0.1..=0.9).contains(p)));
        assert!(table.weighted_mean(0) < 0.3);
    }

    #[test]
    fn those_who_cannot_bargain_are_refused_by_number() {
        assert_eq!(Table::new(RULES, vec![actor(1.0, 0.5, 0.5)], None), Err(TableError::Actors(1)));
        let off = Table::new(RULES, vec![actor(1.0, 0.5, 0.5), actor(1.0, 1.5, 0.5)], None).unwrap_err();
        assert!(off.to_string().contains("actor 1: a position out of range"), "{off}");
        let two = vec![actor(1.0, 0.5, 0.5), actor(1.0, 0.2, 0.5)];
        assert_eq!(
            Table::new(RULES, two, Some(vec![vec![0.5, 0.5], vec![0.9, 0.9]])),
            Err(TableError::Accommodation(1))
        );
    }

    #[test]
    fn the_median_is_where_half_of_the_weight_lies() {
        assert_eq!(weighted_median(&[4.0, 10.0, 7.0], &[1.0, 1.0, 1.0]), 7.0);
        assert_eq!(weighted_median(&[4.0, 10.0], &[1.0, 3.0]), 10.0);
    }
}
