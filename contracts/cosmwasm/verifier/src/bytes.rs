//! Bytes that are hexadecimal text in JSON: fixed, bounded, and 256-bit integers.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt::{Debug, Formatter};

use serde::de::{Unexpected, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

const DIGITS: &[u8; 16] = b"0123456789abcdef";

/// Lower-case hexadecimal text with `0x`.
pub fn to_hex(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(2 + 2 * bytes.len());
    text.push_str("0x");
    for byte in bytes {
        text.push(char::from(DIGITS[usize::from(byte >> 4)]));
        text.push(char::from(DIGITS[usize::from(byte & 15)]));
    }
    text
}

fn nibble(digit: u8) -> Option<u8> {
    match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        b'A'..=b'F' => Some(digit - b'A' + 10),
        _ => None,
    }
}

/// Reads `0x` and twice as many digits as `out` has bytes.
fn read_hex(text: &str, out: &mut [u8]) -> Option<()> {
    crate::hex::decode(text.strip_prefix("0x")?.as_bytes(), out)
}

/// `N` bytes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Bytes<const N: usize>(pub [u8; N]);

impl<const N: usize> Bytes<N> {
    /// Nothing but zeros.
    pub const ZERO: Self = Self([0; N]);
}

impl<const N: usize> From<[u8; N]> for Bytes<N> {
    fn from(bytes: [u8; N]) -> Self {
        Self(bytes)
    }
}

impl<const N: usize> Default for Bytes<N> {
    fn default() -> Self {
        Self::ZERO
    }
}

impl<const N: usize> Debug for Bytes<N> {
    fn fmt(&self, out: &mut Formatter<'_>) -> core::fmt::Result {
        out.write_str(&to_hex(&self.0))
    }
}

impl<const N: usize> Serialize for Bytes<N> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&to_hex(&self.0))
    }
}

impl<'de, const N: usize> Deserialize<'de> for Bytes<N> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Hex<const N: usize>;
        impl<const N: usize> Visitor<'_> for Hex<N> {
            type Value = Bytes<N>;
            fn expecting(&self, out: &mut Formatter<'_>) -> core::fmt::Result {
                write!(out, "0x and {N} bytes in hexadecimal")
            }
            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Self::Value, E> {
                let mut bytes = [0; N];
                match read_hex(text, &mut bytes) {
                    Some(()) => Ok(Bytes(bytes)),
                    None => Err(E::invalid_value(Unexpected::Str(text), &self)),
                }
            }
        }
        deserializer.deserialize_str(Hex)
    }
}

/// At most `MAX` bytes.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct HexBytes<const MAX: usize>(pub Vec<u8>);

impl<const MAX: usize> AsRef<[u8]> for HexBytes<MAX> {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

impl<const MAX: usize> Debug for HexBytes<MAX> {
    fn fmt(&self, out: &mut Formatter<'_>) -> core::fmt::Result {
        out.write_str(&to_hex(&self.0))
    }
}

impl<const MAX: usize> Serialize for HexBytes<MAX> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&to_hex(&self.0))
    }
}

impl<'de, const MAX: usize> Deserialize<'de> for HexBytes<MAX> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Hex<const MAX: usize>;
        impl<const MAX: usize> Visitor<'_> for Hex<MAX> {
            type Value = HexBytes<MAX>;
            fn expecting(&self, out: &mut Formatter<'_>) -> core::fmt::Result {
                write!(out, "0x and at most {MAX} bytes in hexadecimal")
            }
            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Self::Value, E> {
                let length = text.len().saturating_sub(2) / 2;
                if length > MAX {
                    return Err(E::invalid_length(length, &self));
                }
                let mut bytes = alloc::vec![0; length];
                match read_hex(text, &mut bytes) {
                    Some(()) => Ok(HexBytes(bytes)),
                    None => Err(E::invalid_value(Unexpected::Str(text), &self)),
                }
            }
        }
        deserializer.deserialize_str(Hex)
    }
}

/// A 256-bit integer, big-endian. JSON: `0x` and hexadecimal digits, written without leading zeros.
#[derive(Clone, Copy, PartialEq, Eq, Default)]
pub struct U256(pub [u8; 32]);

impl U256 {
    /// Whether all bits are zero.
    pub fn is_zero(&self) -> bool {
        self.0 == [0; 32]
    }

    /// The bytes without leading zeros; none for zero.
    pub fn minimal(&self) -> &[u8] {
        let zeros = self.0.iter().take_while(|byte| **byte == 0).count();
        &self.0[zeros..]
    }

    fn text(&self) -> String {
        let padded = to_hex(&self.0);
        let digits = padded[2..].trim_start_matches('0');
        let mut text = String::from("0x");
        text.push_str(if digits.is_empty() { "0" } else { digits });
        text
    }

    /// Reads `0x` and 1 to 64 hexadecimal digits.
    pub(crate) fn read(text: &str) -> Option<Self> {
        let digits = text.strip_prefix("0x").filter(|digits| digits.len() <= 64)?;
        Self::read_digits(digits, 16)
    }

    /// Reads decimal digits without leading zeros.
    pub(crate) fn read_decimal(text: &str) -> Option<Self> {
        if text.len() > 78 || (text.len() > 1 && text.starts_with('0')) {
            return None;
        }
        Self::read_digits(text, 10)
    }

    fn read_digits(digits: &str, radix: u16) -> Option<Self> {
        if digits.is_empty() {
            return None;
        }
        let mut value = [0u8; 32];
        for digit in digits.bytes() {
            let digit = nibble(digit).filter(|digit| u16::from(*digit) < radix)?;
            let mut carry = u16::from(digit);
            for byte in value.iter_mut().rev() {
                carry += u16::from(*byte) * radix;
                *byte = (carry & 0xff) as u8;
                carry >>= 8;
            }
            if carry != 0 {
                return None;
            }
        }
        Some(Self(value))
    }
}

impl Debug for U256 {
    fn fmt(&self, out: &mut Formatter<'_>) -> core::fmt::Result {
        out.write_str(&self.text())
    }
}

impl Serialize for U256 {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.text())
    }
}

impl<'de> Deserialize<'de> for U256 {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Number;
        impl Visitor<'_> for Number {
            type Value = U256;
            fn expecting(&self, out: &mut Formatter<'_>) -> core::fmt::Result {
                out.write_str("an integer below 2^256 as text: 0x and hexadecimal digits")
            }
            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<U256, E> {
                Self::Value::read(text).ok_or_else(|| E::invalid_value(Unexpected::Str(text), &self))
            }
        }
        deserializer.deserialize_str(Number)
    }
}

/// Refuses text that is not a decimal `u64` as the beacon API writes it: no sign, no leading zeros.
pub fn read_decimal<E: serde::de::Error>(text: &str) -> Result<u64, E> {
    let canonical = text == "0" || text.bytes().next().is_some_and(|first| first.is_ascii_digit() && first != b'0');
    let number = if canonical { text.parse::<u64>().ok() } else { None };
    number.ok_or_else(|| E::invalid_value(Unexpected::Str(text), &"a decimal integer below 2^64 as text"))
}
