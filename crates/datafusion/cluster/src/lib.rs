//! What the programs of a cluster share.

use std::process::ExitCode;

use ballista_core::error::{BallistaError, Result};

/// Serves until there is an end, and says what went wrong, given the name of the program.
pub fn run(program: &str, serve: impl Future<Output = Result<()>>) -> ExitCode {
    // Plans of queries are deep where code is not optimised.
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .thread_stack_size(32 << 20)
        .build();
    let served = runtime.map_err(BallistaError::from).and_then(|it| it.block_on(serve));
    match served {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("{program}: {failure}");
            ExitCode::FAILURE
        }
    }
}
