//! Words and numbers that people and programs write: moments, durations, tenants, identifiers, versions, edits of a redirect.

use std::time::Duration;

use url::form_urlencoded;
use workfront_oauth_sandbox::fuzz;
use workfront_oauth_sandbox::policy::Policy;

use crate::shown::check_line;

/// Reads each line as each of them, and the whole as a redirect and, from its second line, an edit of it.
///
/// Holds: what is accepted is what an independent reader makes of it, and reads back from what it is written as; an error is
/// one line.
pub fn sandbox_words(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    for line in text.lines() {
        check_times(line);
        check_names(line);
        check_numbers(line);
    }
    if let Some((location, edit)) = text.split_once('\n') {
        check_callback(location, edit);
    }
}

fn check_times(line: &str) {
    match fuzz::moment(line) {
        Ok((moment, written)) => {
            assert!(written.ends_with('Z') && moment.millis() >= 0, "{line} is {written}");
            assert_eq!(fuzz::moment(&written), Ok((moment, written.clone())));
        }
        Err(error) => check_line(&error),
    }
    match fuzz::duration(line) {
        Ok(duration) => {
            let (number, unit) = line.split_at(line.len() - 1);
            let each = ["s", "m", "h", "d"].iter().zip([1, 60, 3_600, 86_400]);
            let each = each.into_iter().find(|(name, _)| **name == unit).map(|(_, each)| each);
            let seconds = number.parse::<u64>().ok().zip(each).and_then(|(n, e)| n.checked_mul(e));
            assert_eq!(seconds.map(Duration::from_secs), Some(duration), "{line}");
        }
        Err(error) => check_line(&error),
    }
    match fuzz::clock(line) {
        Ok(mode) => assert_eq!(fuzz::clock(&mode.to_string()), Ok(mode), "{line}"),
        Err(error) => check_line(&error),
    }
}

fn check_names(line: &str) {
    match fuzz::tenant(line) {
        Ok(written) => {
            assert_eq!(written, line);
            let labels: Vec<&str> = line.split('.').collect();
            assert_eq!(labels.len(), 2, "{line}");
            assert!(labels.iter().all(|label| (1..=63).contains(&label.len())), "{line}");
        }
        Err(error) => check_line(&error),
    }
    for (written, digits) in [(fuzz::client_id(line), 32), (fuzz::secret_hash(line), 64)] {
        if let Some(written) = written {
            assert_eq!((written.as_str(), line.len()), (line, digits));
        }
    }
}

fn check_numbers(line: &str) {
    let versions = Policy::default().api_versions;
    let served = versions.iter().any(|number| line == format!("v{number}.0"));
    assert_eq!(fuzz::version(line), served, "{line}");
    if let Some(number) = fuzz::whole_number(line) {
        let digits = line.trim_start_matches('0');
        assert_eq!(number.to_string(), if digits.is_empty() { "0" } else { digits }, "{line}");
    }
}

fn check_callback(location: &str, edit: &str) {
    let Ok(edit) = serde_json::from_str(edit) else { return };
    let edited = fuzz::callback(&edit, location);
    let pairs = |location: &str| -> (String, Vec<(String, String)>) {
        let (base, query) = location.split_once('?').unwrap_or((location, ""));
        (base.to_owned(), form_urlencoded::parse(query.as_bytes()).into_owned().collect())
    };
    let ((base, before), (base_after, after)) = (pairs(location), pairs(&edited));
    assert_eq!(base_after, base);
    let mut expected: Vec<_> = before
        .into_iter()
        .filter(|(name, _)| !edit.remove.contains(name) && !edit.set.contains_key(name))
        .chain(edit.set.clone())
        .collect();
    let again: Vec<_> =
        expected.iter().filter(|(name, _)| edit.twice.contains(name)).cloned().collect();
    expected.extend(again);
    assert_eq!(after, expected, "{location} became {edited}");
}
