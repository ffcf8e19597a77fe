//! Numbers for small networks on one CPU core: vector kernels, matrix products, a seeded generator.
//!
//! Every kernel is compiled three times (AVX-512, AVX2, plain) and chosen at run time. Multiplication and
//! addition stay apart (no fused operations) and sums run in a fixed order, so that all three give the same bits:
//! an analysis and a trained model do not depend on the machine. What a trained network multiplies is whole numbers,
//! which need no care for order.

pub(crate) mod gemm;
pub(crate) mod math;
mod quantised;
mod rng;
pub(crate) mod simd;

pub(crate) use gemm::{Packed, gemm};
pub(crate) use quantised::{Quantised, Values, product};
pub(crate) use rng::Rng;
