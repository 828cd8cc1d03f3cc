//! What must hold of one side's cases as a whole.

use std::collections::BTreeSet;

use super::{Case, Expectation};
use crate::data::LoadError;
use crate::ledger::Requirement;

/// Checks every case against the others, the ledger, and the mutants of its side.
pub(super) fn check<S, E: Expectation>(
    cases: &[Case<S, E>],
    requirements: &[Requirement],
    is_mutant: impl Fn(&str) -> bool,
) -> Result<(), LoadError> {
    let mut ids = BTreeSet::new();
    for case in cases {
        let wrong = |why: String| Err(at(case, why));
        if !ids.insert(&case.id) {
            return wrong(String::from("its id is taken: choose one that was never used"));
        }
        if case.ideas.is_empty() || case.profiles.is_empty() || case.steps.is_empty() {
            return wrong(String::from("ideas, profiles and steps need an entry each"));
        }
        if case.basis.is_empty() {
            return wrong(String::from("it has no basis: name the ledger's entry it rests on"));
        }
        let unknown = |id: &&String| !requirements.iter().any(|entry| entry.id == **id);
        if let Some(id) = case.basis.iter().find(unknown) {
            return wrong(format!("its basis `{id}` is not in the ledger"));
        }
        if let Some(id) = case.kills.iter().find(|id| !is_mutant(id)) {
            return wrong(format!("there is no mutant `{id}`"));
        }
        match &case.control {
            None if case.expect.is_refusal() => {
                return wrong(String::from("it expects a refusal and names no control"));
            }
            None => {}
            Some(control) => {
                let found = cases.iter().find(|other| other.id == *control);
                let fits = found.is_some_and(|other| {
                    !other.expect.is_refusal()
                        && case.profiles.iter().all(|profile| other.profiles.contains(profile))
                });
                if !fits || *control == case.id {
                    return wrong(format!(
                        "its control `{control}` is no other case that expects success in each of its profiles"
                    ));
                }
            }
        }
    }
    Ok(())
}

/// An error that names the case's file.
pub(super) fn at<S, E>(case: &Case<S, E>, why: impl Into<String>) -> LoadError {
    LoadError::of(&format!("cases/{}/{}.toml", case.side.word(), case.id), why.into())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::cases::ServerCase;
    use crate::data::parse;

    const GOOD: &str = "id = 'a'\nideas = ['S18']\ntitle = 't'\nside = 'server'\nlevel = 'MUST'\nbasis = ['wf:001/r9']\n";
    const CODE: &str = "steps = [{ do = 'authorize' }]\nexpect = { to = 'app', has = ['code'] }\n";
    const REFUSED: &str = "steps = [{ do = 'redeem' }]\nexpect = { status = 400 }\n";

    fn judged(texts: &[String]) -> Result<(), String> {
        let requirements = crate::ledger::load().unwrap().requirements;
        let cases: Result<Vec<ServerCase>, _> =
            texts.iter().map(|text| parse("a.toml", text)).collect();
        let checked = cases.and_then(|cases| {
            check(&cases, &requirements, |id| id == "srv-code-reusable")?;
            cases.iter().try_for_each(crate::cases::server::check)
        });
        checked.map_err(|error| error.why)
    }

    #[test]
    fn a_case_that_proves_nothing_is_an_error() {
        let good = format!("{GOOD}{CODE}");
        assert_eq!(judged(std::slice::from_ref(&good)), Ok(()));
        let refusal = format!("{GOOD}{REFUSED}").replace("'a'", "'b'");
        let with_control = |id: &str| format!("control = '{id}'\n{refusal}");
        assert_eq!(judged(&[good.clone(), with_control("a")]), Ok(()));
        assert_eq!(judged(&[format!("kills = ['srv-code-reusable']\n{good}")]), Ok(()));

        let check = |texts: &[String], expected: &str| {
            let why = judged(texts).unwrap_err();
            assert!(why.contains(expected), "{why}");
        };
        check(&[good.clone(), good.clone()], "its id is taken");
        check(std::slice::from_ref(&refusal), "names no control");
        check(&[with_control("b")], "its control `b`");
        check(&[with_control("c")], "its control `c`");
        check(&[good.replace("'wf:001/r9'", "")], "no basis");
        check(&[good.replace("wf:001/r9", "wf:009/r1")], "`wf:009/r1` is not in the ledger");
        check(&[format!("kills = ['srv-none']\n{good}")], "no mutant `srv-none`");
        check(&[format!("colour = 'red'\n{good}")], "unknown field `colour`");
        check(&[good.replace("'authorize' }", "'fly' }")], "unknown variant `fly`");
        check(&[good.replace("'authorize' }", "'advance' }")], "`seconds` and `until` go with");
    }
}
