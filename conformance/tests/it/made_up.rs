//! A report that no run made: each sort of row, each verdict, and texts that try to be more than text.

use workfront_conformance::report::{
    BaselineRow, CaseRow, ControlRow, ErratumRow, ExampleRow, GapRow, MutantRow, PeerRow, Report,
    RequirementRow, Run, SCHEMA, Target,
};
use workfront_conformance::verdict::{Judgement, Summary, Unjudged, Verdict};

/// What a peer answers that wants to be read as something else.
pub(super) const HOSTILE: &str = concat!(
    "\u{1b}[32mPASS\u{1b}[0m\r\u{9b}2J\u{202e}\u{0}\u{fffe} <script>alert(1)</script> & ]]> \"' | `code` ``` **bold** ~~gone~~ ",
    "[link](http://evil.example) ![picture](https://evil.example/x.png) <https://evil.example> www.evil.example ",
    "someone@evil.example @somebody #1 :smile: $x$ &amp; &#124; <!-- \\| C:\\dir -->\n| --- |\n\n# heading\n- item\u{2028}end",
);

/// A report with one row of each sort, and each verdict.
pub(super) fn one_of_each() -> Report {
    let text = str::to_owned;
    let judged = |verdict, reason: &str| {
        let mut judgement = Judgement::fail(
            reason,
            "body.grant_type = authorization_code\nbody.state = (absent)",
            "body.grant_type = \u{1b}[32mPASS\nbody.state = s",
        );
        judgement.verdict = verdict;
        judgement
    };
    Report {
        schema: SCHEMA,
        command: text("run"),
        args: vec![text("--seed=7")],
        seed: 7,
        profiles: vec![text("documented"), text("rfc")],
        target: Target { kind: "reference", name: text("workfront-oauth"), version: text("0.1.0") },
        exit_code: 0,
        summary: Summary::default(),
        examples: vec![ExampleRow {
            id: text("001-token-json"),
            page: text("001"),
            lines: [90, 97],
            kind: text("command"),
            errata: vec![text("E6"), text("E22")],
            as_printed: Judgement::pass("E6 E22"),
            as_repaired: judged(
                Verdict::Fail,
                "the repaired text does not do what the example means",
            ),
            core: Judgement::error("the suite failed"),
            reqwest: Judgement::skip("does not apply"),
            ureq: judged(Verdict::Warn, "a recommendation is not followed"),
        }],
        errata: vec![
            erratum("E6", [90, 97], "bold marks in code", Verdict::Pass),
            erratum("E8", [82, 82], "a stray tag", Verdict::Fail),
        ],
        cases: cases(),
        mutants: vec![
            mutant("srv-code-reusable", &["S-CODE-03"], Verdict::Pass),
            mutant("srv-code-immortal", &[], Verdict::Fail),
        ],
        requirements: vec![RequirementRow {
            id: text("wf:001/r12"),
            source: text("001"),
            section: text("block 31"),
            paraphrase: text("a code is good for two minutes"),
            level: text("WORKFRONT"),
            covered_by: vec![text("001-token-json")],
            later: None,
            excused: None,
        }],
        gaps: ["block 7 is claimed by no requirement", "block 9 is gone"]
            .map(|missing| GapRow { place: text("page 001"), missing: text(missing) })
            .to_vec(),
        peers: vec![peer("authlib", "PASS", "PASS"), peer("simple-oauth2", "FAIL", "PASS")],
        baseline: vec![
            entry("C-KNOWN-01", Some("rfc"), "held", ""),
            entry("C-GONE-01", None, "drift", "there is no check of that id"),
            entry("C-OTHER-01", None, "not_run", ""),
        ],
        run: Run { started: text("2026-01-01T12:00:00Z"), duration_ms: 1234, ports: vec![4000] },
    }
    .counted()
}

fn erratum(id: &str, lines: [u32; 2], title: &str, verdict: Verdict) -> ErratumRow {
    ErratumRow {
        id: id.to_owned(),
        page: String::from("001"),
        lines,
        title: title.to_owned(),
        proof: String::from("it stands in the text"),
        verdict,
    }
}

fn cases() -> Vec<CaseRow> {
    let unjudged = |why| Verdict::NotJudged(why);
    vec![
        CaseRow {
            advice: String::from("remember the codes that were redeemed"),
            ..case("S-CODE-03", "rfc", Verdict::Fail, "the second redemption succeeds")
        },
        case("S-CODE-03", "documented", Verdict::Fail, "the second redemption succeeds"),
        CaseRow {
            actual: HOSTILE.to_owned(),
            advice: HOSTILE.to_owned(),
            transcript: vec![HOSTILE.to_owned()],
            ..case("S-HOSTILE-01", "rfc", Verdict::Fail, HOSTILE)
        },
        case("S-HOSTILE-02", "rfc", unjudged(Unjudged::Skip), HOSTILE),
        case("S-PASS-01", "rfc", Verdict::Pass, ""),
        case("S-WARN-01", "rfc", Verdict::Warn, "a recommendation is not followed"),
        case("S-INFO-01", "rfc", Verdict::Info, "the server rotates"),
        case("S-REVIEW-01", "rfc", Verdict::Review, "is this page a login form?"),
        case("S-ERROR-01", "rfc", Verdict::Error, "the sandbox did not start"),
        case("C-SKIP-01", "rfc", unjudged(Unjudged::Skip), "no clock"),
        case("C-SKIP-02", "rfc", unjudged(Unjudged::Skip), "no clock"),
        case("C-UNIMPLEMENTED-01", "rfc", unjudged(Unjudged::Unimplemented), "exit code 89"),
        case("C-INCONCLUSIVE-01", "rfc", unjudged(Unjudged::Inconclusive), "its control failed"),
        case("C-CRASH-01", "rfc", unjudged(Unjudged::Crash), "ended with 101 after `login`"),
        case("C-TIMEOUT-01", "rfc", unjudged(Unjudged::Timeout), "no answer in 10 s"),
        case("C-KNOWN-01", "rfc", Verdict::Fail, "as every release since 2.0"),
    ]
}

fn case(id: &str, profile: &str, verdict: Verdict, reason: &str) -> CaseRow {
    let side = if id.starts_with('C') { "client" } else { "server" };
    CaseRow {
        id: id.to_owned(),
        ideas: vec![String::from("S18")],
        title: format!("the title of {id}, which is a longer one than its column has room for"),
        side: side.to_owned(),
        level: String::from("MUST"),
        profile: profile.to_owned(),
        basis: vec![String::from("rfc6749#4.1.2/r1")],
        verdict,
        reason: reason.to_owned(),
        control: Some(ControlRow { id: String::from("S-CODE-01"), verdict: Verdict::Pass }),
        requirement: String::from("a code must not be used more than once"),
        expected: String::from("400 invalid_grant"),
        actual: String::from("200"),
        advice: String::new(),
        replay: format!("{id}@rfc@7"),
        transcript: vec![String::from("POST /integrations/oauth2/api/v1/token 200")],
    }
}

fn mutant(id: &str, killed_by: &[&str], verdict: Verdict) -> MutantRow {
    MutantRow {
        id: id.to_owned(),
        side: String::from("server"),
        breaks: vec![String::from("rfc6749#4.1.2/r1")],
        own: vec![String::from("S-CODE-03")],
        killed_by: killed_by.iter().map(|id| (*id).to_owned()).collect(),
        verdict,
    }
}

fn peer(name: &str, expected: &str, actual: &str) -> PeerRow {
    PeerRow {
        name: name.to_owned(),
        version: String::from("1.6.0"),
        side: String::from("client"),
        case: String::from("C-STATE-01"),
        profile: String::from("rfc"),
        expected: expected.to_owned(),
        actual: actual.to_owned(),
        reason: String::from("leaves it to its user to compare the state"),
        advice: String::from("compare the state yourself"),
    }
}

fn entry(id: &str, profile: Option<&str>, state: &'static str, why: &str) -> BaselineRow {
    BaselineRow {
        id: id.to_owned(),
        profile: profile.map(str::to_owned),
        verdict: String::from("FAIL"),
        reason: String::from("reported, and not fixed yet"),
        until: Some(String::from("2026-12-31")),
        state,
        why: why.to_owned(),
    }
}
