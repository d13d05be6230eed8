//! Digests: names that change exactly when the bytes do.
//!
//! In:    bytes.
//! Out:   short hexadecimal text.
//! Never: is used for secrets.

/// The first 16 hexadecimal digits of the BLAKE3 digest of `bytes`: enough to tell the versions of a file apart.
pub fn short_digest(bytes: &[u8]) -> String {
    blake3::hash(bytes).to_hex()[..16].to_owned()
}

/// The value of an `integrity` attribute: SHA-384 in base64 (W3C Subresource Integrity).
pub fn integrity(bytes: &[u8]) -> String {
    use sha2::Digest as _;
    format!("sha384-{}", base64(&sha2::Sha384::digest(bytes)))
}

fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for group in bytes.chunks(3) {
        let number = (0..3).fold(0_usize, |number, place| number << 8 | usize::from(*group.get(place).unwrap_or(&0)));
        for place in 0..4 {
            text.push(if place > group.len() { '=' } else { char::from(LETTERS[number >> (18 - 6 * place) & 63]) });
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn integrity_is_as_browsers_have_it() {
        // The example of the specification, and the three ends of base64.
        assert_eq!(integrity(b"alert('Hello, world.');"), "sha384-H8BRh8j48O9oYatfu5AZzq6A9RINhZO5H16dQZngK7T62em8MUt1FLm52t+eX6xO");
        assert_eq!([base64(b"M"), base64(b"Ma"), base64(b"Man")], ["TQ==", "TWE=", "TWFu"]);
    }
}
