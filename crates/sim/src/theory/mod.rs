//! Models of the literature, as pure functions.

pub mod alignment;
pub mod bargaining;
pub mod blotto;
pub mod elites;
pub mod flow;
pub mod landscape;
pub mod patron;
pub mod threshold;
