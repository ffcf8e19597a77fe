//! Many runs of one scenario under many settings.
//!
//! [`design`] says at which points of the parameter space to run, [`play`] plays the runs over all threads,
//! [`summary`] says what came out, [`sensitivity`] which parameters matter.

pub mod design;
pub mod play;
pub mod sensitivity;
pub mod summary;
