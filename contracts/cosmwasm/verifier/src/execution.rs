//! The execution layer's part of a light-client header: is it that of the beacon block, and what does it say?

use alloc::format;

use crate::error::{Code, Error};
use crate::forks::{Fork, EXECUTION_PAYLOAD, PARENT_BLOCK_HASH, PAYLOAD_BLOCK_HASH};
use crate::hash::keccak256;
use crate::rlp;
use crate::ssz::is_valid_branch;
use crate::types::{ClientState, LightClientHeader, B256};
use crate::Result;

/// What the client keeps of an execution block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Execution {
    pub state_root: B256,
    pub block_number: u64,
    /// Seconds since 1970.
    pub timestamp: u64,
}

/// Places of an execution header's fields in its RLP list, which begins the same since Frontier.
const STATE_ROOT: usize = 3;
const NUMBER: usize = 8;
const TIMESTAMP: usize = 11;

/// `is_valid_light_client_header`: whether the header has the shape of its slot's fork (a block hash may also stand for the payload
/// of Electra and Fulu, as `upgrade_lc_header_to_gloas` has it), and its execution part is that of the beacon block.
pub(crate) fn check_execution_branch(client: &ClientState, header: &LightClientHeader) -> Result {
    let fork = Fork::at(&client.fork_parameters, client.epoch_at(header.beacon.slot))?;
    let root = &header.beacon.body_root;
    let branch = header.execution_branch.as_slice();
    let valid = match (fork, &header.execution, &header.execution_block_hash) {
        (Fork::Electra, Some(payload), None) => is_valid_branch(payload.root(), branch, EXECUTION_PAYLOAD, root),
        (Fork::Electra, None, Some(hash)) => match branch.split_at_checked(2) {
            Some((extra, branch)) => {
                extra.iter().all(|node| *node == B256::ZERO)
                    && is_valid_branch(hash.0, branch, PAYLOAD_BLOCK_HASH, root)
            }
            None => false,
        },
        (Fork::Gloas, None, Some(hash)) => is_valid_branch(hash.0, branch, PARENT_BLOCK_HASH, root),
        _ => {
            return Err(Error::new(
                Code::UnsupportedFork,
                format!(
                    "`execution` (Electra, Fulu) or `execution_block_hash` (any), as slot {} has it ({fork:?})",
                    header.beacon.slot
                ),
                "another",
            ))
        }
    };
    if !valid {
        return Err(Error::new(
            Code::BadExecutionBranch,
            format!("an execution branch to the body root {root:?}"),
            format!("one of {} nodes to another root", branch.len()),
        ));
    }
    Ok(())
}

/// The execution block of a header whose branch holds. Its time is that of the slot; from Gloas on it is an earlier block's.
pub(crate) fn execution_of(client: &ClientState, header: &LightClientHeader) -> Result<Execution> {
    let fork = Fork::at(&client.fork_parameters, client.epoch_at(header.beacon.slot))?;
    let execution = match (&header.execution, &header.execution_block_hash) {
        (Some(payload), _) => Execution {
            state_root: payload.state_root,
            block_number: payload.block_number,
            timestamp: payload.timestamp,
        },
        (None, Some(hash)) => decode_execution_header(header, hash)?,
        (None, None) => return Err(Error::new(Code::Malformed, "a header with an execution part", "one without")),
    };
    let time = client.time_of(header.beacon.slot);
    let fits = match fork {
        Fork::Electra => time == Some(execution.timestamp),
        Fork::Gloas => time.is_some_and(|time| execution.timestamp < time),
    };
    if !fits {
        return Err(Error::new(
            Code::BadExecutionTime,
            format!("the time of slot {} ({time:?}), from Gloas on one before it", header.beacon.slot),
            execution.timestamp,
        ));
    }
    Ok(execution)
}

fn decode_execution_header(header: &LightClientHeader, hash: &B256) -> Result<Execution> {
    let malformed =
        |got: &str| Error::new(Code::BadExecutionHeader, "`execution_header_rlp` with the header of that hash", got);
    let bytes = &header.execution_header_rlp.as_ref().ok_or_else(|| malformed("none"))?.0;
    let got = B256::from(keccak256(bytes));
    if got != *hash {
        return Err(Error::new(
            Code::BadExecutionHeader,
            format!("an execution header with hash {hash:?}"),
            format!("{got:?}"),
        ));
    }
    let fields = rlp::decode_list(bytes).ok_or_else(|| malformed("no RLP list"))?;
    let field = |at: usize| fields.get(at).and_then(rlp::Item::text);
    let number = |at: usize| field(at).and_then(rlp::integer);
    let state_root = field(STATE_ROOT).and_then(|bytes| <[u8; 32]>::try_from(bytes).ok());
    match (state_root, number(NUMBER), number(TIMESTAMP)) {
        (Some(state_root), Some(block_number), Some(timestamp)) => {
            Ok(Execution { state_root: B256::from(state_root), block_number, timestamp })
        }
        _ => Err(malformed("a list without state root, number or time")),
    }
}
