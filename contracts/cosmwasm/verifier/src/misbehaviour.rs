//! Whether two updates show that the chain's committee attested what cannot both be true.
//!
//! Two attested blocks of one slot show nothing: an honest committee may see one, then the other. Only what is *finalized* twice, or
//! a period with two next committees, is beyond an honest chain; and only two thirds on both sides keep a minority from freezing it.

use alloc::format;

use crate::bls::Bls;
use crate::error::{Code, Error};
use crate::header::{active_committee, check_form, check_order, check_trusted, check_update, summarize_next};
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
    let updates = [&evidence.update_1, &evidence.update_2];
    for update in updates {
        check_form(update)?;
    }
    check_trusted(client, trusted, evidence.trusted_slot, now)?;
    for update in updates {
        check_order(client, update, now)?;
    }
    if !are_conflicting(client, &evidence.update_1, &evidence.update_2) {
        return Err(Error::new(
            Code::NotMisbehaviour,
            "two finalized blocks of one slot, or two next committees of one period that both finalized in it",
            format!(
                "finalized slots {} and {}, which may both be true",
                evidence.update_1.finalized_header.beacon.slot, evidence.update_2.finalized_header.beacon.slot
            ),
        ));
    }
    let active = active_committee(client, trusted, &evidence.sync_committee)?;
    for update in updates {
        check_update(client, trusted, &active, update, summarize_next(client, update)?.as_ref(), bls)?;
    }
    Ok(())
}

/// Whether two updates cannot both be true: different finalized blocks of one slot, or different next committees of one period in
/// which both are finalized. Says nothing about their signatures.
pub fn are_conflicting(client: &ClientState, one: &LightClientUpdate, other: &LightClientUpdate) -> bool {
    let (block, other_block) = (&one.finalized_header.beacon, &other.finalized_header.beacon);
    if block.slot == other_block.slot && block != other_block {
        return true;
    }
    let period = client.period_at(block.slot);
    let within = |update: &LightClientUpdate| {
        client.period_at(update.attested_header.beacon.slot) == period
            && client.period_at(update.finalized_header.beacon.slot) == period
    };
    match (&one.next_sync_committee, &other.next_sync_committee) {
        (Some(next), Some(other_next)) => next != other_next && within(one) && within(other),
        _ => false,
    }
}
