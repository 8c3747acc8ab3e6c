//! The two hash functions.

use sha3::{Digest, Keccak256};

pub(crate) use crate::sha256::hash_pair as sha256_pair;

/// Keccak-256.
pub(crate) fn keccak256(bytes: &[u8]) -> [u8; 32] {
    Keccak256::digest(bytes).into()
}
