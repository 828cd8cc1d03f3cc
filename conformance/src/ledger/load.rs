//! Reading `ledger/pages.toml` and `ledger/requirements.toml`.

use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::{Ledger, Page, Requirement};
use crate::example::{LoadError, one_line};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Pages {
    pages: Vec<Page>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Requirements {
    requirements: Vec<Requirement>,
}

/// Both files together.
pub(super) fn ledger() -> Result<Ledger, LoadError> {
    let Pages { pages } = parse("ledger/pages.toml", include_str!("../../ledger/pages.toml"))?;
    let Requirements { requirements } =
        parse("ledger/requirements.toml", include_str!("../../ledger/requirements.toml"))?;
    Ok(Ledger { pages, requirements })
}

fn parse<T: DeserializeOwned>(file: &str, text: &str) -> Result<T, LoadError> {
    toml::from_str(text).map_err(|error| {
        let before = error.span().and_then(|span| text.get(..span.start)).unwrap_or_default();
        let line = before.matches('\n').count() + 1;
        LoadError { file: format!("{file}:{line}"), why: one_line(&error) }
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used)]
mod tests {
    use super::*;

    #[test]
    fn a_mistake_is_named_with_its_file_and_line() {
        let refused =
            |text: &str| parse::<Requirements>("ledger/x.toml", text).err().unwrap().to_string();
        let entry = "[[requirements]]\nid = \"wf:001/r1\"\nsays = \"\"\nlevel = \"WORKFRONT\"\n";
        assert!(parse::<Requirements>("", entry).is_ok());
        assert!(
            refused(&format!("{entry}later = \"never\"\n"))
                .starts_with("ledger/x.toml:5: unknown variant `never`")
        );
        assert!(
            refused(&format!("{entry}covers = []\n"))
                .starts_with("ledger/x.toml:5: unknown field `covers`")
        );
        assert!(!refused("nonsense").contains('\n'));
    }
}
