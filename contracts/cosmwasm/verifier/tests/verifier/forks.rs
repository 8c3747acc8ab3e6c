//! Forks: versions at the boundary, header shapes, places in the trees.

use crate::support::chain::{
    build, client, committee, execution_rlp, header, header_with, light_header, now, sign_as, time_of, trusted, update,
    version_at, Plan, COMMITTEE_SIZE, FULU_SLOT, GLOAS_SLOT, SECONDS_PER_SLOT,
};
use crate::support::ssz::Tree;
use crate::support::{code_of, tries};
use causeway_ethereum_verifier::native::Blst;
use causeway_ethereum_verifier::{
    consensus_update, verify_header, Bytes, ClientState, ConsensusState, Fork, Header, HexBytes, LightClientHeader,
    Result,
};

fn verify(client: &ClientState, trusted: &ConsensusState, header: &Header) -> Result {
    verify_header(client, trusted, header, now(header), &Blst)
}

fn everyone() -> Vec<usize> {
    (0..COMMITTEE_SIZE).collect()
}

#[test]
fn accepts_each_fork() {
    for slot in [16, FULU_SLOT + 16, GLOAS_SLOT + 16] {
        verify(&client(), &trusted(slot), &header(slot, &Plan::finalizing(slot + 8).with_next())).expect("valid");
    }
}

#[test]
fn signs_with_the_fork_of_the_slot_before_the_signature() {
    for fork_slot in [FULU_SLOT, GLOAS_SLOT] {
        let trusted_slot = fork_slot - 32;
        // Signed in the first slot of the fork: still by the version before it.
        let plan =
            Plan { finalized: fork_slot - 16, attested: fork_slot - 1, signature: fork_slot, ..Plan::finalizing(1) };
        let verdict = |version| {
            let mut update = update(&plan);
            sign_as(&mut update, fork_slot / 64, version, &everyone());
            verify(&client(), &trusted(trusted_slot), &header_with(trusted_slot, update))
        };
        verdict(version_at(fork_slot - 1)).expect("valid");
        assert_eq!(code_of(verdict(version_at(fork_slot))), "wrong-signature");
        // One slot later the block before it is the fork's own.
        let later = Plan { signature: fork_slot + 1, ..plan.clone() };
        verify(&client(), &trusted(trusted_slot), &header(trusted_slot, &later)).expect("valid");
        let mut old = update(&later);
        sign_as(&mut old, fork_slot / 64, version_at(fork_slot - 1), &everyone());
        assert_eq!(
            code_of(verify(&client(), &trusted(trusted_slot), &header_with(trusted_slot, old))),
            "wrong-signature"
        );
    }
}

#[test]
fn rejects_a_fork_that_the_client_does_not_know() {
    let mut unaware = client();
    unaware.fork_parameters.gloas = None;
    let slot = GLOAS_SLOT + 16;
    let verdict = verify(&unaware, &trusted(slot), &header(slot, &Plan::finalizing(slot + 8)));
    assert_eq!(code_of(verdict), "bad-execution-branch");
    // A fork that changes nothing but its version.
    let mut unaware = client();
    unaware.fork_parameters.fulu.epoch = u64::MAX;
    unaware.fork_parameters.gloas = None;
    let verdict = verify(&unaware, &trusted(FULU_SLOT), &header(FULU_SLOT, &Plan::finalizing(FULU_SLOT + 8)));
    assert_eq!(code_of(verdict), "wrong-signature");
}

#[test]
fn rejects_headers_of_before_electra() {
    let mut late = client();
    late.fork_parameters.electra = Fork { version: Bytes([5, 0, 0, 1]), epoch: 3 };
    let before = header(8, &Plan::finalizing(16));
    assert_eq!(code_of(verify(&late, &trusted(8), &before)), "unsupported-fork");
    let across = header(8, &Plan { attested: 26, signature: 27, ..Plan::finalizing(16) });
    assert_eq!(code_of(verify(&late, &trusted(8), &across)), "unsupported-fork");
}

#[test]
fn rejects_the_version_of_a_fork_that_has_not_begun() {
    let plan = Plan::finalizing(24);
    let mut early = update(&plan);
    sign_as(&mut early, 0, version_at(FULU_SLOT), &everyone());
    assert_eq!(code_of(verify(&client(), &trusted(16), &header_with(16, early))), "wrong-signature");
}

const GLOAS: u64 = GLOAS_SLOT + 16;

/// A Gloas update whose finalized header was changed before it was attested.
fn gloas(change: impl FnOnce(&mut LightClientHeader)) -> Header {
    let plan = Plan::finalizing(GLOAS + 8);
    let mut finalized = light_header(plan.finalized, 0, [0x55; 32]);
    change(&mut finalized);
    header_with(GLOAS, build(&plan, finalized, committee(9)))
}

fn verify_gloas(header: &Header) -> Result {
    verify(&client(), &trusted(GLOAS), header)
}

/// Puts an execution header in a Gloas header's body.
fn set_execution(header: &mut LightClientHeader, rlp: Vec<u8>) {
    let hash = tries::keccak(&rlp);
    let body = Tree::new([(2856, hash)]);
    header.execution_block_hash = Some(Bytes(hash));
    header.beacon.body_root = Bytes(body.root());
    header.execution_branch = body.branch(2856);
    header.execution_header_rlp = Some(HexBytes(rlp));
}

#[test]
fn takes_state_root_and_time_of_a_gloas_header_from_its_execution_header() {
    let header = gloas(|_| {});
    verify_gloas(&header).expect("valid");
    let stored = consensus_update(&client(), &trusted(GLOAS), &header).expect("an update");
    assert_eq!(stored.consensus.timestamp, time_of(GLOAS + 8) - SECONDS_PER_SLOT);
    assert_eq!(stored.client.latest_execution_block_number, GLOAS + 7);
}

#[test]
fn needs_no_execution_header_of_what_is_attested_only() {
    let mut header = gloas(|_| {});
    header.consensus_update.attested_header.execution_header_rlp = None;
    verify_gloas(&header).expect("valid");
}

#[test]
fn rejects_a_gloas_header_without_or_with_another_execution_header() {
    assert_eq!(code_of(verify_gloas(&gloas(|header| header.execution_header_rlp = None))), "bad-execution-header");
    let other = gloas(|header| header.execution_header_rlp = Some(HexBytes(execution_rlp(GLOAS, 1))));
    assert_eq!(code_of(verify_gloas(&other)), "bad-execution-header");
    let no_list = gloas(|header| set_execution(header, tries::rlp_text(&[1; 40])));
    assert_eq!(code_of(verify_gloas(&no_list)), "bad-execution-header");
    let short = gloas(|header| set_execution(header, tries::rlp_list(&vec![vec![1; 32]; 11])));
    assert_eq!(code_of(verify_gloas(&short)), "bad-execution-header");
    let trailing = gloas(|header| {
        let mut rlp = execution_rlp(header.beacon.slot, 0);
        rlp.push(0);
        set_execution(header, rlp);
    });
    assert_eq!(code_of(verify_gloas(&trailing)), "bad-execution-header");
}

#[test]
fn rejects_a_gloas_header_whose_execution_block_is_not_before_its_slot() {
    // The block of the slot after builds upon a block that is as old as this slot.
    let header = gloas(|header| set_execution(header, execution_rlp(header.beacon.slot + 1, 0)));
    assert_eq!(code_of(verify_gloas(&header)), "bad-execution-time");
}

#[test]
fn rejects_the_shape_of_another_fork() {
    let payload = light_header(FULU_SLOT, 0, [0x55; 32]).execution;
    let electra_shape = gloas(|header| {
        header.execution.clone_from(&payload);
        header.execution_block_hash = None;
    });
    assert_eq!(code_of(verify_gloas(&electra_shape)), "unsupported-fork");
    let both = gloas(|header| header.execution.clone_from(&payload));
    assert_eq!(code_of(verify_gloas(&both)), "malformed");
    let neither = gloas(|header| header.execution_block_hash = None);
    assert_eq!(code_of(verify_gloas(&neither)), "malformed");
}

/// A block of Fulu in the shape of Gloas, as a Gloas update has it when it finalizes the last blocks before the fork.
fn upgraded(slot: u64) -> LightClientHeader {
    let mut header = light_header(slot, 0, [0x55; 32]);
    let mut rlp = execution_rlp(slot + 1, 0);
    // The payload is the slot's own block, of the slot's own time, which `execution_rlp` tells of the slot after.
    let hash = tries::keccak(&rlp);
    let body = Tree::new([(812, hash)]);
    header.beacon.body_root = Bytes(body.root());
    header.execution = None;
    header.execution_block_hash = Some(Bytes(hash));
    header.execution_branch = [vec![Bytes::ZERO; 2], body.branch(812)].concat();
    header.execution_header_rlp = Some(HexBytes(core::mem::take(&mut rlp)));
    header
}

#[test]
fn accepts_a_fulu_block_in_the_shape_of_gloas() {
    let trusted_slot = GLOAS_SLOT - 32;
    let plan =
        Plan { finalized: GLOAS_SLOT - 8, attested: GLOAS_SLOT + 8, signature: GLOAS_SLOT + 9, ..Plan::finalizing(1) };
    let verdict = |change: fn(&mut LightClientHeader)| {
        let mut finalized = upgraded(plan.finalized);
        change(&mut finalized);
        let header = header_with(trusted_slot, build(&plan, finalized, committee(9)));
        verify(&client(), &trusted(trusted_slot), &header)
    };
    verdict(|_| {}).expect("valid");
    assert_eq!(code_of(verdict(|header| header.execution_branch[0] = Bytes([1; 32]))), "bad-execution-branch");
    assert_eq!(code_of(verdict(|header| header.execution_branch.rotate_left(1))), "bad-execution-branch");
    assert_eq!(code_of(verdict(|header| header.execution_branch.clear())), "bad-execution-branch");
}
