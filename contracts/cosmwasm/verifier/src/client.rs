//! What holds of a client as a whole: its parameters, its clock, and whether it may be used.

use alloc::format;

use crate::error::{Code, Error};
use crate::forks::Fork;
use crate::types::{ClientState, ConsensusState, SummarizedSyncCommittee, B256};
use crate::Result;

/// Sizes of the presets' committees.
const COMMITTEE_SIZES: [u64; 2] = [32, 512];

impl ClientState {
    /// Epoch of a slot.
    pub(crate) fn epoch_at(&self, slot: u64) -> u64 {
        slot.checked_div(self.slots_per_epoch).unwrap_or(0)
    }

    /// Sync-committee period of a slot.
    pub(crate) fn period_at(&self, slot: u64) -> u64 {
        self.epoch_at(slot).checked_div(self.epochs_per_sync_committee_period).unwrap_or(0)
    }

    /// Slot at a time, seconds since 1970; none before genesis.
    pub(crate) fn slot_at(&self, time: u64) -> Option<u64> {
        time.checked_sub(self.genesis_time)?.checked_div(self.seconds_per_slot)?.checked_add(self.genesis_slot)
    }

    /// When a slot begins, seconds since 1970; none where that is no `u64`.
    pub fn time_of(&self, slot: u64) -> Option<u64> {
        slot.checked_sub(self.genesis_slot)?.checked_mul(self.seconds_per_slot)?.checked_add(self.genesis_time)
    }
}

/// Refuses parameters that could never work, and a first consensus state that is not the client's latest.
pub fn check_new_client(client: &ClientState, consensus: &ConsensusState) -> Result {
    check_parameters(client)?;
    let wrong =
        |want: &str, got: &dyn core::fmt::Debug| Err(Error::new(Code::BadConsensusState, want, format!("{got:?}")));
    if consensus.slot != client.latest_slot {
        return wrong(&format!("the client's latest slot {}", client.latest_slot), &consensus.slot);
    }
    if consensus.slot <= client.genesis_slot {
        return wrong("a slot after genesis", &consensus.slot);
    }
    let fork = Fork::at(&client.fork_parameters, client.epoch_at(consensus.slot))?;
    if consensus.state_root == B256::ZERO {
        return wrong("a state root", &consensus.state_root);
    }
    let time = client.time_of(consensus.slot);
    let fits = match fork {
        Fork::Electra => Some(consensus.timestamp) == time,
        Fork::Gloas => time.is_some_and(|time| consensus.timestamp < time),
    };
    if !fits {
        return wrong(
            &format!("the time of slot {} ({time:?}), from Gloas on one before it", consensus.slot),
            &consensus.timestamp,
        );
    }
    check_summary(&consensus.current_sync_committee)?;
    consensus.next_sync_committee.as_ref().map_or(Ok(()), check_summary)
}

/// The aggregate key of a summary is compared but never verifies a signature, so that a wrong one can only stop the client: here
/// it need only look like a key.
fn check_summary(committee: &SummarizedSyncCommittee) -> Result {
    if !crate::bls::is_finite_point(&committee.aggregate_pubkey.0) || committee.pubkeys_hash == B256::ZERO {
        return Err(Error::new(
            Code::BadConsensusState,
            "a committee with the hash of its keys and a compressed aggregate key other than infinity",
            format!("{committee:?}"),
        ));
    }
    Ok(())
}

/// Refuses parameters by which slots, epochs and periods cannot be told.
fn check_divisors(client: &ClientState) -> Result {
    let divisors = [client.seconds_per_slot, client.slots_per_epoch, client.epochs_per_sync_committee_period];
    if divisors.contains(&0) {
        return Err(Error::new(
            Code::BadClientState,
            "slots, epochs and periods of at least one second, slot and epoch",
            format!("{divisors:?}"),
        ));
    }
    Ok(())
}

/// Refuses parameters that could never work; for a new client and for a migration.
pub fn check_parameters(client: &ClientState) -> Result {
    let wrong =
        |want: &str, got: &dyn core::fmt::Debug| Err(Error::new(Code::BadClientState, want, format!("{got:?}")));
    check_divisors(client)?;
    if !COMMITTEE_SIZES.contains(&client.sync_committee_size) {
        return wrong("sync_committee_size of a preset (32 or 512)", &client.sync_committee_size);
    }
    let least = client.min_sync_committee_participants;
    if least == 0 || least > client.sync_committee_size {
        return wrong("min_sync_committee_participants of 1 to sync_committee_size", &least);
    }
    if client.trusting_period == Some(0) {
        return wrong("a trusting_period of at least 1 second, or none", &client.trusting_period);
    }
    if client.is_frozen {
        return wrong("a client that is not frozen", &client.is_frozen);
    }
    let forks = &client.fork_parameters;
    if forks.genesis_slot != client.genesis_slot {
        return wrong("fork_parameters.genesis_slot equal to genesis_slot", &forks.genesis_slot);
    }
    let epochs = forks.epochs();
    if epochs.windows(2).any(|pair| pair[0] > pair[1]) {
        return wrong("fork epochs in order, Altair first", &epochs);
    }
    Ok(())
}

/// Whether a state of time `timestamp` is past the trusting period at `now` (both seconds since 1970). Without a period: never.
pub fn is_expired(client: &ClientState, timestamp: u64, now: u64) -> bool {
    client.trusting_period.is_some_and(|period| now >= timestamp.saturating_add(period))
}

/// Refuses a frozen client, and a trusted state past the trusting period.
pub fn check_active(client: &ClientState, trusted: &ConsensusState, now: u64) -> Result {
    if client.is_frozen {
        return Err(Error::new(Code::ClientFrozen, "a client that is not frozen", "one that is"));
    }
    check_divisors(client)?;
    if is_expired(client, trusted.timestamp, now) {
        return Err(Error::new(
            Code::TrustedStateExpired,
            format!("a trusted state of at most {:?} seconds ago", client.trusting_period),
            format!("one of {} at {now}", trusted.timestamp),
        ));
    }
    Ok(())
}
