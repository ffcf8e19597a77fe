//! The system of states, played forward: published mechanisms, each checked against an exact oracle.
//!
//! [`theory`] holds the models of the literature that are pure functions of their inputs; [`civil_violence`] is an
//! agent-based one; [`random`] gives every replication and purpose its own stream of numbers.

pub mod civil_violence;
pub mod random;
pub mod theory;
