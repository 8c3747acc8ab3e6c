//! Reads requests, one JSON object a line, from standard input and answers each with a line: see the module `verdicts`.

use std::io::{stdin, stdout, BufRead, Write};

use causeway_ethereum_verifier::verdicts::answer;

fn main() -> std::io::Result<()> {
    let mut out = stdout().lock();
    for line in stdin().lock().lines() {
        writeln!(out, "{}", answer(&line?))?;
    }
    Ok(())
}
