//! Reads requests, one JSON object a line, from standard input and answers each with a line, so that programs in other languages
//! can hold their verdicts against this crate's.
//!
//! Request: `{"kind", "client_state", "consensus_state", …}` with, by kind, `header` and `now`, `misbehaviour` and `now`, `proof`,
//! `path` and `value`, `proof` and `path`, or nothing more. Kinds: `header`, `misbehaviour`, `membership`, `non-membership`,
//! `new-client`. `now` is in seconds since 1970, `path` a list of hexadecimal texts, `value` one.
//!
//! Answer: `{"status":"valid"}`, for a header with the `client_state` and `consensus_state` that it leads to, or
//! `{"status":"invalid","code","want","got"}`; the code of what cannot be decoded is `malformed`.

use std::io::{stdin, stdout, BufRead, BufWriter, Write};

use causeway_ethereum_verifier::native::Blst;
use causeway_ethereum_verifier::{
    check_new_client, consensus_update, verify_header, verify_membership, verify_misbehaviour, verify_non_membership,
    ClientState, Code, ConsensusState, Error, Header, HexBytes, MembershipProof, Misbehaviour, StateUpdate,
};
use serde::Deserialize;
use serde_json::{json, Value};

const MAX_TEXT: usize = 65_536;

#[derive(Deserialize)]
struct Request {
    kind: String,
    client_state: ClientState,
    consensus_state: ConsensusState,
    header: Option<Header>,
    misbehaviour: Option<Misbehaviour>,
    now: Option<u64>,
    proof: Option<MembershipProof>,
    path: Option<Vec<HexBytes<MAX_TEXT>>>,
    value: Option<HexBytes<MAX_TEXT>>,
}

fn main() -> std::io::Result<()> {
    let mut out = BufWriter::new(stdout().lock());
    for line in stdin().lock().lines() {
        writeln!(out, "{}", answer(&line?))?;
        out.flush()?;
    }
    Ok(())
}

fn answer(line: &str) -> Value {
    match judge(line) {
        Ok(None) => json!({ "status": "valid" }),
        Ok(Some(update)) => {
            json!({ "status": "valid", "client_state": update.client, "consensus_state": update.consensus })
        }
        Err(error) => json!({ "status": "invalid", "code": error.code.as_str(), "want": error.want, "got": error.got }),
    }
}

fn judge(line: &str) -> Result<Option<StateUpdate>, Error> {
    let request: Request = serde_json::from_str(line).map_err(malformed)?;
    let (client, consensus) = (&request.client_state, &request.consensus_state);
    let path: Vec<_> = request.path.iter().flatten().map(|element| &element.0).collect();
    match request.kind.as_str() {
        "header" => {
            let (header, now) = (given(&request.header, "header")?, *given(&request.now, "now")?);
            verify_header(client, consensus, header, now, &Blst)?;
            return consensus_update(client, consensus, header).map(Some);
        }
        "misbehaviour" => {
            let (evidence, now) = (given(&request.misbehaviour, "misbehaviour")?, *given(&request.now, "now")?);
            verify_misbehaviour(client, consensus, evidence, now, &Blst)?;
        }
        "membership" => {
            let value = given(&request.value, "value")?;
            verify_membership(client, consensus, given(&request.proof, "proof")?, &path, &value.0)?;
        }
        "non-membership" => verify_non_membership(client, consensus, given(&request.proof, "proof")?, &path)?,
        "new-client" => check_new_client(client, consensus)?,
        other => return Err(malformed(format!("kind {other}"))),
    }
    Ok(None)
}

fn given<'a, T>(field: &'a Option<T>, name: &str) -> Result<&'a T, Error> {
    field.as_ref().ok_or_else(|| malformed(format!("none with `{name}`")))
}

fn malformed(got: impl ToString) -> Error {
    Error::new(Code::Malformed, "a request as documented", got)
}
