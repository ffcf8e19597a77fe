use sha2::{Digest, Sha256};

/// A short stable identifier: `prefix` and the first 16 hexadecimal digits of the SHA-256 of the parts.
///
/// The same parts give the same identifier on every machine; parts are separated, so `["ab","c"]` and
/// `["a","bc"]` differ.
pub fn stable_id(prefix: &str, parts: &[&str]) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update((part.len() as u64).to_le_bytes());
        hash.update(part.as_bytes());
    }
    let digest = hash.finalize();
    let mut id = String::with_capacity(prefix.len() + 16);
    id.push_str(prefix);
    for byte in &digest[..8] {
        use std::fmt::Write;
        let _ = write!(id, "{byte:02x}");
    }
    id
}
