//! The limits of every network, read from its `limits.toml`, and the checks that such a file must pass.
//!
//! The files are compiled in. A newer one of the same schema can take a file's place without a
//! release: [`load`] reads it from text and says what is wrong with it by file, key and rule.

use std::sync::OnceLock;

use upbeat_domain::limits::Limits;
use upbeat_domain::network::NetworkId;

mod rules;

/// The schema that this build reads.
const SCHEMA: u32 = 1;

/// Longest file that is read, bytes: ten times the longest of today.
const FILE_BYTES_MAX: usize = 512 * 1024;

/// What is wrong with a limits file.
#[derive(Debug, thiserror::Error)]
pub enum LimitsError {
    /// It is no TOML, or a key is missing, unknown or of the wrong kind.
    #[error("{file}: {message}")]
    Shape {
        /// The file as the caller named it.
        file: String,
        /// The parser's words, with line and key.
        message: String,
    },
    /// It was written for another schema.
    #[error("{file}: schema {found} isn't the one that this Upbeat reads ({SCHEMA})")]
    Schema {
        /// The file as the caller named it.
        file: String,
        /// The schema it names.
        found: u32,
    },
    /// It reads well and says something that can't be.
    #[error("{file}: {}", .faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))]
    Rules {
        /// The file as the caller named it.
        file: String,
        /// Each broken rule.
        faults: Vec<Fault>,
    },
    /// It isn't newer than what it should replace.
    #[error("{file}: dated {found}, the one in use is of {in_use}")]
    NotNewer {
        /// The file as the caller named it.
        file: String,
        /// Its date.
        found: String,
        /// Date of the limits in use.
        in_use: String,
    },
    /// It is longer than any limits file.
    #[error("{file}: {bytes} bytes, at most {FILE_BYTES_MAX} are read")]
    TooLong {
        /// The file as the caller named it.
        file: String,
        /// Its size, bytes.
        bytes: usize,
    },
}

/// One rule that a file breaks, and where.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Fault {
    /// The key, such as `format[feed_image].preset[portrait_4x5]`.
    pub key: String,
    /// The rule that it breaks.
    pub rule: &'static str,
}

impl std::fmt::Display for Fault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.key, self.rule)
    }
}

/// The compiled-in file of each network, in the order of [`NetworkId::ALL`].
const fn text_of(network: NetworkId) -> &'static str {
    match network {
        NetworkId::Instagram => include_str!("instagram/limits.toml"),
        NetworkId::Facebook => include_str!("facebook/limits.toml"),
        NetworkId::Threads => include_str!("threads/limits.toml"),
        NetworkId::Youtube => include_str!("youtube/limits.toml"),
        NetworkId::X => include_str!("x/limits.toml"),
        NetworkId::Tiktok => include_str!("tiktok/limits.toml"),
        NetworkId::Snapchat => include_str!("snapchat/limits.toml"),
        NetworkId::Linkedin => include_str!("linkedin/limits.toml"),
        NetworkId::Pinterest => include_str!("pinterest/limits.toml"),
        NetworkId::Bluesky => include_str!("bluesky/limits.toml"),
        NetworkId::Mastodon => include_str!("mastodon/limits.toml"),
    }
}

/// The limits of all networks, in the order of [`NetworkId::ALL`].
///
/// # Panics
/// Never in a released build: a test reads every compiled-in file.
#[must_use]
pub fn all_limits() -> &'static [Limits] {
    static ALL: OnceLock<Vec<Limits>> = OnceLock::new();
    ALL.get_or_init(|| {
        NetworkId::ALL
            .iter()
            .map(|&network| {
                load(text_of(network), &format!("{network}/limits.toml"))
                    .expect("every compiled-in limits file is read by a test")
            })
            .collect()
    })
}

/// The limits of one network.
#[must_use]
pub fn limits(network: NetworkId) -> &'static Limits {
    all_limits()
        .iter()
        .find(|limits| limits.network == network)
        .expect("`all_limits` holds every network: a test compares it with `NetworkId::ALL`")
}

/// Reads a limits file from text. `file` names it in errors.
///
/// # Errors
/// When it is too long, no TOML of this schema, or breaks a rule that the schema can't say.
pub fn load(text: &str, file: &str) -> Result<Limits, LimitsError> {
    let file = file.to_owned();
    if text.len() > FILE_BYTES_MAX {
        return Err(LimitsError::TooLong { file, bytes: text.len() });
    }
    let shape =
        |error: toml::de::Error| LimitsError::Shape { file: file.clone(), message: error.to_string() };
    // Why: a file of another schema must say so, not complain about its first new key.
    let head: Head = toml::from_str(text).map_err(shape)?;
    if head.schema != SCHEMA {
        return Err(LimitsError::Schema { file, found: head.schema });
    }
    let limits: Limits = toml::from_str(text).map_err(shape)?;
    let faults = rules::faults(&limits);
    if faults.is_empty() { Ok(limits) } else { Err(LimitsError::Rules { file, faults }) }
}

/// Reads a file that shall replace the limits in use for its network.
///
/// # Errors
/// As [`load`]; also when its date isn't later than that of the limits in use.
pub fn load_newer(text: &str, file: &str, in_use: &[Limits]) -> Result<Limits, LimitsError> {
    let limits = load(text, file)?;
    match in_use.iter().find(|old| old.network == limits.network) {
        // Dates are `YYYY-MM-DD` (a rule checks it), so the order of texts is the order of days.
        Some(old) if limits.dated <= old.dated => Err(LimitsError::NotNewer {
            file: file.to_owned(),
            found: limits.dated,
            in_use: old.dated.clone(),
        }),
        Some(_) | None => Ok(limits),
    }
}

#[derive(serde::Deserialize)]
struct Head {
    schema: u32,
}

#[cfg(test)]
mod tests;
