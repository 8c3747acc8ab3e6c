//! Cases of the consensus specification: snappy, SSZ of Electra's and Gloas's objects, the few fields of YAML that matter.

use causeway_ethereum_verifier::{
    BeaconBlockHeader, Bytes, ExecutionPayloadHeader, HexBytes, LightClientHeader, LightClientUpdate, SyncAggregate,
    SyncCommittee, B256, U256,
};

use super::chain::COMMITTEE_SIZE;

/// Decodes a raw snappy block.
pub fn unsnap(bytes: &[u8]) -> Vec<u8> {
    let mut at = 0;
    while bytes[at] & 0x80 != 0 {
        at += 1;
    }
    at += 1;
    let mut out: Vec<u8> = Vec::new();
    let little = |bytes: &[u8]| bytes.iter().rev().fold(0usize, |value, byte| value << 8 | usize::from(*byte));
    while at < bytes.len() {
        let tag = usize::from(bytes[at]);
        at += 1;
        let (length, offset) = match tag & 3 {
            0 => {
                let mut length = tag >> 2;
                if length >= 60 {
                    let size = length - 59;
                    length = little(&bytes[at..at + size]);
                    at += size;
                }
                out.extend(&bytes[at..=at + length]);
                at += length + 1;
                continue;
            }
            1 => ((tag >> 2 & 7) + 4, (tag >> 5) << 8 | usize::from(bytes[at])),
            kind => ((tag >> 2) + 1, little(&bytes[at..at + 2 * (kind - 1)])),
        };
        at += [0, 1, 2, 4][tag & 3];
        for _ in 0..length {
            out.push(out[out.len() - offset]);
        }
    }
    out
}

/// Reads SSZ from the front.
struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn take(&mut self, count: usize) -> &'a [u8] {
        let (head, tail) = self.0.split_at(count);
        self.0 = tail;
        head
    }

    fn bytes<const N: usize>(&mut self) -> Bytes<N> {
        Bytes(self.take(N).try_into().expect("as many bytes"))
    }

    fn number(&mut self) -> u64 {
        u64::from_le_bytes(self.bytes().0)
    }

    fn offset(&mut self) -> usize {
        u32::from_le_bytes(self.bytes().0) as usize
    }

    fn branch(&mut self, depth: usize) -> Vec<B256> {
        (0..depth).map(|_| self.bytes()).collect()
    }

    fn committee(&mut self) -> SyncCommittee {
        SyncCommittee { pubkeys: (0..COMMITTEE_SIZE).map(|_| self.bytes()).collect(), aggregate_pubkey: self.bytes() }
    }

    fn beacon(&mut self) -> BeaconBlockHeader {
        BeaconBlockHeader {
            slot: self.number(),
            proposer_index: self.number(),
            parent_root: self.bytes(),
            state_root: self.bytes(),
            body_root: self.bytes(),
        }
    }
}

/// A header of Electra: its only part of variable size is the payload's header.
fn electra_header(bytes: &[u8]) -> LightClientHeader {
    let mut reader = Reader(bytes);
    let beacon = reader.beacon();
    let payload_at = reader.offset();
    let execution_branch = reader.branch(4);
    let execution = Some(payload(&bytes[payload_at..]));
    LightClientHeader { beacon, execution, execution_block_hash: None, execution_branch, execution_header_rlp: None }
}

fn payload(bytes: &[u8]) -> ExecutionPayloadHeader {
    let mut reader = Reader(bytes);
    let mut payload = ExecutionPayloadHeader {
        parent_hash: reader.bytes(),
        fee_recipient: reader.bytes(),
        state_root: reader.bytes(),
        receipts_root: reader.bytes(),
        logs_bloom: reader.bytes(),
        prev_randao: reader.bytes(),
        block_number: reader.number(),
        gas_limit: reader.number(),
        gas_used: reader.number(),
        timestamp: reader.number(),
        extra_data: HexBytes(bytes[reader.offset()..].to_vec()),
        base_fee_per_gas: U256(reader.bytes().0),
        block_hash: reader.bytes(),
        transactions_root: reader.bytes(),
        withdrawals_root: reader.bytes(),
        blob_gas_used: reader.number(),
        excess_blob_gas: reader.number(),
    };
    payload.base_fee_per_gas.0.reverse();
    payload
}

fn gloas_header(reader: &mut Reader<'_>) -> LightClientHeader {
    LightClientHeader {
        beacon: reader.beacon(),
        execution: None,
        execution_block_hash: Some(reader.bytes()),
        execution_branch: reader.branch(11),
        execution_header_rlp: None,
    }
}

/// The header and the committee of an Electra bootstrap.
pub fn electra_bootstrap(bytes: &[u8]) -> (LightClientHeader, SyncCommittee) {
    let mut reader = Reader(bytes);
    let header_at = reader.offset();
    (electra_header(&bytes[header_at..]), reader.committee())
}

/// The header and the committee of a Gloas bootstrap.
pub fn gloas_bootstrap(bytes: &[u8]) -> (LightClientHeader, SyncCommittee) {
    let mut reader = Reader(bytes);
    (gloas_header(&mut reader), reader.committee())
}

fn is_empty(branch: &[B256]) -> bool {
    branch.iter().all(|node| *node == Bytes::ZERO)
}

fn aggregate(reader: &mut Reader<'_>) -> SyncAggregate {
    SyncAggregate {
        sync_committee_bits: HexBytes(reader.take(COMMITTEE_SIZE / 8).to_vec()),
        sync_committee_signature: reader.bytes(),
    }
}

/// An Electra update; empty parts are left out.
pub fn electra_update(bytes: &[u8]) -> LightClientUpdate {
    let mut reader = Reader(bytes);
    let attested_at = reader.offset();
    let committee = reader.committee();
    let branch = reader.branch(6);
    let finalized_at = reader.offset();
    let is_told = !is_empty(&branch);
    LightClientUpdate {
        attested_header: electra_header(&bytes[attested_at..finalized_at]),
        next_sync_committee: is_told.then_some(committee),
        next_sync_committee_branch: is_told.then_some(branch),
        finalized_header: electra_header(&bytes[finalized_at..]),
        finality_branch: reader.branch(7),
        sync_aggregate: aggregate(&mut reader),
        signature_slot: reader.number(),
    }
}

/// A Gloas update; all of its parts have a fixed size.
pub fn gloas_update(bytes: &[u8]) -> LightClientUpdate {
    let mut reader = Reader(bytes);
    let attested_header = gloas_header(&mut reader);
    let committee = reader.committee();
    let branch = reader.branch(11);
    let is_told = !is_empty(&branch);
    LightClientUpdate {
        attested_header,
        next_sync_committee: is_told.then_some(committee),
        next_sync_committee_branch: is_told.then_some(branch),
        finalized_header: gloas_header(&mut reader),
        finality_branch: reader.branch(9),
        sync_aggregate: aggregate(&mut reader),
        signature_slot: reader.number(),
    }
}

/// A step of `steps.yaml` that processes an update, and the slot that is final after it.
#[derive(Debug)]
pub struct Step {
    pub update: String,
    pub current_slot: u64,
    pub finalized_slot: u64,
}

/// The value of a scalar field.
pub fn field<'a>(yaml: &'a str, name: &str) -> Option<&'a str> {
    let value = yaml.lines().find_map(|line| line.trim_start_matches([' ', '-']).strip_prefix(name)?.strip_prefix(':'));
    value.map(|text| text.trim().trim_matches(['\'', '"']))
}

/// The updates of `steps.yaml`, in order.
pub fn steps(yaml: &str) -> Vec<Step> {
    let processed = yaml.split("- process_update:").skip(1);
    processed
        .map(|step| {
            let name = step.split_whitespace().find(|word| word.starts_with("update_0x")).expect("the update's name");
            let finalized = &step[step.find("finalized_header:").expect("a finalized header")..];
            let number =
                |yaml: &str, name: &str| field(yaml, name).and_then(|text| text.parse().ok()).expect("a number");
            Step {
                update: name.to_owned(),
                current_slot: number(step, "current_slot"),
                finalized_slot: number(finalized, "slot"),
            }
        })
        .collect()
}
