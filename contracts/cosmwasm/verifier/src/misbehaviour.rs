//! Whether two updates show that the chain's committee attested what cannot both be true.

use crate::bls::Bls;
use crate::error::{Code, Error};
use crate::types::{ClientState, ConsensusState, LightClientUpdate, Misbehaviour};
use crate::Result;

/// Whether both updates hold, two thirds behind each, and cannot both be true.
pub fn verify_misbehaviour(
    client: &ClientState,
    trusted: &ConsensusState,
    evidence: &Misbehaviour,
    now: u64,
    bls: &impl Bls,
) -> Result {
    let _ = (client, trusted, evidence, now, bls);
    Err(Error::new(Code::NotMisbehaviour, "a verifier", "none yet"))
}

/// Whether two updates cannot both be true: different finalized blocks of one slot, or different next committees of one period in
/// which both are finalized. Says nothing about their signatures.
pub fn are_conflicting(client: &ClientState, one: &LightClientUpdate, other: &LightClientUpdate) -> bool {
    let _ = (client, one, other);
    false
}
