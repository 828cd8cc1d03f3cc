//! The subcommand `peers`: every peer judged, and held against what is known of it.

use std::time::Instant;

use super::compare;
use super::folder::{Folder, PeersError};
use super::listed::Peer;
use super::table;
use crate::catalogue::Catalogue;
use crate::cli::{Failure, Outcome, RunOptions, complain};
use crate::client::{Book, Client, judge};
use crate::report::{CaseRow, Conclusion, PeerRow, Report, Run, SCHEMA, Target};
use crate::secrets::Secrets;
use crate::shim::process::Shim;
use crate::verdict::Summary;

/// Judges the peers. With `update`, what is found is what is expected from now on, and the page for people says so.
///
/// # Errors
///
/// There are no peers here, or one is not installed as it is pinned, or what is expected of it is not explained. A result that is not
/// the expected one is no error, and a report that cannot be written costs none.
pub fn run(options: &RunOptions, update: bool) -> Result<Outcome, Failure> {
    let (begun, started) = (Instant::now(), jiff::Timestamp::now());
    let suite = |error: &dyn std::fmt::Display| Failure::Suite(error.to_string());
    let conclusion = Conclusion::prepare(options)?;
    let here = std::env::current_dir().map_err(|error| suite(&error))?;
    let folder = Folder::find(&here)?;
    let peers = folder.peers()?;
    let chosen = chosen(&peers, options.filter.as_deref());
    if update {
        allows_an_update(options, &chosen)?;
    }
    let seed = match options.seed {
        Some(seed) => seed,
        // 32 bits: enough to differ, and short enough to type again.
        None => u64::from(getrandom::u32().map_err(|error| suite(&error))?),
    };
    let trial = Trial { folder: &folder, known: Catalogue::load()?, options, seed };
    let mut secrets = Secrets::default();
    let (mut rows, mut unexplained) = (Vec::new(), false);
    for (peer, cases) in &chosen {
        let (version, judged) = trial.judged(peer, *cases, &mut secrets)?;
        let mut expected = folder.expected(&peer.name)?;
        if update {
            let found = compare::found(&judged).ok_or_else(|| failed_itself(peer, &judged))?;
            expected = expected.with(&found);
            folder.keep(&peer.name, &expected)?;
        }
        let without_reason: Vec<&str> = expected.unexplained().collect();
        if !without_reason.is_empty() {
            let (peer, cases) = (peer.name.clone(), without_reason.join(", "));
            let error = PeersError::Unexplained { peer, cases };
            if !update {
                return Err(error.into());
            }
            complain(&error.to_string());
            unexplained = true;
        }
        let is_case = |id: &str| trial.known.client_cases.iter().any(|case| case.id == id);
        rows.extend(compare::rows((&peer.name, &version), &judged, &expected, is_case));
    }
    if update {
        folder.write_page(&table::page(&folder.page()?, &table::told(&folder)?)?)?;
    }
    let report = Report {
        run: Run {
            started: started.strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
            duration_ms: u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX),
            ports: Vec::new(),
        },
        ..trial.report(rows, update)
    };
    let outcome = conclusion.of(report, |id| trial.known.has(id), &secrets);
    Ok(match unexplained {
        true => Outcome { exit_code: outcome.exit_code.max(1), ..outcome },
        false => outcome,
    })
}

/// What the peers are tried with.
struct Trial<'t> {
    folder: &'t Folder,
    known: Catalogue,
    options: &'t RunOptions,
    seed: u64,
}

impl Trial<'_> {
    /// Judges one peer by the cases whose id begins as `cases` says. Gives the version that it is tried in.
    fn judged(
        &self,
        peer: &Peer,
        cases: Option<&str>,
        secrets: &mut Secrets,
    ) -> Result<(String, Vec<CaseRow>), Failure> {
        let cannot = |error: &dyn std::fmt::Display| {
            Failure::Suite(format!("{}: {error}: `cargo xtask setup` installs it", peer.name))
        };
        let shim = Shim::parse(&peer.exec).map_err(|error| cannot(&error))?;
        let shim = shim.in_directory(self.folder.root());
        let client = Client::meet(shim, self.seed).map_err(|error| cannot(&error))?;
        let version = client.version().to_owned();
        if let Some(wanted) = peer.version(self.folder.root())?
            && wanted != version
        {
            let found = format!("{} {version}", client.name());
            return Err(PeersError::NotInstalled { peer: peer.name.clone(), wanted, found }.into());
        }
        let chosen = self.known.filtered(cases).under(&self.options.profiles());
        let book = Book {
            chosen: &chosen.client_cases,
            all: &self.known.client_cases,
            requirements: &self.known.requirements,
        };
        complain(&format!("{} {version}: {} cases", peer.name, chosen.client_cases.len()));
        Ok((version, judge(&client, book, secrets, |_| {})))
    }

    fn report(&self, peers: Vec<PeerRow>, update: bool) -> Report {
        let filter = self.options.filter.iter().map(|filter| format!("--filter={filter}"));
        let seed = self.options.seed.iter().map(|seed| format!("--seed={seed}"));
        let profiles = self.options.profile.iter();
        let profiles = profiles.map(|profile| format!("--profile={}", profile.word()));
        let update = update.then(|| String::from("--update"));
        Report {
            schema: SCHEMA,
            command: String::from("peers"),
            args: filter.chain(seed).chain(profiles).chain(update).collect(),
            seed: self.seed,
            profiles: self.options.profiles().iter().map(|each| each.word().to_owned()).collect(),
            target: Target {
                kind: "reference",
                name: String::from("workfront-oauth-sandbox"),
                version: env!("CARGO_PKG_VERSION").to_owned(),
            },
            exit_code: 0,
            summary: Summary::default(),
            examples: Vec::new(),
            errata: Vec::new(),
            cases: Vec::new(),
            mutants: Vec::new(),
            requirements: Vec::new(),
            gaps: Vec::new(),
            peers,
            baseline: Vec::new(),
            run: Run::default(),
        }
    }
}

/// The peers that a filter means, each with the beginning of its cases' ids if not all are meant. A filter is the beginning of a
/// peer's name, of a case's id, or of both as a report has them: `authlib/C-STATE`.
fn chosen<'p>(peers: &'p [Peer], filter: Option<&'p str>) -> Vec<(&'p Peer, Option<&'p str>)> {
    let Some(filter) = filter else { return peers.iter().map(|peer| (peer, None)).collect() };
    let meant = |peer: &'p Peer| {
        let name = format!("{}/", peer.name);
        match filter.strip_prefix(&name) {
            _ if name.starts_with(filter) => Some((peer, None)),
            Some(cases) => Some((peer, Some(cases))),
            None => filter.starts_with("C-").then_some((peer, Some(filter))),
        }
    };
    peers.iter().filter_map(meant).collect()
}

/// What was judged in part must not replace what is known of the whole.
fn allows_an_update(options: &RunOptions, chosen: &[(&Peer, Option<&str>)]) -> Result<(), Failure> {
    if options.profile.is_empty() && chosen.iter().all(|(_, cases)| cases.is_none()) {
        return Ok(());
    }
    Err(Failure::Usage(String::from(
        "--update judges a peer by all cases under all profiles: filter by its name alone, without --profile",
    )))
}

fn failed_itself(peer: &Peer, judged: &[CaseRow]) -> Failure {
    let error = judged.iter().find(|row| row.verdict == crate::verdict::Verdict::Error);
    let why = error.map(|row| format!("{}: {}", row.id, row.reason)).unwrap_or_default();
    Failure::Suite(format!("{}: nothing is updated, the suite itself failed: {why}", peer.name))
}

impl From<PeersError> for Failure {
    fn from(error: PeersError) -> Self {
        match error {
            PeersError::NotHere { .. } => Self::Usage(error.to_string()),
            _ => Self::Suite(error.to_string()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_filter_names_peers_cases_or_both() {
        let peer = |name: &str| Peer {
            name: name.to_owned(),
            title: String::new(),
            exec: String::new(),
            lock: None,
            must: String::new(),
            should: String::new(),
        };
        let peers = [peer("authlib"), peer("oauth")];
        let check = |filter: Option<&str>, expected: &[(&str, Option<&str>)]| {
            let found = chosen(&peers, filter);
            let found: Vec<_> =
                found.iter().map(|(peer, cases)| (peer.name.as_str(), *cases)).collect();
            assert_eq!(found, expected, "{filter:?}");
        };
        check(None, &[("authlib", None), ("oauth", None)]);
        check(Some("auth"), &[("authlib", None)]);
        check(Some("authlib/"), &[("authlib", None)]);
        check(Some("authlib/C-S"), &[("authlib", Some("C-S"))]);
        check(Some("C-S"), &[("authlib", Some("C-S")), ("oauth", Some("C-S"))]);
        check(Some("nobody"), &[]);
    }

    #[test]
    fn what_was_judged_in_part_is_no_update() {
        let peers = [];
        let whole = RunOptions::default();
        assert!(allows_an_update(&whole, &chosen(&peers, None)).is_ok());
        let part = RunOptions { profile: vec![crate::cases::Profile::Rfc], ..whole };
        assert!(matches!(allows_an_update(&part, &[]), Err(Failure::Usage(_))));
    }
}
