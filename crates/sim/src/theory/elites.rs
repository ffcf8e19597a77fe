//! Will those around the ruler turn against him? A global game with protest as public signal.
//!
//! **What it does.** Nobody knows how strong the regime is. Each member of the elite has a private hint, all see the
//! protest in the streets. Who turns against the ruler gains if the regime falls and pays if it stands; the regime
//! falls when as many turn as it is strong. In equilibrium those turn whose hint is below a threshold, and the regime
//! falls when its strength is below another. Protest moves everybody's belief, and everybody's belief about the others'
//! belief: its effect is larger than what it says about the regime, the more so the more precisely it is seen.
//!
//! **Equations.** Strength `θ`; hints `x = θ + ε/√β`; public signal `y = θ + η/√α`. With `c` the chance of fall at
//! which one is indifferent, the threshold solves `θ* = Φ((α(θ* − y) − √(α+β)·Φ⁻¹(c)) / √β)`; it is unique when
//! `α ≤ √(2πβ)`. As `β → ∞` it goes to `1 − c` whatever is seen. Of a protest by a share `m` of the citizens, whose own
//! hints have the standard deviation `σ` and who march when theirs is below `k`, the signal is `y = k − σ·Φ⁻¹(m)`.
//!
//! **Source.** B. Casper and S. Tyson, "Popular protest and elite coordination in a coup d'état", JoP 76 (2014);
//! S. Morris and H. S. Shin, "Rethinking multiple equilibria in macroeconomic modeling" (2000).
//!
//! **Validation.** The limit without noise in closed form; the share that turns falls with strength; the chance of a
//! fall rises with protest and rises faster when protest is seen more precisely.
//!
//! **Limits.** One shot; all members alike. Where the threshold is not unique the middle of the outer two is taken.

use serde::{Deserialize, Serialize};

use super::threshold::normal_share;
use crate::scenario::inverse_normal;

/// What members of the elite know and want.
#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize)]
pub struct Elites {
    /// Precision of private hints, `β`: one over their variance.
    pub private: f64,
    /// Precision of the public signal, `α`.
    pub public: f64,
    /// Chance of fall, between 0 and 1, at which one is indifferent: the price of failure over price plus prize.
    pub doubt: f64,
}

/// Share of the successes among attempts to take power by coup, 1950 to 2010: 227 of 457 (J. Powell and C. Thyne,
/// "Global instances of coups from 1950 to 2010", JPR 48 (2011)).
pub const COUPS_THAT_SUCCEED: f64 = 227.0 / 457.0;

/// Of 303 autocrats removed by other than constitutional means between 1946 and 2008, 205 fell to insiders (M. Svolik,
/// "The politics of authoritarian rule" (2012)).
pub const FALLS_BY_INSIDERS: f64 = 205.0 / 303.0;

/// Distribution function of the standard normal distribution.
fn phi(x: f64) -> f64 {
    normal_share(x, 0.0, 1.0)
}

/// What a protest by this share of the citizens says about the strength of the regime. `marching` is the hint below
/// which citizens march, `spread` the standard deviation of their hints.
pub fn signal(protest: f64, marching: f64, spread: f64) -> f64 {
    marching - spread * inverse_normal(protest.clamp(1e-6, 1.0 - 1e-6))
}

impl Elites {
    /// Whether there is one threshold for every public signal.
    pub fn is_unique(&self) -> bool {
        self.public <= (2.0 * std::f64::consts::PI * self.private).sqrt()
    }

    /// Strength below which the regime falls, from 0 to 1, given the public signal.
    pub fn threshold(&self, signal: f64) -> f64 {
        let z = inverse_normal(self.doubt);
        let answer = |theta: f64| {
            phi((self.public * (theta - signal) - (self.public + self.private).sqrt() * z)
                / self.private.sqrt())
        };
        // The answer rises with the threshold: from below the iteration ends at the lowest fixed point, from above at
        // the highest.
        let from = |start: f64| {
            let mut theta = start;
            for _ in 0..100_000 {
                let next = answer(theta);
                if (next - theta).abs() < 1e-14 {
                    break;
                }
                theta = next;
            }
            theta
        };
        f64::midpoint(from(0.0), from(1.0))
    }

    /// Share of the elite that turns when the regime is this strong.
    pub fn turning(&self, strength: f64, signal: f64) -> f64 {
        self.fearing(self.doubt, strength, signal)
    }

    /// Share of the elite that takes the chance of a fall to be `chance` or more when the regime is this strong.
    pub fn fearing(&self, chance: f64, strength: f64, signal: f64) -> f64 {
        let threshold = self.threshold(signal);
        let z = inverse_normal(chance);
        let total = self.public + self.private;
        let hint = (total * threshold - self.public * signal - z * total.sqrt()) / self.private;
        phi(self.private.sqrt() * (hint - strength))
    }

    /// Chance of a fall for an observer who knows nothing but the public signal.
    pub fn fall(&self, signal: f64) -> f64 {
        phi(self.public.sqrt() * (self.threshold(signal) - signal))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ELITES: Elites = Elites { private: 25.0, public: 4.0, doubt: 0.4 };

    #[test]
    fn without_noise_the_threshold_is_the_closed_form_whatever_is_seen() {
        for doubt in [0.1, 0.25, 0.5, 0.8] {
            for signal in [-1.0, 0.3, 0.9, 2.0] {
                let exact = Elites { private: 1e14, public: 4.0, doubt };
                let found = exact.threshold(signal);
                assert!((found - (1.0 - doubt)).abs() < 1e-6, "doubt {doubt}, signal {signal}: {found}");
            }
        }
    }

    #[test]
    fn the_threshold_solves_its_equation_from_both_ends() {
        assert!(ELITES.is_unique());
        for signal in [-0.5, 0.2, 0.5, 1.2] {
            let theta = ELITES.threshold(signal);
            // Those with the hint of the threshold are indifferent, and as many turn as the regime is strong.
            assert!((ELITES.turning(theta, signal) - theta).abs() < 1e-9, "signal {signal}");
        }
    }

    #[test]
    fn more_turn_against_a_weaker_regime_and_fewer_when_failure_costs_more() {
        let mut before = 1.0;
        for strength in [0.0, 0.2, 0.4, 0.6, 0.8, 1.0] {
            let share = ELITES.turning(strength, 0.5);
            assert!(share <= before);
            before = share;
        }
        let dearer = Elites { doubt: 0.6, ..ELITES };
        assert!(dearer.threshold(0.5) < ELITES.threshold(0.5));
    }

    #[test]
    fn a_fall_is_likelier_with_more_protest_and_more_so_when_it_is_seen_precisely() {
        let fall = |public: f64, protest: f64| {
            let elites = Elites { public, ..ELITES };
            elites.fall(signal(protest, 0.3, 0.3))
        };
        let mut before = 0.0;
        for protest in [0.01, 0.05, 0.1, 0.2, 0.4] {
            let chance = fall(4.0, protest);
            assert!(chance > before, "protest {protest}: {chance}");
            before = chance;
        }
        let rise = |public: f64| fall(public, 0.3) - fall(public, 0.02);
        assert!(rise(1.0) < rise(4.0) && rise(4.0) < rise(9.0), "{} {} {}", rise(1.0), rise(4.0), rise(9.0));
    }

    #[test]
    fn what_all_see_moves_the_threshold_beyond_what_it_says() {
        // The same news told to everyone and known to be told: the threshold itself moves, not only beliefs.
        assert!(ELITES.threshold(0.2) > ELITES.threshold(0.8));
        let unseen = Elites { public: 1e-9, ..ELITES };
        assert!((unseen.threshold(0.2) - unseen.threshold(0.8)).abs() < 1e-6);
    }
}
