//! Runs every kept input of every target, on stable: `cargo run --no-default-features --example replay`.
//!
//! A crash is reported with the input's path, and the others still run. The last line counts the inputs.

use std::io::{self, Write};
use std::panic::{self, AssertUnwindSafe};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::{env, fs};

use workfront_fuzz::TARGETS;

fn main() -> io::Result<ExitCode> {
    let mut out = io::stdout().lock();
    let corpus = Path::new(&env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default()).join("corpus");
    let (mut passed, mut failed) = (0_usize, 0_usize);
    for (name, target) in TARGETS {
        let inputs = inputs(&corpus.join(name))?;
        if inputs.is_empty() {
            writeln!(out, "{name}: no input is kept in corpus/{name}")?;
            failed += 1;
        }
        for path in &inputs {
            let data = fs::read(path)?;
            // The panic's own message, with its place, has gone to standard error.
            if panic::catch_unwind(AssertUnwindSafe(|| target(&data))).is_err() {
                writeln!(out, "{name}: crashed on {}", path.display())?;
                failed += 1;
            } else {
                passed += 1;
            }
        }
        writeln!(out, "{name}: {} inputs", inputs.len())?;
    }
    writeln!(out, "{passed} passed, {failed} failed, 0 skipped")?;
    Ok(if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn inputs(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut paths = Vec::new();
    for entry in fs::read_dir(folder)? {
        paths.push(entry?.path());
    }
    paths.sort();
    Ok(paths)
}
