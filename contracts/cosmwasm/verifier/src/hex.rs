//! Hexadecimal digits, eight at a time: a committee has 49 000 of them, and a branch costs as much as a dozen operations.

const ONES: u64 = u64::MAX / 255;

/// Reads twice as many digits as `out` has bytes; none where one is no digit.
pub(crate) fn decode(digits: &[u8], out: &mut [u8]) -> Option<()> {
    if digits.len() != out.len().wrapping_mul(2) {
        return None;
    }
    let mut wrong = 0;
    let groups = digits.chunks_exact(8);
    let rest = groups.remainder();
    let mut bytes = out.chunks_exact_mut(4);
    for (group, four) in groups.zip(&mut bytes) {
        let word = u64::from_le_bytes([group[0], group[1], group[2], group[3], group[4], group[5], group[6], group[7]]);
        wrong |= flaws(word);
        four.copy_from_slice(&pack(values(word)).to_le_bytes());
    }
    let mut last = [b'0'; 8];
    last[..rest.len()].copy_from_slice(rest);
    let word = u64::from_le_bytes(last);
    wrong |= flaws(word);
    let tail = bytes.into_remainder();
    tail.copy_from_slice(&pack(values(word)).to_le_bytes()[..tail.len()]);
    (wrong == 0).then_some(())
}

/// 1 in each byte that is a letter, if it is a digit at all.
fn letters(word: u64) -> u64 {
    word >> 6 & ONES
}

/// What each digit stands for.
fn values(word: u64) -> u64 {
    (word & (ONES * 0x0f)).wrapping_add(letters(word).wrapping_mul(9))
}

/// Zero where all eight are digits. `0` to `9` are 0x30 to 0x39; letters are 0x41 to 0x46 and 0x61 to 0x66.
fn flaws(word: u64) -> u64 {
    let letters = letters(word);
    let low = word & (ONES * 0x0f);
    // High halves: 3, or for letters 4 or 6.
    let class = (ONES * 0xf0) ^ letters.wrapping_mul(0x20);
    let high = (word & class) ^ (ONES * 0x30).wrapping_add(letters.wrapping_mul(0x10));
    // Low halves: at most 9, or for letters 1 to 6. No sum reaches the next byte.
    let too_high = low.wrapping_add(ONES * 6).wrapping_add(letters.wrapping_mul(3)) & (ONES * 0x10);
    let is_zero = !low.wrapping_add(ONES * 0x0f) & (ONES * 0x10) & letters << 4;
    high | too_high | is_zero
}

/// Puts the halves of four bytes together.
fn pack(halves: u64) -> u32 {
    let pairs = (halves << 4 | halves >> 8) & 0x00ff_00ff_00ff_00ff;
    let quads = (pairs | pairs >> 8) & 0x0000_ffff_0000_ffff;
    (quads | quads >> 16) as u32
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::vec::Vec;

    /// One digit at a time.
    fn slowly(digits: &[u8]) -> Option<Vec<u8>> {
        let value = |digit: &u8| char::from(*digit).to_digit(16);
        digits.chunks(2).map(|pair| Some((value(&pair[0])? << 4 | value(pair.get(1)?)?) as u8)).collect()
    }

    fn quickly(digits: &[u8]) -> Option<Vec<u8>> {
        let mut bytes = alloc::vec![0; digits.len() / 2];
        decode(digits, &mut bytes).map(|()| bytes)
    }

    #[test]
    fn reads_digits_of_either_case_at_every_length() {
        let digits = b"0123456789abcdefABCDEF9876543210fedcba09";
        for length in 0..=digits.len() {
            assert_eq!(quickly(&digits[..length]), slowly(&digits[..length]), "{length}");
        }
    }

    #[test]
    fn rejects_every_byte_that_is_no_digit_at_every_place() {
        for place in 0..12 {
            for byte in 0..=255 {
                let mut digits = *b"09afAF46ff00";
                digits[place] = byte;
                assert_eq!(quickly(&digits), slowly(&digits), "{byte} at {place}");
            }
        }
    }

    #[test]
    fn rejects_other_lengths() {
        assert_eq!(decode(b"0", &mut []), None);
        assert_eq!(decode(b"00", &mut [0; 2]), None);
        assert_eq!(decode(b"0000", &mut [0; 1]), None);
    }
}
