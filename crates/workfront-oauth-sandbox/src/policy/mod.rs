//! The policy: how this Workfront behaves where the vendor's pages leave it open.
//!
//! Each such question is one named setting with a default and a source ([`Policy::describe`] is the table). A preset is a
//! whole policy, a quirk a small change to one, and a file can have all three:
//!
//! ```toml
//! preset = "documented"
//! quirks = ["expires-in-zero", "refresh-grace"]
//!
//! code_seconds = 30
//! ```

pub mod choice;
mod preset;
mod settings;

pub use preset::{PRESETS, Preset, QUIRKS, Quirk};
pub use settings::{Policy, Setting};

impl Policy {
    /// Reads a policy file.
    ///
    /// # Errors
    ///
    /// When the text is no TOML, a preset, quirk or setting is unknown, or a value is not allowed.
    pub fn from_toml(text: &str) -> Result<Self, PolicyError> {
        let mut table: toml::Table = toml::from_str(text).map_err(|error| not_read(&error))?;
        let mut policy = match table.remove("preset") {
            None => Self::default(),
            Some(toml::Value::String(name)) => Preset::named(&name)
                .ok_or_else(|| PolicyError::UnknownPreset {
                    known: names(PRESETS, |p| p.name),
                    name,
                })?
                .policy(),
            Some(other) => {
                return Err(PolicyError::NotText { key: "preset", found: other.type_str() });
            }
        };
        for quirk in match table.remove("quirks") {
            None => Vec::new(),
            Some(toml::Value::Array(quirks)) => quirks,
            Some(other) => {
                return Err(PolicyError::NotText { key: "quirks", found: other.type_str() });
            }
        } {
            let toml::Value::String(name) = quirk else {
                return Err(PolicyError::NotText { key: "quirks", found: quirk.type_str() });
            };
            policy = Quirk::named(&name)
                .ok_or_else(|| PolicyError::UnknownQuirk {
                    known: names(QUIRKS, |q| q.name),
                    name,
                })?
                .on(policy);
        }
        let mut whole = toml::Table::try_from(&policy).map_err(|error| not_read(&error))?;
        for (key, value) in table {
            if whole.insert(key.clone(), value).is_none() {
                return Err(PolicyError::UnknownSetting { name: key });
            }
        }
        let policy: Self = whole.try_into().map_err(|error| not_read(&error))?;
        for (name, status) in [
            ("invalid_client_status", policy.invalid_client_status),
            ("invalid_grant_status", policy.invalid_grant_status),
            ("invalid_request_status", policy.invalid_request_status),
            ("unauthorized_client_status", policy.unauthorized_client_status),
            ("unsupported_grant_type_status", policy.unsupported_grant_type_status),
            ("invalid_scope_status", policy.invalid_scope_status),
            ("slow_down_status", policy.slow_down_status),
            ("api_dead_status", policy.api_dead_status),
        ] {
            // Clients of the API look at the body of a 200 too, so there it is a refusal.
            let in_the_body = name == "api_dead_status" && status == 200;
            if !(400..600).contains(&status) && !in_the_body {
                return Err(PolicyError::NotAnError { name, status });
            }
        }
        Ok(policy)
    }

    /// The preset or policy that `name` is, with quirks after `+`: `documented+refresh-grace`.
    ///
    /// # Errors
    ///
    /// When the preset or a quirk is unknown.
    pub fn named(name: &str) -> Result<Self, PolicyError> {
        let mut parts = name.split('+');
        let preset = parts.next().unwrap_or_default();
        let mut policy = Preset::named(preset)
            .ok_or_else(|| PolicyError::UnknownPreset {
                name: preset.to_owned(),
                known: names(PRESETS, |p| p.name),
            })?
            .policy();
        for quirk in parts {
            policy = Quirk::named(quirk)
                .ok_or_else(|| PolicyError::UnknownQuirk {
                    name: quirk.to_owned(),
                    known: names(QUIRKS, |q| q.name),
                })?
                .on(policy);
        }
        Ok(policy)
    }
}

/// Why a policy cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PolicyError {
    /// The text is no TOML, or a value is not allowed.
    #[error("the policy cannot be read: {why}")]
    NotRead {
        /// What the reader says.
        why: String,
    },
    /// There is no such preset.
    #[error("there is no preset {name:?}; use one of {known}")]
    UnknownPreset {
        /// What was asked for.
        name: String,
        /// Those that there are.
        known: String,
    },
    /// There is no such quirk.
    #[error("there is no quirk {name:?}; use some of {known}")]
    UnknownQuirk {
        /// What was asked for.
        name: String,
        /// Those that there are.
        known: String,
    },
    /// There is no such setting.
    #[error("there is no setting {name:?}; `workfront-sandbox policy` lists all of them")]
    UnknownSetting {
        /// What was set.
        name: String,
    },
    /// A refusal with a status that is none.
    #[error(
        "{name} is the status of a refusal, so it lies between 400 and 599 (that of a dead session may be 200); found {status}"
    )]
    NotAnError {
        /// The setting.
        name: &'static str,
        /// Its value.
        status: u16,
    },
    /// A member that should be text, or a list of texts, is something else.
    #[error("{key} should be text, or a list of texts; found {found}")]
    NotText {
        /// The member.
        key: &'static str,
        /// What it is.
        found: &'static str,
    },
}

/// On one line, though the reader draws the place below its message, and repeats a file's bytes that a terminal would obey.
fn not_read(error: &impl std::fmt::Display) -> PolicyError {
    PolicyError::NotRead { why: error.to_string().trim().replace(char::is_control, " ") }
}

fn names<T>(all: &[T], name: impl Fn(&T) -> &'static str) -> String {
    all.iter().map(name).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::collections::BTreeSet;

    use super::choice::{ExpiresIn, RefreshReuse};
    use super::*;

    #[test]
    fn a_file_takes_a_preset_then_quirks_then_settings() {
        let text =
            "preset = 'strict'\nquirks = ['expires-in-zero', 'refresh-grace']\ncode_seconds = 30\n";
        let policy = Policy::from_toml(text).unwrap();
        assert_eq!(policy.refresh_reuse, RefreshReuse::RevokeFamily);
        assert_eq!(policy.expires_in, ExpiresIn::Zero);
        assert_eq!((policy.refresh_grace_seconds, policy.code_seconds), (30, 30));
        assert_eq!(Policy::from_toml("").unwrap(), Policy::default());
    }

    #[test]
    fn each_mistake_in_a_file_is_named() {
        for (text, part) in [
            ("=", "cannot be read"),
            ("code\u{1b}[2Jseconds = 1", "key with no value"),
            ("\"\\u001b[2J\" = 1", "there is no setting"),
            ("preset = 'lax'", "use one of documented, observed, strict"),
            ("preset = 1", "preset should be text"),
            ("quirks = ['odd']", "there is no quirk \"odd\""),
            ("quirks = [1]", "found integer"),
            ("quirks = 'odd'", "found string"),
            ("code_second = 1", "there is no setting \"code_second\""),
            ("code_seconds = -1", "cannot be read"),
            ("invalid_client_status = 200", "between 400 and 599"),
            ("invalid_grant_status = 600", "invalid_grant_status"),
            ("invalid_request_status = 200", "invalid_request_status"),
            ("unauthorized_client_status = 200", "unauthorized_client_status"),
            ("unsupported_grant_type_status = 399", "unsupported_grant_type_status"),
            ("invalid_scope_status = 0", "invalid_scope_status"),
            ("slow_down_status = 204", "slow_down_status"),
            ("api_dead_status = 100", "found 100"),
            ("expires_in = 'never'", "lifetime"),
        ] {
            let message = Policy::from_toml(text).unwrap_err().to_string();
            let is_one_line = !message.contains(char::is_control);
            assert!(message.contains(part) && is_one_line, "{text}: {message}");
        }
    }

    #[test]
    fn a_name_may_carry_quirks() {
        let policy = Policy::named("observed+refresh-grace+no-state").unwrap();
        assert_eq!(policy.refresh_grace_seconds, 30);
        assert!(Policy::named("observed+odd").is_err() && Policy::named("").is_err());
    }

    #[test]
    fn the_table_lists_each_setting_with_its_source() {
        let table = Policy::default().describe();
        let names: BTreeSet<_> = table.iter().map(|setting| setting.name).collect();
        assert_eq!(names.len(), table.len());
        for setting in &table {
            assert_eq!(setting.value, setting.default, "{}", setting.name);
            assert!(!setting.source.is_empty() && !setting.allowed.is_empty(), "{}", setting.name);
        }
        let whole = toml::Table::try_from(Policy::default()).unwrap();
        assert_eq!(whole.len(), table.len());
    }
}
