//! Merkle-Patricia proofs. Source: yellow paper, appendix D. Rules and codes are those of `lightclient/proofs/mpt`.
//!
//! The nodes are given from the root down, each exactly once; small nodes lie in their parents. Presence and absence are shown by the
//! same walk: a key is absent only where an authentic node says so (an empty child, a path that turns elsewhere). A node that is
//! missing says nothing.

use alloc::format;
use alloc::string::ToString;
use alloc::vec::Vec;

use crate::bytes::to_hex;
use crate::error::{Code, Error};
use crate::hash::keccak256;
use crate::rlp::{self, Item};
use crate::types::B256;
use crate::Result;

/// A node of at least so many bytes is stored under its hash; a shorter one lies in its parent.
const HASHED_FROM: usize = 32;
/// RLP of nothing: the only node of an empty trie.
const EMPTY_NODE: [u8; 1] = [0x80];

/// What the trie with this root holds under a key (as it is in the trie: for accounts and storage the Keccak-256 of the address or
/// slot), or none where it holds nothing. An empty trie has no nodes; the one string `0x80` may stand for it.
pub fn lookup(root: &B256, key: &[u8], nodes: &[impl AsRef<[u8]>]) -> Result<Option<Vec<u8>>> {
    if root.0 == keccak256(&EMPTY_NODE) {
        return lookup_empty(nodes);
    }
    let mut used = 0;
    let mut depth = 0;
    let mut below_extension = false;
    let mut child = Child::Hash(&root.0);
    loop {
        let node = match child {
            Child::Hash(hash) => decode_node(fetch(nodes, &mut used, hash)?)?,
            Child::Embedded(list) => decode_items(list)?,
        };
        if below_extension && !matches!(node, Node::Branch(..)) {
            return Err(not_canonical("a branch below an extension", "another node"));
        }
        below_extension = matches!(node, Node::Extension(..));
        match advance(&node, key, &mut depth) {
            Step::Child(next) => child = next,
            Step::End(_) if used < nodes.len() => {
                return Err(Error::new(Code::UnusedNode, format!("{used} nodes"), nodes.len()));
            }
            Step::End(value) => return Ok(value.map(<[u8]>::to_vec)),
        }
    }
}

fn lookup_empty(nodes: &[impl AsRef<[u8]>]) -> Result<Option<Vec<u8>>> {
    match nodes {
        [] => Ok(None),
        [node] if node.as_ref() == EMPTY_NODE => Ok(None),
        [node] => Err(Error::new(Code::RootMismatch, "no nodes of an empty trie", to_hex(&keccak256(node.as_ref())))),
        more => Err(Error::new(Code::UnusedNode, "no nodes of an empty trie", more.len())),
    }
}

fn fetch<'a>(nodes: &'a [impl AsRef<[u8]>], used: &mut usize, hash: &[u8]) -> Result<&'a [u8]> {
    let Some(node) = nodes.get(*used).map(AsRef::as_ref) else {
        let got = format!("{} nodes in the proof", nodes.len());
        return Err(Error::new(Code::MissingNode, format!("the node {}", to_hex(hash)), got));
    };
    let got = keccak256(node);
    if got != hash {
        let code = if *used == 0 { Code::RootMismatch } else { Code::NodeMismatch };
        return Err(Error::new(code, to_hex(hash), format!("{} of node {used}", to_hex(&got))));
    }
    if *used > 0 && node.len() < HASHED_FROM {
        return Err(not_canonical("a node of 32 bytes or more", format!("{} bytes", node.len())));
    }
    *used += 1;
    Ok(node)
}

/// Where a child is: elsewhere under its hash, or in the node itself.
#[derive(Clone, Copy)]
enum Child<'a> {
    Hash(&'a [u8]),
    Embedded(&'a [u8]),
}

/// A node. Paths are nibbles.
enum Node<'a> {
    Leaf(Vec<u8>, &'a [u8]),
    Extension(Vec<u8>, Child<'a>),
    Branch(Vec<Option<Child<'a>>>, &'a [u8]),
}

enum Step<'a> {
    Child(Child<'a>),
    End(Option<&'a [u8]>),
}

fn advance<'a>(node: &Node<'a>, key: &[u8], depth: &mut usize) -> Step<'a> {
    let at = *depth;
    let goes_on_with = |path: &[u8]| path.iter().enumerate().all(|(step, want)| nibble(key, at + step) == Some(*want));
    match node {
        Node::Leaf(path, value) => {
            let is_whole = at + path.len() == 2 * key.len();
            Step::End((is_whole && goes_on_with(path)).then_some(*value))
        }
        Node::Extension(path, child) => {
            *depth += path.len();
            if goes_on_with(path) {
                Step::Child(*child)
            } else {
                Step::End(None)
            }
        }
        Node::Branch(children, value) => {
            let Some(nibble) = nibble(key, at) else { return Step::End((!value.is_empty()).then_some(*value)) };
            *depth += 1;
            children[usize::from(nibble)].map_or(Step::End(None), Step::Child)
        }
    }
}

fn decode_node(bytes: &[u8]) -> Result<Node<'_>> {
    match rlp::decode(bytes) {
        Some(Item::List(list)) => decode_items(list),
        Some(Item::Text(_)) => Err(malformed("a list", "a string")),
        None => Err(Error::new(Code::MalformedRlp, "one item in its only encoding", to_hex(bytes))),
    }
}

/// A node from its list, whose RLP is known to be strict.
fn decode_items(list: &[u8]) -> Result<Node<'_>> {
    let items = rlp::items_of(list).unwrap_or_default();
    match items.as_slice() {
        [Item::Text(path), content] => {
            let (is_leaf, path) = decode_path(path)?;
            if is_leaf {
                decode_leaf(path, content)
            } else {
                decode_extension(path, content)
            }
        }
        [Item::List(_), _] => Err(malformed("a path", "a list")),
        [children @ .., value] if children.len() == 16 => decode_branch(children, value),
        other => Err(malformed("2 or 17 items", other.len())),
    }
}

fn decode_leaf<'a>(path: Vec<u8>, value: &Item<'a>) -> Result<Node<'a>> {
    match value {
        Item::List(_) => Err(malformed("the value of a leaf as a string", "a list")),
        Item::Text([]) => Err(not_canonical("a leaf with a value", "an empty string")),
        Item::Text(value) => Ok(Node::Leaf(path, value)),
    }
}

fn decode_extension<'a>(path: Vec<u8>, content: &Item<'a>) -> Result<Node<'a>> {
    if path.is_empty() {
        return Err(not_canonical("an extension with a path", "an empty path"));
    }
    match decode_child(content)? {
        Some(child) => Ok(Node::Extension(path, child)),
        None => Err(not_canonical("a child below an extension", "an empty string")),
    }
}

fn decode_branch<'a>(children: &[Item<'a>], value: &Item<'a>) -> Result<Node<'a>> {
    let children = children.iter().map(decode_child).collect::<Result<Vec<_>>>()?;
    let Item::Text(value) = value else { return Err(malformed("the value of a branch as a string", "a list")) };
    let entries = children.iter().flatten().count() + usize::from(!value.is_empty());
    if entries < 2 {
        return Err(not_canonical("a branch with two entries or more", entries));
    }
    Ok(Node::Branch(children, value))
}

fn decode_child<'a>(item: &Item<'a>) -> Result<Option<Child<'a>>> {
    match item {
        Item::Text([]) => Ok(None),
        Item::Text(hash) if hash.len() == 32 => Ok(Some(Child::Hash(hash))),
        Item::Text(other) => {
            Err(malformed("a child: nothing, a hash of 32 bytes or a node", format!("{} bytes", other.len())))
        }
        Item::List(list) if list.len() < HASHED_FROM => Ok(Some(Child::Embedded(list))),
        Item::List(list) => {
            Err(not_canonical("an embedded node of less than 32 bytes", format!("{} bytes", list.len())))
        }
    }
}

/// Whether a path is a leaf's, and its nibbles. Yellow paper, appendix C.
fn decode_path(bytes: &[u8]) -> Result<(bool, Vec<u8>)> {
    let wrong = |want: &str| Err(Error::new(Code::MalformedPath, want, to_hex(bytes)));
    let Some((first, rest)) = bytes.split_first() else { return wrong("a path with flags") };
    let (flags, low) = (first >> 4, first & 15);
    let is_odd = flags & 1 == 1;
    if flags > 3 {
        return wrong("flags from 0 to 3");
    }
    if !is_odd && low != 0 {
        return wrong("a padding of zero");
    }
    let nibbles = is_odd.then_some(low).into_iter().chain(rest.iter().flat_map(|byte| [byte >> 4, byte & 15]));
    Ok((flags & 2 == 2, nibbles.collect()))
}

fn nibble(key: &[u8], at: usize) -> Option<u8> {
    key.get(at / 2).map(|byte| if at % 2 == 0 { byte >> 4 } else { byte & 15 })
}

fn malformed(want: &str, got: impl ToString) -> Error {
    Error::new(Code::MalformedNode, want, got)
}

fn not_canonical(want: &str, got: impl ToString) -> Error {
    Error::new(Code::NonCanonicalNode, want, got)
}
