//! The program; see [`huzhu::cli`].

use std::process::ExitCode;

fn main() -> ExitCode {
    huzhu::cli::run(std::env::args_os()).into()
}
