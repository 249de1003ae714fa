//! Would the networks take it?

use upbeat_domain::check;
use upbeat_domain::code::Code;
use upbeat_domain::id::{AccountId, PostId};
use upbeat_domain::lang::Lang;
use upbeat_domain::limits::{Limits, Unit};
use upbeat_domain::network::NetworkId;
use upbeat_domain::text;

use crate::post::Draft;
use crate::{wire, words};

wire! {
    /// Checks a saved post, or a draft as it is being written.
    #[derive(Default)]
    #[ts(optional_fields)]
    #[serde(default)]
    pub struct PostCheck {
        /// A saved post.
        #[ts(type = "string", optional)]
        pub id: Option<PostId>,
        /// A draft; wins over `id`.
        pub draft: Option<Draft>,
    }

    /// The verdict for every target.
    pub struct Checks {
        /// In the order of the targets.
        pub checks: Vec<Check>,
    }

    /// The verdict for one target.
    pub struct Check {
        /// The network.
        #[ts(type = "NetworkId")]
        pub network: NetworkId,
        /// The account, where one was given.
        #[ts(type = "string | null")]
        pub account: Option<AccountId>,
        /// The format that it would appear as.
        pub format: String,
        /// What the network calls that format.
        pub format_name: String,
        /// Length of the main text, in `unit`.
        pub length: u32,
        /// Longest that it may be; none where unknown.
        pub max_length: Option<u32>,
        /// What it is counted in.
        #[ts(type = "Unit")]
        pub unit: Unit,
        /// What is left; negative when over.
        pub remaining: Option<i64>,
        /// Whether nothing blocks it.
        pub valid: bool,
        /// What a person should know, the gravest first.
        pub problems: Vec<Problem>,
        /// Mentions, links and hashtags that the network would make of the text.
        pub facets: Vec<Facet>,
        /// Every text field with its length; of the descriptions of media, the longest.
        pub fields: Vec<FieldLength>,
        /// The stretches of the main text that go out as linked posts; none where it is one post.
        pub parts: Vec<Range>,
    }

    /// Length of one text field.
    pub struct FieldLength {
        /// The network's own name of the field.
        pub field: String,
        /// Length, in `unit`.
        pub length: u32,
        /// Longest; none where unknown.
        pub max_length: Option<u32>,
        /// What it is counted in.
        #[ts(type = "Unit")]
        pub unit: Unit,
    }

    /// Something that stands in the way, or that is unwise.
    pub struct Problem {
        /// Stable name.
        #[ts(type = "Code")]
        pub code: Code,
        /// Whether it blocks publishing.
        pub severity: Severity,
        /// In words.
        pub message: String,
        /// The field that it is about.
        pub field: String,
        /// Which medium of the body, from 0.
        pub medium: Option<u32>,
        /// The stretch of that field, UTF-16 offsets.
        pub range: Option<Range>,
        /// The best way out.
        pub fix: Option<Fix>,
        /// Every way out, the best first.
        pub fixes: Vec<Fix>,
    }

    /// Whether a problem blocks.
    #[derive(Copy, Eq)]
    #[serde(rename_all = "snake_case")]
    pub enum Severity {
        /// Blocks publishing.
        Error,
        /// Never blocks.
        Warning,
    }

    /// A stretch of text, UTF-16 offsets, the end excluded.
    #[derive(Copy, Eq)]
    pub struct Range {
        /// First.
        pub start: u32,
        /// After the last.
        pub end: u32,
    }

    /// A way out that acts: the composer carries it out on a click.
    #[derive(Eq)]
    pub struct Fix {
        /// What to do: `shorten`, `adapt`, `remove_hashtags`, `remove_link`, `add_media`, `remove_media`,
        /// `write_alt`, `choose_format`, `fill_field`, `split_thread`, `fit_blur`, `trim`…
        pub action: String,
        /// What the button says.
        pub label: String,
        /// What it needs: the new text, the format's id, the field's name.
        pub value: Option<String>,
    }

    /// A mention, link or hashtag in the main text.
    #[derive(Eq)]
    pub struct Facet {
        /// What it is.
        pub kind: FacetKind,
        /// First UTF-8 byte.
        pub byte_start: u32,
        /// After the last UTF-8 byte.
        pub byte_end: u32,
        /// First UTF-16 unit.
        pub utf16_start: u32,
        /// After the last UTF-16 unit.
        pub utf16_end: u32,
    }

    /// What a facet is.
    #[derive(Copy, Eq)]
    #[serde(rename_all = "snake_case")]
    pub enum FacetKind {
        /// A person or page.
        Mention,
        /// An address.
        Link,
        /// A hashtag.
        Hashtag,
    }
}

impl Problem {
    /// A problem in words. `limits` name the formats that its fixes offer.
    #[must_use]
    pub fn new(lang: Lang, limits: &Limits, problem: &check::Problem) -> Self {
        let fixes: Vec<Fix> = problem.fixes.iter().map(|fix| Fix::new(lang, limits, fix)).collect();
        Self {
            code: problem.code,
            severity: match problem.severity {
                check::Severity::Error => Severity::Error,
                check::Severity::Warning => Severity::Warning,
            },
            message: words::failure(lang, problem.code, None, &problem.args).message,
            field: problem.field.clone(),
            medium: problem.medium,
            range: problem.range.map(|range| Range { start: range.start, end: range.end }),
            fix: fixes.first().cloned(),
            fixes,
        }
    }
}

impl Fix {
    fn new(lang: Lang, limits: &Limits, fix: &check::Fix) -> Self {
        let value = fix.value();
        let mut args = std::collections::BTreeMap::from([("network".to_owned(), limits.name.clone())]);
        if let Some(count) = fix.count() {
            args.insert("count".to_owned(), count.to_string());
        }
        match fix {
            check::Fix::ChooseFormat { format } => {
                let known = limits.formats.iter().find(|f| f.id == *format);
                let name = known.map_or(format.as_str(), |f| f.name.get(lang));
                args.insert("format".to_owned(), name.to_owned());
            }
            check::Fix::FillField { field } => {
                args.insert("field".to_owned(), field.clone());
            }
            check::Fix::Trim { max_ms } => {
                args.insert("max_ms".to_owned(), max_ms.to_string());
            }
            check::Fix::Shorten { .. }
            | check::Fix::Adapt
            | check::Fix::SplitThread { .. }
            | check::Fix::RemoveHashtags { .. }
            | check::Fix::RemoveMentions { .. }
            | check::Fix::RemoveLink { .. }
            | check::Fix::RemoveCharacter { .. }
            | check::Fix::AddMedia
            | check::Fix::RemoveMedia { .. }
            | check::Fix::WriteAlt { .. } => {}
        }
        Self { action: fix.action().to_owned(), label: words::fix(lang, fix.action(), &args), value }
    }
}

impl From<&text::Facet> for Facet {
    fn from(facet: &text::Facet) -> Self {
        Self {
            kind: match facet.kind {
                text::FacetKind::Mention => FacetKind::Mention,
                text::FacetKind::Link => FacetKind::Link,
                text::FacetKind::Hashtag => FacetKind::Hashtag,
            },
            byte_start: facet.byte_start,
            byte_end: facet.byte_end,
            utf16_start: facet.utf16_start,
            utf16_end: facet.utf16_end,
        }
    }
}
