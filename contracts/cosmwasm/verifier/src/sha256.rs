//! SHA-256 (FIPS 180-4) of exactly 64 bytes, the only length that SSZ hashes: a committee takes a thousand of them. The second block
//! is then always the same padding, whose message schedule is a constant.

const ROUNDS: [u32; 64] = [
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5, 0xd807aa98,
    0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786,
    0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da, 0x983e5152, 0xa831c66d, 0xb00327c8,
    0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967, 0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13,
    0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85, 0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819,
    0xd6990624, 0xf40e3585, 0x106aa070, 0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a,
    0x5b9cca4f, 0x682e6ff3, 0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7,
    0xc67178f2,
];

const START: [u32; 8] =
    [0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19];

/// The rounds' constants added to the schedule of the padding: a one bit, zeros, and the length of 512 bits.
const PADDING: [u32; 64] = padding();

const fn padding() -> [u32; 64] {
    let mut words = [0u32; 64];
    words[0] = 1 << 31;
    words[15] = 512;
    let mut sums = [0u32; 64];
    let mut at = 0;
    while at < 64 {
        if at >= 16 {
            words[at] = scheduled(words[at - 16], words[at - 15], words[at - 7], words[at - 2]);
        }
        sums[at] = words[at].wrapping_add(ROUNDS[at]);
        at += 1;
    }
    sums
}

const fn scheduled(back_16: u32, back_15: u32, back_7: u32, back_2: u32) -> u32 {
    let low = back_15.rotate_right(7) ^ back_15.rotate_right(18) ^ back_15 >> 3;
    let high = back_2.rotate_right(17) ^ back_2.rotate_right(19) ^ back_2 >> 10;
    back_16.wrapping_add(low).wrapping_add(back_7).wrapping_add(high)
}

/// One round: `a` to `h` are the working variables, of which two change; the next round takes them one place on.
macro_rules! round {
    ($a:ident $b:ident $c:ident $d:ident $e:ident $f:ident $g:ident $h:ident, $word:expr) => {
        let big = $e.rotate_right(6) ^ $e.rotate_right(11) ^ $e.rotate_right(25);
        let first = $h.wrapping_add(big).wrapping_add($g ^ $e & ($f ^ $g)).wrapping_add($word);
        let big = $a.rotate_right(2) ^ $a.rotate_right(13) ^ $a.rotate_right(22);
        $d = $d.wrapping_add(first);
        $h = first.wrapping_add(big).wrapping_add($b ^ ($a ^ $b) & ($b ^ $c));
    };
}

/// Sixteen rounds; `$word` gives the constant plus the scheduled word of a round.
macro_rules! rounds {
    ([$a:ident $b:ident $c:ident $d:ident $e:ident $f:ident $g:ident $h:ident], $word:expr) => {
        let word = $word;
        rounds!(@eight $a $b $c $d $e $f $g $h, word, 0);
        rounds!(@eight $a $b $c $d $e $f $g $h, word, 8);
    };
    (@eight $a:ident $b:ident $c:ident $d:ident $e:ident $f:ident $g:ident $h:ident, $word:ident, $at:expr) => {
        round!($a $b $c $d $e $f $g $h, $word($at));
        round!($h $a $b $c $d $e $f $g, $word($at + 1));
        round!($g $h $a $b $c $d $e $f, $word($at + 2));
        round!($f $g $h $a $b $c $d $e, $word($at + 3));
        round!($e $f $g $h $a $b $c $d, $word($at + 4));
        round!($d $e $f $g $h $a $b $c, $word($at + 5));
        round!($c $d $e $f $g $h $a $b, $word($at + 6));
        round!($b $c $d $e $f $g $h $a, $word($at + 7));
    };
}

/// SHA-256 of two halves, one after the other.
pub(crate) fn hash_pair(left: &[u8; 32], right: &[u8; 32]) -> [u8; 32] {
    let mut words = [0u32; 16];
    for (word, bytes) in words.iter_mut().zip(left.chunks_exact(4).chain(right.chunks_exact(4))) {
        *word = u32::from_be_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]);
    }
    let state = pad(message(words));
    let mut digest = [0; 32];
    for (bytes, word) in digest.chunks_exact_mut(4).zip(state) {
        bytes.copy_from_slice(&word.to_be_bytes());
    }
    digest
}

/// The state after the block of the message.
fn message(mut words: [u32; 16]) -> [u32; 8] {
    let [mut a, mut b, mut c, mut d, mut e, mut f, mut g, mut h] = START;
    for stage in 0..4 {
        let constants = &ROUNDS[stage << 4..(stage << 4) + 16];
        rounds!([a b c d e f g h], |at: usize| words[at].wrapping_add(constants[at]));
        if stage < 3 {
            for at in 0..16 {
                words[at] = scheduled(words[at], words[(at + 1) & 15], words[(at + 9) & 15], words[(at + 14) & 15]);
            }
        }
    }
    plus(START, [a, b, c, d, e, f, g, h])
}

/// The state after the block of the padding.
fn pad(state: [u32; 8]) -> [u32; 8] {
    let [mut a, mut b, mut c, mut d, mut e, mut f, mut g, mut h] = state;
    for constants in PADDING.chunks_exact(16) {
        rounds!([a b c d e f g h], |at: usize| constants[at]);
    }
    plus(state, [a, b, c, d, e, f, g, h])
}

fn plus(mut state: [u32; 8], words: [u32; 8]) -> [u32; 8] {
    for (sum, word) in state.iter_mut().zip(words) {
        *sum = sum.wrapping_add(word);
    }
    state
}

#[cfg(test)]
mod tests {
    use super::*;
    use sha2::{Digest, Sha256};

    #[test]
    fn hashes_as_sha2_does() {
        let mut pair = [[0; 32], [0; 32]];
        for round in 0..500u32 {
            let [left, right] = pair;
            let got = hash_pair(&left, &right);
            let want: [u8; 32] = Sha256::new().chain_update(left).chain_update(right).finalize().into();
            assert_eq!(got, want, "round {round}");
            pair = [want, if round % 7 == 0 { [0xff; 32] } else { left }];
        }
    }
}
