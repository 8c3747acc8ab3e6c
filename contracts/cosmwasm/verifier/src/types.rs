//! The client's JSON, as the field's existing contract (cw-ics08-wasm-eth 1.3) writes and reads it.
//!
//! Integers are JSON numbers in the client's and the consensus state and in `trusted_slot`, decimal text inside beacon objects. Bytes
//! are lower-case hexadecimal with `0x`; upper case is read. Unknown fields are ignored, as that contract ignores them; a field twice
//! is refused. What we add is left out of the JSON where it is not set: `trusting_period`, `fork_parameters.gloas`, and the fields of
//! Gloas headers.

use alloc::vec::Vec;

use serde::{Deserialize, Serialize};

use crate::bytes::{Bytes, HexBytes, U256};
use crate::json::{bounded, decimal, fee};

/// Most members that a committee of any preset has.
pub const MAX_COMMITTEE: usize = 512;
/// Nodes of a branch that are read; no fork has more than 11.
pub const MAX_BRANCH: usize = 16;
/// Nodes of one trie proof: a path of 64 nibbles and its root.
pub const MAX_NODES: usize = 65;
/// Bytes of one trie node. A branch of 16 hashes has 532.
pub const MAX_NODE: usize = 1024;
/// Bytes of an execution header in RLP; today's have about 650.
pub const MAX_EXECUTION_HEADER: usize = 2048;

/// A BLS public key, compressed.
pub type PublicKey = Bytes<48>;
/// 32 bytes, most often a hash.
pub type B256 = Bytes<32>;

/// A fork and its first epoch.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fork {
    /// 4 bytes that go into the signature domain.
    pub version: Bytes<4>,
    /// First epoch; `u64::MAX` for a fork without a date.
    pub epoch: u64,
}

/// The schedule of a chain's forks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ForkParameters {
    /// Version before Altair.
    pub genesis_fork_version: Bytes<4>,
    /// Slot of the genesis block, 0 on every known chain.
    pub genesis_slot: u64,
    /// Altair.
    pub altair: Fork,
    /// Bellatrix.
    pub bellatrix: Fork,
    /// Capella.
    pub capella: Fork,
    /// Deneb.
    pub deneb: Fork,
    /// Electra, the first fork whose headers are verified.
    pub electra: Fork,
    /// Fulu.
    pub fulu: Fork,
    /// Gloas; ours, left out where it is not set.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gloas: Option<Fork>,
}

/// What the client knows of its chain.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClientState {
    /// Chain id of the execution layer.
    pub chain_id: u64,
    /// Goes into the signature domain.
    pub genesis_validators_root: B256,
    /// Fewer participants are refused, whatever else holds.
    pub min_sync_committee_participants: u64,
    /// 512 in the mainnet preset, 32 in the minimal one.
    pub sync_committee_size: u64,
    /// Seconds since 1970.
    pub genesis_time: u64,
    /// Slot at `genesis_time`.
    pub genesis_slot: u64,
    /// The forks.
    pub fork_parameters: ForkParameters,
    /// Seconds.
    pub seconds_per_slot: u64,
    /// Slots of an epoch.
    pub slots_per_epoch: u64,
    /// Epochs of a sync committee's period.
    pub epochs_per_sync_committee_period: u64,
    /// Newest slot with a consensus state.
    pub latest_slot: u64,
    /// Number of the execution block at `latest_slot`.
    pub latest_execution_block_number: u64,
    /// Whether misbehaviour was shown.
    pub is_frozen: bool,
    /// The IBC contract whose storage is proven.
    pub ibc_contract_address: Bytes<20>,
    /// Storage slot of its mapping of commitments.
    pub ibc_commitment_slot: U256,
    /// Seconds after which a consensus state is trusted no more; ours. Without it no state ever expires.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trusting_period: Option<u64>,
}

/// A committee as the client stores it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SummarizedSyncCommittee {
    /// `hash_tree_root` of the vector of keys.
    pub pubkeys_hash: B256,
    /// Sum of the keys.
    pub aggregate_pubkey: PublicKey,
}

/// What the client trusts of one finalized slot.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConsensusState {
    /// Slot of the finalized beacon block.
    pub slot: u64,
    /// State root of the execution layer.
    pub state_root: B256,
    /// Time of the execution block, seconds since 1970.
    pub timestamp: u64,
    /// Committee of the slot's period.
    pub current_sync_committee: SummarizedSyncCommittee,
    /// Committee of the period after, where it is known.
    pub next_sync_committee: Option<SummarizedSyncCommittee>,
}

/// Header of a beacon block.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs)]
pub struct BeaconBlockHeader {
    #[serde(with = "decimal")]
    pub slot: u64,
    #[serde(with = "decimal")]
    pub proposer_index: u64,
    pub parent_root: B256,
    pub state_root: B256,
    pub body_root: B256,
}

/// Header of an execution payload, Deneb to Fulu.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs)]
pub struct ExecutionPayloadHeader {
    pub parent_hash: B256,
    pub fee_recipient: Bytes<20>,
    pub state_root: B256,
    pub receipts_root: B256,
    pub logs_bloom: Bytes<256>,
    pub prev_randao: B256,
    #[serde(with = "decimal")]
    pub block_number: u64,
    #[serde(with = "decimal")]
    pub gas_limit: u64,
    #[serde(with = "decimal")]
    pub gas_used: u64,
    #[serde(with = "decimal")]
    pub timestamp: u64,
    pub extra_data: HexBytes<32>,
    #[serde(deserialize_with = "fee")]
    pub base_fee_per_gas: U256,
    pub block_hash: B256,
    pub transactions_root: B256,
    pub withdrawals_root: B256,
    #[serde(with = "decimal")]
    pub blob_gas_used: u64,
    #[serde(with = "decimal")]
    pub excess_blob_gas: u64,
}

/// A beacon header and what ties it to the execution layer: a payload header to Fulu, the hash of an execution block from Gloas on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LightClientHeader {
    /// The beacon block.
    pub beacon: BeaconBlockHeader,
    /// To Fulu: the payload's header.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub execution: Option<ExecutionPayloadHeader>,
    /// From Gloas on: the hash of the newest execution block that the beacon block builds upon.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub execution_block_hash: Option<B256>,
    /// Branch of either in the beacon block's body.
    #[serde(deserialize_with = "bounded::<_, _, MAX_BRANCH>")]
    pub execution_branch: Vec<B256>,
    /// From Gloas on, ours: the execution block's header in RLP, whose Keccak-256 is that hash.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub execution_header_rlp: Option<HexBytes<MAX_EXECUTION_HEADER>>,
}

/// A whole committee.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SyncCommittee {
    /// One key a member.
    #[serde(deserialize_with = "bounded::<_, _, MAX_COMMITTEE>")]
    pub pubkeys: Vec<PublicKey>,
    /// Their sum.
    pub aggregate_pubkey: PublicKey,
}

/// Who signed, and what came out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SyncAggregate {
    /// A bit a member, least significant bit of the first byte first.
    pub sync_committee_bits: HexBytes<{ MAX_COMMITTEE / 8 }>,
    /// Compressed point of G2.
    pub sync_committee_signature: Bytes<96>,
}

/// An update with finality.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LightClientUpdate {
    /// What the committee signed.
    pub attested_header: LightClientHeader,
    /// Committee of the period after the attested one.
    pub next_sync_committee: Option<SyncCommittee>,
    /// Its branch in the attested state.
    #[serde(default, deserialize_with = "optional_branch")]
    pub next_sync_committee_branch: Option<Vec<B256>>,
    /// What the attested state finalizes.
    pub finalized_header: LightClientHeader,
    /// Branch of its root in the attested state.
    #[serde(deserialize_with = "bounded::<_, _, MAX_BRANCH>")]
    pub finality_branch: Vec<B256>,
    /// The signature.
    pub sync_aggregate: SyncAggregate,
    /// Slot of the block that carries the signature.
    #[serde(with = "decimal")]
    pub signature_slot: u64,
}

fn optional_branch<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<Vec<B256>>, D::Error> {
    #[derive(Deserialize)]
    struct Branch(#[serde(deserialize_with = "bounded::<_, _, MAX_BRANCH>")] Vec<B256>);
    Ok(Option::<Branch>::deserialize(deserializer)?.map(|branch| branch.0))
}

/// The committee that signed, told in full, and which of the trusted state's two it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ActiveSyncCommittee {
    /// That of the trusted slot's period.
    Current(SyncCommittee),
    /// That of the period after.
    Next(SyncCommittee),
}

/// A client message that moves the client.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Header {
    /// Who signed.
    pub active_sync_committee: ActiveSyncCommittee,
    /// What they signed.
    pub consensus_update: LightClientUpdate,
    /// Slot of the consensus state to verify with.
    pub trusted_slot: u64,
}

/// A client message that freezes the client.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Misbehaviour {
    /// Slot of the consensus state to verify with.
    pub trusted_slot: u64,
    /// Who signed both.
    pub sync_committee: ActiveSyncCommittee,
    /// One of two updates that cannot both be true.
    pub update_1: LightClientUpdate,
    /// The other.
    pub update_2: LightClientUpdate,
}

/// Proof of the contract's storage root.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountProof {
    /// The storage root that the account's leaf has.
    pub storage_root: B256,
    /// Nodes from the state root down, in RLP.
    #[serde(deserialize_with = "bounded::<_, _, MAX_NODES>")]
    pub proof: Vec<HexBytes<MAX_NODE>>,
}

/// Proof of one storage slot.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StorageProof {
    /// The slot.
    pub key: B256,
    /// What it holds; zero where it holds nothing.
    pub value: U256,
    /// Nodes from the storage root down, in RLP.
    #[serde(deserialize_with = "bounded::<_, _, MAX_NODES>")]
    pub proof: Vec<HexBytes<MAX_NODE>>,
}

/// Proof that the IBC contract holds a commitment, or does not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MembershipProof {
    /// Proof of the contract's storage root.
    pub account_proof: AccountProof,
    /// Proof of the commitment's slot under it.
    pub storage_proof: StorageProof,
}
