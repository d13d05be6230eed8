//! The program: arguments → command → exit code.

use std::process::ExitCode;

fn main() -> ExitCode {
    playbook::shell::commands::run()
}
