//! The program; see [`huzhu::cli`].

#[global_allocator]
static GLOBAL: mimalloc::MiMalloc = mimalloc::MiMalloc;

use std::process::ExitCode;

fn main() -> ExitCode {
    huzhu::cli::run(std::env::args_os()).into()
}
