//! What a verified header changes.

use alloc::format;

use crate::error::{Code, Error};
use crate::execution::execution_of;
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

/// The effects of a header that [`crate::verify_header`] found valid against the same trusted state. The committees come from that
/// state, so that a header of the past gets those of its own period; the client's latest slot and block number only grow.
pub fn consensus_update(client: &ClientState, trusted: &ConsensusState, header: &Header) -> Result<StateUpdate> {
    let update = &header.consensus_update;
    let slot = update.finalized_header.beacon.slot;
    let execution = execution_of(client, &update.finalized_header)?;
    let stored_period = client.period_at(trusted.slot);
    let period = client.period_at(slot);
    let next = || update.next_sync_committee.as_ref().map(|committee| committee.summarize());
    let (current_sync_committee, next_sync_committee) = if period == stored_period {
        (trusted.current_sync_committee.clone(), trusted.next_sync_committee.clone().or_else(next))
    } else if period == stored_period.saturating_add(1) {
        let entered = trusted.next_sync_committee.clone().ok_or_else(|| {
            Error::new(
                Code::NextCommitteeUnknown,
                format!("a header of period {stored_period}"),
                format!("one of {period}"),
            )
        })?;
        let next = next()
            .ok_or_else(|| Error::new(Code::MissingNextCommittee, "the next committee of a new period", "none"))?;
        (entered, Some(next))
    } else {
        return Err(Error::new(Code::WrongPeriod, format!("period {stored_period} or the one after"), period));
    };
    let mut client = client.clone();
    if slot > client.latest_slot {
        client.latest_slot = slot;
        client.latest_execution_block_number = client.latest_execution_block_number.max(execution.block_number);
    }
    let consensus = ConsensusState {
        slot,
        state_root: execution.state_root,
        timestamp: execution.timestamp,
        current_sync_committee,
        next_sync_committee,
    };
    Ok(StateUpdate { consensus, client })
}

/// What to keep of the state known for a slot and one that was just verified: what is known stays, and a next committee may fill
/// a missing one. Everything else that differs is a conflict (`conflicting-state`): the client must be frozen.
pub fn merge_consensus(known: &ConsensusState, verified: &ConsensusState) -> Result<ConsensusState> {
    let conflict = || Err(Error::new(Code::ConflictingState, format!("{known:?}"), format!("{verified:?}")));
    let same = known.slot == verified.slot
        && known.state_root == verified.state_root
        && known.timestamp == verified.timestamp
        && known.current_sync_committee == verified.current_sync_committee;
    let next_sync_committee = match (&known.next_sync_committee, &verified.next_sync_committee) {
        (Some(known), Some(verified)) if known != verified => return conflict(),
        (Some(known), _) => Some(known.clone()),
        (None, verified) => verified.clone(),
    };
    if !same {
        return conflict();
    }
    Ok(ConsensusState { next_sync_committee, ..known.clone() })
}
