//! The system of states, played forward: published mechanisms, each checked against an exact oracle.
//!
//! [`theory`] holds the models of the literature that are pure functions of their inputs; [`civil_violence`] is an
//! agent-based one; [`ensemble`] runs designs over
//! parameters and says which matter; [`random`] gives every replication and purpose its own stream of numbers.

pub mod civil_violence;
pub mod ensemble;
pub mod random;
pub mod theory;
