//! Models of the literature, as pure functions.

pub mod alignment;
pub mod bargaining;
pub mod blotto;
pub mod flow;
pub mod landscape;
pub mod threshold;
