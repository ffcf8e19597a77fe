//! Choice of the widest vector instructions the machine has.

/// 2 for AVX-512, 1 for AVX2, 0 for what every machine of the architecture has.
#[inline]
pub(crate) fn level() -> u8 {
    #[cfg(target_arch = "x86_64")]
    {
        if is_x86_feature_detected!("avx512f")
            && is_x86_feature_detected!("avx512vl")
            && is_x86_feature_detected!("avx512dq")
            && is_x86_feature_detected!("avx512bw")
        {
            return 2;
        }
        if is_x86_feature_detected!("avx2") {
            return 1;
        }
    }
    0
}

/// Whether a machine of level 2 multiplies bytes, too (AVX-512 VNNI).
#[cfg(target_arch = "x86_64")]
#[inline]
pub(crate) fn has_vnni() -> bool {
    is_x86_feature_detected!("avx512vnni")
}

/// Defines a function whose body is compiled once per instruction set.
macro_rules! kernel {
    ($(#[$meta:meta])* $vis:vis fn $name:ident($($arg:ident: $ty:ty),* $(,)?) $body:block) => {
        $(#[$meta])*
        #[allow(clippy::too_many_arguments, reason = "kernels take plain slices and sizes")]
        $vis fn $name($($arg: $ty),*) {
            #[inline(always)]
            #[allow(clippy::too_many_arguments, clippy::inline_always, reason = "inlined into each variant")]
            fn body($($arg: $ty),*) $body
            #[cfg(target_arch = "x86_64")]
            {
                #[target_feature(enable = "avx512f,avx512vl,avx512dq,avx512bw")]
                #[allow(clippy::too_many_arguments, reason = "as above")]
                fn wide($($arg: $ty),*) { body($($arg),*) }
                #[target_feature(enable = "avx2")]
                #[allow(clippy::too_many_arguments, reason = "as above")]
                fn half($($arg: $ty),*) { body($($arg),*) }
                match $crate::nn::simd::level() {
                    // SAFETY: `level` has seen that the machine has these instructions.
                    2 => return unsafe { wide($($arg),*) },
                    1 => return unsafe { half($($arg),*) },
                    _ => {}
                }
            }
            body($($arg),*);
        }
    };
}
pub(crate) use kernel;
