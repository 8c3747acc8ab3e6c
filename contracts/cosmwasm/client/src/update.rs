//! What a client message changes, once it is verified.

use alloc::format;
use alloc::string::String;

use causeway_ethereum_verifier::{
    are_conflicting, check_active, consensus_update, merge_consensus, Bls, Code, ConsensusState, Error, Header, Result,
    StateUpdate,
};

use crate::context::Context;
use crate::messages::ClientMessage;
use crate::prune::prune;
use crate::storage::Storage;
use crate::store::OWN;

/// The answer when nothing was stored.
const NOTHING_NEW: &str = r#"{"heights":[]}"#;

/// Whether a decodable message proves misbehaviour if it is valid. Never an error for a header: ibc-go reads one as "no".
pub(crate) fn is_misbehaviour<S: Storage, B: Bls>(context: &Context<S, B>, message: &ClientMessage) -> Result<bool> {
    match message {
        ClientMessage::Header(header) => Ok(conflicts(context, header).unwrap_or(false)),
        ClientMessage::Misbehaviour(evidence) => {
            let client = OWN.load_client(&context.storage)?.state;
            Ok(are_conflicting(&client, &evidence.update_1, &evidence.update_2))
        }
    }
}

/// Whether a header contradicts what is stored for its finalized slot.
fn conflicts<S: Storage, B: Bls>(context: &Context<S, B>, header: &Header) -> Result<bool> {
    let slot = header.consensus_update.finalized_header.beacon.slot;
    let Some(known) = OWN.find_consensus(&context.storage, slot)? else { return Ok(false) };
    let client = OWN.load_client(&context.storage)?.state;
    let trusted = OWN.load_consensus(&context.storage, header.trusted_slot)?;
    let update = consensus_update(&client, &trusted, header)?;
    Ok(merge_consensus(&known, &update.consensus).is_err())
}

/// Stores what a verified header finalizes; gives its height. What proves misbehaviour changes nothing here and is no error: before
/// a transaction gets into a block, ibc-go calls this for every message that was verified, and an error would keep it out.
pub(crate) fn update_state<S: Storage, B: Bls>(context: &mut Context<S, B>, message: &ClientMessage) -> Result<String> {
    let ClientMessage::Header(header) = message else { return Ok(String::from(NOTHING_NEW)) };
    let mut client = OWN.load_client(&context.storage)?;
    let trusted = OWN.load_consensus(&context.storage, header.trusted_slot)?;
    check_active(&client.state, &trusted, context.now())?;
    let StateUpdate { consensus, client: state } = consensus_update(&client.state, &trusted, header)?;
    let slot = consensus.slot;
    match store_consensus(context, &consensus) {
        Err(conflict) if conflict.code == Code::ConflictingState => return Ok(String::from(NOTHING_NEW)),
        other => other?,
    }
    if state != client.state {
        client.state = state;
        OWN.save_client(&mut context.storage, &client)?;
    }
    prune(context, &client.state, slot, header.trusted_slot);
    Ok(format!(r#"{{"heights":[{{"revision_number":0,"revision_height":{slot}}}]}}"#))
}

/// Never replaces what is known: a state of the same slot is completed or the update is refused.
fn store_consensus<S: Storage, B: Bls>(context: &mut Context<S, B>, verified: &ConsensusState) -> Result {
    let Some(known) = OWN.find_consensus(&context.storage, verified.slot)? else {
        return OWN.save_consensus(&mut context.storage, verified);
    };
    let merged = merge_consensus(&known, verified)?;
    if merged == known {
        return Ok(());
    }
    OWN.save_consensus(&mut context.storage, &merged)
}

/// Freezes the client on verified misbehaviour: two updates, or a header that contradicts what is stored.
pub(crate) fn freeze<S: Storage, B: Bls>(context: &mut Context<S, B>, message: &ClientMessage) -> Result<String> {
    if !is_misbehaviour(context, message)? {
        return Err(Error::new(
            Code::NotMisbehaviour,
            "a message that contradicts itself or the store",
            "one that does not",
        ));
    }
    let mut client = OWN.load_client(&context.storage)?;
    client.state.is_frozen = true;
    OWN.save_client(&mut context.storage, &client)?;
    Ok(String::new())
}
