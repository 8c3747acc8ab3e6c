//! Roots and branches by their definition, apart from the code under test.

use std::collections::BTreeMap;

use causeway_ethereum_verifier::{BeaconBlockHeader, Bytes, ExecutionPayloadHeader, SyncCommittee, B256};
use sha2::{Digest, Sha256};

pub type Node = [u8; 32];

pub fn sha256(bytes: &[u8]) -> Node {
    Sha256::digest(bytes).into()
}

pub fn pair(left: Node, right: Node) -> Node {
    sha256(&[left, right].concat())
}

/// A tree of which a few nodes matter; the others are made up.
pub struct Tree(BTreeMap<u64, Node>);

impl Tree {
    pub fn new(nodes: impl IntoIterator<Item = (u64, Node)>) -> Self {
        Self(nodes.into_iter().collect())
    }

    pub fn root(&self) -> Node {
        self.node(1)
    }

    pub fn branch(&self, mut index: u64) -> Vec<B256> {
        let mut branch = Vec::new();
        while index > 1 {
            branch.push(Bytes(self.node(index ^ 1)));
            index /= 2;
        }
        branch
    }

    fn node(&self, index: u64) -> Node {
        if let Some(node) = self.0.get(&index) {
            return *node;
        }
        let is_above = |leaf: u64| leaf > index && leaf >> (leaf.ilog2() - index.ilog2()) == index;
        if self.0.keys().any(|leaf| is_above(*leaf)) {
            return pair(self.node(2 * index), self.node(2 * index + 1));
        }
        sha256(&index.to_be_bytes())
    }
}

pub fn merkleize(chunks: &[Node], width: usize) -> Node {
    if width == 1 {
        return chunks.first().copied().unwrap_or_default();
    }
    let (left, right) = chunks.split_at(chunks.len().min(width / 2));
    pair(merkleize(left, width / 2), merkleize(right, width / 2))
}

fn chunks(bytes: &[u8]) -> Vec<Node> {
    let padded = |chunk: &[u8]| {
        let mut node = [0; 32];
        node[..chunk.len()].copy_from_slice(chunk);
        node
    };
    bytes.chunks(32).map(padded).collect()
}

fn bytes_root(bytes: &[u8]) -> Node {
    let chunks = chunks(bytes);
    merkleize(&chunks, chunks.len().max(1).next_power_of_two())
}

fn number(value: u64) -> Node {
    bytes_root(&value.to_le_bytes())
}

pub fn header_root(header: &BeaconBlockHeader) -> Node {
    let fields = [
        number(header.slot),
        number(header.proposer_index),
        header.parent_root.0,
        header.state_root.0,
        header.body_root.0,
    ];
    merkleize(&fields, 8)
}

pub fn payload_root(payload: &ExecutionPayloadHeader) -> Node {
    let mut fee = payload.base_fee_per_gas.0;
    fee.reverse();
    let fields = [
        payload.parent_hash.0,
        bytes_root(&payload.fee_recipient.0),
        payload.state_root.0,
        payload.receipts_root.0,
        bytes_root(&payload.logs_bloom.0),
        payload.prev_randao.0,
        number(payload.block_number),
        number(payload.gas_limit),
        number(payload.gas_used),
        number(payload.timestamp),
        pair(bytes_root(&payload.extra_data.0), number(payload.extra_data.0.len() as u64)),
        fee,
        payload.block_hash.0,
        payload.transactions_root.0,
        payload.withdrawals_root.0,
        number(payload.blob_gas_used),
        number(payload.excess_blob_gas),
    ];
    merkleize(&fields, 32)
}

pub fn pubkeys_root(committee: &SyncCommittee) -> Node {
    let roots: Vec<Node> = committee.pubkeys.iter().map(|key| bytes_root(&key.0)).collect();
    merkleize(&roots, roots.len().next_power_of_two())
}

pub fn committee_root(committee: &SyncCommittee) -> Node {
    pair(pubkeys_root(committee), bytes_root(&committee.aggregate_pubkey.0))
}
