//! Against serde_json: the same verdict and the same value, on good JSON and on JSON that was spoiled at random.

use alloc::string::String;
use alloc::vec::Vec;

use serde::{Deserialize, Serialize};

use super::{from_slice, quote, to_string};

#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Choice {
    Nothing,
    Number(u64),
    Fields { text: String },
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Part {
    number: u64,
    text: String,
    flag: bool,
}

#[derive(Debug, PartialEq, Deserialize)]
struct Whole {
    part: Part,
    list: Vec<String>,
    choice: Choice,
    missing: Option<u64>,
    #[serde(default)]
    by_default: u64,
}

const GOOD: [&str; 5] = [
    r#"{"part":{"number":18446744073709551615,"text":"0xab","flag":true},"list":["a","b","c"],"choice":"nothing","missing":null}"#,
    r#" { "part" : { "flag" : false , "number" : 0 , "text" : "" } , "list" : [ ] , "choice" : {"number":7}, "missing" : 3 } "#,
    r#"{"choice":{"fields":{"text":"\u00e9\ud83d\ude00\n\"\\\/"}},"list":["long text of plain letters","\t"],"part":{"number":1,"text":"é😀","flag":true},"by_default":9}"#,
    r#"{"unknown":{"a":[1,-2.5e+3,{"b":null},[],{},true,"x\u0000"],"c":false},"part":{"number":1,"x":[[]],"text":"y","flag":true},"list":["z"],"choice":{"nothing":null}}"#,
    r#"{"part":{"number":10,"text":"a text of more than eight bytes, with \"quotes\" behind them","flag":false},"list":[],"choice":{"number":0},"also":0.0}"#,
];

fn agree(json: &[u8]) -> bool {
    let (ours, theirs) = (from_slice::<Whole>(json), serde_json::from_slice::<Whole>(json));
    match (&ours, &theirs) {
        (Ok(ours), Ok(theirs)) => assert_eq!(ours, theirs, "{}", String::from_utf8_lossy(json)),
        (Err(_), Err(_)) => {}
        // In what nobody wants, serde_json looks for no text.
        (Err(_), Ok(_)) if core::str::from_utf8(json).is_err() => {}
        _ => panic!("{}: {ours:?} but {theirs:?}", String::from_utf8_lossy(json)),
    }
    ours.is_ok()
}

#[test]
fn reads_what_serde_json_reads() {
    for json in GOOD {
        assert!(agree(json.as_bytes()), "{json}");
    }
}

#[test]
fn judges_spoiled_json_as_serde_json_does() {
    const BYTES: &[u8] = b"{}[]\",:\\ 0123456789.eE+-ntfu\x00\x1f\x7f\x80\xc3\xff/a\n\t";
    let mut seed = 20_261_128u64;
    let mut random = move |below: usize| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) as usize % below
    };
    let mut accepted = 0;
    for _ in 0..60_000 {
        let mut json = Vec::from(GOOD[random(GOOD.len())].as_bytes());
        for _ in 0..=random(2) {
            let (at, byte) = (random(json.len()), BYTES[random(BYTES.len())]);
            match random(4) {
                0 => json[at] = byte,
                1 => json.insert(at, byte),
                2 => drop(json.remove(at)),
                _ => json.truncate(at.max(1)),
            }
        }
        accepted += usize::from(agree(&json));
    }
    assert!(accepted > 5_000, "{accepted}");
}

#[test]
fn refuses_nesting_that_nobody_wants() {
    let nested = |depth: usize| ["[".repeat(depth), "]".repeat(depth)].concat();
    let with = |value: &str| GOOD[0].replacen('{', &alloc::format!(r#"{{"x":{value},"#), 1);
    assert!(from_slice::<Whole>(with(&nested(64)).as_bytes()).is_ok());
    assert!(from_slice::<Whole>(with(&nested(65)).as_bytes()).is_err());
    assert!(from_slice::<Whole>(with(&"[".repeat(500_000)).as_bytes()).is_err());
}

#[test]
fn writes_as_serde_json_does() {
    let part = Part { number: u64::MAX, text: "\u{1}\"\\/é😀\u{1f}".into(), flag: true };
    let (ours, theirs) = (to_string(&part).expect("valid"), serde_json::to_string(&part).expect("valid"));
    assert_eq!(ours, theirs);
    assert_eq!(quote(&part.text), serde_json::to_string(&part.text).expect("valid"));
}
