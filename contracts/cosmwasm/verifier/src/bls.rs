//! BLS12-381 of a sync committee, on the functions that a CosmWasm virtual machine offers.

use crate::error::{Code, Error};
use crate::types::{PublicKey, SyncAggregate, SyncCommittee, B256};
use crate::Result;

/// Ethereum's domain separation tag: the proof-of-possession suite.
pub const DST: &[u8] = b"BLS_SIG_BLS12381G2_XMD:SHA-256_SSWU_RO_POP_";

/// The virtual machine's functions, with its return codes as they are: only 0 is success. Points are compressed; decoding checks
/// the subgroup but takes the point at infinity, which is why this crate refuses it.
pub trait Bls {
    /// Sums up points of G1, 48 bytes each, one after the other.
    fn aggregate_g1(&self, points: &[u8], sum: &mut [u8; 48]) -> u32;
    /// Hashes a message to G2 with a domain separation tag.
    fn hash_to_g2(&self, message: &[u8], dst: &[u8], point: &mut [u8; 96]) -> u32;
    /// Whether the product of the pairings of `ps` (G1) and `qs` (G2) is the pairing of `r` (G1) and `s` (G2): 0 yes, 1 no,
    /// anything else is a point that cannot be decoded.
    fn pairing_equality(&self, ps: &[u8], qs: &[u8], r: &[u8], s: &[u8]) -> u32;
}

/// Whether bytes say that they are a compressed point other than infinity. Whether they are one is for the decoder to say.
pub(crate) fn is_finite_point(bytes: &[u8]) -> bool {
    bytes.first().is_some_and(|flags| flags & 0xc0 == 0x80)
}

#[allow(dead_code)]
fn later(_: &SyncAggregate, _: &SyncCommittee, _: &PublicKey, _: &B256) -> Result {
    Err(Error::new(Code::BlsFailure, "", ""))
}
