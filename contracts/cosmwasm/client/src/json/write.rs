//! Writing, without white space, as serde's derived code says it.

use alloc::string::String;

use serde::ser::{Error as _, Impossible, SerializeStruct};
use serde::{Serialize, Serializer};

use super::{JsonError, Result};

/// The JSON of a value.
pub(crate) fn to_string(value: &impl Serialize) -> Result<String> {
    let mut out = String::with_capacity(2048);
    value.serialize(Writer { out: &mut out })?;
    Ok(out)
}

/// A text in quotes.
pub(crate) fn quote(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    put_text(&mut out, text);
    out
}

fn put_text(out: &mut String, text: &str) {
    out.push('"');
    for character in text.chars() {
        match character {
            '"' | '\\' => out.extend(['\\', character]),
            '\0'..='\x1f' => {
                out.push_str("\\u00");
                out.extend(
                    [character as u32 >> 4, character as u32 & 15]
                        .map(|digit| char::from_digit(digit, 16).unwrap_or('0')),
                );
            }
            _ => out.push(character),
        }
    }
    out.push('"');
}

struct Writer<'o> {
    out: &'o mut String,
}

macro_rules! refused {
    ($($method:ident: $type:ty),*) => {
        $(fn $method(self, _: $type) -> Result {
            Err(JsonError::custom("a type of this contract's states"))
        })*
    };
}

type Never = Impossible<(), JsonError>;

fn never<T>() -> Result<T> {
    Err(JsonError::custom("a type of this contract's states"))
}

impl<'o> Serializer for Writer<'o> {
    type Ok = ();
    type Error = JsonError;
    type SerializeSeq = Never;
    type SerializeTuple = Never;
    type SerializeTupleStruct = Never;
    type SerializeTupleVariant = Never;
    type SerializeMap = Never;
    type SerializeStruct = Fields<'o>;
    type SerializeStructVariant = Never;

    refused! { serialize_i8: i8, serialize_i16: i16, serialize_i32: i32, serialize_i64: i64, serialize_u8: u8, serialize_u16: u16,
    serialize_u32: u32, serialize_f32: f32, serialize_f64: f64, serialize_char: char, serialize_bytes: &[u8] }

    fn serialize_bool(self, value: bool) -> Result {
        self.out.push_str(if value { "true" } else { "false" });
        Ok(())
    }

    fn serialize_u64(self, value: u64) -> Result {
        self.out.push_str(&alloc::format!("{value}"));
        Ok(())
    }

    fn serialize_str(self, text: &str) -> Result {
        put_text(self.out, text);
        Ok(())
    }

    fn serialize_none(self) -> Result {
        self.out.push_str("null");
        Ok(())
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result {
        never()
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result {
        never()
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, _: &'static str) -> Result {
        never()
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _: &'static str, value: &T) -> Result {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: &T,
    ) -> Result {
        never()
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Never> {
        never()
    }

    fn serialize_tuple(self, _: usize) -> Result<Never> {
        never()
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Never> {
        never()
    }

    fn serialize_tuple_variant(self, _: &'static str, _: u32, _: &'static str, _: usize) -> Result<Never> {
        never()
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Never> {
        never()
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Fields<'o>> {
        self.out.push('{');
        Ok(Fields { out: self.out, is_first: true })
    }

    fn serialize_struct_variant(self, _: &'static str, _: u32, _: &'static str, _: usize) -> Result<Never> {
        never()
    }
}

struct Fields<'o> {
    out: &'o mut String,
    is_first: bool,
}

impl SerializeStruct for Fields<'_> {
    type Ok = ();
    type Error = JsonError;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) -> Result {
        if !self.is_first {
            self.out.push(',');
        }
        self.is_first = false;
        put_text(self.out, name);
        self.out.push(':');
        value.serialize(Writer { out: self.out })
    }

    fn end(self) -> Result {
        self.out.push('}');
        Ok(())
    }
}
