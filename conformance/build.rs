//! Lists the documented examples and the cases: a folder or file that is added is built in without being named anywhere.

use std::error::Error;
use std::fmt::Write as _;
use std::path::Path;
use std::{env, fs};

/// What an example's repaired text is called, by what it is.
const REPAIRED: [&str; 3] = ["as-repaired.sh", "as-repaired.json", "as-repaired.txt"];

fn main() -> Result<(), Box<dyn Error>> {
    let examples = Path::new(&env::var("CARGO_MANIFEST_DIR")?).join("examples");
    // Cargo looks into a folder as deep as it goes.
    println!("cargo::rerun-if-changed={}", examples.display());
    let mut folders = fs::read_dir(&examples)?
        .map(|entry| Ok(entry?.path()))
        .collect::<Result<Vec<_>, std::io::Error>>()?;
    folders.retain(|folder| folder.is_dir());
    folders.sort();

    let mut table = String::from("[\n");
    for folder in folders {
        let repaired = REPAIRED.iter().map(|name| folder.join(name)).find(|path| path.is_file());
        let repaired =
            repaired.ok_or_else(|| format!("{} has none of {REPAIRED:?}", folder.display()))?;
        let id = folder.file_name().unwrap_or_default();
        writeln!(
            table,
            "    Folder {{ id: {id:?}, example: include_str!({:?}), printed: include_str!({:?}), repaired: include_str!({repaired:?}) }},",
            folder.join("example.toml"),
            folder.join("as-printed.txt"),
        )?;
    }
    table.push(']');
    fs::write(Path::new(&env::var("OUT_DIR")?).join("examples.rs"), table)?;
    cases("client")?;
    cases("server")
}

/// Lists `cases/SIDE/*.toml` by name, which is the case's id.
fn cases(side: &str) -> Result<(), Box<dyn Error>> {
    let folder = Path::new(&env::var("CARGO_MANIFEST_DIR")?).join("cases").join(side);
    println!("cargo::rerun-if-changed={}", folder.display());
    let mut files = fs::read_dir(&folder)?
        .map(|entry| Ok(entry?.path()))
        .collect::<Result<Vec<_>, std::io::Error>>()?;
    files.retain(|file| file.extension().is_some_and(|extension| extension == "toml"));
    files.sort();
    let mut table = String::from("[\n");
    for file in files {
        let id = file.file_stem().unwrap_or_default();
        writeln!(table, "    ({id:?}, include_str!({file:?})),")?;
    }
    table.push(']');
    fs::write(Path::new(&env::var("OUT_DIR")?).join(format!("{side}_cases.rs")), table)?;
    Ok(())
}
