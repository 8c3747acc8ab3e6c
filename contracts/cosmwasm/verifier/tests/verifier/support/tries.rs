//! Merkle-Patricia tries of 32-byte keys, and RLP, by their definition.

use sha3::{Digest, Keccak256};

pub fn keccak(bytes: &[u8]) -> [u8; 32] {
    Keccak256::digest(bytes).into()
}

fn with_header(mark: u8, payload: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    if payload.len() <= 55 {
        out.push(mark + payload.len() as u8);
    } else {
        let length: Vec<u8> = payload.len().to_be_bytes().into_iter().skip_while(|byte| *byte == 0).collect();
        out.push(mark + 55 + length.len() as u8);
        out.extend(length);
    }
    out.extend(payload);
    out
}

pub fn rlp_text(bytes: &[u8]) -> Vec<u8> {
    match bytes {
        [byte] if *byte < 0x80 => vec![*byte],
        _ => with_header(0x80, bytes),
    }
}

/// A list of strings.
pub fn rlp_list(strings: &[Vec<u8>]) -> Vec<u8> {
    with_header(0xc0, &strings.iter().flat_map(|text| rlp_text(text)).collect::<Vec<u8>>())
}

/// A list of items that are encoded already.
fn rlp_raw_list(items: &[Vec<u8>]) -> Vec<u8> {
    with_header(0xc0, &items.concat())
}

/// A trie of hashed keys.
pub struct Trie {
    /// Nibbles and values, sorted.
    entries: Vec<(Vec<u8>, Vec<u8>)>,
}

impl Trie {
    /// Of keys before hashing, and values as they are stored.
    pub fn new<'a>(entries: impl IntoIterator<Item = (&'a [u8], Vec<u8>)>) -> Self {
        let mut entries: Vec<_> = entries.into_iter().map(|(key, value)| (nibbles(&keccak(key)), value)).collect();
        entries.sort();
        Self { entries }
    }

    pub fn root(&self) -> [u8; 32] {
        match self.entries.as_slice() {
            [] => keccak(&[0x80]),
            entries => keccak(&encode(entries, 0, None, &mut vec![])),
        }
    }

    pub fn prove(&self, key: &[u8]) -> Vec<Vec<u8>> {
        let mut nodes = vec![];
        if !self.entries.is_empty() {
            let root = encode(&self.entries, 0, Some(&nibbles(&keccak(key))), &mut nodes);
            nodes.push(root);
        }
        nodes.reverse();
        nodes
    }
}

fn nibbles(bytes: &[u8]) -> Vec<u8> {
    bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]).collect()
}

fn encode_path(path: &[u8], is_leaf: bool) -> Vec<u8> {
    let odd = path.len() % 2 == 1;
    let flags = u8::from(is_leaf) * 2 + u8::from(odd);
    let mut all = if odd { vec![flags] } else { vec![flags, 0] };
    all.extend(path);
    rlp_text(&all.chunks(2).map(|pair| pair[0] << 4 | pair[1]).collect::<Vec<u8>>())
}

/// Encodes the node of entries that share `depth` nibbles. Along `way`, children that are stored by hash are pushed to `nodes`.
fn encode(entries: &[(Vec<u8>, Vec<u8>)], depth: usize, way: Option<&[u8]>, nodes: &mut Vec<Vec<u8>>) -> Vec<u8> {
    let first = &entries[0].0;
    if entries.len() == 1 {
        return rlp_raw_list(&[encode_path(&first[depth..], true), rlp_text(&entries[0].1)]);
    }
    let last = &entries[entries.len() - 1].0;
    let shared = (depth..).take_while(|at| first[*at] == last[*at]).count();
    if shared > 0 {
        let way = way.filter(|way| way[depth..depth + shared] == first[depth..depth + shared]);
        let child = reference(encode(entries, depth + shared, way, nodes), way.is_some(), nodes);
        return rlp_raw_list(&[encode_path(&first[depth..depth + shared], false), child]);
    }
    let mut items: Vec<Vec<u8>> = (0..16u8)
        .map(|nibble| {
            let group: Vec<_> = entries.iter().filter(|(key, _)| key[depth] == nibble).cloned().collect();
            if group.is_empty() {
                return vec![0x80];
            }
            let way = way.filter(|way| way[depth] == nibble);
            reference(encode(&group, depth + 1, way, nodes), way.is_some(), nodes)
        })
        .collect();
    items.push(vec![0x80]);
    rlp_raw_list(&items)
}

fn reference(node: Vec<u8>, on_way: bool, nodes: &mut Vec<Vec<u8>>) -> Vec<u8> {
    if node.len() < 32 {
        return node;
    }
    let hash = rlp_text(&keccak(&node));
    if on_way {
        nodes.push(node);
    }
    hash
}
