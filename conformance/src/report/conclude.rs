//! The end of every run: what was found, held against what is known, shown, written, and turned into an exit code.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::{Report, files, terminal};
use crate::baseline::Baseline;
use crate::cli::{BROKEN, Failure, Outcome, RunOptions, complain};
use crate::secrets::Secrets;

/// What the options say about the end of a run, read before the run is spent.
#[derive(Debug)]
pub struct Conclusion {
    baseline: Option<Baseline>,
    report: Option<std::path::PathBuf>,
    /// Everything that was seen is shown, whatever came of it.
    with_transcripts: bool,
}

impl Conclusion {
    /// Reads the baseline, and makes the directory for the report.
    ///
    /// # Errors
    ///
    /// The baseline is none, which is a mistake in the command line; or the directory cannot be written to.
    pub fn prepare(options: &RunOptions) -> Result<Self, Failure> {
        let baseline = options.baseline.as_deref().map(Baseline::read).transpose();
        let baseline = baseline.map_err(|error| Failure::Usage(error.to_string()))?;
        if let Some(directory) = &options.report {
            files::prepare(directory).map_err(|error| Failure::Suite(error.to_string()))?;
        }
        Ok(Self {
            baseline,
            report: options.report.clone(),
            with_transcripts: options.again.is_some(),
        })
    }

    /// Counts, shows and writes. `is_known` says whether the suite has a check of that id, in this run or not.
    #[must_use]
    pub fn of(
        &self,
        mut report: Report,
        is_known: impl Fn(&str) -> bool,
        secrets: &Secrets,
    ) -> Outcome {
        if let Some(baseline) = &self.baseline {
            let today = Timestamp::now().to_zoned(TimeZone::UTC).date();
            report.baseline = baseline.against(&report, is_known, today);
        }
        let report = report.counted();
        // What was found is shown even where it cannot be written.
        let mut text = terminal::render(&report);
        if self.with_transcripts {
            text = terminal::transcripts(&report) + &text;
        }
        let text = secrets.redact_lines(&text);
        let exit_code = match self.written(&report, secrets) {
            Ok(()) => report.exit_code,
            Err(error) => {
                complain(&error.to_string());
                BROKEN
            }
        };
        Outcome { text, exit_code }
    }

    fn written(&self, report: &Report, secrets: &Secrets) -> Result<(), files::WriteError> {
        if let Some(directory) = &self.report {
            files::write(directory, report, secrets)?;
            complain(&format!("report written to {}", directory.display()));
        }
        Ok(())
    }
}
