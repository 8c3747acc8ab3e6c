//! Removes consensus states that serve no more, a few with each update.

use causeway_ethereum_verifier::{is_expired, Bls, ClientState};

use crate::context::Context;
use crate::storage::Storage;
use crate::store::OWN;

/// How many an update removes at most: more than it adds, so that a backlog shrinks.
const MOST: usize = 2;
/// Without a trusting period, states stay for so many sync-committee periods (9 days on mainnet) behind the latest.
const RETAINED_PERIODS: u64 = 8;

/// Removes the oldest states that are past the trusting period; without one, those far behind the latest. The latest state, the one
/// just stored and the one that it was verified with stay whatever their age.
pub(crate) fn prune<S: Storage, B: Bls>(context: &mut Context<S, B>, client: &ClientState, stored: u64, trusted: u64) {
    let now = context.now();
    for slot in OWN.first_slots(&context.storage, MOST) {
        let in_use = [client.latest_slot, stored, trusted].contains(&slot);
        if !in_use && has_served(client, slot, now) {
            OWN.remove_consensus(&mut context.storage, slot);
        }
    }
}

fn has_served(client: &ClientState, slot: u64, now: u64) -> bool {
    if client.trusting_period.is_some() {
        return client.time_of(slot).is_some_and(|time| is_expired(client, time, now));
    }
    let retained =
        client.slots_per_epoch.saturating_mul(client.epochs_per_sync_committee_period).saturating_mul(RETAINED_PERIODS);
    slot < client.latest_slot.saturating_sub(retained)
}
