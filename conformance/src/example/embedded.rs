//! The examples' folders, built into the program: it reads no file of the repository at run time.

/// One folder of `examples/`, as text.
pub(super) struct Folder {
    /// The folder's name, which is the example's id.
    pub(super) id: &'static str,
    /// `example.toml`.
    pub(super) example: &'static str,
    /// `as-printed.txt`.
    pub(super) printed: &'static str,
    /// `as-repaired.sh`, `.json` or `.txt`.
    pub(super) repaired: &'static str,
}

/// Every folder, by id.
pub(super) const FOLDERS: &[Folder] = &include!(concat!(env!("OUT_DIR"), "/examples.rs"));
