//! The vocabulary that client cases are written in.
//!
//! The suite plays the server and the user's browser; a step is what it asks of the client, what the user does, or what goes wrong.
//! What the last step comes to is judged by two witnesses: what the client says, and what arrived at the server.

mod expect;
mod step;

pub use expect::{Expect, Shape, Stored, To};
pub use step::{Decision, Place, Step, Verb};

use super::Case;
use super::check::at;
use crate::data::LoadError;

/// A case that judges a client.
pub type ClientCase = Case<Step, Expect>;

/// Checks what the vocabulary's own rules ask for.
pub(super) fn check(case: &ClientCase) -> Result<(), LoadError> {
    for step in &case.steps {
        if let Some(why) = misfit(step) {
            return Err(at(case, why));
        }
    }
    if !case.expect.ok && case.expect.error.is_empty() {
        return Err(at(case, "`expect` says neither `ok` nor `error`"));
    }
    let wire = case.expect.absent_request.is_some()
        || !case.expect.requests.is_empty()
        || !case.expect.at_most.is_empty();
    if !case.expect.error.is_empty() && !wire {
        return Err(at(case, "a refusal needs the wire's word too: say which requests come"));
    }
    Ok(())
}

fn misfit(step: &Step) -> Option<&'static str> {
    use Verb::{Advance, Api, Callback, Connect, Consent, Fault, Login};
    let is = |verbs: &[Verb]| verbs.contains(&step.verb);
    let logs_in = step.app.is_some()
        || step.auth.is_some()
        || step.body.is_some()
        || step.at != Place::Loopback
        || step.tenant
        || step.client_id.is_some()
        || step.client_secret.is_some()
        || step.redirect_uri.is_some();
    let comes_back = step.of.is_some()
        || !step.set.is_empty()
        || !step.remove.is_empty()
        || !step.before.is_empty()
        || !step.after.is_empty();
    let rules = [
        (
            logs_in && !is(&[Login, Connect]),
            "what describes a log-in goes with `login` and `connect`",
        ),
        (comes_back && !is(&[Callback]), "changes to the callback go with `callback`"),
        (
            step.session.is_some() && !is(&[Login, Callback]),
            "`session` goes with `login` and `callback`",
        ),
        (step.decision.is_some() && !is(&[Consent]), "`decision` goes with `consent`"),
        (step.parallel.is_some() && !is(&[Api]), "`parallel` goes with `api`"),
        (
            step.seconds.is_some() != is(&[Advance]) || (step.unseen && !is(&[Advance])),
            "`seconds` goes with `advance`, and with nothing else",
        ),
        (
            step.fault.is_some() != is(&[Fault]) || (!step.drop.is_empty() && !is(&[Fault])),
            "`fault` goes with `do = 'fault'`, and with nothing else",
        ),
        (step.times == 0, "`times` is at least 1"),
    ];
    rules.into_iter().find(|(broken, _)| *broken).map(|(_, why)| why)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::data::parse;

    fn judged(steps: &str, expect: &str) -> Result<(), String> {
        let text = format!(
            "id = 'a'\nideas = ['C04']\ntitle = 't'\nside = 'client'\nlevel = 'MUST'\nbasis = ['x']\nsteps = [{steps}]\nexpect = {{ {expect} }}\n"
        );
        parse("a.toml", &text).and_then(|case| check(&case)).map_err(|error| error.why)
    }

    #[test]
    fn a_step_has_what_it_needs_and_nothing_else() {
        let check = |steps: &str, expected: &str| {
            let why = judged(steps, "ok = true").unwrap_err();
            assert!(why.contains(expected), "{steps}: {why}");
        };
        assert_eq!(judged("{ do = 'connect', app = 'spa' }", "ok = true"), Ok(()));
        check("{ do = 'refresh', app = 'spa' }", "goes with `login` and `connect`");
        check("{ do = 'login', remove = ['state'] }", "go with `callback`");
        check("{ do = 'consent', session = 'b' }", "`session`");
        check("{ do = 'login', decision = 'deny' }", "`decision`");
        check("{ do = 'refresh', parallel = 2 }", "`parallel`");
        check("{ do = 'advance' }", "`seconds`");
        check("{ do = 'refresh', seconds = 2 }", "`seconds`");
        check("{ do = 'fault' }", "`fault`");
        check("{ do = 'refresh', drop = ['wid'] }", "`fault`");
        check("{ do = 'refresh', times = 0 }", "`times`");
        check("{ do = 'fly' }", "unknown variant `fly`");
        check("{ do = 'refresh', colour = 'red' }", "unknown field `colour`");
    }

    #[test]
    fn a_refusal_needs_two_witnesses() {
        let check = |expect: &str, expected: &str| {
            let why = judged("{ do = 'refresh' }", expect).unwrap_err();
            assert!(why.contains(expected), "{expect}: {why}");
        };
        check("absent_request = 'token'", "neither `ok` nor `error`");
        check("error = ['transport']", "the wire's word");
        check("error = ['nonsense'], absent_request = 'token'", "unknown variant `nonsense`");
        let both = "error = ['transport'], absent_request = 'token'";
        assert_eq!(judged("{ do = 'refresh' }", both), Ok(()));
    }
}
