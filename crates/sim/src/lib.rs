//! The system of states, played forward: published mechanisms, each checked against an exact oracle.
//!
//! [`scenario`] reads and checks what to play; [`run`] plays it, forks it, saves it and takes it up again;
//! [`mechanisms`] are what a scenario can name, each one file behind the trait in [`mechanism`]. [`theory`] holds the models of the literature
//! that are pure functions; [`civil_violence`] is an agent-based one, [`torus`] the ground for more. [`ensemble`] plays
//! many runs over all threads, by designs over parameters, and says which matter; [`odd`] describes a scenario in the ODD
//! protocol; [`random`] gives every replication and purpose its own stream of numbers.

pub mod civil_violence;
pub mod ensemble;
pub mod mechanism;
pub mod mechanisms;
pub mod odd;
pub mod random;
pub mod run;
pub mod scenario;
pub mod theory;
pub mod torus;
