//! What a header changes, and what contradicts a stored state.

use crate::support::chain::{
    client, committee, header, header_with, now, summary, time_of, trusted, trusted_without_next, update, Plan,
    SLOTS_PER_PERIOD,
};
use crate::support::code_of;
use causeway_ethereum_verifier::native::Blst;
use causeway_ethereum_verifier::{
    consensus_update, merge_consensus, verify_header, Bytes, ClientState, ConsensusState, Header, StateUpdate,
};

const TRUSTED: u64 = 2 * SLOTS_PER_PERIOD + 8;

fn latest(slot: u64) -> ClientState {
    ClientState { latest_slot: slot, latest_execution_block_number: slot, ..client() }
}

fn apply(client: &ClientState, trusted: &ConsensusState, header: &Header) -> StateUpdate {
    verify_header(client, trusted, header, now(header), &Blst).expect("valid");
    consensus_update(client, trusted, header).expect("an update")
}

#[test]
fn stores_the_finalized_block_and_moves_the_client() {
    let got = apply(&latest(TRUSTED), &trusted(TRUSTED), &header(TRUSTED, &Plan::finalizing(TRUSTED + 8)));
    assert_eq!(got.consensus, trusted(TRUSTED + 8));
    assert_eq!(got.consensus.timestamp, time_of(TRUSTED + 8));
    assert_eq!(got.client, latest(TRUSTED + 8));
}

#[test]
fn hands_the_committees_over_where_the_period_changes() {
    let slot = 3 * SLOTS_PER_PERIOD;
    let got = apply(&latest(TRUSTED), &trusted(TRUSTED), &header(TRUSTED, &Plan::finalizing(slot).with_next()));
    assert_eq!(got.consensus, trusted(slot));
    assert_eq!(got.consensus.current_sync_committee, summary(&committee(3)));
    assert_eq!(got.consensus.next_sync_committee, Some(summary(&committee(4))));
}

#[test]
fn keeps_the_committees_of_the_finalized_period_when_the_next_one_has_begun() {
    let border = 3 * SLOTS_PER_PERIOD;
    let plan =
        Plan { finalized: border - 8, attested: border + 1, signature: border + 2, ..Plan::finalizing(1) }.with_next();
    let got = apply(&latest(TRUSTED), &trusted(TRUSTED), &header(TRUSTED, &plan));
    assert_eq!(got.consensus, trusted(border - 8));
}

#[test]
fn learns_the_next_committee() {
    let known = trusted_without_next(TRUSTED);
    let learnt = apply(&latest(TRUSTED), &known, &header(TRUSTED, &Plan::finalizing(TRUSTED + 8).with_next()));
    assert_eq!(learnt.consensus, trusted(TRUSTED + 8));
    let not_yet = apply(&latest(TRUSTED), &known, &header(TRUSTED, &Plan::finalizing(TRUSTED + 8)));
    assert_eq!(not_yet.consensus, trusted_without_next(TRUSTED + 8));
}

#[test]
fn gives_a_header_of_the_past_the_committees_of_its_own_period() {
    // The client is three periods ahead; the header stands on an old state, before and across the period's end.
    let client = latest(5 * SLOTS_PER_PERIOD + 3);
    for plan in [Plan::finalizing(TRUSTED + 8), Plan::finalizing(3 * SLOTS_PER_PERIOD + 8).with_next()] {
        let got = apply(&client, &trusted(TRUSTED), &header(TRUSTED, &plan));
        assert_eq!(got.consensus, trusted(plan.finalized));
        assert_eq!(got.client, client);
    }
}

#[test]
fn never_takes_the_block_number_back() {
    let client = ClientState { latest_execution_block_number: 1_000_000, ..latest(TRUSTED) };
    let got = apply(&client, &trusted(TRUSTED), &header(TRUSTED, &Plan::finalizing(TRUSTED + 8)));
    assert_eq!(got.client, ClientState { latest_execution_block_number: 1_000_000, ..latest(TRUSTED + 8) });
}

#[test]
fn rejects_effects_of_headers_that_were_never_valid() {
    let next = Plan::finalizing(3 * SLOTS_PER_PERIOD);
    let effects = |trusted: &ConsensusState, plan: &Plan| {
        code_of(consensus_update(&latest(TRUSTED), trusted, &header_with(TRUSTED, update(plan))))
    };
    assert_eq!(effects(&trusted(TRUSTED), &next), "missing-next-committee");
    assert_eq!(effects(&trusted_without_next(TRUSTED), &next.with_next()), "next-committee-unknown");
    assert_eq!(effects(&trusted(TRUSTED), &Plan::finalizing(4 * SLOTS_PER_PERIOD).with_next()), "wrong-period");
    assert_eq!(effects(&trusted(TRUSTED), &Plan::finalizing(SLOTS_PER_PERIOD)), "wrong-period");
}

#[test]
fn merges_what_is_the_same_and_fills_a_missing_committee() {
    let (full, partial) = (trusted(TRUSTED), trusted_without_next(TRUSTED));
    assert_eq!(merge_consensus(&full, &full), Ok(full.clone()));
    assert_eq!(merge_consensus(&partial, &full), Ok(full.clone()));
    assert_eq!(merge_consensus(&full, &partial), Ok(full.clone()));
    assert_eq!(merge_consensus(&partial, &partial), Ok(partial.clone()));
}

#[test]
fn rejects_another_state_of_a_known_slot() {
    let known = trusted(TRUSTED);
    let other = summary(&committee(9));
    let spoiled = [
        ConsensusState { slot: TRUSTED + 1, ..known.clone() },
        ConsensusState { state_root: Bytes([1; 32]), ..known.clone() },
        ConsensusState { timestamp: known.timestamp + 1, ..known.clone() },
        ConsensusState { current_sync_committee: other.clone(), ..known.clone() },
        ConsensusState { next_sync_committee: Some(other), ..known.clone() },
    ];
    for state in spoiled {
        assert_eq!(code_of(merge_consensus(&known, &state)), "conflicting-state", "{state:?}");
        assert_eq!(code_of(merge_consensus(&state, &known)), "conflicting-state", "{state:?}");
    }
}
