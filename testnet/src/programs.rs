//! Programs that stories start as a person would: ours, built once, and others that have to succeed.

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::OnceLock;

/// Our executable, built once for all stories of a process.
pub fn artel() -> PathBuf {
    static EXECUTABLE: OnceLock<PathBuf> = OnceLock::new();
    EXECUTABLE.get_or_init(|| built(&["--bin", "artel"]).join("artel")).clone()
}

/// The folder beside this test where a program lies, which is built now unless the same build has made it.
///
/// # Panics
/// When it cannot be built.
pub fn built(which: &[&str]) -> PathBuf {
    let test = std::env::current_exe().expect("a running program has a path");
    let folder = test.parent().and_then(Path::parent).expect("a test lies in the folder deps");
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(["build", "--workspace"]).args(which).current_dir(env!("CARGO_MANIFEST_DIR"));
    // What cargo tells this test about its package is not for a cargo within: `ring` looks at it, and would be built anew
    // with all that stands on it, once in here and once more outside.
    let told = |name: &str| name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_");
    for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_str().is_some_and(told)) {
        cargo.env_remove(name);
    }
    if folder.file_name().is_some_and(|name| name == "release") {
        cargo.arg("--release");
    }
    succeed(&mut cargo);
    folder.to_owned()
}

/// Runs a command that has to succeed, and shows what it said if it did not.
///
/// # Panics
/// When it does not succeed.
pub fn succeed(command: &mut Command) -> Output {
    let output = command.stdin(Stdio::null()).output().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    assert!(
        output.status.success(),
        "{command:?}: {}\n{}{}",
        output.status,
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    output
}
