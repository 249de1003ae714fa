//! Would a network take it? Problems before anything is sent, each with its ways out.
//!
//! Nothing here looks at pixels: what preparing mends (size, shape, bytes, codec) is no problem.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::code::Code;
use crate::id::AssetId;
use crate::limits::{Enforce, Format, Limits, TextRule};
use crate::media::MediaInfo;
use crate::network::closed_set;
use crate::post::Body;

mod choice;
mod media;
mod mend;
mod words;

pub use choice::{find_format, pick_format};

/// How a problem names the main text, whatever the network calls that field.
pub const MAIN_FIELD: &str = "text";
/// How limits files name the description of a medium.
pub const ALT_FIELD: &str = "alt_text";

closed_set! {
    /// Whether a problem blocks.
    Severity, UnknownSeverity, "severity" {
        /// The network would refuse.
        Error = "error",
        /// Allowed, and unwise.
        Warning = "warning",
    }
}

impl From<Enforce> for Severity {
    fn from(enforce: Enforce) -> Self {
        match enforce {
            Enforce::Error => Self::Error,
            Enforce::Warn => Self::Warning,
        }
    }
}

/// A stretch of a field, UTF-16 units, the end excluded.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct TextRange {
    /// First unit.
    pub start: u32,
    /// Unit behind the last.
    pub end: u32,
}

/// Something that stands in the way, or is unwise.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Problem {
    /// Stable name; the words belong to `upbeat-contract`.
    pub code: Code,
    /// Whether it blocks.
    pub severity: Severity,
    /// The field: [`MAIN_FIELD`], [`ALT_FIELD`], the network's name of another field, or `media`.
    pub field: String,
    /// The stretch of that field.
    pub range: Option<TextRange>,
    /// Which medium of the body, from 0.
    pub medium: Option<u32>,
    /// Figures and names for the message: `network`, `over`, `count`, `max`, `min`, `character`…
    pub args: BTreeMap<String, String>,
    /// Ways out, the best first.
    pub fixes: Vec<Fix>,
}

/// A way out that can be carried out on a click.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(tag = "action", rename_all = "snake_case")]
pub enum Fix {
    /// Replace the field by a shorter text, cut behind a sentence or word.
    Shorten {
        /// The new text.
        text: String,
    },
    /// Write a text of its own for this network.
    Adapt,
    /// Publish as a thread.
    SplitThread {
        /// The network's thread format.
        format: String,
        /// How many parts it would have.
        parts: u32,
    },
    /// Leave out the hashtags that are too many, from the end.
    RemoveHashtags {
        /// How many.
        count: u32,
        /// The field without them.
        text: String,
    },
    /// Leave out the mentions that are too many, from the end.
    RemoveMentions {
        /// How many.
        count: u32,
        /// The field without them.
        text: String,
    },
    /// Leave out links.
    RemoveLink {
        /// The field without them.
        text: String,
    },
    /// Leave out a character that the field refuses.
    RemoveCharacter {
        /// The field without it.
        text: String,
    },
    /// Add a medium.
    AddMedia,
    /// Keep only the first media.
    RemoveMedia {
        /// How many stay.
        keep: u32,
    },
    /// Describe a medium for those who can't see it.
    WriteAlt {
        /// Which.
        asset: AssetId,
    },
    /// Publish as another format.
    ChooseFormat {
        /// The network's id of it.
        format: String,
    },
    /// Fill a field.
    FillField {
        /// Which.
        field: String,
    },
    /// Keep a part of the film.
    Trim {
        /// Longest part, milliseconds.
        max_ms: u64,
    },
}

impl Fix {
    /// The name of what it does.
    #[must_use]
    pub const fn action(&self) -> &'static str {
        match self {
            Self::Shorten { .. } => "shorten",
            Self::Adapt => "adapt",
            Self::SplitThread { .. } => "split_thread",
            Self::RemoveHashtags { .. } => "remove_hashtags",
            Self::RemoveMentions { .. } => "remove_mentions",
            Self::RemoveLink { .. } => "remove_link",
            Self::RemoveCharacter { .. } => "remove_character",
            Self::AddMedia => "add_media",
            Self::RemoveMedia { .. } => "remove_media",
            Self::WriteAlt { .. } => "write_alt",
            Self::ChooseFormat { .. } => "choose_format",
            Self::FillField { .. } => "fill_field",
            Self::Trim { .. } => "trim",
        }
    }

    /// What it brings or names: a new text, a format, a field, an asset, a number.
    #[must_use]
    pub fn value(&self) -> Option<String> {
        match self {
            Self::Shorten { text }
            | Self::RemoveHashtags { text, .. }
            | Self::RemoveMentions { text, .. }
            | Self::RemoveLink { text }
            | Self::RemoveCharacter { text } => Some(text.clone()),
            Self::SplitThread { format, .. } | Self::ChooseFormat { format } => Some(format.clone()),
            Self::FillField { field } => Some(field.clone()),
            Self::WriteAlt { asset } => Some(asset.to_string()),
            Self::RemoveMedia { keep } => Some(keep.to_string()),
            Self::Trim { max_ms } => Some(max_ms.to_string()),
            Self::Adapt | Self::AddMedia => None,
        }
    }

    /// The number that its label tells: parts of a thread, hashtags to remove, media to keep.
    #[must_use]
    pub const fn count(&self) -> Option<u32> {
        match self {
            Self::SplitThread { parts, .. } => Some(*parts),
            Self::RemoveHashtags { count, .. } | Self::RemoveMentions { count, .. } => Some(*count),
            Self::RemoveMedia { keep } => Some(*keep),
            Self::Shorten { .. }
            | Self::Adapt
            | Self::RemoveLink { .. }
            | Self::RemoveCharacter { .. }
            | Self::AddMedia
            | Self::WriteAlt { .. }
            | Self::ChooseFormat { .. }
            | Self::FillField { .. }
            | Self::Trim { .. } => None,
        }
    }
}

/// What stands in the way of `body` as `format` of the network, the gravest first. `media` tells
/// what the files of `body.media` are, in their order; a file that isn't known yet may be missing
/// at the end.
#[must_use]
pub fn check(limits: &Limits, format: &Format, body: &Body, media: &[MediaInfo]) -> Vec<Problem> {
    let mut found = Found { limits, format, body, media, problems: Vec::new() };
    words::check(&mut found);
    media::check(&mut found);
    found.problems.sort_by_key(|problem| problem.severity);
    found.problems
}

/// The text of a field as it would go out: the main one is the post's text, unless the body carries
/// a value under the field's own name.
#[must_use]
pub fn text_of<'a>(rule: &TextRule, body: &'a Body) -> &'a str {
    match body.fields.get(&rule.field) {
        Some(text) if !(rule.main && text.is_empty()) => text,
        Some(_) | None if rule.main => &body.text,
        Some(_) | None => "",
    }
}

/// Problems being gathered.
struct Found<'a> {
    limits: &'a Limits,
    format: &'a Format,
    body: &'a Body,
    media: &'a [MediaInfo],
    problems: Vec<Problem>,
}

impl Found<'_> {
    /// Adds a problem that the caller completes.
    fn add(&mut self, code: Code, severity: Severity, field: &str) -> &mut Problem {
        let args = BTreeMap::from([("network".to_owned(), self.limits.name.clone())]);
        let field = field.to_owned();
        self.problems.push(Problem {
            code,
            severity,
            field,
            range: None,
            medium: None,
            args,
            fixes: Vec::new(),
        });
        let last = self.problems.len() - 1;
        &mut self.problems[last]
    }
}

impl Problem {
    fn with(&mut self, name: &str, value: impl ToString) -> &mut Self {
        self.args.insert(name.to_owned(), value.to_string());
        self
    }

    fn at(&mut self, range: TextRange) -> &mut Self {
        self.range = Some(range);
        self
    }

    fn of_medium(&mut self, index: usize) -> &mut Self {
        self.medium = Some(number(index));
        self
    }

    fn fix(&mut self, fix: Fix) -> &mut Self {
        self.fixes.push(fix);
        self
    }
}

/// A count as it stands in data.
fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests;
