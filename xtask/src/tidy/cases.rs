//! The runner of cases knows no case: what one does stands in its own file, and nowhere in the program.

use crate::repository::SourceFile;

use super::finding::Finding;
use super::region::{is_rust, lines};

/// Where the program is.
const PROGRAM: &str = "conformance/src/";

/// No case's id stands in the program that runs the cases.
pub(super) fn are_not_in_the_program(file: &SourceFile) -> Vec<Finding> {
    if !is_rust(&file.path) || !file.path.starts_with(PROGRAM) {
        return Vec::new();
    }
    let advice =
        "say in the case's own file what is special about it, in words that any case may use";
    let lines = lines(&file.path, &file.text);
    let named = lines.iter().filter(|line| !line.in_test && names_a_case(line.code()));
    named.map(|line| Finding::at(&file.path, line.number, "case", advice)).collect()
}

/// Whether a text holds an id such as `S-CODE-03`.
fn names_a_case(code: &str) -> bool {
    let words = code.split(|c: char| !c.is_ascii_alphanumeric() && c != '-');
    words.into_iter().any(|word| {
        let mut parts = word.split('-');
        let (side, family, number) = (parts.next(), parts.next(), parts.next());
        matches!(side, Some("C" | "S"))
            && family.is_some_and(|name| {
                !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_uppercase())
            })
            && number.is_some_and(|number| {
                number.len() == 2 && number.bytes().all(|byte| byte.is_ascii_digit())
            })
            && parts.next().is_none()
    })
}

#[cfg(test)]
mod tests {
    use super::super::finding::tests::lines;
    use super::*;

    #[test]
    fn an_id_in_the_program_is_found() {
        let check = |path: &str, text: &str, found: &[usize]| {
            assert_eq!(lines(are_not_in_the_program, path, text), found, "{path}: {text}");
        };
        let special = "fn a() {}\nif case.id == \"S-CODE-03\" {\n";
        check("conformance/src/run.rs", special, &[2]);
        check("conformance/tests/it/run.rs", special, &[]);
        check("conformance/src/run.rs", &format!("#[cfg(test)]\n{special}"), &[]);
        check("conformance/src/run.rs", "/// As `S-CODE-03`.\n", &[]);
        for other in ["S-256", "C-3-4", "SC-CODE-03", "S-CODE-3", "S-CODE-031", "S-CODE-03-A"] {
            check("conformance/src/run.rs", &format!("f(\"{other}\")\n"), &[]);
        }
    }
}
