//! The two hash functions.

use sha2::{Digest, Sha256};
use sha3::Keccak256;

/// SHA-256 of two halves, one after the other.
pub(crate) fn sha256_pair(left: &[u8], right: &[u8]) -> [u8; 32] {
    Sha256::new().chain_update(left).chain_update(right).finalize().into()
}

/// Keccak-256.
pub(crate) fn keccak256(bytes: &[u8]) -> [u8; 32] {
    Keccak256::digest(bytes).into()
}
