//! Many runs of one model under many settings: designs, and what can be learnt from them.
//!
//! [`design`] says at which points of the parameter space to run; [`sensitivity`] says which parameters matter.

pub mod design;
pub mod sensitivity;
