//! What the virtual machine calls.

use alloc::string::String;
use alloc::vec::Vec;

use serde::Deserialize;

use super::host::{Host, HostBls};
use super::region::{release, reserve, take, Address};
use crate::context::Context;
use crate::contract;
use crate::store::parse;

/// Tells which interface of the virtual machine this is made for.
#[no_mangle]
extern "C" fn interface_version_8() {}

/// Tells that the chain must let contracts iterate over their keys.
#[no_mangle]
extern "C" fn requires_iterator() {}

#[no_mangle]
extern "C" fn allocate(size: u32) -> Address {
    reserve(size)
}

#[no_mangle]
extern "C" fn deallocate(address: Address) {
    // SAFETY: the virtual machine frees what it got from `allocate` or from an entry point, once.
    drop(unsafe { take(address) });
}

#[no_mangle]
extern "C" fn instantiate(env: Address, _info: Address, message: Address) -> Address {
    run(env, message, contract::instantiate)
}

#[no_mangle]
extern "C" fn sudo(env: Address, message: Address) -> Address {
    run(env, message, contract::sudo)
}

#[no_mangle]
extern "C" fn query(env: Address, message: Address) -> Address {
    run(env, message, |context, message| contract::query(context, message))
}

#[no_mangle]
extern "C" fn migrate(env: Address, message: Address) -> Address {
    run(env, message, contract::migrate)
}

fn run(env: Address, message: Address, entry: impl FnOnce(&mut Context<Host, HostBls>, &[u8]) -> Vec<u8>) -> Address {
    // SAFETY: the virtual machine fills regions of `allocate` for both and gives them away.
    let (env, message) = unsafe { (take(env), take(message)) };
    let answer = match block_time(&env) {
        Ok(now_ns) => entry(&mut Context { storage: Host, now_ns, bls: HostBls }, &message),
        Err(error) => crate::response::to_response(Err(error)),
    };
    release(answer)
}

fn block_time(env: &[u8]) -> causeway_ethereum_verifier::Result<u64> {
    #[derive(Deserialize)]
    struct Env {
        block: Block,
    }
    #[derive(Deserialize)]
    struct Block {
        time: String,
    }
    use causeway_ethereum_verifier::{Code, Error};
    let Env { block: Block { time } } = parse("environment", env)?;
    time.parse().map_err(|_| Error::new(Code::Malformed, "nanoseconds as decimal text", time))
}

#[panic_handler]
fn stop(_: &core::panic::PanicInfo<'_>) -> ! {
    core::arch::wasm32::unreachable()
}
