//! The subcommand `ref-client`.

use super::RefClient;
use super::mutants;
use crate::cli::{Failure, Outcome, USAGE};
use crate::shim::serve;

/// Speaks the shim protocol over standard input and output until the input ends; for the mutant `help`, lists them instead.
///
/// # Errors
///
/// A mutant that there is not, with the names of those that there are; an input or output that fails.
pub fn speak(mutant: Option<&str>) -> Result<Outcome, Failure> {
    let mutant = match mutant {
        Some("help") => return Ok(Outcome { text: listed(), exit_code: USAGE }),
        Some(name) => Some(mutants::named(name).ok_or_else(|| unknown(name))?),
        None => None,
    };
    serve::over_stdio(&mut RefClient::new(mutant))
}

fn listed() -> String {
    let lines = mutants::all().iter().map(|mutant| {
        format!("{:32} {:8} {}\n", mutant.name, mutant.breaks.join(" "), mutant.what)
    });
    lines.collect()
}

fn unknown(name: &str) -> Failure {
    let known: Vec<_> = mutants::all().iter().map(|mutant| mutant.name).collect();
    Failure::Usage(format!("there is no mutant {name:?}: --mutant takes {}", known.join(", ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_name_is_answered_with_all_that_are_known() {
        let Some(Failure::Usage(said)) = speak(Some("cli-nothing")).err() else {
            panic!("there is such a mutant")
        };
        let help = speak(Some("help")).ok().map(|outcome| (outcome.text, outcome.exit_code));
        let (help, code) = help.unwrap_or_default();
        assert_eq!(code, USAGE);
        for mutant in mutants::all() {
            assert!(said.contains(mutant.name), "{}", mutant.name);
            assert!(help.contains(mutant.name) && help.contains(mutant.what), "{}", mutant.name);
        }
    }
}
