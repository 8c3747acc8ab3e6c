//! What may change when a client gets other code.

use alloc::string::String;

use causeway_ethereum_verifier::{check_parameters, Bls, ClientState, Result};

use crate::context::Context;
use crate::create::create;
use crate::messages::{Migrate, Migration};
use crate::recover::remove_all;
use crate::storage::Storage;
use crate::store::OWN;

/// Migrates: the code alone, everything, or the schedule of forks.
pub(crate) fn migrate<S: Storage, B: Bls>(context: &mut Context<S, B>, message: Migrate) -> Result<String> {
    match message.migration {
        // The stored state must be one that this code can work with.
        Migration::CodeOnly => OWN.load_client(&context.storage).map(|_| ())?,
        Migration::Reinstantiate(message) => {
            remove_all(&mut context.storage, OWN);
            return create(context, &message);
        }
        Migration::UpdateForkParameters(forks) => {
            let mut client = OWN.load_client(&context.storage)?;
            client.state.fork_parameters = forks;
            // A frozen client may get new forks; it stays frozen.
            check_parameters(&ClientState { is_frozen: false, ..client.state.clone() })?;
            OWN.save_client(&mut context.storage, &client)?;
        }
    }
    Ok(String::new())
}
