//! Scanning: where values begin and end, and what the simple ones are.

use alloc::borrow::Cow;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use super::{JsonError, Result};

/// How deep values that nobody wants may be nested. Values that somebody wants are as deep as their types.
const MAX_DEPTH: usize = 64;

/// JSON, and how far it was read.
pub(super) struct Reader<'a> {
    json: &'a [u8],
    at: usize,
}

impl<'a> Reader<'a> {
    pub(super) fn new(json: &'a [u8]) -> Self {
        Self { json, at: 0 }
    }

    pub(super) fn locate(&self, error: JsonError) -> JsonError {
        JsonError(format!("{error} (at byte {})", self.at))
    }

    #[cold]
    pub(super) fn unexpected(&self, want: &str) -> JsonError {
        match self.json.get(self.at) {
            Some(byte) => JsonError(format!("expected {want}, found byte {byte} (at byte {})", self.at)),
            None => JsonError(format!("expected {want}, found the end")),
        }
    }

    /// The next byte that is not white space.
    pub(super) fn peek(&mut self) -> Option<u8> {
        loop {
            match self.json.get(self.at) {
                Some(b' ' | b'\n' | b'\r' | b'\t') => self.at += 1,
                other => return other.copied(),
            }
        }
    }

    pub(super) fn take(&mut self, byte: u8, want: &str) -> Result<()> {
        if self.peek() != Some(byte) {
            return Err(self.unexpected(want));
        }
        self.at += 1;
        Ok(())
    }

    pub(super) fn take_word(&mut self, word: &str) -> Result<()> {
        if !self.json[self.at..].starts_with(word.as_bytes()) {
            return Err(self.unexpected(word));
        }
        self.at += word.len();
        Ok(())
    }

    /// Digits without sign, fraction, exponent or leading zeros.
    pub(super) fn number(&mut self) -> Result<u64> {
        let want = "an integer below 2^64";
        let start = self.at;
        if !self.peek().is_some_and(|byte| byte.is_ascii_digit()) {
            return Err(self.unexpected(want));
        }
        let first = self.at;
        let mut number = 0u64;
        while let Some(digit @ b'0'..=b'9') = self.json.get(self.at) {
            let next = number.checked_mul(10).and_then(|tens| tens.checked_add(u64::from(digit - b'0')));
            number = next.ok_or_else(|| self.unexpected(want))?;
            self.at += 1;
        }
        let padded = self.json[first] == b'0' && self.at > first + 1;
        if padded || matches!(self.json.get(self.at), Some(b'.' | b'e' | b'E')) {
            self.at = start;
            return Err(self.unexpected(want));
        }
        Ok(number)
    }

    pub(super) fn text(&mut self) -> Result<Cow<'a, str>> {
        self.take(b'"', "a text")?;
        let start = self.at;
        self.at += plain_length(&self.json[start..]);
        let plain = &self.json[start..self.at];
        if self.json.get(self.at) == Some(&b'"') {
            self.at += 1;
            return core::str::from_utf8(plain).map(Cow::Borrowed).map_err(|_| self.unexpected("text in UTF-8"));
        }
        let mut bytes = Vec::from(plain);
        loop {
            match self.json.get(self.at) {
                Some(b'"') => break,
                Some(b'\\') => self.escape(&mut bytes)?,
                _ => return Err(self.unexpected("the rest of a text")),
            }
            let length = plain_length(&self.json[self.at..]);
            bytes.extend_from_slice(&self.json[self.at..self.at + length]);
            self.at += length;
        }
        self.at += 1;
        String::from_utf8(bytes).map(Cow::Owned).map_err(|_| self.unexpected("text in UTF-8"))
    }

    /// A text that is given as it is written; there may be no escape in it.
    pub(super) fn raw_text(&mut self) -> Result<&'a [u8]> {
        self.take(b'"', "a text")?;
        let text = &self.json[self.at..][..plain_length(&self.json[self.at..])];
        self.at += text.len();
        self.take_word("\"")?;
        Ok(text)
    }

    fn escape(&mut self, out: &mut Vec<u8>) -> Result<()> {
        let plain = match self.json.get(self.at + 1) {
            Some(byte @ (b'"' | b'\\' | b'/')) => *byte,
            Some(b'b') => 8,
            Some(b'f') => 12,
            Some(b'n') => b'\n',
            Some(b'r') => b'\r',
            Some(b't') => b'\t',
            Some(b'u') => return self.unicode_escape(out),
            _ => return Err(self.unexpected("an escape")),
        };
        self.at += 2;
        out.push(plain);
        Ok(())
    }

    fn unicode_escape(&mut self, out: &mut Vec<u8>) -> Result<()> {
        let first = self.unit()?;
        let code = if (0xd800..0xdc00).contains(&first) {
            let second = self.unit()?;
            if !(0xdc00..0xe000).contains(&second) {
                return Err(self.unexpected("the second half of a pair"));
            }
            0x10000 + ((first - 0xd800) << 10 | (second - 0xdc00))
        } else {
            first
        };
        let character = char::from_u32(code).ok_or_else(|| self.unexpected("the first half of a pair"))?;
        out.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
        Ok(())
    }

    /// `\uXXXX`
    fn unit(&mut self) -> Result<u32> {
        let digits = self.json.get(self.at..self.at + 6).and_then(|escape| escape.strip_prefix(b"\\u"));
        let mut unit = 0;
        for digit in digits.ok_or_else(|| self.unexpected("\\u and four digits"))? {
            let value = char::from(*digit).to_digit(16);
            unit = unit << 4 | value.ok_or_else(|| self.unexpected("\\u and four digits"))?;
        }
        self.at += 6;
        Ok(unit)
    }

    /// Passes over a value that nobody wants.
    pub(super) fn skip(&mut self) -> Result<()> {
        // The brackets that are open, innermost last.
        let mut open = Vec::new();
        loop {
            match self.peek() {
                Some(bracket @ (b'[' | b'{')) if open.len() < MAX_DEPTH => {
                    self.at += 1;
                    let close = if bracket == b'[' { b']' } else { b'}' };
                    if self.peek() != Some(close) {
                        open.push(close);
                        if close == b'}' {
                            self.skip_key()?;
                        }
                        continue;
                    }
                    self.at += 1;
                }
                Some(b'"') => drop(self.text()?),
                Some(b'n') => self.take_word("null")?,
                Some(b't') => self.take_word("true")?,
                Some(b'f') => self.take_word("false")?,
                Some(b'-' | b'0'..=b'9') => self.skip_number()?,
                _ => return Err(self.unexpected("a value, not nested too deep")),
            }
            loop {
                let Some(close) = open.last().copied() else { return Ok(()) };
                if self.peek() == Some(close) {
                    self.at += 1;
                    open.pop();
                    continue;
                }
                self.take(b',', "a comma or the end of a list or object")?;
                if close == b'}' {
                    self.skip_key()?;
                }
                break;
            }
        }
    }

    fn skip_key(&mut self) -> Result<()> {
        self.text()?;
        self.take(b':', "a colon")
    }

    /// Any number of JSON's grammar.
    fn skip_number(&mut self) -> Result<()> {
        let start = self.at;
        self.skip_byte(b"-");
        let is_zero = self.json.get(self.at) == Some(&b'0');
        let mut valid = match self.skip_digits() {
            0 => false,
            digits => digits == 1 || !is_zero,
        };
        if self.skip_byte(b".") {
            valid &= self.skip_digits() > 0;
        }
        if self.skip_byte(b"eE") {
            self.skip_byte(b"+-");
            valid &= self.skip_digits() > 0;
        }
        if !valid {
            self.at = start;
            return Err(self.unexpected("a number"));
        }
        Ok(())
    }

    fn skip_byte(&mut self, any_of: &[u8]) -> bool {
        let is_there = self.json.get(self.at).is_some_and(|byte| any_of.contains(byte));
        self.at += usize::from(is_there);
        is_there
    }

    /// How many digits there are.
    fn skip_digits(&mut self) -> usize {
        let digits = self.json[self.at..].iter().take_while(|byte| byte.is_ascii_digit()).count();
        self.at += digits;
        digits
    }
}

/// How many bytes come before a quote, a backslash or a control character.
fn plain_length(bytes: &[u8]) -> usize {
    const ONES: u64 = u64::MAX / 255;
    const TOPS: u64 = ONES << 7;
    // Of each byte, the top bit says whether it is below `limit` (which is at most 0x80).
    let below = |word: u64, limit: u64| word.wrapping_sub(ONES * limit) & !word & TOPS;
    let mut length = 0;
    for word in bytes.chunks_exact(8) {
        let word = u64::from_le_bytes([word[0], word[1], word[2], word[3], word[4], word[5], word[6], word[7]]);
        let special = below(word, 0x20) | below(word ^ (ONES * 0x22), 1) | below(word ^ (ONES * 0x5c), 1);
        if special != 0 {
            // Borrows run upwards only: the lowest flag is right.
            return length + special.trailing_zeros() as usize / 8;
        }
        length += 8;
    }
    let special = |byte: &u8| *byte < 0x20 || *byte == b'"' || *byte == b'\\';
    length + bytes[length..].iter().position(special).unwrap_or(bytes.len() - length)
}
