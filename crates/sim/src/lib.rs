//! The system of states, played forward: published mechanisms, each checked against an exact oracle.
//!
//! [`theory`] holds the models of the literature as pure functions of their inputs; nothing in it draws a random
//! number or keeps state.

pub mod theory;
