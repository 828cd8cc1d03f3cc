//! One judgement again: the code that a report gives with each case, and the options that repeat it.

use std::fmt;
use std::str::FromStr;

use crate::cases::Profile;
use crate::cli::RunOptions;

/// What repeats one judgement: the case, the profile, and the seed that everything was drawn from; as `S-CODE-03@rfc@7`.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Code {
    /// The case's id.
    pub case: String,
    /// The profile that it was judged under.
    pub profile: Profile,
    /// The run's seed.
    pub seed: u64,
}

impl Code {
    pub(crate) fn of(case: &str, profile: Profile, seed: u64) -> Self {
        Self { case: case.to_owned(), profile, seed }
    }

    /// What a run is told that judges this and nothing else, and shows everything that it saw.
    pub(crate) fn options(&self, options: RunOptions) -> RunOptions {
        RunOptions {
            filter: Some(self.case.clone()),
            seed: Some(self.seed),
            profile: vec![self.profile],
            again: Some(self.clone()),
            ..options
        }
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}@{}@{}", self.case, self.profile.word(), self.seed)
    }
}

impl FromStr for Code {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let read = || {
            let (case, rest) = text.split_once('@')?;
            let (profile, seed) = rest.split_once('@')?;
            let profile = Profile::all().into_iter().find(|known| known.word() == profile)?;
            Some(Self { case: case.to_owned(), profile, seed: seed.parse().ok()? })
        };
        let code = read().filter(|code| !code.case.is_empty());
        code.ok_or_else(|| String::from("a code is CASE@PROFILE@SEED, as a report gives it"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_as_it_is_written() {
        let code = Code::of("S-CODE-03", Profile::Rfc, 7);
        assert_eq!(code.to_string().parse(), Ok(code));
        for wrong in ["", "S-CODE-03", "S-CODE-03@rfc", "S-CODE-03@all@7", "@rfc@7", "a@rfc@-1"] {
            assert!(wrong.parse::<Code>().is_err(), "{wrong}");
        }
    }
}
