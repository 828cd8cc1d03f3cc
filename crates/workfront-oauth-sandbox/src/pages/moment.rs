//! A moment, for people and for programs that read the page.

use std::fmt;

use crate::authority::Timestamp;
use crate::clock::rfc3339;

/// A moment on a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Moment(Timestamp);

impl Moment {
    /// As `datetime` of `<time>` has it.
    pub(crate) fn machine(self) -> String {
        rfc3339(self.0)
    }
}

impl From<Timestamp> for Moment {
    fn from(at: Timestamp) -> Self {
        Self(at)
    }
}

/// `2026-11-21 04:48:15 UTC`: to the second, and in the time zone of the sandbox's clock.
impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seconds = rfc3339(Timestamp::from_seconds(self.0.seconds()));
        write!(f, "{} UTC", seconds.replace('T', " ").trim_end_matches('Z'))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_reads_seconds_and_a_program_all_of_it() {
        let moment = Moment::from(Timestamp::from_millis(1_795_236_495_250));
        assert_eq!(moment.to_string(), "2026-11-21 04:48:15 UTC");
        assert_eq!(moment.machine(), "2026-11-21T04:48:15.25Z");
    }
}
