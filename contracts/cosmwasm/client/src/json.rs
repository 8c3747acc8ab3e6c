//! JSON for serde, as far as the contract needs it: no fractions, so that no floating-point instruction gets into the contract, and
//! long texts are read quickly, since a committee is 50 kB of them.

mod read;
mod scan;
mod write;

pub(crate) use read::from_slice;
pub(crate) use write::{quote, to_string};

use alloc::string::{String, ToString};
use core::fmt::{Display, Formatter};

type Result<T = ()> = core::result::Result<T, JsonError>;

/// What is wrong with some JSON.
#[derive(Debug)]
pub(crate) struct JsonError(String);

impl Display for JsonError {
    fn fmt(&self, out: &mut Formatter<'_>) -> core::fmt::Result {
        out.write_str(&self.0)
    }
}

impl core::error::Error for JsonError {}

impl serde::de::Error for JsonError {
    fn custom<T: Display>(message: T) -> Self {
        Self(message.to_string())
    }
}

impl serde::ser::Error for JsonError {
    fn custom<T: Display>(message: T) -> Self {
        Self(message.to_string())
    }
}

#[cfg(test)]
mod tests;
