//! Strict RLP: one encoding for each value, nothing after it. Source: yellow paper, appendix B.

use alloc::vec::Vec;

/// Lists inside each other.
const MAX_DEPTH: usize = 64;

/// A decoded item, borrowed from the bytes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Item<'a> {
    /// A byte string.
    Text(&'a [u8]),
    /// A list, with its whole encoding.
    List(&'a [u8]),
}

impl<'a> Item<'a> {
    /// The bytes of a string; none for a list.
    pub(crate) fn text(&self) -> Option<&'a [u8]> {
        match self {
            Self::Text(bytes) => Some(bytes),
            Self::List(_) => None,
        }
    }
}

/// Decodes bytes that are one item, strict all the way down.
pub(crate) fn decode(bytes: &[u8]) -> Option<Item<'_>> {
    let (item, rest) = split(bytes)?;
    (rest.is_empty() && is_strict(item, MAX_DEPTH)).then_some(item)
}

/// Decodes bytes that are one list.
pub(crate) fn decode_list(bytes: &[u8]) -> Option<Vec<Item<'_>>> {
    match decode(bytes)? {
        Item::List(list) => items_of(list),
        Item::Text(_) => None,
    }
}

/// The items of a list, given its whole encoding.
pub(crate) fn items_of(list: &[u8]) -> Option<Vec<Item<'_>>> {
    let (header, _) = header_of(list)?;
    let mut rest = &list[header..];
    let mut items = Vec::new();
    while !rest.is_empty() {
        let (item, tail) = split(rest)?;
        items.push(item);
        rest = tail;
    }
    Some(items)
}

/// A `u64` without leading zeros.
pub(crate) fn integer(bytes: &[u8]) -> Option<u64> {
    if bytes.len() > 8 || bytes.first() == Some(&0) {
        return None;
    }
    Some(bytes.iter().fold(0, |value, byte| value << 8 | u64::from(*byte)))
}

fn is_strict(item: Item<'_>, depth: usize) -> bool {
    match item {
        Item::Text(_) => true,
        Item::List(_) if depth == 0 => false,
        Item::List(list) => {
            items_of(list).is_some_and(|items| items.into_iter().all(|item| is_strict(item, depth - 1)))
        }
    }
}

/// The first item, and what follows it.
fn split(bytes: &[u8]) -> Option<(Item<'_>, &[u8])> {
    let (header, length) = header_of(bytes)?;
    let (whole, rest) = bytes.split_at_checked(header + length)?;
    let item = if bytes[0] < 0xc0 { Item::Text(&whole[header..]) } else { Item::List(whole) };
    Some((item, rest))
}

/// Lengths of the first item's header and payload. The payload may be longer than the bytes that there are.
fn header_of(bytes: &[u8]) -> Option<(usize, usize)> {
    let first = usize::from(*bytes.first()?);
    match first {
        0..=0x7f => Some((0, 1)),
        // A byte below 0x80 stands for itself.
        0x81 if *bytes.get(1)? < 0x80 => None,
        0x80..=0xb7 => Some((1, first - 0x80)),
        0xb8..=0xbf => long_header(bytes, first - 0xb7),
        0xc0..=0xf7 => Some((1, first - 0xc0)),
        _ => long_header(bytes, first - 0xf7),
    }
}

/// A length of its own bytes: minimal, and only for what has no short form.
fn long_header(bytes: &[u8], size: usize) -> Option<(usize, usize)> {
    let digits = bytes.get(1..=size)?;
    let length = integer(digits).filter(|length| *length > 55)?;
    // Nothing here is as long as 2^24 bytes, which keeps sums of lengths far from overflow on 32 bits.
    let length = usize::try_from(length).ok().filter(|length| *length < 1 << 24)?;
    Some((1 + size, length))
}
