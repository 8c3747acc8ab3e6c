//! What freezes a client: two finalized blocks of one slot, or two next committees of one period, with two thirds behind each.

use crate::support::chain::{
    active, build, client, committee, light_header, sign_as, time_of, trusted, trusted_without_next, update,
    version_at, Plan, COMMITTEE_SIZE, SLOTS_PER_PERIOD,
};
use crate::support::code_of;
use causeway_ethereum_verifier::native::Blst;
use causeway_ethereum_verifier::{
    are_conflicting, verify_misbehaviour, ActiveSyncCommittee, ClientState, LightClientUpdate, Misbehaviour, Result,
};

const TRUSTED: u64 = 2 * SLOTS_PER_PERIOD + 8;
const LATE: u64 = 10 * SLOTS_PER_PERIOD;

fn plan() -> Plan {
    Plan::finalizing(TRUSTED + 16)
}

fn fork(plan: &Plan) -> LightClientUpdate {
    update(&Plan { branch_of_history: 1, ..plan.clone() })
}

fn verify(update_1: LightClientUpdate, update_2: LightClientUpdate) -> Result {
    verify_in(2, update_1, update_2)
}

fn verify_in(period: u64, update_1: LightClientUpdate, update_2: LightClientUpdate) -> Result {
    let evidence = Misbehaviour { trusted_slot: TRUSTED, sync_committee: active(TRUSTED, period), update_1, update_2 };
    verify_misbehaviour(&client(), &trusted(TRUSTED), &evidence, time_of(LATE), &Blst)
}

/// An update that tells a foreign next committee.
fn with_other_next(plan: &Plan) -> LightClientUpdate {
    build(plan, light_header(plan.finalized, plan.branch_of_history, [0x55; 32]), committee(99))
}

#[test]
fn accepts_two_finalized_blocks_of_one_slot() {
    verify(update(&plan()), fork(&plan())).expect("misbehaviour");
    // Attested and signed at other slots, by others.
    let later = Plan { attested: TRUSTED + 30, signature: TRUSTED + 34, participants: 22, ..plan() };
    verify(fork(&later), update(&plan())).expect("misbehaviour");
}

#[test]
fn accepts_two_finalized_blocks_of_the_next_period() {
    let plan = Plan::finalizing(3 * SLOTS_PER_PERIOD + 8);
    verify_in(3, update(&plan), fork(&plan)).expect("misbehaviour");
}

#[test]
fn accepts_two_next_committees_of_one_period() {
    let other = Plan { finalized: TRUSTED + 17, ..plan() }.with_next();
    verify(update(&plan().with_next()), with_other_next(&other)).expect("misbehaviour");
    // Neither has to be the one that the trusted state knows, and it may know none.
    let evidence = Misbehaviour {
        trusted_slot: TRUSTED,
        sync_committee: active(TRUSTED, 2),
        update_1: update(&plan().with_next()),
        update_2: with_other_next(&other),
    };
    verify_misbehaviour(&client(), &trusted_without_next(TRUSTED), &evidence, time_of(LATE), &Blst)
        .expect("misbehaviour");
}

#[test]
fn rejects_the_same_update_twice() {
    assert_eq!(code_of(verify(update(&plan()), update(&plan()))), "not-misbehaviour");
    assert_eq!(code_of(verify(update(&plan().with_next()), update(&plan()))), "not-misbehaviour");
}

#[test]
fn rejects_two_signatures_of_one_finalized_block() {
    let later = Plan { attested: TRUSTED + 20, signature: TRUSTED + 21, participants: 25, ..plan() };
    assert_eq!(code_of(verify(update(&plan()), update(&later))), "not-misbehaviour");
}

#[test]
fn rejects_an_honest_fork_whose_blocks_are_attested_but_not_finalized() {
    // Two blocks of one slot, signed at consecutive slots by all: the same block is final for both.
    let finalized = light_header(TRUSTED + 16, 0, [0x55; 32]);
    let one = build(&plan(), finalized.clone(), committee(3));
    let other = build(&Plan { branch_of_history: 1, signature: TRUSTED + 20, ..plan() }, finalized, committee(3));
    assert_ne!(one.attested_header.execution, other.attested_header.execution);
    assert_eq!(code_of(verify(one, other)), "not-misbehaviour");
}

#[test]
fn rejects_finalized_blocks_of_different_slots() {
    let other = Plan { finalized: TRUSTED + 17, attested: TRUSTED + 19, ..plan() };
    assert_eq!(code_of(verify(update(&plan()), fork(&Plan { signature: TRUSTED + 20, ..other }))), "not-misbehaviour");
}

#[test]
fn rejects_next_committees_that_were_not_finalized_in_their_period() {
    // Attested in the next period, finalized in this one: a reorganization may still change the committee.
    let border = 3 * SLOTS_PER_PERIOD;
    let plan = Plan { finalized: border - 8, attested: border + 1, signature: border + 2, ..plan() }.with_next();
    let other = with_other_next(&Plan { finalized: border - 7, ..plan.clone() });
    assert_eq!(code_of(verify_in(3, update(&plan), other)), "not-misbehaviour");
}

#[test]
fn rejects_next_committees_of_different_periods() {
    let border = 3 * SLOTS_PER_PERIOD;
    let this = Plan::finalizing(TRUSTED + 16).with_next();
    let next = Plan::finalizing(border + 8).with_next();
    assert!(!are_conflicting(&client(), &update(&this), &update(&next)));
    assert!(!are_conflicting(&client(), &update(&next), &update(&this)));
}

#[test]
fn rejects_a_minority_on_either_side() {
    let minority = Plan { participants: 21, branch_of_history: 1, ..plan() };
    assert_eq!(code_of(verify(update(&plan()), update(&minority))), "not-enough-participants");
    assert_eq!(code_of(verify(update(&minority), update(&plan()))), "not-enough-participants");
    verify(update(&plan()), update(&Plan { participants: 22, ..minority })).expect("misbehaviour");
}

#[test]
fn rejects_a_forgery_on_either_side() {
    let mut forged = fork(&plan());
    sign_as(&mut forged, 7, version_at(0), &(0..COMMITTEE_SIZE).collect::<Vec<_>>());
    assert_eq!(code_of(verify(update(&plan()), forged.clone())), "wrong-signature");
    assert_eq!(code_of(verify(forged, update(&plan()))), "wrong-signature");
    let mut unproven = fork(&plan());
    unproven.finality_branch[0] = crate::support::chain::other_root();
    assert_eq!(code_of(verify(update(&plan()), unproven)), "bad-finality-branch");
    let mut no_execution = fork(&plan());
    no_execution.attested_header.execution_branch[0] = crate::support::chain::other_root();
    assert_eq!(code_of(verify(update(&plan()), no_execution)), "bad-execution-branch");
}

#[test]
fn rejects_what_no_honest_header_has_either() {
    let with = |client: &ClientState, trusted_slot, committee, now| {
        let evidence = Misbehaviour {
            trusted_slot,
            sync_committee: committee,
            update_1: update(&plan()),
            update_2: fork(&plan()),
        };
        verify_misbehaviour(client, &trusted(TRUSTED), &evidence, now, &Blst)
    };
    let honest = || active(TRUSTED, 2);
    with(&client(), TRUSTED, honest(), time_of(LATE)).expect("misbehaviour");
    assert_eq!(code_of(with(&client(), TRUSTED + 1, honest(), time_of(LATE))), "wrong-trusted-slot");
    assert_eq!(code_of(with(&client(), TRUSTED, honest(), time_of(TRUSTED))), "bad-slot-order");
    let foreign = ActiveSyncCommittee::Current(committee(7));
    assert_eq!(code_of(with(&client(), TRUSTED, foreign, time_of(LATE))), "wrong-committee");
    assert_eq!(code_of(with(&client(), TRUSTED, active(TRUSTED, 3), time_of(LATE))), "wrong-period");
    let expiring = ClientState { trusting_period: Some(60), ..client() };
    assert_eq!(code_of(with(&expiring, TRUSTED, honest(), time_of(LATE))), "trusted-state-expired");
    let frozen = ClientState { is_frozen: true, ..client() };
    assert_eq!(code_of(with(&frozen, TRUSTED, honest(), time_of(LATE))), "client-frozen");
}
