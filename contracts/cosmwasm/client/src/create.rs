//! A new client.

use alloc::string::String;

use causeway_ethereum_verifier::{check_new_client, Bls, Result};

use crate::context::Context;
use crate::messages::Instantiate;
use crate::storage::Storage;
use crate::store::{parse, StoredClient, OWN};

/// Stores a new client.
pub(crate) fn create<S: Storage, B: Bls>(context: &mut Context<S, B>, message: &Instantiate) -> Result<String> {
    let state = parse("client state", &message.client_state.0)?;
    let consensus = parse("consensus state", &message.consensus_state.0)?;
    check_new_client(&state, &consensus)?;
    OWN.save_consensus(&mut context.storage, &consensus)?;
    OWN.save_client(&mut context.storage, &StoredClient { state, checksum: message.checksum.0.clone() })?;
    Ok(String::new())
}
