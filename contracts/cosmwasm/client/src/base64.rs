//! Base64 with padding (RFC 4648, section 4): how JSON from Go carries bytes.

use alloc::string::String;
use alloc::vec::Vec;

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
/// What no character stands for.
const NONE: u8 = 0xff;
const VALUES: [u8; 256] = values();

const fn values() -> [u8; 256] {
    let mut values = [NONE; 256];
    let mut i = 0;
    while i < ALPHABET.len() {
        values[ALPHABET[i] as usize] = i as u8;
        i += 1;
    }
    values
}

/// The text of some bytes.
pub(crate) fn encode(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for group in bytes.chunks(3) {
        let word = group.iter().fold(0u32, |word, byte| word << 8 | u32::from(*byte)) << (8 * (3 - group.len()));
        for i in 0..4 {
            let digit = ALPHABET[(word >> (18 - 6 * i) & 63) as usize];
            text.push(if i <= group.len() { char::from(digit) } else { '=' });
        }
    }
    text
}

/// The bytes of a text; none for a text that [`encode`] does not write.
pub(crate) fn decode(text: &[u8]) -> Option<Vec<u8>> {
    if text.len() % 4 != 0 {
        return None;
    }
    let (whole, last) = text.split_at(text.len().saturating_sub(4));
    let mut bytes = alloc::vec![0; whole.len() / 4 * 3];
    let mut seen = 0;
    // Two groups at a time, since a round of a loop costs as much as a group.
    let pairs = whole.chunks_exact(8);
    let single = pairs.remainder();
    let mut places = bytes.chunks_exact_mut(6);
    for (pair, six) in pairs.zip(&mut places) {
        put(word(&pair[..4], &mut seen), &mut six[..3]);
        put(word(&pair[4..], &mut seen), &mut six[3..]);
    }
    if single.len() == 4 {
        put(word(single, &mut seen), places.into_remainder());
    }
    if !last.is_empty() {
        let kept = last.iter().position(|digit| *digit == b'=').unwrap_or(4);
        let mut group = [b'A'; 4];
        group[..kept].copy_from_slice(&last[..kept]);
        let word = word(&group, &mut seen).to_be_bytes();
        let canonical = last[kept..].iter().all(|digit| *digit == b'=') && word[kept..].iter().all(|byte| *byte == 0);
        if kept < 2 || !canonical {
            return None;
        }
        bytes.extend_from_slice(&word[1..kept]);
    }
    (seen < 64).then_some(bytes)
}

/// Four digits as an integer of 24 bits; `seen` goes above 63 on anything else.
#[inline(always)]
fn word(group: &[u8], seen: &mut u8) -> u32 {
    let a = VALUES[usize::from(group[0])];
    let b = VALUES[usize::from(group[1])];
    let c = VALUES[usize::from(group[2])];
    let d = VALUES[usize::from(group[3])];
    *seen |= a | b | c | d;
    u32::from(a) << 18 | u32::from(b) << 12 | u32::from(c) << 6 | u32::from(d)
}

#[inline(always)]
fn put(word: u32, three: &mut [u8]) {
    three[0] = (word >> 16) as u8;
    three[1] = (word >> 8) as u8;
    three[2] = word as u8;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encodes_as_the_rfc_does() {
        for (bytes, text) in [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foo", "Zm9v"),
            ("foob", "Zm9vYg=="),
            ("fooba", "Zm9vYmE="),
            ("foobar", "Zm9vYmFy"),
        ] {
            assert_eq!(encode(bytes.as_bytes()), text);
            assert_eq!(decode(text.as_bytes()).as_deref(), Some(bytes.as_bytes()));
        }
    }

    #[test]
    fn decodes_every_byte_that_it_encodes() {
        let all: Vec<u8> = (0..=255).rev().collect();
        for length in 0..all.len() {
            assert_eq!(decode(encode(&all[..length]).as_bytes()).as_deref(), Some(&all[..length]));
        }
    }

    #[test]
    fn rejects_text_that_is_not_canonical() {
        for text in ["Z", "Zg", "Zg=", "Zh==", "Zm9=", "Z===", "====", "Zg==Zg==", "Zm9v\n", "Zm-v", "=Zm9", "Z=g="] {
            assert_eq!(decode(text.as_bytes()), None, "{text}");
        }
    }
}
