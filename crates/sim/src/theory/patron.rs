//! Will a patron answer an ally's call while another front ties its forces?
//!
//! **What it does.** The patron weighs what its troops change for the ally against what they are worth elsewhere. For
//! every number of units it could send it computes the gain and takes the best; if that is none, it says no.
//!
//! **Equations.** Sending `k` of `T` units is worth `stake·(p(k) − p(0)) − front·(V(T) − V(T − k)) − cost·k + will`, with
//! `p(k) = (a + k) / (a + k + b)` the chance that the ally (forces `a`) prevails over its challengers (`b`), and `V(t)`
//! the share of the other fronts that the patron holds with `t` units against a rival's `r`: the value of the Colonel
//! Blotto game.
//!
//! **Source.** Expected utility of alliance commitments: B. Bueno de Mesquita, "The war trap" (1981); the contest
//! function of G. Tullock (1980); the game of `theory::blotto`.
//!
//! **Validation.** Monotone in stake, in the rival's forces and in the challengers' strength; the four requests to the
//! Collective Security Treaty Organization are four points, scored leave-one-out (see the claims page).
//!
//! **Limits.** One patron, whole units, risk neutral; nothing is asked in return.

use serde::{Deserialize, Serialize};

use super::blotto;

/// A call for help and what else is at stake.
#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize)]
pub struct Call {
    /// What the ally's survival is worth to the patron; the unit of value.
    pub stake: f64,
    /// Forces of the ally, in units.
    pub own: f64,
    /// Forces of those it faces, in units.
    pub against: f64,
    /// Units the patron has.
    pub forces: u32,
    /// Units of the rival on the other fronts.
    pub rival: u32,
    /// Number of other fronts.
    pub fronts: usize,
    /// What holding all other fronts is worth, in the unit of the stake.
    pub front: f64,
    /// Cost of sending one unit: lives, money, and the anger of those it is sent against.
    pub cost: f64,
    /// What answering is worth by itself, whatever it changes: a name for keeping one's word; below 0 a wish to stay out.
    pub will: f64,
}

/// What the patron does best.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Answer {
    /// Units it sends; 0 means that the call is refused.
    pub units: u32,
    /// Gain over sending none.
    pub gain: f64,
    /// Gain of the best number above none: below 0 it says how far the patron is from answering.
    pub leaning: f64,
    /// Share of the other fronts it then holds.
    pub held: f64,
}

impl Call {
    /// Chance that the ally prevails with this many units of help.
    pub fn prevails(&self, units: u32) -> f64 {
        let with = self.own + f64::from(units);
        if with + self.against > 0.0 { with / (with + self.against) } else { 1.0 }
    }

    /// The best answer, the smallest force of equals.
    pub fn answer(&self) -> Result<Answer, blotto::BlottoError> {
        let held = |units: u32| -> Result<f64, blotto::BlottoError> {
            if self.rival == 0 || self.fronts == 0 {
                return Ok(1.0);
            }
            Ok(blotto::solve(self.forces - units, self.rival, self.fronts)?.value)
        };
        let all = held(0)?;
        let mut best = Answer { units: 0, gain: 0.0, leaning: f64::NEG_INFINITY, held: all };
        for units in 1..=self.forces {
            let left = held(units)?;
            let gain = self.stake * (self.prevails(units) - self.prevails(0))
                - self.front * (all - left)
                - self.cost * f64::from(units)
                + self.will;
            best.leaning = best.leaning.max(gain);
            if gain > best.gain + 1e-9 {
                best = Answer { units, gain, leaning: best.leaning, held: left };
            }
        }
        Ok(best)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CALL: Call = Call {
        stake: 1.0,
        own: 4.0,
        against: 4.0,
        forces: 8,
        rival: 6,
        fronts: 3,
        front: 0.5,
        cost: 0.01,
        will: 0.0,
    };

    #[test]
    fn a_call_is_answered_when_enough_is_at_stake_and_the_other_front_is_quiet() {
        let answer = |call: Call| call.answer().unwrap();
        assert!(answer(Call { rival: 0, ..CALL }).units > 0);
        assert_eq!(answer(Call { stake: 0.01, ..CALL }).units, 0);
        let mut before = f64::NEG_INFINITY;
        for stake in [0.0, 0.2, 0.5, 1.0, 2.0] {
            let leaning = answer(Call { stake, ..CALL }).leaning;
            assert!(leaning > before, "stake {stake}");
            before = leaning;
        }
        let quiet = answer(Call { rival: 0, ..CALL });
        let busy = answer(Call { front: 3.0, ..CALL });
        assert!(busy.units < quiet.units, "{busy:?} {quiet:?}");
    }

    #[test]
    fn help_matters_most_when_the_sides_are_close() {
        let gain = |against: f64| Call { rival: 0, against, ..CALL }.answer().unwrap().gain;
        assert!(gain(4.0) > gain(0.1));
        assert!(gain(4.0) > gain(400.0));
    }

    #[test]
    fn whoever_faces_nobody_needs_no_help() {
        let call = Call { against: 0.0, ..CALL };
        assert_eq!(call.answer().unwrap().units, 0);
        assert_eq!(call.prevails(0), 1.0);
    }
}
