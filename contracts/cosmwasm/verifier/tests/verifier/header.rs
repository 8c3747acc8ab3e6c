//! `verify_header`: what a header has to be. Each refusal spoils one thing of a header that holds.

use crate::support::chain::{
    active, build, client, committee, committee_of, header, header_with, light_header, now, sign, sign_as, time_of,
    trusted, trusted_without_next, update, version_at, Plan, COMMITTEE_SIZE, SLOTS_PER_PERIOD,
};
use crate::support::code_of;
use causeway_ethereum_verifier::native::Blst;
use causeway_ethereum_verifier::{
    verify_header, ActiveSyncCommittee, Bls, Bytes, ClientState, ConsensusState, Header, LightClientUpdate, Result,
    SyncCommittee,
};

/// A slot in the middle of period 2.
const TRUSTED: u64 = 2 * SLOTS_PER_PERIOD + 16;

fn verify(header: &Header) -> Result {
    verify_with(&client(), &trusted(TRUSTED), header)
}

fn verify_with(client: &ClientState, trusted: &ConsensusState, header: &Header) -> Result {
    verify_header(client, trusted, header, now(header), &Blst)
}

fn plan() -> Plan {
    Plan::finalizing(TRUSTED + 8)
}

/// A valid header with one thing spoiled after it was signed.
fn spoiled(spoil: impl FnOnce(&mut LightClientUpdate)) -> Header {
    let mut header = header(TRUSTED, &plan());
    spoil(&mut header.consensus_update);
    header
}

/// A valid header with one thing changed before it is signed.
fn signed(change: impl FnOnce(&mut LightClientUpdate)) -> Header {
    let mut update = update(&plan());
    change(&mut update);
    sign(&mut update, &(0..COMMITTEE_SIZE).collect::<Vec<_>>());
    header_with(TRUSTED, update)
}

#[test]
fn accepts_a_finality_update() {
    verify(&header(TRUSTED, &plan())).expect("valid");
}

#[test]
fn accepts_an_update_with_the_known_next_committee() {
    verify(&header(TRUSTED, &plan().with_next())).expect("valid");
}

#[test]
fn accepts_the_first_telling_of_the_next_committee() {
    verify_with(&client(), &trusted_without_next(TRUSTED), &header(TRUSTED, &plan().with_next())).expect("valid");
}

#[test]
fn accepts_a_handover_to_the_next_period() {
    let plan = Plan::finalizing(3 * SLOTS_PER_PERIOD).with_next();
    verify(&header(TRUSTED, &plan)).expect("valid");
}

#[test]
fn accepts_what_is_signed_in_the_next_period_but_finalizes_this_one() {
    let border = 3 * SLOTS_PER_PERIOD;
    for attested in [border - 1, border] {
        let plan = Plan { finalized: border - 8, attested, signature: border + 1, ..plan() };
        verify(&header(TRUSTED, &plan)).expect("valid");
        verify(&header(TRUSTED, &plan.with_next())).expect("valid");
    }
}

#[test]
fn accepts_exactly_two_thirds_and_rejects_one_fewer() {
    // 22 of 32 is the first above two thirds; the field's minimum of 11 would let 21 pass.
    verify(&header(TRUSTED, &Plan { participants: 22, ..plan() })).expect("valid");
    assert_eq!(code_of(verify(&header(TRUSTED, &Plan { participants: 21, ..plan() }))), "not-enough-participants");
}

#[test]
fn rejects_fewer_than_the_clients_minimum() {
    let client = ClientState { min_sync_committee_participants: 31, ..client() };
    let with =
        |participants| verify_with(&client, &trusted(TRUSTED), &header(TRUSTED, &Plan { participants, ..plan() }));
    with(31).expect("valid");
    assert_eq!(code_of(with(30)), "not-enough-participants");
}

#[test]
fn rejects_zero_bits_before_anything_else() {
    let header = spoiled(|update| {
        update.sync_aggregate.sync_committee_bits.0.fill(0);
        update.sync_aggregate.sync_committee_signature =
            Bytes(core::array::from_fn(|at| if at == 0 { 0xc0 } else { 0 }));
        update.signature_slot = 0;
    });
    assert_eq!(code_of(verify_header(&client(), &trusted(TRUSTED), &header, now(&header), &Blst)), "no-participants");
}

#[test]
fn rejects_bits_beyond_and_short_of_the_committee() {
    assert_eq!(code_of(verify(&spoiled(|update| update.sync_aggregate.sync_committee_bits.0.push(0)))), "bad-bits");
    assert_eq!(code_of(verify(&spoiled(|update| update.sync_aggregate.sync_committee_bits.0.push(1)))), "bad-bits");
    assert_eq!(
        code_of(verify(&spoiled(|update| update
            .sync_aggregate
            .sync_committee_bits
            .0
            .truncate(update.sync_aggregate.sync_committee_bits.0.len() - 1)))),
        "bad-bits"
    );
}

#[test]
fn rejects_other_bits_than_those_that_signed() {
    let header = spoiled(|update| update.sync_aggregate.sync_committee_bits.0[0] ^= 1);
    assert_eq!(code_of(verify(&header)), "wrong-signature");
}

#[test]
fn rejects_bits_in_another_order() {
    let header = spoiled(|update| {
        sign(update, &(0..24).collect::<Vec<_>>());
        update.sync_aggregate.sync_committee_bits.0.iter_mut().for_each(|byte| *byte = byte.reverse_bits());
        update.sync_aggregate.sync_committee_bits.0.reverse();
    });
    assert_eq!(code_of(verify(&header)), "wrong-signature");
}

#[test]
fn rejects_slots_out_of_order() {
    let order = |finalized, attested, signature| {
        let plan = Plan { finalized, attested, signature, ..plan() };
        verify_with(&client(), &trusted(TRUSTED), &header(TRUSTED, &plan))
    };
    let slot = TRUSTED + 8;
    order(slot, slot, slot + 1).expect("valid");
    assert_eq!(code_of(order(slot, slot, slot)), "bad-slot-order");
    assert_eq!(code_of(order(slot + 1, slot, slot + 2)), "bad-slot-order");
    assert_eq!(code_of(order(0, slot, slot + 1)), "bad-slot-order");
}

#[test]
fn rejects_a_signature_of_the_future() {
    let header = header(TRUSTED, &plan());
    let at = |now| verify_header(&client(), &trusted(TRUSTED), &header, now, &Blst);
    let signature = time_of(header.consensus_update.signature_slot);
    at(signature).expect("valid");
    assert_eq!(code_of(at(signature - 1)), "bad-slot-order");
    assert_eq!(code_of(at(0)), "bad-slot-order");
}

#[test]
fn rejects_what_finalizes_nothing_new() {
    let finalizing = |slot| verify(&header(TRUSTED, &Plan { finalized: slot, ..plan() }));
    finalizing(TRUSTED + 1).expect("valid");
    assert_eq!(code_of(finalizing(TRUSTED)), "not-newer");
    assert_eq!(code_of(finalizing(TRUSTED - 1)), "not-newer");
}

#[test]
fn rejects_another_trusted_slot_than_the_states() {
    let header = Header { trusted_slot: TRUSTED - 1, ..header(TRUSTED, &plan()) };
    assert_eq!(code_of(verify(&header)), "wrong-trusted-slot");
}

#[test]
fn rejects_a_skipped_period() {
    let plan = Plan::finalizing(4 * SLOTS_PER_PERIOD).with_next();
    assert_eq!(code_of(verify(&header(TRUSTED, &plan))), "wrong-committee");
    // With the committee that the state knows, it is the wrong one for the period.
    let header = Header { active_sync_committee: active(TRUSTED, 3), ..header(TRUSTED, &plan) };
    assert_eq!(code_of(verify(&header)), "wrong-period");
}

#[test]
fn rejects_the_current_committee_in_the_next_period() {
    let mut update = update(&Plan::finalizing(3 * SLOTS_PER_PERIOD).with_next());
    sign_as(&mut update, 2, version_at(0), &(0..COMMITTEE_SIZE).collect::<Vec<_>>());
    let header = Header { active_sync_committee: active(TRUSTED, 2), ..header_with(TRUSTED, update) };
    assert_eq!(code_of(verify(&header)), "wrong-period");
}

#[test]
fn rejects_the_next_committee_in_the_current_period() {
    let mut update = update(&plan());
    sign_as(&mut update, 3, version_at(0), &(0..COMMITTEE_SIZE).collect::<Vec<_>>());
    let header = Header { active_sync_committee: active(TRUSTED, 3), ..header_with(TRUSTED, update) };
    assert_eq!(code_of(verify(&header)), "wrong-period");
}

#[test]
fn rejects_the_next_committee_of_a_state_that_knows_none() {
    let header = header(TRUSTED, &Plan::finalizing(3 * SLOTS_PER_PERIOD).with_next());
    assert_eq!(code_of(verify_with(&client(), &trusted_without_next(TRUSTED), &header)), "next-committee-unknown");
}

#[test]
fn rejects_a_handover_without_the_next_committee() {
    let header = header(TRUSTED, &Plan::finalizing(3 * SLOTS_PER_PERIOD));
    assert_eq!(code_of(verify(&header)), "missing-next-committee");
}

#[test]
fn rejects_a_committee_without_branch_and_a_branch_without_committee() {
    let half = |drop_branch: bool| {
        let mut header = header(TRUSTED, &plan().with_next());
        if drop_branch {
            header.consensus_update.next_sync_committee_branch = None;
        } else {
            header.consensus_update.next_sync_committee = None;
        }
        verify(&header)
    };
    assert_eq!(code_of(half(true)), "malformed");
    assert_eq!(code_of(half(false)), "malformed");
}

#[test]
fn rejects_a_foreign_committee_that_signs_well() {
    let mut update = update(&plan());
    sign_as(&mut update, 7, version_at(0), &(0..COMMITTEE_SIZE).collect::<Vec<_>>());
    let foreign = ActiveSyncCommittee::Current(committee(7));
    let header = Header { active_sync_committee: foreign, ..header_with(TRUSTED, update) };
    assert_eq!(code_of(verify(&header)), "wrong-committee");
}

#[test]
fn rejects_other_keys_with_the_same_sum() {
    let sum = |points: [[u8; 48]; 2]| {
        let mut sum = [0; 48];
        assert_eq!(Blst.aggregate_g1(&points.concat(), &mut sum), 0);
        Bytes(sum)
    };
    let shift = committee(9).pubkeys[0].0;
    let mut minus_shift = shift;
    minus_shift[0] ^= 0x20;
    let honest = committee(2);
    let mut colliding = honest.clone();
    colliding.pubkeys[0] = sum([honest.pubkeys[0].0, shift]);
    colliding.pubkeys[1] = sum([honest.pubkeys[1].0, minus_shift]);
    let keys: Vec<[u8; 48]> = colliding.pubkeys.iter().map(|key| key.0).collect();
    assert_eq!(committee_of(&keys).aggregate_pubkey, honest.aggregate_pubkey);
    let mut swapped = honest;
    swapped.pubkeys.swap(0, 1);
    for other in [colliding, swapped] {
        let header = Header { active_sync_committee: ActiveSyncCommittee::Current(other), ..header(TRUSTED, &plan()) };
        assert_eq!(code_of(verify(&header)), "wrong-committee");
    }
}

#[test]
fn rejects_a_committee_of_another_size() {
    let resized = |change: fn(&mut SyncCommittee)| {
        let mut members = committee(2);
        change(&mut members);
        verify(&Header { active_sync_committee: ActiveSyncCommittee::Current(members), ..header(TRUSTED, &plan()) })
    };
    assert_eq!(
        code_of(resized(|committee| committee.pubkeys.truncate(committee.pubkeys.len() - 1))),
        "wrong-committee"
    );
    assert_eq!(code_of(resized(|committee| committee.pubkeys.push(Bytes::ZERO))), "wrong-committee");
    assert_eq!(code_of(resized(|committee| committee.pubkeys.clear())), "wrong-committee");
}

#[test]
fn rejects_another_next_committee_than_the_known() {
    let plan = plan().with_next();
    let foreign = build(&plan, light_header(plan.finalized, 0, [0x55; 32]), committee(9));
    assert_eq!(code_of(verify(&header_with(TRUSTED, foreign.clone()))), "next-committee-mismatch");
    // A state that knows none takes it: two thirds have signed it.
    verify_with(&client(), &trusted_without_next(TRUSTED), &header_with(TRUSTED, foreign)).expect("valid");
}

#[test]
fn rejects_a_next_committee_that_is_not_the_attested_states() {
    let plan = plan().with_next();
    let mut header = header(TRUSTED, &plan);
    header.consensus_update.next_sync_committee = Some(committee(9));
    let verdict = verify_with(&client(), &trusted_without_next(TRUSTED), &header);
    assert_eq!(code_of(verdict), "bad-next-committee-branch");
}

#[test]
fn rejects_a_next_committee_whose_aggregate_is_not_the_sum_of_its_keys() {
    let plan = plan().with_next();
    let wrong = SyncCommittee { aggregate_pubkey: committee(9).aggregate_pubkey, ..committee(3) };
    let update = build(&plan, light_header(plan.finalized, 0, [0x55; 32]), wrong);
    let verdict = verify_with(&client(), &trusted_without_next(TRUSTED), &header_with(TRUSTED, update));
    assert_eq!(code_of(verdict), "wrong-aggregate");
}

#[test]
fn rejects_branches_that_are_longer_shorter_or_of_another_place() {
    let finality = |change: fn(&mut Vec<_>)| code_of(verify(&spoiled(|update| change(&mut update.finality_branch))));
    assert_eq!(finality(|branch| branch.push(Bytes::ZERO)), "bad-finality-branch");
    assert_eq!(finality(|branch| branch.insert(0, Bytes::ZERO)), "bad-finality-branch");
    assert_eq!(finality(|branch| branch.truncate(branch.len() - 1)), "bad-finality-branch");
    assert_eq!(finality(Vec::clear), "bad-finality-branch");
    assert_eq!(finality(|branch| branch.fill(Bytes::ZERO)), "bad-finality-branch");
    for part in ["attested", "finalized"] {
        let execution = |change: fn(&mut Vec<_>)| {
            code_of(verify(&spoiled(|update| match part {
                "attested" => change(&mut update.attested_header.execution_branch),
                _ => change(&mut update.finalized_header.execution_branch),
            })))
        };
        assert_eq!(execution(|branch| branch.push(Bytes::ZERO)), "bad-execution-branch");
        assert_eq!(execution(|branch| branch.truncate(branch.len() - 1)), "bad-execution-branch");
        assert_eq!(execution(|branch| branch.fill(Bytes::ZERO)), "bad-execution-branch");
    }
    let next = |change: fn(&mut Vec<_>)| {
        let mut header = header(TRUSTED, &plan().with_next());
        header.consensus_update.next_sync_committee_branch.as_mut().map(change);
        code_of(verify(&header))
    };
    assert_eq!(next(|branch| branch.push(Bytes::ZERO)), "bad-next-committee-branch");
    assert_eq!(next(|branch| branch.truncate(branch.len() - 1)), "bad-next-committee-branch");
}

#[test]
fn rejects_the_current_committees_place_for_the_next() {
    use crate::support::ssz::{committee_root, header_root, Tree};
    let plan = plan().with_next();
    let finalized = light_header(plan.finalized, 0, [0x55; 32]);
    let at = |index: u64| {
        let state = Tree::new([(169, header_root(&finalized.beacon)), (index, committee_root(&committee(3)))]);
        let mut update = build(&plan, finalized.clone(), committee(3));
        update.attested_header = light_header(plan.attested, 0, state.root());
        update.finality_branch = state.branch(169);
        update.next_sync_committee_branch = Some(state.branch(index));
        sign(&mut update, &(0..COMMITTEE_SIZE).collect::<Vec<_>>());
        verify_with(&client(), &trusted_without_next(TRUSTED), &header_with(TRUSTED, update))
    };
    at(87).expect("valid");
    // 86 is the current committee's; 54 and 55 were theirs before Electra.
    assert_eq!(code_of(at(86)), "bad-next-committee-branch");
    assert_eq!(code_of(at(55)), "bad-next-committee-branch");
}

#[test]
fn rejects_a_finalized_root_in_the_place_of_before_electra() {
    use crate::support::ssz::{header_root, Tree};
    let update = signed(|update| {
        let state = Tree::new([(105, header_root(&update.finalized_header.beacon))]);
        update.attested_header = light_header(update.attested_header.beacon.slot, 0, state.root());
        update.finality_branch = state.branch(105);
    });
    assert_eq!(code_of(verify(&update)), "bad-finality-branch");
}

#[test]
fn rejects_leaves_below_their_place_on_the_same_way() {
    use crate::support::ssz::{committee_root, header_root, payload_root, Tree};
    // A branch that is one node too long leads from a leaf one level deeper to the very root.
    let deeper = |index: u64| (1 << (index.ilog2() + 1)) + index;
    let plan = plan().with_next();
    let at = |finality_index: u64, next_index: u64, execution_index: u64| {
        let mut finalized = light_header(plan.finalized, 0, [0x55; 32]);
        let payload = payload_root(finalized.execution.as_ref().expect("a payload"));
        let body = Tree::new([(execution_index, payload)]);
        finalized.beacon.body_root = Bytes(body.root());
        finalized.execution_branch = body.branch(execution_index);
        let state =
            Tree::new([(finality_index, header_root(&finalized.beacon)), (next_index, committee_root(&committee(3)))]);
        let mut update = build(&plan, finalized, committee(3));
        update.attested_header = light_header(plan.attested, 0, state.root());
        update.finality_branch = state.branch(finality_index);
        update.next_sync_committee_branch = Some(state.branch(next_index));
        sign(&mut update, &(0..COMMITTEE_SIZE).collect::<Vec<_>>());
        verify(&header_with(TRUSTED, update))
    };
    at(169, 87, 25).expect("valid");
    assert_eq!(code_of(at(deeper(169), 87, 25)), "bad-finality-branch");
    assert_eq!(code_of(at(169, deeper(87), 25)), "bad-next-committee-branch");
    assert_eq!(code_of(at(169, 87, deeper(25))), "bad-execution-branch");
}

#[test]
fn rejects_an_attested_header_in_the_finalized_ones_place() {
    let header = spoiled(|update| update.finalized_header = update.attested_header.clone());
    assert_eq!(code_of(verify(&header)), "bad-finality-branch");
}

#[test]
fn rejects_an_execution_header_that_is_not_the_blocks() {
    let header = spoiled(|update| {
        update.finalized_header.execution.as_mut().expect("a payload").state_root = Bytes([1; 32]);
    });
    assert_eq!(code_of(verify(&header)), "bad-execution-branch");
}

#[test]
fn rejects_an_execution_time_that_is_not_the_slots() {
    use crate::support::ssz::{payload_root, Tree};
    let plan = plan();
    for wrong in [1, u64::MAX] {
        let mut finalized = light_header(plan.finalized, 0, [0x55; 32]);
        let payload = finalized.execution.as_mut().expect("a payload");
        payload.timestamp = payload.timestamp.wrapping_add(wrong);
        let body = Tree::new([(25, payload_root(payload))]);
        finalized.beacon.body_root = Bytes(body.root());
        finalized.execution_branch = body.branch(25);
        let update = build(&plan, finalized, committee(3));
        assert_eq!(code_of(verify(&header_with(TRUSTED, update))), "bad-execution-time");
    }
}

#[test]
fn rejects_what_the_committee_did_not_sign() {
    let header = spoiled(|update| update.attested_header.beacon.proposer_index += 1);
    assert_eq!(code_of(verify(&header)), "wrong-signature");
}

#[test]
fn rejects_the_signature_of_another_chain() {
    let other = ClientState { genesis_validators_root: Bytes([9; 32]), ..client() };
    assert_eq!(code_of(verify_with(&other, &trusted(TRUSTED), &header(TRUSTED, &plan()))), "wrong-signature");
}

#[test]
fn rejects_the_signature_of_another_committee() {
    let mut update = update(&plan());
    sign_as(&mut update, 3, version_at(0), &(0..COMMITTEE_SIZE).collect::<Vec<_>>());
    assert_eq!(code_of(verify(&header_with(TRUSTED, update))), "wrong-signature");
}

#[test]
fn rejects_a_frozen_client() {
    let frozen = ClientState { is_frozen: true, ..client() };
    assert_eq!(code_of(verify_with(&frozen, &trusted(TRUSTED), &header(TRUSTED, &plan()))), "client-frozen");
}

#[test]
fn rejects_a_client_whose_slots_epochs_or_periods_take_no_time() {
    let spoilers: [fn(&mut ClientState); 3] = [
        |client| client.seconds_per_slot = 0,
        |client| client.slots_per_epoch = 0,
        |client| client.epochs_per_sync_committee_period = 0,
    ];
    for spoil in spoilers {
        let mut client = client();
        spoil(&mut client);
        assert_eq!(code_of(verify_with(&client, &trusted(TRUSTED), &header(TRUSTED, &plan()))), "bad-client-state");
    }
}

#[test]
fn rejects_a_trusted_state_past_the_trusting_period() {
    let header = header(TRUSTED, &plan());
    let now = now(&header);
    let with = |period| {
        let client = ClientState { trusting_period: Some(period), ..client() };
        verify_header(&client, &trusted(TRUSTED), &header, now, &Blst)
    };
    let age = now - time_of(TRUSTED);
    with(age + 1).expect("valid");
    with(u64::MAX).expect("valid");
    assert_eq!(code_of(with(age)), "trusted-state-expired");
}

#[test]
fn survives_numbers_at_the_end_of_their_range() {
    for slot in [u64::MAX, u64::MAX - 1, 1 << 63] {
        let header = spoiled(|update| {
            update.finalized_header.beacon.slot = slot - 2;
            update.attested_header.beacon.slot = slot - 2;
            update.signature_slot = slot;
        });
        for now in [0, GENESIS_LATE, u64::MAX] {
            assert_eq!(code_of(verify_header(&client(), &trusted(TRUSTED), &header, now, &Blst)), "bad-slot-order");
        }
    }
}

const GENESIS_LATE: u64 = 1 << 62;
