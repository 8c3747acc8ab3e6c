//! Proofs in a Merkle-Patricia trie whose keys are 32 bytes (a "secure" trie).
//!
//! The nodes are given from the root down, each exactly once; small nodes are embedded in their parents. Presence and absence are
//! shown by the same walk: absent is a key only where an authentic node says so (an empty child, or a path that turns elsewhere). A
//! node that is missing says nothing.

use alloc::format;
use alloc::vec::Vec;

use crate::error::{Code, Error};
use crate::hash::keccak256;
use crate::rlp::{self, Item};
use crate::types::{B256, MAX_NODE};
use crate::{HexBytes, Result};

/// Nibbles of a key.
const DEPTH: usize = 64;
/// RLP of nothing: the only node of an empty trie.
const EMPTY_NODE: [u8; 1] = [0x80];

type Nodes = [HexBytes<MAX_NODE>];

/// The value of a hashed key under a root, or none where the trie has no such key.
pub(crate) fn lookup(root: &B256, key: &[u8; 32], nodes: &Nodes) -> Result<Option<Vec<u8>>> {
    let mut walk = Walk { nodes, used: 0 };
    let value = walk.descend(root, key)?;
    if walk.used != nodes.len() {
        return Err(bad(format!("{} nodes", walk.used), format!("{}", nodes.len())));
    }
    Ok(value)
}

struct Walk<'a> {
    nodes: &'a Nodes,
    used: usize,
}

/// Where a node leads.
enum Step<'a> {
    Value(&'a [u8]),
    Absent,
    /// To a child, with this many nibbles consumed.
    Child(Item<'a>, usize),
}

impl<'a> Walk<'a> {
    fn descend(&mut self, root: &B256, key: &[u8; 32]) -> Result<Option<Vec<u8>>> {
        if root.0 == keccak256(&EMPTY_NODE) {
            // Some nodes prove an empty trie by nothing, others by its only node.
            self.used = self.nodes.iter().take(1).filter(|node| node.0 == EMPTY_NODE).count();
            return Ok(None);
        }
        let mut node = self.next(&root.0)?;
        let mut depth = 0;
        loop {
            let child = match step(node, key, depth)? {
                Step::Value(value) => return Ok(Some(value.to_vec())),
                Step::Absent => return Ok(None),
                Step::Child(child, nibbles) => {
                    depth += nibbles;
                    child
                }
            };
            node = match child {
                Item::Text(hash) => self.next(hash)?,
                Item::List(embedded) if embedded.len() < 32 => embedded,
                Item::List(embedded) => {
                    return Err(bad("embedded nodes below 32 bytes", format!("{}", embedded.len())))
                }
            };
        }
    }

    fn next(&mut self, hash: &[u8]) -> Result<&'a [u8]> {
        let node = self.nodes.get(self.used).ok_or_else(|| bad(format!("a node {}", self.used), "none"))?;
        let got = keccak256(&node.0);
        if got != hash {
            return Err(bad(
                format!("node {} with hash {}", self.used, crate::bytes::to_hex(hash)),
                crate::bytes::to_hex(&got),
            ));
        }
        self.used += 1;
        Ok(&node.0)
    }
}

fn step<'a>(node: &'a [u8], key: &[u8; 32], depth: usize) -> Result<Step<'a>> {
    let items = rlp::decode_list(node).ok_or_else(|| bad("a node that is an RLP list", crate::bytes::to_hex(node)))?;
    match items.as_slice() {
        [path, target] => short_step(path, target, key, depth),
        items if items.len() == 17 => branch_step(items, key, depth),
        items => Err(bad("a node of 2 or 17 items", format!("{}", items.len()))),
    }
}

fn branch_step<'a>(items: &[Item<'a>], key: &[u8; 32], depth: usize) -> Result<Step<'a>> {
    // All keys have the same length, so that none ends at a branch.
    if depth >= DEPTH || items[16] != Item::Text(&[]) {
        return Err(bad("a branch above the end of the keys, without a value", "another"));
    }
    match items[usize::from(nibble(key, depth))] {
        Item::Text([]) => Ok(Step::Absent),
        Item::Text(hash) if hash.len() != 32 => Err(bad("children of 32 bytes", format!("{}", hash.len()))),
        child => Ok(Step::Child(child, 1)),
    }
}

/// A leaf or an extension.
fn short_step<'a>(path: &Item<'a>, target: &Item<'a>, key: &[u8; 32], depth: usize) -> Result<Step<'a>> {
    let encoded = path.text().ok_or_else(|| bad("a path", "a list"))?;
    let (is_leaf, nibbles) =
        decode_path(encoded).ok_or_else(|| bad("a hex-prefix path", crate::bytes::to_hex(encoded)))?;
    let left = DEPTH - depth;
    let fits = if is_leaf { nibbles.len() == left } else { !nibbles.is_empty() && nibbles.len() < left };
    if !fits {
        return Err(bad(format!("a path for the {left} nibbles that are left"), format!("{} nibbles", nibbles.len())));
    }
    let matches = nibbles.iter().enumerate().all(|(at, nibble_of_path)| nibble(key, depth + at) == *nibble_of_path);
    match (is_leaf, target) {
        (true, Item::Text(value)) if !value.is_empty() => Ok(if matches { Step::Value(value) } else { Step::Absent }),
        (false, Item::List(_)) => Ok(if matches { Step::Child(*target, nibbles.len()) } else { Step::Absent }),
        (false, Item::Text(hash)) if hash.len() == 32 => {
            Ok(if matches { Step::Child(*target, nibbles.len()) } else { Step::Absent })
        }
        _ => Err(bad("a leaf with a value, or an extension with a child", "another")),
    }
}

/// Whether the path is a leaf's, and its nibbles.
fn decode_path(bytes: &[u8]) -> Option<(bool, Vec<u8>)> {
    let (first, rest) = bytes.split_first()?;
    let (flags, low) = (first >> 4, first & 15);
    let odd = flags & 1 == 1;
    if flags > 3 || (!odd && low != 0) {
        return None;
    }
    let head = odd.then_some(low);
    Some((flags & 2 == 2, head.into_iter().chain(rest.iter().flat_map(|byte| [byte >> 4, byte & 15])).collect()))
}

fn nibble(key: &[u8; 32], at: usize) -> u8 {
    let byte = key[at / 2];
    if at % 2 == 0 {
        byte >> 4
    } else {
        byte & 15
    }
}

fn bad(want: impl alloc::string::ToString, got: impl alloc::string::ToString) -> Error {
    Error::new(Code::BadProof, want, got)
}
