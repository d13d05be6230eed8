//! Digests: names that change exactly when the bytes do.
//!
//! In:    bytes.
//! Out:   short hexadecimal text.
//! Never: is used for secrets.

/// The first 16 hexadecimal digits of the BLAKE3 digest of `bytes`: enough to tell the versions of a file apart.
pub fn short_digest(bytes: &[u8]) -> String {
    blake3::hash(bytes).to_hex()[..16].to_owned()
}
