//! What libFuzzer says on standard error, as numbers.

/// The end of one run.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Log {
    /// How many inputs were run.
    pub(crate) executions: u64,
    /// How many edges they reached.
    pub(crate) coverage: u64,
    /// How many inputs were worth keeping.
    pub(crate) corpus: u64,
    /// The files of the inputs that crashed, ran too long or took too much memory.
    pub(crate) crashes: Vec<String>,
}

impl Log {
    /// Reads it. Lines that are not libFuzzer's are a target's own and are passed over.
    pub(crate) fn read(text: &str) -> Self {
        let mut log = Self::default();
        for line in text.lines() {
            if let Some(count) = line.strip_prefix("stat::number_of_executed_units:") {
                log.executions = number(count);
            } else if let Some((_, path)) = line.split_once("Test unit written to ") {
                log.crashes.push(path.trim().to_owned());
            } else if line.starts_with('#') {
                // #524288	pulse  cov: 410 ft: 1203 corp: 88/3302b lim: 4096 exec/s: 262144 rss: 96Mb
                let mut words = line.split_whitespace();
                while let Some(word) = words.next() {
                    match word {
                        "cov:" => log.coverage = words.next().map_or(0, number),
                        "corp:" => log.corpus = words.next().map_or(0, number),
                        _ => {}
                    }
                }
            }
        }
        log
    }
}

/// Whether a line only says how far a run or a build has come.
pub(crate) fn is_progress(line: &str) -> bool {
    let word = line.split_whitespace().next().unwrap_or_default();
    let counted = word.strip_prefix('#').and_then(|rest| rest.parse::<u64>().ok()).is_some();
    (counted && line.contains(" cov: ")) || word == "Compiling"
}

/// The number at the start of a word.
fn number(word: &str) -> u64 {
    let word = word.trim();
    let end = word.find(|c: char| !c.is_ascii_digit()).unwrap_or(word.len());
    word[..end].parse().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_end_of_a_run_is_read() {
        let log = Log::read(
            "INFO: Running with entropic power schedule\n\
             #2\tINITED cov: 300 ft: 301 corp: 1/1b exec/s: 0 rss: 40Mb\n\
             a line of the target's own\n\
             #1000\tDONE   cov: 410 ft: 1203 corp: 88/3302b lim: 4096 exec/s: 500 rss: 96Mb\n\
             stat::number_of_executed_units: 1000\n",
        );
        assert_eq!(log, Log { executions: 1000, coverage: 410, corpus: 88, crashes: Vec::new() });
    }

    #[test]
    fn progress_is_told_from_what_went_wrong() {
        assert!(is_progress("#1000\tREDUCE cov: 410 ft: 1203 corp: 88/3302b"));
        assert!(is_progress("   Compiling url v2.5.8"));
        assert!(!is_progress("    #3 0x55c3 in fuzzer::Fuzzer::CrashCallback()"));
        assert!(!is_progress("thread '<unnamed>' panicked at src/shown.rs:13:13:"));
    }

    #[test]
    fn a_crash_is_the_path_of_its_input() {
        let log = Log::read(
            "==1== ERROR: libFuzzer: deadly signal\n\
             artifact_prefix='target/'; Test unit written to target/crash-da39\n",
        );
        assert_eq!(log.crashes, ["target/crash-da39"]);
    }
}
