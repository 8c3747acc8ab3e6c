//! A beacon chain of the minimal preset in small: 32-member committees that really sign, blocks that are made up on demand.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex};

use blst::min_pk::{AggregateSignature, SecretKey};
use causeway_ethereum_verifier::native::Blst;
use causeway_ethereum_verifier::{
    ActiveSyncCommittee, BeaconBlockHeader, Bls, Bytes, ClientState, ConsensusState, ExecutionPayloadHeader, Fork,
    ForkParameters, Header, HexBytes, LightClientHeader, LightClientUpdate, SummarizedSyncCommittee, SyncAggregate,
    SyncCommittee, B256, DST, U256,
};
use sha3::Keccak256;

use super::ssz::{committee_root, header_root, pair, payload_root, pubkeys_root, sha256, Node, Tree};
use super::tries::rlp_list;

pub const SECONDS_PER_SLOT: u64 = 6;
pub const GENESIS_TIME: u64 = 1_700_000_000;
/// 8 epochs of 8 slots.
pub const SLOTS_PER_PERIOD: u64 = 64;
/// Electra before it, from genesis on.
pub const FULU_SLOT: u64 = 4 * SLOTS_PER_PERIOD;
/// Fulu before it.
pub const GLOAS_SLOT: u64 = 8 * SLOTS_PER_PERIOD;
pub const COMMITTEE_SIZE: usize = 32;

/// What an update is to say.
#[derive(Clone)]
pub struct Plan {
    pub finalized: u64,
    pub attested: u64,
    pub signature: u64,
    /// Whether it tells the next committee.
    pub next: bool,
    pub participants: usize,
    /// Two chains that differ have different ones.
    pub branch_of_history: u8,
}

impl Plan {
    /// A full update that finalizes a slot, attested and signed soon after.
    pub fn finalizing(finalized: u64) -> Self {
        let attested = finalized + 2;
        Self {
            finalized,
            attested,
            signature: attested + 1,
            next: false,
            participants: COMMITTEE_SIZE,
            branch_of_history: 0,
        }
    }

    pub fn with_next(self) -> Self {
        Self { next: true, ..self }
    }
}

pub fn client() -> ClientState {
    let fork = |number: u8, epoch: u64| Fork { version: Bytes([number, 0, 0, 1]), epoch };
    ClientState {
        chain_id: 1337,
        genesis_validators_root: Bytes(sha256(b"genesis validators")),
        min_sync_committee_participants: 11,
        sync_committee_size: COMMITTEE_SIZE as u64,
        genesis_time: GENESIS_TIME,
        genesis_slot: 0,
        fork_parameters: ForkParameters {
            genesis_fork_version: Bytes([0, 0, 0, 1]),
            genesis_slot: 0,
            altair: fork(1, 0),
            bellatrix: fork(2, 0),
            capella: fork(3, 0),
            deneb: fork(4, 0),
            electra: fork(5, 0),
            fulu: fork(6, FULU_SLOT / 8),
            gloas: Some(fork(7, GLOAS_SLOT / 8)),
        },
        seconds_per_slot: SECONDS_PER_SLOT,
        slots_per_epoch: 8,
        epochs_per_sync_committee_period: 8,
        latest_slot: 0,
        latest_execution_block_number: 0,
        is_frozen: false,
        ibc_contract_address: Bytes([0x26; 20]),
        ibc_commitment_slot: U256([0x12; 32]),
        trusting_period: None,
    }
}

pub fn time_of(slot: u64) -> u64 {
    GENESIS_TIME + slot * SECONDS_PER_SLOT
}

/// A committee and its keys, made once: deriving them takes longer than most tests.
#[derive(Clone)]
struct Members {
    secrets: Arc<Vec<SecretKey>>,
    committee: SyncCommittee,
}

fn members(period: u64) -> Members {
    static MADE: LazyLock<Mutex<HashMap<u64, Members>>> = LazyLock::new(Mutex::default);
    let mut made = MADE.lock().expect("no test fails while it makes a committee");
    made.entry(period).or_insert_with(|| make_members(period)).clone()
}

fn make_members(period: u64) -> Members {
    let secrets: Vec<SecretKey> = (0..COMMITTEE_SIZE)
        .map(|member| {
            let seed = sha256(format!("member {member} of period {period}").as_bytes());
            SecretKey::key_gen(&seed, &[]).expect("32 bytes of seed")
        })
        .collect();
    let keys: Vec<[u8; 48]> = secrets.iter().map(|secret| secret.sk_to_pk().compress()).collect();
    Members { secrets: Arc::new(secrets), committee: committee_of(&keys) }
}

/// The committee of a period.
pub fn committee(period: u64) -> SyncCommittee {
    members(period).committee
}

pub fn committee_of(keys: &[[u8; 48]]) -> SyncCommittee {
    let mut aggregate = [0; 48];
    assert_eq!(Blst.aggregate_g1(&keys.concat(), &mut aggregate), 0);
    SyncCommittee { pubkeys: keys.iter().copied().map(Bytes).collect(), aggregate_pubkey: Bytes(aggregate) }
}

pub fn summary(committee: &SyncCommittee) -> SummarizedSyncCommittee {
    SummarizedSyncCommittee {
        pubkeys_hash: Bytes(pubkeys_root(committee)),
        aggregate_pubkey: committee.aggregate_pubkey,
    }
}

/// What a client that followed the chain knows of a slot, the next committee included.
pub fn trusted(slot: u64) -> ConsensusState {
    let period = slot / SLOTS_PER_PERIOD;
    let block = light_header(slot, 0, [0; 32]);
    ConsensusState {
        slot,
        state_root: Bytes(state_root_of(slot, 0)),
        timestamp: block.execution.map_or(time_of(slot) - SECONDS_PER_SLOT, |payload| payload.timestamp),
        current_sync_committee: summary(&committee(period)),
        next_sync_committee: Some(summary(&committee(period + 1))),
    }
}

/// As `trusted`, before the next committee was told.
pub fn trusted_without_next(slot: u64) -> ConsensusState {
    ConsensusState { next_sync_committee: None, ..trusted(slot) }
}

fn state_root_of(slot: u64, history: u8) -> Node {
    sha256(format!("execution state of slot {slot} in history {history}").as_bytes())
}

fn execution(slot: u64, history: u8) -> ExecutionPayloadHeader {
    let hash = |what: &str| Bytes(sha256(format!("{what} of slot {slot} in history {history}").as_bytes()));
    ExecutionPayloadHeader {
        parent_hash: hash("parent"),
        fee_recipient: Bytes([0xfe; 20]),
        state_root: Bytes(state_root_of(slot, history)),
        receipts_root: hash("receipts"),
        logs_bloom: Bytes([0x0b; 256]),
        prev_randao: hash("randao"),
        block_number: slot,
        gas_limit: 30_000_000,
        gas_used: 21_000,
        timestamp: time_of(slot),
        extra_data: HexBytes(b"causeway".to_vec()),
        base_fee_per_gas: U256(core::array::from_fn(|at| if at == 31 { 7 } else { 0 })),
        block_hash: hash("block"),
        transactions_root: hash("transactions"),
        withdrawals_root: hash("withdrawals"),
        blob_gas_used: 131_072,
        excess_blob_gas: 0,
    }
}

/// A Gloas block builds upon the execution block of the slot before.
pub fn execution_rlp(slot: u64, history: u8) -> Vec<u8> {
    let minimal = |value: u64| value.to_be_bytes().into_iter().skip_while(|byte| *byte == 0).collect::<Vec<u8>>();
    rlp_list(&[
        vec![0x01; 32],
        vec![0x02; 32],
        vec![0xfe; 20],
        state_root_of(slot, history).to_vec(),
        vec![0x04; 32],
        vec![0x05; 32],
        vec![0; 256],
        vec![],
        minimal(slot - 1),
        minimal(30_000_000),
        minimal(21_000),
        minimal(time_of(slot) - SECONDS_PER_SLOT),
        b"causeway".to_vec(),
    ])
}

/// The block of a slot with its execution part, in the shape of its fork.
pub fn light_header(slot: u64, history: u8, state_root: Node) -> LightClientHeader {
    let is_gloas = slot >= GLOAS_SLOT;
    let rlp = is_gloas.then(|| execution_rlp(slot, history));
    let block_hash = rlp.as_ref().map(|bytes| Bytes(<[u8; 32]>::from(<Keccak256 as sha3::Digest>::digest(bytes))));
    let payload = (!is_gloas).then(|| execution(slot, history));
    let (index, leaf) = match (&payload, &block_hash) {
        (Some(payload), _) => (25, payload_root(payload)),
        (None, hash) => (2856, hash.expect("a hash from Gloas on").0),
    };
    let body = Tree::new([(index, leaf)]);
    LightClientHeader {
        beacon: BeaconBlockHeader {
            slot,
            proposer_index: slot % 64,
            parent_root: Bytes(sha256(format!("parent of {slot} in history {history}").as_bytes())),
            state_root: Bytes(state_root),
            body_root: Bytes(body.root()),
        },
        execution: payload,
        execution_block_hash: block_hash,
        execution_branch: body.branch(index),
        execution_header_rlp: rlp.map(HexBytes),
    }
}

/// Where the attested state has the finalized root and the next committee.
pub fn state_indices(attested: u64) -> (u64, u64) {
    if attested >= GLOAS_SLOT {
        (735, 2946)
    } else {
        (169, 87)
    }
}

/// An update that holds.
pub fn update(plan: &Plan) -> LightClientUpdate {
    let finalized = light_header(plan.finalized, plan.branch_of_history, [0x55; 32]);
    build(plan, finalized, committee(plan.attested / SLOTS_PER_PERIOD + 1))
}

/// An update with a finalized header and a next committee of one's own.
pub fn build(plan: &Plan, finalized: LightClientHeader, next: SyncCommittee) -> LightClientUpdate {
    let (finality_index, next_index) = state_indices(plan.attested);
    let state = Tree::new([(finality_index, header_root(&finalized.beacon)), (next_index, committee_root(&next))]);
    let mut update = LightClientUpdate {
        attested_header: light_header(plan.attested, plan.branch_of_history, state.root()),
        next_sync_committee: plan.next.then_some(next),
        next_sync_committee_branch: plan.next.then(|| state.branch(next_index)),
        finalized_header: finalized,
        finality_branch: state.branch(finality_index),
        sync_aggregate: SyncAggregate {
            sync_committee_bits: HexBytes(vec![]),
            sync_committee_signature: Bytes([0; 96]),
        },
        signature_slot: plan.signature,
    };
    let members: Vec<usize> = (0..plan.participants).collect();
    sign(&mut update, &members);
    update
}

/// Signs an update's attested header anew, by members of the committee of its signature's period.
pub fn sign(update: &mut LightClientUpdate, members: &[usize]) {
    sign_as(update, update.signature_slot / SLOTS_PER_PERIOD, version_at(update.signature_slot.max(1) - 1), members);
}

/// The fork version of a slot.
pub fn version_at(slot: u64) -> [u8; 4] {
    match slot {
        GLOAS_SLOT.. => [7, 0, 0, 1],
        FULU_SLOT.. => [6, 0, 0, 1],
        _ => [5, 0, 0, 1],
    }
}

/// Signs as the committee of a period under a fork version.
pub fn sign_as(update: &mut LightClientUpdate, period: u64, version: [u8; 4], members: &[usize]) {
    let mut padded = [0; 32];
    padded[..4].copy_from_slice(&version);
    let fork_data = pair(padded, client().genesis_validators_root.0);
    let mut domain = [0; 32];
    domain[0] = 7;
    domain[4..].copy_from_slice(&fork_data[..28]);
    let message = pair(header_root(&update.attested_header.beacon), domain);
    let mut bits = vec![0; COMMITTEE_SIZE / 8];
    for member in members {
        bits[member / 8] |= 1 << (member % 8);
    }
    let secrets = self::members(period).secrets;
    let signatures: Vec<_> = members.iter().map(|member| secrets[*member].sign(&message, DST, &[])).collect();
    let signatures: Vec<_> = signatures.iter().collect();
    if let Ok(aggregate) = AggregateSignature::aggregate(&signatures, false) {
        update.sync_aggregate.sync_committee_signature = Bytes(aggregate.to_signature().compress());
    }
    update.sync_aggregate.sync_committee_bits = HexBytes(bits);
}

/// The header for a trusted slot, with the committee that the signature's period asks for.
pub fn header(trusted_slot: u64, plan: &Plan) -> Header {
    header_with(trusted_slot, update(plan))
}

pub fn header_with(trusted_slot: u64, update: LightClientUpdate) -> Header {
    let period = update.signature_slot / SLOTS_PER_PERIOD;
    Header { active_sync_committee: active(trusted_slot, period), consensus_update: update, trusted_slot }
}

pub fn active(trusted_slot: u64, period: u64) -> ActiveSyncCommittee {
    if period == trusted_slot / SLOTS_PER_PERIOD {
        ActiveSyncCommittee::Current(committee(period))
    } else {
        ActiveSyncCommittee::Next(committee(period))
    }
}

/// Just late enough for a header.
pub fn now(header: &Header) -> u64 {
    time_of(header.consensus_update.signature_slot)
}

/// A `B256` that is nothing in particular.
pub fn other_root() -> B256 {
    Bytes([0xee; 32])
}
