//! Whether a header may be believed, given a consensus state that is. Steps as in ICS-08's Ethereum client and in the consensus
//! specification's `validate_light_client_update`; the costly ones come last.

use alloc::format;

use crate::bls::{check_committee, check_signature, Bls};
use crate::client::check_active;
use crate::error::{Code, Error};
use crate::execution::{check_execution_branch, execution_of};
use crate::forks::Fork;
use crate::ssz::{fork_data_root, is_valid_branch, signing_root};
use crate::types::{
    ActiveSyncCommittee, ClientState, ConsensusState, Header, LightClientUpdate, SummarizedSyncCommittee,
    SyncCommittee, B256,
};
use crate::Result;

/// `DOMAIN_SYNC_COMMITTEE`
const DOMAIN_SYNC_COMMITTEE: [u8; 4] = [7, 0, 0, 0];

/// `verify_header`: whether a header may be believed at `now` (seconds since 1970), given the consensus state at its trusted slot.
pub fn verify_header(
    client: &ClientState,
    trusted: &ConsensusState,
    header: &Header,
    now: u64,
    bls: &impl Bls,
) -> Result {
    let update = &header.consensus_update;
    check_form(update)?;
    check_trusted(client, trusted, header.trusted_slot, now)?;
    check_order(client, update, now)?;
    check_progress(client, trusted, update)?;
    let next = summarize_next(client, update)?;
    if let (Some(known), Some(next)) = (&trusted.next_sync_committee, &next) {
        let same_period = client.period_at(update.attested_header.beacon.slot) == client.period_at(trusted.slot);
        if same_period && known != next {
            return Err(Error::new(Code::NextCommitteeMismatch, format!("{known:?}"), format!("{next:?}")));
        }
    }
    let active = active_committee(client, trusted, &header.active_sync_committee)?;
    check_update(client, trusted, &active, update, next.as_ref(), bls)?;
    match &update.next_sync_committee {
        Some(committee) if is_next_news(client, trusted, update) => check_committee(committee, bls),
        _ => Ok(()),
    }
}

/// The committee that signed, and which one it is.
pub(crate) struct Active<'a> {
    committee: &'a SyncCommittee,
    is_next: bool,
}

/// What JSON alone does not say: a next committee and its branch come together, an execution part is of one shape or the other.
pub(crate) fn check_form(update: &LightClientUpdate) -> Result {
    if update.next_sync_committee.is_some() != update.next_sync_committee_branch.is_some() {
        return Err(Error::new(Code::Malformed, "a next committee and its branch, or neither", "one of the two"));
    }
    for header in [&update.attested_header, &update.finalized_header] {
        if header.execution.is_some() == header.execution_block_hash.is_some() {
            return Err(Error::new(Code::Malformed, "`execution` or `execution_block_hash`", "both or neither"));
        }
    }
    Ok(())
}

/// Whether the state may be trusted at all, and is the one that the message names.
pub(crate) fn check_trusted(client: &ClientState, trusted: &ConsensusState, trusted_slot: u64, now: u64) -> Result {
    check_active(client, trusted, now)?;
    if trusted_slot != trusted.slot {
        return Err(Error::new(
            Code::WrongTrustedSlot,
            format!("the trusted state of slot {trusted_slot}"),
            trusted.slot,
        ));
    }
    Ok(())
}

/// Participation and the order of slots: what costs nothing to check.
pub(crate) fn check_order(client: &ClientState, update: &LightClientUpdate, now: u64) -> Result {
    check_participation(client, &update.sync_aggregate.sync_committee_bits.0)?;
    let finalized = update.finalized_header.beacon.slot;
    let attested = update.attested_header.beacon.slot;
    let signature = update.signature_slot;
    let current = client.slot_at(now);
    let in_order = client.genesis_slot < finalized
        && finalized <= attested
        && attested < signature
        && current.is_some_and(|current| signature <= current);
    if !in_order {
        return Err(Error::new(
            Code::BadSlotOrder,
            "genesis < finalized <= attested < signature <= current slot",
            format!("{} < {finalized} <= {attested} < {signature} <= {current:?}", client.genesis_slot),
        ));
    }
    Ok(())
}

fn check_participation(client: &ClientState, bits: &[u8]) -> Result {
    let size = client.sync_committee_size;
    if bits.len() as u64 * 8 != size {
        return Err(Error::new(Code::BadBits, format!("{size} bits"), bits.len() * 8));
    }
    let signed: u64 = bits.iter().map(|byte| u64::from(byte.count_ones())).sum();
    if signed == 0 {
        return Err(Error::new(Code::NoParticipants, "at least one participant", "none"));
    }
    let least = client.min_sync_committee_participants;
    if signed < least || signed * 3 < size * 2 {
        return Err(Error::new(
            Code::NotEnoughParticipants,
            format!("at least {least} participants and two thirds of {size}"),
            signed,
        ));
    }
    Ok(())
}

/// Whether the header moves the client on from the trusted state, and hands over the committees where the period changes.
fn check_progress(client: &ClientState, trusted: &ConsensusState, update: &LightClientUpdate) -> Result {
    let finalized = update.finalized_header.beacon.slot;
    if finalized <= trusted.slot {
        return Err(Error::new(Code::NotNewer, format!("a finalized slot after {}", trusted.slot), finalized));
    }
    let enters_period = client.period_at(finalized) > client.period_at(trusted.slot);
    if enters_period && update.next_sync_committee.is_none() {
        return Err(Error::new(
            Code::MissingNextCommittee,
            "the next committee, since a new period is finalized",
            "none",
        ));
    }
    Ok(())
}

/// Whether the update's next committee becomes part of the consensus state.
fn is_next_news(client: &ClientState, trusted: &ConsensusState, update: &LightClientUpdate) -> bool {
    trusted.next_sync_committee.is_none()
        || client.period_at(update.finalized_header.beacon.slot) > client.period_at(trusted.slot)
}

/// Summary of the update's next committee, if it has one.
pub(crate) fn summarize_next(
    client: &ClientState,
    update: &LightClientUpdate,
) -> Result<Option<SummarizedSyncCommittee>> {
    let Some(committee) = &update.next_sync_committee else { return Ok(None) };
    check_size(client, committee)?;
    Ok(Some(committee.summarize()))
}

/// The committee that the message tells in full, if the trusted state summarizes it. As the summary has the hash of all its keys,
/// they need not be summed up again.
pub(crate) fn active_committee<'a>(
    client: &ClientState,
    trusted: &ConsensusState,
    active: &'a ActiveSyncCommittee,
) -> Result<Active<'a>> {
    let (committee, is_next) = match active {
        ActiveSyncCommittee::Current(committee) => (committee, false),
        ActiveSyncCommittee::Next(committee) => (committee, true),
    };
    let known = match &trusted.next_sync_committee {
        _ if !is_next => &trusted.current_sync_committee,
        Some(next) => next,
        None => {
            return Err(Error::new(
                Code::NextCommitteeUnknown,
                "`Current`, as the trusted state knows no next committee",
                "`Next`",
            ))
        }
    };
    check_size(client, committee)?;
    let got = committee.summarize();
    if got != *known {
        return Err(Error::new(Code::WrongCommittee, format!("{known:?}"), format!("{got:?}")));
    }
    Ok(Active { committee, is_next })
}

fn check_size(client: &ClientState, committee: &SyncCommittee) -> Result {
    let size = committee.pubkeys.len() as u64;
    if size != client.sync_committee_size {
        return Err(Error::new(
            Code::WrongCommittee,
            format!("a committee of {} keys", client.sync_committee_size),
            size,
        ));
    }
    Ok(())
}

/// `validate_light_client_update` without what [`check_order`] has checked: the period, the branches, the signature.
pub(crate) fn check_update(
    client: &ClientState,
    trusted: &ConsensusState,
    active: &Active<'_>,
    update: &LightClientUpdate,
    next: Option<&SummarizedSyncCommittee>,
    bls: &impl Bls,
) -> Result {
    check_period(client, trusted, active.is_next, update)?;
    check_execution_branch(client, &update.attested_header)?;
    check_execution_branch(client, &update.finalized_header)?;
    execution_of(client, &update.finalized_header)?;
    check_attested_state(client, update, next)?;
    let message = signing_root(&update.attested_header.beacon, &domain(client, update.signature_slot));
    let aggregate = &update.sync_aggregate;
    check_signature(
        &active.committee.pubkeys,
        &aggregate.sync_committee_bits.0,
        &message,
        &aggregate.sync_committee_signature.0,
        bls,
    )
}

/// Whether the committee at hand is that of the signature's period.
fn check_period(client: &ClientState, trusted: &ConsensusState, is_next: bool, update: &LightClientUpdate) -> Result {
    let stored = client.period_at(trusted.slot);
    let want = if is_next { stored.saturating_add(1) } else { stored };
    let got = client.period_at(update.signature_slot);
    if got != want {
        return Err(Error::new(
            Code::WrongPeriod,
            format!("a signature of period {want} by the {} committee", if is_next { "next" } else { "current" }),
            format!("one of period {got}"),
        ));
    }
    Ok(())
}

/// What the attested state says: the finalized block, and the next committee.
fn check_attested_state(
    client: &ClientState,
    update: &LightClientUpdate,
    next: Option<&SummarizedSyncCommittee>,
) -> Result {
    let attested = &update.attested_header.beacon;
    let indices = Fork::at(&client.fork_parameters, client.epoch_at(attested.slot))?.state_indices();
    let root = &attested.state_root;
    let finalized = update.finalized_header.beacon.root();
    if !is_valid_branch(finalized, &update.finality_branch, indices.finalized_root, root) {
        return Err(bad_branch(Code::BadFinalityBranch, "finalized root", root, &update.finality_branch));
    }
    if let (Some(committee), Some(branch), Some(next)) =
        (&update.next_sync_committee, &update.next_sync_committee_branch, next)
    {
        if !is_valid_branch(committee.root(&next.pubkeys_hash.0), branch, indices.next_sync_committee, root) {
            return Err(bad_branch(Code::BadNextCommitteeBranch, "next committee", root, branch));
        }
    }
    Ok(())
}

fn bad_branch(code: Code, what: &str, root: &B256, branch: &[B256]) -> Error {
    Error::new(
        code,
        format!("a branch from the {what} to the attested state root {root:?}"),
        format!("one of {} nodes to another root", branch.len()),
    )
}

/// `compute_domain`. The fork is that of the slot before the signature's, whose block was signed at the latest.
fn domain(client: &ClientState, signature_slot: u64) -> [u8; 32] {
    let epoch = client.epoch_at(signature_slot.max(1) - 1);
    let version = client.fork_parameters.version_at(epoch);
    let root = fork_data_root(&version.0, &client.genesis_validators_root);
    let mut domain = [0; 32];
    domain[..4].copy_from_slice(&DOMAIN_SYNC_COMMITTEE);
    domain[4..].copy_from_slice(&root[..28]);
    domain
}

impl SyncCommittee {
    /// What a consensus state keeps of a committee.
    pub fn summarize(&self) -> SummarizedSyncCommittee {
        SummarizedSyncCommittee {
            pubkeys_hash: B256::from(self.pubkeys_root()),
            aggregate_pubkey: self.aggregate_pubkey,
        }
    }
}
