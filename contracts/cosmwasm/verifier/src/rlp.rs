//! Strict RLP: one encoding for each value, nothing after it.

use alloc::vec::Vec;

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

/// Decodes bytes that are one list.
pub(crate) fn decode_list(bytes: &[u8]) -> Option<Vec<Item<'_>>> {
    let (header, length) = header_of(bytes)?;
    if bytes[0] < 0xc0 || header + length != bytes.len() {
        return None;
    }
    let mut rest = &bytes[header..];
    let mut items = Vec::new();
    while !rest.is_empty() {
        let (header, length) = header_of(rest)?;
        let (item, tail) = rest.split_at_checked(header.checked_add(length)?)?;
        items.push(if rest[0] < 0xc0 { Item::Text(&item[header..]) } else { Item::List(item) });
        rest = tail;
    }
    Some(items)
}

/// Decodes bytes that are one string.
pub(crate) fn decode_text(bytes: &[u8]) -> Option<&[u8]> {
    let (header, length) = header_of(bytes)?;
    (bytes[0] < 0xc0 && header + length == bytes.len()).then(|| &bytes[header..])
}

/// A `u64` without leading zeros.
pub(crate) fn integer(bytes: &[u8]) -> Option<u64> {
    if bytes.len() > 8 || bytes.first() == Some(&0) {
        return None;
    }
    Some(bytes.iter().fold(0, |value, byte| value << 8 | u64::from(*byte)))
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
