//! The one clock of a sandbox: real, or frozen and moved by hand.
//!
//! A code lives two minutes and a refresh token half a year; nobody waits for that in a test. Everything in the crate that asks
//! what time it is asks here, and this is the only file that reads the machine's clock. Deadlines on sockets are not time
//! in this sense: they measure how long a client has been silent, and run on in a frozen sandbox.

use std::fmt;
use std::str::FromStr;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, SystemTime};

use crate::authority::Timestamp;

/// Where a sandbox's time comes from, as `--clock` names it: `real`, `frozen` or `frozen:2026-01-31T12:00:00Z`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum ClockMode {
    /// The machine's clock. It cannot be moved.
    #[default]
    Real,
    /// Stands still until moved, and starts at the given moment, or at the machine's time.
    Frozen(Option<Timestamp>),
}

impl FromStr for ClockMode {
    type Err = ClockError;

    fn from_str(text: &str) -> Result<Self, ClockError> {
        match text.split_once(':') {
            None if text == "real" => Ok(Self::Real),
            None if text == "frozen" => Ok(Self::Frozen(None)),
            Some(("frozen", moment)) => Ok(Self::Frozen(Some(parse_rfc3339(moment)?))),
            _ => Err(ClockError::NotAMode(text.to_owned())),
        }
    }
}

/// A clock that all parts of one sandbox share.
#[derive(Debug)]
pub struct Clock {
    /// Milliseconds since 1970-01-01T00:00:00Z, or nothing where the machine's clock is read.
    frozen: Option<AtomicI64>,
}

impl Clock {
    /// A clock that begins as `mode` says.
    pub fn new(mode: ClockMode) -> Self {
        Self {
            frozen: match mode {
                ClockMode::Real => None,
                ClockMode::Frozen(start) => {
                    Some(AtomicI64::new(start.unwrap_or_else(machine_time).millis()))
                }
            },
        }
    }

    /// What time it is.
    pub fn now(&self) -> Timestamp {
        match &self.frozen {
            Some(moment) => Timestamp::from_millis(moment.load(Ordering::SeqCst)),
            None => machine_time(),
        }
    }

    /// Whether the clock stands still until moved.
    pub fn is_frozen(&self) -> bool {
        self.frozen.is_some()
    }

    /// Moves a frozen clock on by `duration` and says what time it is then.
    ///
    /// # Errors
    ///
    /// [`ClockError::Real`] when the clock is the machine's; [`ClockError::OutOfRange`] when the moment cannot be written in RFC 3339.
    pub fn advance(&self, duration: Duration) -> Result<Timestamp, ClockError> {
        let clock = self.frozen.as_ref().ok_or(ClockError::Real)?;
        let millis = i64::try_from(duration.as_millis()).map_err(|_| ClockError::OutOfRange)?;
        clock
            .fetch_update(Ordering::SeqCst, Ordering::SeqCst, |moment| {
                moment.checked_add(millis).filter(|moment| *moment <= LAST_MOMENT)
            })
            .map_err(|_| ClockError::OutOfRange)?;
        Ok(self.now())
    }

    /// Sets a frozen clock to `moment`, which may lie before the present one.
    ///
    /// # Errors
    ///
    /// [`ClockError::Real`] when the clock is the machine's.
    pub fn set(&self, moment: Timestamp) -> Result<Timestamp, ClockError> {
        let clock = self.frozen.as_ref().ok_or(ClockError::Real)?;
        clock.store(moment.millis().clamp(0, LAST_MOMENT), Ordering::SeqCst);
        Ok(self.now())
    }
}

/// Why a clock was not moved.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ClockError {
    /// The clock is the machine's.
    #[error("the clock is the machine's and cannot be moved; start the sandbox with a frozen one")]
    Real,
    /// The moment lies before 1970 or at the end of the year 9999.
    #[error("the clock goes from 1970-01-01T00:00:00Z to 9999-12-30T22:00:00Z")]
    OutOfRange,
    /// Not `real`, `frozen` or `frozen:RFC3339`.
    #[error("{0:?} is no clock: write real, frozen or frozen:2026-01-31T12:00:00Z")]
    NotAMode(String),
    /// Not a moment as RFC 3339 §5.6 writes it.
    #[error("{0:?} is no moment before the end of 9999: write it as 2026-01-31T12:00:00Z")]
    NotAMoment(String),
    /// Not a duration such as `121s`.
    #[error("{0:?} is no duration: write a whole number and one of s, m, h or d, as in 121s")]
    NotADuration(String),
}

/// A moment as RFC 3339 writes it, from 1970 to the last of the clock.
pub(crate) fn parse_rfc3339(text: &str) -> Result<Timestamp, ClockError> {
    let moment: jiff::Timestamp =
        text.parse().map_err(|_| ClockError::NotAMoment(text.to_owned()))?;
    if (0..=LAST_MOMENT).contains(&moment.as_millisecond()) {
        Ok(Timestamp::from_millis(moment.as_millisecond()))
    } else {
        Err(ClockError::OutOfRange)
    }
}

/// A moment in RFC 3339, in UTC.
pub(crate) fn rfc3339(moment: Timestamp) -> String {
    // A moment that jiff cannot hold is one that no clock here can show; it is printed as the last one.
    jiff::Timestamp::from_millisecond(moment.millis()).unwrap_or(jiff::Timestamp::MAX).to_string()
}

/// A moment as HTTP's `Date` writes it (RFC 9110 §5.6.7).
pub(crate) fn http_date(moment: Timestamp) -> String {
    let seconds = moment.seconds().clamp(0, LAST_MOMENT / 1000).unsigned_abs();
    // Not a reading of the clock: the moment is the caller's.
    httpdate::fmt_http_date(SystemTime::UNIX_EPOCH + Duration::from_secs(seconds))
}

/// A duration such as `121s`, `2m`, `8h` or `180d`.
pub(crate) fn parse_duration(text: &str) -> Result<Duration, ClockError> {
    let refusal = || ClockError::NotADuration(text.to_owned());
    let unit = text.chars().next_back().ok_or_else(refusal)?;
    let seconds_each = match unit {
        's' => 1,
        'm' => 60,
        'h' => 3_600,
        'd' => 86_400,
        _ => return Err(refusal()),
    };
    let number = text.trim_end_matches(unit);
    if number.len() + 1 != text.len() || !number.bytes().all(|b| b.is_ascii_digit()) {
        return Err(refusal());
    }
    let number: u64 = number.parse().map_err(|_| refusal())?;
    number.checked_mul(seconds_each).map(Duration::from_secs).ok_or_else(refusal)
}

impl fmt::Display for ClockMode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Real => f.write_str("real"),
            Self::Frozen(None) => f.write_str("frozen"),
            Self::Frozen(Some(moment)) => write!(f, "frozen:{}", rfc3339(*moment)),
        }
    }
}

fn machine_time() -> Timestamp {
    let since_1970 = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    Timestamp::from_millis(i64::try_from(since_1970.as_millis()).unwrap_or(LAST_MOMENT))
}

/// 9999-12-30T22:00:00Z, the last second that RFC 3339 can write at any offset.
const LAST_MOMENT: i64 = 253_402_207_200_000;

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_frozen_clock_moves_only_when_told() {
        let clock = Clock::new("frozen:2026-01-31T12:00:00Z".parse().unwrap());
        assert_eq!(rfc3339(clock.now()), "2026-01-31T12:00:00Z");
        let then = clock.advance(parse_duration("121s").unwrap()).unwrap();
        assert_eq!((rfc3339(then), clock.now()), ("2026-01-31T12:02:01Z".to_owned(), then));
        assert_eq!(
            clock.set(parse_rfc3339("2025-01-01T01:00:00+01:00").unwrap()).unwrap(),
            clock.now()
        );
        assert_eq!(http_date(clock.now()), "Wed, 01 Jan 2025 00:00:00 GMT");
        assert_eq!(clock.advance(Duration::MAX), Err(ClockError::OutOfRange));
        let years = Duration::from_secs(LAST_MOMENT.unsigned_abs() / 1000);
        assert_eq!(clock.advance(years), Err(ClockError::OutOfRange));
    }

    #[test]
    fn a_clock_ends_where_moments_can_no_longer_be_written() {
        let clock = Clock::new("frozen:9999-12-30T21:59:59Z".parse().unwrap());
        let last = clock.advance(Duration::from_secs(1)).unwrap();
        assert_eq!(rfc3339(last), "9999-12-30T22:00:00Z");
        assert_eq!(clock.advance(Duration::from_secs(1)), Err(ClockError::OutOfRange));
        assert_eq!(clock.set(Timestamp::from_millis(i64::MAX)), Ok(clock.now()));
        assert_eq!(http_date(Timestamp::from_millis(i64::MAX)), "Thu, 30 Dec 9999 22:00:00 GMT");
    }

    #[test]
    fn the_machines_clock_is_not_moved() {
        let clock = Clock::new(ClockMode::Real);
        assert_eq!(clock.advance(Duration::ZERO), Err(ClockError::Real));
        assert_eq!(clock.set(clock.now()), Err(ClockError::Real));
        assert!(!clock.is_frozen());
    }

    #[test]
    fn a_duration_is_a_whole_number_and_one_unit() {
        for (text, seconds) in
            [("121s", 121), ("2m", 120), ("8h", 28_800), ("180d", 15_552_000), ("0s", 0)]
        {
            assert_eq!(parse_duration(text).unwrap(), Duration::from_secs(seconds), "{text}");
        }
        for text in [
            "",
            "s",
            "1",
            "1ss",
            "-1s",
            "+1s",
            "1.5s",
            "1 s",
            "1w",
            "é",
            "99999999999999999999s",
            "18446744073709551615d",
        ] {
            assert_eq!(
                parse_duration(text),
                Err(ClockError::NotADuration(text.to_owned())),
                "{text}"
            );
        }
    }

    #[test]
    fn a_mode_reads_back_as_written() {
        for text in ["real", "frozen", "frozen:2026-01-31T12:00:00Z"] {
            assert_eq!(text.parse::<ClockMode>().unwrap().to_string(), text);
        }
        assert_eq!("fast".parse::<ClockMode>(), Err(ClockError::NotAMode("fast".to_owned())));
        assert_eq!("frozen:x".parse::<ClockMode>(), Err(ClockError::NotAMoment("x".to_owned())));
        assert_eq!("frozen:0001-01-01T00:00:00Z".parse::<ClockMode>(), Err(ClockError::OutOfRange));
    }
}
