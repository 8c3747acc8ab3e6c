//! Requests and answers as JSON, so that programs in other languages can hold their verdicts against this crate's.
//!
//! Request: `{"kind", "client_state", "consensus_state", …}` with, by kind, `header` and `now`, `misbehaviour` and `now`, `proof`,
//! `path` and `value`, `proof` and `path`, or nothing more. Kinds: `header`, `misbehaviour`, `membership`, `non-membership`,
//! `new-client`. `now` is in seconds since 1970, `path` a list of hexadecimal texts, `value` one.
//!
//! Answer: `{"status":"valid"}`, for a header with the `client_state` and `consensus_state` that it leads to, or
//! `{"status":"invalid","code","want","got"}`; the code of what cannot be decoded is `malformed`.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use serde::{Deserialize, Serialize};

use crate::client::check_new_client;
use crate::error::{Code, Error};
use crate::header::verify_header;
use crate::membership::{verify_membership, verify_non_membership};
use crate::misbehaviour::verify_misbehaviour;
use crate::native::Blst;
use crate::types::{ClientState, ConsensusState, Header, MembershipProof, Misbehaviour};
use crate::update::{consensus_update, StateUpdate};
use crate::{HexBytes, Result};

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

#[derive(Default, Serialize)]
struct Answer {
    status: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    want: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    got: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    client_state: Option<ClientState>,
    #[serde(skip_serializing_if = "Option::is_none")]
    consensus_state: Option<ConsensusState>,
}

/// Answers a request. The states are written as the contract writes them.
pub fn answer(request: &str) -> String {
    let answer = match judge(request) {
        Ok(update) => {
            let (client_state, consensus_state) = update.map(|update| (update.client, update.consensus)).unzip();
            Answer { status: "valid", client_state, consensus_state, ..Answer::default() }
        }
        Err(error) => Answer {
            status: "invalid",
            code: Some(error.code.as_str()),
            want: Some(error.want),
            got: Some(error.got),
            ..Answer::default()
        },
    };
    serde_json::to_string(&answer).unwrap_or_default()
}

fn judge(request: &str) -> Result<Option<StateUpdate>> {
    let request: Request = serde_json::from_str(request).map_err(malformed)?;
    let (client, consensus) = (&request.client_state, &request.consensus_state);
    let path: Vec<_> = request.path.iter().flatten().collect();
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

fn given<'a, T>(field: &'a Option<T>, name: &str) -> Result<&'a T> {
    field.as_ref().ok_or_else(|| malformed(format!("none with `{name}`")))
}

fn malformed(got: impl ToString) -> Error {
    Error::new(Code::Malformed, "a request as documented", got)
}
