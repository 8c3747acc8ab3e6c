//! Whether the IBC contract holds a commitment, by Merkle-Patricia proofs under a state root.

use crate::bytes::U256;
use crate::error::{Code, Error};
use crate::types::{ClientState, ConsensusState, MembershipProof, B256};
use crate::Result;

/// The storage slot of a path's commitment: `keccak(keccak(path) || mapping slot)`.
pub fn commitment_slot(path: &[u8], mapping: &U256) -> B256 {
    let _ = (path, mapping);
    B256::ZERO
}

/// Whether the contract's storage holds `value` (32 bytes) for a path of one element.
pub fn verify_membership(
    client: &ClientState,
    consensus: &ConsensusState,
    proof: &MembershipProof,
    path: &[impl AsRef<[u8]>],
    value: &[u8],
) -> Result {
    let _ = (client, consensus, proof, path, value);
    Err(Error::new(Code::Malformed, "a verifier", "none yet"))
}

/// Whether the contract's storage holds nothing for a path of one element.
pub fn verify_non_membership(
    client: &ClientState,
    consensus: &ConsensusState,
    proof: &MembershipProof,
    path: &[impl AsRef<[u8]>],
) -> Result {
    let _ = (client, consensus, proof, path);
    Err(Error::new(Code::Malformed, "a verifier", "none yet"))
}
