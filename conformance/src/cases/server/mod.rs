//! Server cases: their vocabulary, and what its own rules ask for.

mod expect;
mod jwt;
mod step;

pub use expect::{Expect, To};
pub use jwt::{Alter, Jwt, Key, Signing};
pub use step::{App, Decision, Step, Verb};

use super::Case;
use super::check::at;
use crate::data::LoadError;

/// A case that judges a server.
pub type ServerCase = Case<Step, Expect>;

/// Checks what the vocabulary's own rules ask for.
pub(super) fn check(case: &ServerCase) -> Result<(), LoadError> {
    let wrong = |why: &str| Err(at(case, why));
    for step in &case.steps {
        if (step.verb == Verb::Advance) != (step.seconds.is_some() || step.until.is_some()) {
            return wrong("`seconds` and `until` go with `advance`, and with nothing else");
        }
        if step.jwt.is_some() && step.verb != Verb::Exchange {
            return wrong("`jwt` goes with `exchange`, and with nothing else");
        }
        let by_user = step.verb.is_of_a_user();
        if step.decision != Decision::Allow && !by_user {
            return wrong("`decision` goes with what a user does");
        }
        if step.by_hand && !by_user && step.verb != Verb::Register {
            return wrong("`by_hand` goes with what a user does, and with `register`");
        }
        if let Some(alter) = step.jwt.as_ref().and_then(|jwt| jwt.alter.as_deref()) {
            let one = std::slice::from_ref(&case.vary);
            let names = if alter == "{each}" { one.concat() } else { vec![alter.to_owned()] };
            if let Some(name) = names.iter().find(|name| Alter::named(name).is_none()) {
                return Err(at(case, format!("nobody knows how to alter a JWT by `{name}`")));
            }
        }
    }
    if case.steps.last().is_some_and(|step| step.verb == Verb::Advance) {
        return wrong("it ends in no request: end it in one");
    }
    let parallel = case.steps.last().is_some_and(|step| step.parallel.is_some());
    if parallel != case.expect.winners.is_some() {
        return wrong("`winners` counts what the last step does in `parallel`");
    }
    Ok(())
}
