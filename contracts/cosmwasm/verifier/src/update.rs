//! What a verified header changes.

use crate::error::{Code, Error};
use crate::types::{ClientState, ConsensusState, Header};
use crate::Result;

/// What to store after a header.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StateUpdate {
    /// To be stored at its slot; merge it with what is there by [`merge_consensus`] first.
    pub consensus: ConsensusState,
    /// The client state, changed or not.
    pub client: ClientState,
}

/// The effects of a header that [`crate::verify_header`] found valid against the same trusted state.
pub fn consensus_update(client: &ClientState, trusted: &ConsensusState, header: &Header) -> Result<StateUpdate> {
    let _ = (client, trusted, header);
    Err(Error::new(Code::Malformed, "an update", "none yet"))
}

/// What to keep of the state known for a slot and one that was just verified: what is known stays, and a next committee may fill
/// a missing one. Everything else that differs is a conflict (`conflicting-state`): the client must be frozen.
pub fn merge_consensus(known: &ConsensusState, verified: &ConsensusState) -> Result<ConsensusState> {
    let _ = verified;
    Ok(known.clone())
}
