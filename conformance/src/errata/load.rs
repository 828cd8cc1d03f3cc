//! Reading `ledger/errata.toml`.

use serde::Deserialize;

use super::{Erratum, checks};
use crate::data::{self, LoadError};

const FILE: &str = "ledger/errata.toml";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    errata: Vec<Erratum>,
}

/// Every erratum, in the file's order.
pub(super) fn errata() -> Result<Vec<Erratum>, LoadError> {
    parse(include_str!("../../ledger/errata.toml"))
}

fn parse(text: &str) -> Result<Vec<Erratum>, LoadError> {
    let wrong = |why: String| LoadError::of(FILE, why);
    let File { errata } = data::parse(FILE, text)?;
    for erratum in &errata {
        let id = &erratum.id;
        let check = checks::named(&erratum.check).ok_or_else(|| {
            wrong(format!(
                "{id} names the check `{}`, which is none of `src/errata/checks`",
                erratum.check
            ))
        })?;
        if erratum.examples.is_empty() == erratum.quotes.is_empty() {
            return Err(wrong(format!("{id} must have either `examples` or `quotes`")));
        }
        if check.kinds.is_empty() != erratum.examples.is_empty() {
            return Err(wrong(format!(
                "{id} has a check for {}",
                if check.kinds.is_empty() { "quotes" } else { "examples" }
            )));
        }
        if erratum.sound.len() != erratum.quotes.len() {
            return Err(wrong(format!("{id} needs one `sound` text for each of its quotes")));
        }
    }
    Ok(errata)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used)]
mod tests {
    use super::*;

    fn refused(rest: &str) -> String {
        let start = "[[errata]]\nid = \"E1\"\npage = \"003\"\nlines = [1, 1]\ntitle = \"\"\nwrong = \"\"\nproof = \"\"\n";
        parse(&format!("{start}{rest}")).unwrap_err().to_string()
    }

    #[test]
    fn a_file_that_is_not_as_it_should_be_is_refused_in_one_line() {
        let quote = "quotes = [{ block = \"003/1\", sha256 = \"\", words = \"\" }]\n";
        for (rest, why) in [
            (
                "check = \"no_such\"\nexamples = [\"x\"]\n",
                "E1 names the check `no_such`, which is none of `src/errata/checks`",
            ),
            ("check = \"no_tls\"\n", "E1 must have either `examples` or `quotes`"),
            (&format!("check = \"no_tls\"\n{quote}"), "E1 has a check for examples"),
            (
                &format!("check = \"no_state\"\n{quote}"),
                "E1 needs one `sound` text for each of its quotes",
            ),
        ] {
            assert_eq!(refused(rest), format!("ledger/errata.toml: {why}"));
        }
        assert!(refused("check = 1\n").starts_with("ledger/errata.toml:8: invalid type"));
    }
}
