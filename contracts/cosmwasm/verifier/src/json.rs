//! Serde helpers: decimal integers as text, and lists with a limit.

use alloc::vec::Vec;
use core::fmt::Formatter;
use core::marker::PhantomData;

use serde::de::{SeqAccess, Unexpected, Visitor};
use serde::{Deserialize, Deserializer};

use crate::bytes::U256;

/// `u64` as decimal text, as the beacon API has it.
pub mod decimal {
    use alloc::string::ToString;
    use core::fmt::Formatter;

    use serde::de::Visitor;
    use serde::{Deserializer, Serializer};

    /// Writes the text.
    pub fn serialize<S: Serializer>(number: &u64, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&number.to_string())
    }

    /// Reads the text; a JSON number is refused.
    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u64, D::Error> {
        struct Decimal;
        impl Visitor<'_> for Decimal {
            type Value = u64;
            fn expecting(&self, out: &mut Formatter<'_>) -> core::fmt::Result {
                out.write_str("a decimal integer below 2^64 as text")
            }
            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<u64, E> {
                crate::bytes::read_decimal(text)
            }
        }
        deserializer.deserialize_str(Decimal)
    }
}

/// A 256-bit integer as the field's contract has it, in hexadecimal, or as the beacon API has it, in decimal.
pub fn fee<'de, D: Deserializer<'de>>(deserializer: D) -> Result<U256, D::Error> {
    struct Fee;
    impl Visitor<'_> for Fee {
        type Value = U256;
        fn expecting(&self, out: &mut Formatter<'_>) -> core::fmt::Result {
            out.write_str("an integer below 2^256 as text: 0x and hexadecimal digits, or decimal digits")
        }
        fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<U256, E> {
            let number = U256::read(text).or_else(|| U256::read_decimal(text));
            number.ok_or_else(|| E::invalid_value(Unexpected::Str(text), &self))
        }
    }
    deserializer.deserialize_str(Fee)
}

/// Reads a list and stops at the first element beyond `MAX`.
pub fn bounded<'de, D, T, const MAX: usize>(deserializer: D) -> Result<Vec<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    struct List<T, const MAX: usize>(PhantomData<T>);
    impl<'de, T: Deserialize<'de>, const MAX: usize> Visitor<'de> for List<T, MAX> {
        type Value = Vec<T>;
        fn expecting(&self, out: &mut Formatter<'_>) -> core::fmt::Result {
            write!(out, "a list of at most {MAX} elements")
        }
        fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Vec<T>, A::Error> {
            let mut elements = Vec::new();
            while let Some(element) = list.next_element()? {
                if elements.len() == MAX {
                    return Err(serde::de::Error::invalid_length(MAX + 1, &self));
                }
                elements.push(element);
            }
            Ok(elements)
        }
    }
    deserializer.deserialize_seq(List::<T, MAX>(PhantomData))
}
