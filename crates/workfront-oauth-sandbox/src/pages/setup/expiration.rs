//! The lists behind **Absolute refresh token expiration** and **Inactivity refresh token expiration**.
//!
//! Page 000 names "No expiration" and "6 months" and no more, so what else is in the lists is a setting.

use std::fmt;

/// One line of such a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Expiration {
    /// The seconds; 0 is "No expiration".
    pub(crate) seconds: u64,
}

impl Expiration {
    /// Whether it is the line that was chosen.
    pub(crate) fn is(self, typed: &str) -> bool {
        self.seconds.to_string() == typed
    }
}

/// The lines of a list: what the setting offers, and whatever the app has now.
pub(crate) fn choices(offered: &[u64], now: &str) -> Vec<Expiration> {
    let mut seconds = offered.to_vec();
    if let Ok(now) = now.parse()
        && !seconds.contains(&now)
    {
        seconds.push(now);
    }
    seconds.sort_unstable();
    seconds.into_iter().map(|seconds| Expiration { seconds }).collect()
}

/// What a form sends for `seconds`.
pub(crate) fn to_form(seconds: Option<u64>) -> String {
    seconds.unwrap_or(0).to_string()
}

/// The seconds that a form sent from the list `offered`; nothing for "No expiration".
///
/// # Errors
///
/// When it sent something that is not in the list.
pub(crate) fn from_form(
    typed: &str,
    offered: &[u64],
    now: Option<u64>,
) -> Result<Option<u64>, &'static str> {
    let list = choices(offered, &to_form(now));
    let chosen = list.into_iter().find(|line| line.is(typed));
    let Expiration { seconds } = chosen.ok_or("choose an expiration from the list")?;
    Ok(Some(seconds).filter(|seconds| *seconds > 0))
}

impl fmt::Display for Expiration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const UNITS: [(u64, &str); 5] = [
            (365 * 86_400, "year"),
            (30 * 86_400, "month"),
            (86_400, "day"),
            (3_600, "hour"),
            (60, "minute"),
        ];
        let seconds = self.seconds;
        if seconds == 0 {
            return f.write_str("No expiration");
        }
        let fits = |(length, _): &&(u64, &str)| seconds.is_multiple_of(*length);
        let (length, unit) = UNITS.iter().find(fits).unwrap_or(&(1, "second"));
        let count = seconds / length;
        write!(f, "{count} {unit}{}", if count == 1 { "" } else { "s" })?;
        if matches!(*unit, "month" | "year") {
            write!(f, " ({} days)", seconds / 86_400)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_reads_as_a_person_would_say_it() {
        for (seconds, text) in [
            (0, "No expiration"),
            (1, "1 second"),
            (90, "90 seconds"),
            (7_200, "2 hours"),
            (86_400, "1 day"),
            (604_800, "7 days"),
            (15_552_000, "6 months (180 days)"),
            (31_536_000, "1 year (365 days)"),
        ] {
            assert_eq!(Expiration { seconds }.to_string(), text);
        }
    }

    #[test]
    fn what_an_app_has_now_is_always_in_its_list() {
        let seconds =
            |now| choices(&[0, 60], now).iter().map(|line| line.seconds).collect::<Vec<_>>();
        assert_eq!(seconds("60"), [0, 60]);
        assert_eq!(seconds("30"), [0, 30, 60]);
        assert_eq!(seconds("x"), [0, 60]);
    }

    #[test]
    fn a_form_sends_a_line_of_its_list() {
        let read = |typed: &str, now| from_form(typed, &[0, 60], now);
        assert_eq!(read("0", None), Ok(None));
        assert_eq!(read("60", None), Ok(Some(60)));
        assert_eq!(read("5", Some(5)), Ok(Some(5)), "what it has, it may keep");
        for wrong in ["", "-1", "1.5", "5", "060", "99999999999999999999", "never"] {
            assert!(read(wrong, None).is_err(), "{wrong}");
        }
    }
}
