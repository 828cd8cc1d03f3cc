//! Reading an example's folder, and refusing one that is not as it should be.

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::{Table, Value};

use super::embedded::Folder;
use super::{Example, Kind, Outcome, Repair};
use crate::data::{LoadError, parse};

/// `example.toml`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    page: String,
    lines: [u32; 2],
    sha256: String,
    kind: Kind,
    title: String,
    #[serde(default)]
    errata: Vec<String>,
    outcome: Outcome,
    #[serde(default)]
    placeholders: BTreeMap<String, String>,
    means: Table,
    #[serde(default)]
    repairs: Vec<Repair>,
}

/// Reads one folder.
pub(super) fn example(folder: &Folder) -> Result<Example, LoadError> {
    let id = folder.id;
    let path = format!("examples/{id}/example.toml");
    let file: File = parse(&path, folder.example)?;
    let mut means = Vec::new();
    flatten(&mut means, "", &file.means).map_err(|why| LoadError::of(&path, why))?;
    Ok(Example {
        id: id.to_owned(),
        page: file.page,
        lines: file.lines,
        kind: file.kind,
        title: file.title,
        sha256: file.sha256,
        errata: file.errata,
        outcome: file.outcome,
        repairs: file.repairs,
        placeholders: file.placeholders,
        means,
        as_printed: folder.printed.to_owned(),
        as_repaired: folder.repaired.to_owned(),
    })
}

/// Names a table's members by their path, as `body.grant_type`.
fn flatten(members: &mut Vec<(String, String)>, prefix: &str, table: &Table) -> Result<(), String> {
    for (name, value) in table {
        let name = format!("{prefix}{name}");
        match value {
            Value::Table(inner) => flatten(members, &format!("{name}."), inner)?,
            Value::String(text) => members.push((name, text.clone())),
            Value::Integer(number) => members.push((name, number.to_string())),
            other => {
                return Err(format!(
                    "`means.{name}` is {}: write a string, an integer or a table",
                    other.type_str()
                ));
            }
        }
    }
    Ok(())
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used)]
mod tests {
    use super::*;

    fn read(rest: &str) -> Result<Example, LoadError> {
        let start = "page = \"001\"\nlines = [1, 1]\nsha256 = \"\"\nkind = \"body\"\ntitle = \"\"\noutcome = \"sound\"\n";
        let example = format!("{start}{rest}");
        self::example(&Folder { id: "001-x", example: example.leak(), printed: "", repaired: "" })
    }

    #[test]
    fn what_it_means_is_named_as_the_members_of_a_request_are() {
        let means =
            read("[means]\nmethod = \"POST\"\nexpires_in = 0\n[means.body]\ncode = \"<code>\"\n")
                .unwrap()
                .means;
        let mut expected = [("method", "POST"), ("expires_in", "0"), ("body.code", "<code>")]
            .map(|(name, value)| (name.to_owned(), value.to_owned()));
        expected.sort();
        let mut means = means;
        means.sort();
        assert_eq!(means, expected);
    }

    #[test]
    fn a_folder_that_is_not_as_it_should_be_is_refused_in_one_line() {
        let refused = |rest: &str| read(rest).unwrap_err().to_string();
        assert_eq!(
            refused("[means]\nbody.code = true\n"),
            "examples/001-x/example.toml: `means.body.code` is boolean: write a string, an integer or a table"
        );
        assert!(
            refused("[meaning]\n")
                .starts_with("examples/001-x/example.toml:7: unknown field `meaning`")
        );
    }
}
