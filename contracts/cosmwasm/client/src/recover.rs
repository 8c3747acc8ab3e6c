//! Recovery by governance (`MsgRecoverClient`): a client that is frozen or expired goes on from the state of another.

use alloc::format;
use alloc::string::String;

use causeway_ethereum_verifier::{check_active, check_parameters, Bls, ClientState, Code, Error, Result};

use crate::context::Context;
use crate::storage::Storage;
use crate::store::{Place, StoredClient, SUBJECT, SUBSTITUTE};

/// How many keys are read at once.
const BATCH: usize = 100;

/// Gives the subject the substitute's latest state. All older states of the subject go: they are expired, or one of them is a lie.
pub(crate) fn recover<S: Storage, B: Bls>(context: &mut Context<S, B>) -> Result<String> {
    let subject = SUBJECT.load_client(&context.storage)?;
    let substitute = SUBSTITUTE.load_client(&context.storage)?.state;
    let latest = SUBSTITUTE.load_consensus(&context.storage, substitute.latest_slot)?;
    check_parameters(&substitute)?;
    check_active(&substitute, &latest, context.now())?;
    check_same_chain(&subject.state, &substitute)?;
    remove_all(&mut context.storage, SUBJECT);
    SUBJECT.save_consensus(&mut context.storage, &latest)?;
    SUBJECT.save_client(&mut context.storage, &StoredClient { state: substitute, checksum: subject.checksum })?;
    Ok(String::new())
}

/// Everything must agree but what changes in a client's life, and what may have been the reason to recover: the schedule of forks
/// and the trusting period.
fn check_same_chain(subject: &ClientState, substitute: &ClientState) -> Result {
    let aligned = ClientState {
        latest_slot: substitute.latest_slot,
        latest_execution_block_number: substitute.latest_execution_block_number,
        is_frozen: substitute.is_frozen,
        fork_parameters: substitute.fork_parameters.clone(),
        trusting_period: substitute.trusting_period,
        ..subject.clone()
    };
    if aligned == *substitute {
        return Ok(());
    }
    Err(Error::new(Code::BadSubstitute, "a substitute with the parameters of the subject", format!("{substitute:?}")))
}

/// Removes all consensus states of a store.
pub(crate) fn remove_all(storage: &mut impl Storage, place: Place) {
    loop {
        let slots = place.first_slots(storage, BATCH);
        for slot in &slots {
            place.remove_consensus(storage, *slot);
        }
        if slots.is_empty() {
            return;
        }
    }
}
