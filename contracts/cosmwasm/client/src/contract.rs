//! The entry points: each takes the JSON of a message and gives the JSON of an answer.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use causeway_ethereum_verifier::{
    check_active, is_expired, verify_header, verify_membership, verify_misbehaviour, verify_non_membership, Bls, Code,
    Error, Result,
};

use crate::context::Context;
use crate::create::create;
use crate::messages::{ClientMessage, Membership, Migrate, Query, Sudo};
use crate::response::{to_answer, to_response};
use crate::storage::Storage;
use crate::store::{parse, OWN};
use crate::{migrate as migration, recover, update};

/// Makes a client of `{client_state, consensus_state, checksum}`.
pub fn instantiate<S: Storage, B: Bls>(context: &mut Context<S, B>, message: &[u8]) -> Vec<u8> {
    to_response(parse("message to instantiate", message).and_then(|message| create(context, &message)))
}

/// Changes or reads the state for the chain: `update_state`, `update_state_on_misbehaviour`, `verify_membership`,
/// `verify_non_membership`, `migrate_client_store`.
pub fn sudo<S: Storage, B: Bls>(context: &mut Context<S, B>, message: &[u8]) -> Vec<u8> {
    to_response(parse("sudo message", message).and_then(|message| match message {
        Sudo::UpdateState(message) => update::update_state(context, &message.decode()?),
        Sudo::UpdateStateOnMisbehaviour(message) => update::freeze(context, &message.decode()?),
        Sudo::VerifyMembership(message) => membership(context, &message, true),
        Sudo::VerifyNonMembership(message) => membership(context, &message, false),
        Sudo::VerifyUpgradeAndUpdateState {} => Err(Error::new(
            Code::Unsupported,
            "a migration of the contract: Ethereum commits to no upgraded client",
            "verify_upgrade_and_update_state",
        )),
        Sudo::MigrateClientStore {} => recover::recover(context),
    }))
}

/// Reads the state: `status`, `timestamp_at_height`, `verify_client_message`, `check_for_misbehaviour`.
pub fn query<S: Storage, B: Bls>(context: &Context<S, B>, message: &[u8]) -> Vec<u8> {
    to_answer(parse("query", message).and_then(|message| {
        match message {
            Query::Status {} => status(context),
            Query::TimestampAtHeight { height } => timestamp(context, height.slot()?),
            Query::VerifyClientMessage(message) => verify(context, &message.decode()?),
            Query::CheckForMisbehaviour(message) => update::is_misbehaviour(context, &message.decode()?)
                .map(|found| format!(r#"{{"found_misbehaviour":{found}}}"#)),
        }
    }))
}

/// Takes over from another version of the code: `{migration: code_only | reinstantiate | update_fork_parameters}`.
pub fn migrate<S: Storage, B: Bls>(context: &mut Context<S, B>, message: &[u8]) -> Vec<u8> {
    to_response(parse("message to migrate", message).and_then(|message: Migrate| migration::migrate(context, message)))
}

fn status<S: Storage, B: Bls>(context: &Context<S, B>) -> Result<String> {
    let client = OWN.load_client(&context.storage)?.state;
    let status = if client.is_frozen {
        "Frozen"
    } else if client.trusting_period.is_none() {
        "Active"
    } else {
        let latest = OWN.load_consensus(&context.storage, client.latest_slot)?;
        if is_expired(&client, latest.timestamp, context.now()) {
            "Expired"
        } else {
            "Active"
        }
    };
    Ok(format!(r#"{{"status":"{status}"}}"#))
}

fn timestamp<S: Storage, B: Bls>(context: &Context<S, B>, slot: u64) -> Result<String> {
    let seconds = OWN.load_consensus(&context.storage, slot)?.timestamp;
    let nanoseconds = seconds.checked_mul(1_000_000_000).ok_or_else(|| {
        Error::new(Code::UnknownState, "a time in 64 bits of nanoseconds", format!("{seconds} seconds"))
    })?;
    Ok(format!(r#"{{"timestamp":{nanoseconds}}}"#))
}

fn verify<S: Storage, B: Bls>(context: &Context<S, B>, message: &ClientMessage) -> Result<String> {
    let client = OWN.load_client(&context.storage)?.state;
    let trusted_slot = match message {
        ClientMessage::Header(header) => header.trusted_slot,
        ClientMessage::Misbehaviour(evidence) => evidence.trusted_slot,
    };
    let trusted = OWN.load_consensus(&context.storage, trusted_slot)?;
    match message {
        ClientMessage::Header(header) => verify_header(&client, &trusted, header, context.now(), &context.bls)?,
        ClientMessage::Misbehaviour(evidence) => {
            verify_misbehaviour(&client, &trusted, evidence, context.now(), &context.bls)?;
        }
    }
    Ok(String::new())
}

fn membership<S: Storage, B: Bls>(context: &Context<S, B>, message: &Membership, present: bool) -> Result<String> {
    let client = OWN.load_client(&context.storage)?.state;
    let consensus = OWN.load_consensus(&context.storage, message.height.slot()?)?;
    check_active(&client, &consensus, context.now())?;
    let (proof, path) = (message.proof()?, message.path());
    if present {
        verify_membership(&client, &consensus, &proof, &path, message.value())?;
    } else {
        verify_non_membership(&client, &consensus, &proof, &path)?;
    }
    Ok(String::new())
}
