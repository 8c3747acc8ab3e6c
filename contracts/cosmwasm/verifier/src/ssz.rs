//! Hash-tree-roots of the objects that are proven, and Merkle branches.

use alloc::vec::Vec;

use crate::hash::sha256_pair;
use crate::types::{BeaconBlockHeader, ExecutionPayloadHeader, PublicKey, SyncCommittee, B256};

type Node = [u8; 32];

/// `is_valid_merkle_branch` for a generalized index: whether the leaf is there under the root. The branch has exactly the index's
/// depth.
pub(crate) fn is_valid_branch(leaf: Node, branch: &[B256], index: u64, root: &B256) -> bool {
    if index == 0 || branch.len() != index.ilog2() as usize {
        return false;
    }
    let mut node = leaf;
    for (level, sibling) in branch.iter().enumerate() {
        node = match (index >> level) & 1 {
            1 => sha256_pair(&sibling.0, &node),
            _ => sha256_pair(&node, &sibling.0),
        };
    }
    node == root.0
}

/// Root over leaves, which are padded with zeros to a power of two.
fn merkleize(mut nodes: Vec<Node>) -> Node {
    nodes.resize(nodes.len().next_power_of_two(), [0; 32]);
    while nodes.len() > 1 {
        let half = nodes.len() / 2;
        for at in 0..half {
            nodes[at] = sha256_pair(&nodes[2 * at], &nodes[2 * at + 1]);
        }
        nodes.truncate(half);
    }
    nodes.pop().unwrap_or_default()
}

fn number(value: u64) -> Node {
    padded(&value.to_le_bytes())
}

/// At most 32 bytes, zeros after them.
fn padded(bytes: &[u8]) -> Node {
    let mut node = [0; 32];
    node[..bytes.len()].copy_from_slice(bytes);
    node
}

fn key_root(key: &PublicKey) -> Node {
    let (head, tail) = key.0.split_at(32);
    sha256_pair(&padded(head), &padded(tail))
}

impl BeaconBlockHeader {
    pub(crate) fn root(&self) -> Node {
        merkleize(alloc::vec![
            number(self.slot),
            number(self.proposer_index),
            self.parent_root.0,
            self.state_root.0,
            self.body_root.0,
        ])
    }
}

impl ExecutionPayloadHeader {
    pub(crate) fn root(&self) -> Node {
        let bloom = self.logs_bloom.0.chunks_exact(32).map(padded).collect();
        let mut base_fee = self.base_fee_per_gas.0;
        base_fee.reverse();
        merkleize(alloc::vec![
            self.parent_hash.0,
            padded(&self.fee_recipient.0),
            self.state_root.0,
            self.receipts_root.0,
            merkleize(bloom),
            self.prev_randao.0,
            number(self.block_number),
            number(self.gas_limit),
            number(self.gas_used),
            number(self.timestamp),
            sha256_pair(&padded(&self.extra_data.0), &number(self.extra_data.0.len() as u64)),
            base_fee,
            self.block_hash.0,
            self.transactions_root.0,
            self.withdrawals_root.0,
            number(self.blob_gas_used),
            number(self.excess_blob_gas),
        ])
    }
}

impl SyncCommittee {
    /// Root of the vector of keys, which is what a summary keeps.
    pub(crate) fn pubkeys_root(&self) -> Node {
        merkleize(self.pubkeys.iter().map(key_root).collect())
    }

    /// Root of the committee, given that of its keys.
    pub(crate) fn root(&self, pubkeys_root: &Node) -> Node {
        sha256_pair(pubkeys_root, &key_root(&self.aggregate_pubkey))
    }
}

/// `compute_fork_data_root`
pub(crate) fn fork_data_root(version: &[u8; 4], genesis_validators_root: &B256) -> Node {
    sha256_pair(&padded(version), &genesis_validators_root.0)
}

/// `compute_signing_root` of a beacon header.
pub(crate) fn signing_root(header: &BeaconBlockHeader, domain: &Node) -> Node {
    sha256_pair(&header.root(), domain)
}
