//! The wrappers that 08-wasm puts around what a contract stores (`ibc.lightclients.wasm.v1` in `google.protobuf.Any`).

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use causeway_ethereum_verifier::{Code, Error, Result};

const CLIENT_STATE: &str = "/ibc.lightclients.wasm.v1.ClientState";
const CONSENSUS_STATE: &str = "/ibc.lightclients.wasm.v1.ConsensusState";

/// `ClientState` of `ibc.lightclients.wasm.v1`. Revision numbers are 0: Ethereum has none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct WrappedClient {
    /// The JSON.
    pub data: Vec<u8>,
    /// SHA-256 of the contract.
    pub checksum: Vec<u8>,
    /// Newest slot.
    pub latest_height: u64,
}

impl WrappedClient {
    /// Its bytes, in `Any`.
    pub(crate) fn encode(&self) -> Vec<u8> {
        let mut height = Vec::new();
        put_integer(&mut height, 2, self.latest_height);
        let mut message = Vec::with_capacity(self.data.len() + 64);
        put_bytes(&mut message, 1, &self.data);
        put_bytes(&mut message, 2, &self.checksum);
        // Never left out, even where it is empty: the field is not nullable.
        put_tag(&mut message, 3, 2);
        put_varint(&mut message, height.len() as u64);
        message.extend_from_slice(&height);
        wrap(CLIENT_STATE, &message)
    }

    /// Reads what [`Self::encode`] and ibc-go write.
    pub(crate) fn decode(bytes: &[u8]) -> Result<Self> {
        let mut client = Self { data: Vec::new(), checksum: Vec::new(), latest_height: 0 };
        for field in read_fields(unwrap(bytes, CLIENT_STATE)?)? {
            match field {
                (1, Value::Bytes(data)) => client.data = data.into(),
                (2, Value::Bytes(checksum)) => client.checksum = checksum.into(),
                (3, Value::Bytes(height)) => {
                    for part in read_fields(height)? {
                        match part {
                            (1, Value::Integer(0)) => {}
                            (2, Value::Integer(slot)) => client.latest_height = slot,
                            (number, _) => return Err(malformed("a height of revision 0", &format!("field {number}"))),
                        }
                    }
                }
                (number, _) => return Err(malformed("a client state of 08-wasm", &format!("field {number}"))),
            }
        }
        if client.data.is_empty() {
            return Err(malformed("a client state of 08-wasm with data", "none"));
        }
        Ok(client)
    }
}

/// Puts the JSON of a consensus state in its wrappers.
pub(crate) fn encode_consensus(data: &[u8]) -> Vec<u8> {
    let mut message = Vec::with_capacity(data.len() + 4);
    put_bytes(&mut message, 1, data);
    wrap(CONSENSUS_STATE, &message)
}

/// Takes the JSON of a consensus state out of its wrappers.
pub(crate) fn decode_consensus(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut data = &[][..];
    for field in read_fields(unwrap(bytes, CONSENSUS_STATE)?)? {
        match field {
            (1, Value::Bytes(bytes)) => data = bytes,
            (number, _) => return Err(malformed("a consensus state of 08-wasm", &format!("field {number}"))),
        }
    }
    Ok(data.into())
}

fn wrap(type_url: &str, message: &[u8]) -> Vec<u8> {
    let mut any = Vec::with_capacity(message.len() + type_url.len() + 8);
    put_bytes(&mut any, 1, type_url.as_bytes());
    put_bytes(&mut any, 2, message);
    any
}

fn unwrap<'a>(bytes: &'a [u8], type_url: &str) -> Result<&'a [u8]> {
    let (mut found, mut message) = (&[][..], &[][..]);
    for field in read_fields(bytes)? {
        match field {
            (1, Value::Bytes(url)) => found = url,
            (2, Value::Bytes(value)) => message = value,
            (number, _) => return Err(malformed(type_url, &format!("field {number}"))),
        }
    }
    if found == type_url.as_bytes() {
        return Ok(message);
    }
    Err(malformed(type_url, &String::from_utf8_lossy(found)))
}

enum Value<'a> {
    Integer(u64),
    Bytes(&'a [u8]),
}

fn read_fields(mut bytes: &[u8]) -> Result<Vec<(u64, Value<'_>)>> {
    let mut fields = Vec::new();
    while !bytes.is_empty() {
        let tag = take_varint(&mut bytes)?;
        let value = match tag & 7 {
            0 => Value::Integer(take_varint(&mut bytes)?),
            2 => {
                let length = take_varint(&mut bytes)?;
                let length = usize::try_from(length).unwrap_or(usize::MAX);
                let (value, rest) = bytes.split_at_checked(length).ok_or_else(|| {
                    malformed("a field that ends", &format!("{length} bytes, of which {} are there", bytes.len()))
                })?;
                bytes = rest;
                Value::Bytes(value)
            }
            wire_type => return Err(malformed("wire type 0 or 2", &format!("{wire_type}"))),
        };
        fields.push((tag >> 3, value));
    }
    Ok(fields)
}

fn take_varint(bytes: &mut &[u8]) -> Result<u64> {
    let mut number = 0u64;
    for shift in (0..70).step_by(7) {
        let Some((byte, rest)) = bytes.split_first() else { break };
        *bytes = rest;
        let bits = u64::from(byte & 0x7f);
        if shift == 63 && bits > 1 {
            break;
        }
        number |= bits << shift;
        if byte & 0x80 == 0 {
            return Ok(number);
        }
    }
    Err(malformed("a varint of 64 bits", "one that is longer or cut"))
}

fn put_bytes(out: &mut Vec<u8>, number: u64, bytes: &[u8]) {
    if !bytes.is_empty() {
        put_tag(out, number, 2);
        put_varint(out, bytes.len() as u64);
        out.extend_from_slice(bytes);
    }
}

fn put_integer(out: &mut Vec<u8>, number: u64, value: u64) {
    if value != 0 {
        put_tag(out, number, 0);
        put_varint(out, value);
    }
}

fn put_tag(out: &mut Vec<u8>, number: u64, wire_type: u64) {
    put_varint(out, number << 3 | wire_type);
}

fn put_varint(out: &mut Vec<u8>, mut number: u64) {
    while number > 0x7f {
        out.push(number as u8 & 0x7f | 0x80);
        number >>= 7;
    }
    out.push(number as u8);
}

fn malformed(want: &str, got: &str) -> Error {
    Error::new(Code::Malformed, want, got)
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::vec;

    #[test]
    fn wraps_as_ibc_go_does() {
        let client = WrappedClient { data: b"{}".into(), checksum: vec![7; 2], latest_height: 300 };
        let mut want = vec![0x0a, 0x25];
        want.extend_from_slice(CLIENT_STATE.as_bytes());
        want.extend_from_slice(&[0x12, 13, 0x0a, 2, b'{', b'}', 0x12, 2, 7, 7, 0x1a, 3, 0x10, 0xac, 0x02]);
        assert_eq!(client.encode(), want);
        assert_eq!(WrappedClient::decode(&want).expect("valid"), client);
    }

    #[test]
    fn rejects_what_ibc_go_would_not_write() {
        let client = WrappedClient { data: b"{}".into(), checksum: vec![7; 2], latest_height: 300 }.encode();
        for length in 0..client.len() {
            assert!(WrappedClient::decode(&client[..length]).is_err(), "cut to {length}");
        }
        assert!(decode_consensus(&client).is_err());
        assert!(WrappedClient::decode(&encode_consensus(b"{}")).is_err());
        assert!(WrappedClient::decode(&wrap(CLIENT_STATE, &[0x1a, 2, 0x08, 1])).is_err(), "a revision");
        assert!(WrappedClient::decode(&wrap(CLIENT_STATE, &[0x22, 0])).is_err(), "an unknown field");
        assert!(WrappedClient::decode(&wrap(CLIENT_STATE, &[0x0d, 0, 0, 0, 0])).is_err(), "a wire type");
        let too_long = [0x08, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x02];
        assert!(read_fields(&too_long).is_err());
    }
}
