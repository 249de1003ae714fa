//! What people read: a message and a way out for every code, and the names of states, in both
//! languages. The words lie in `messages/{en,fr}.toml`; tests hold the two files equal.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;
use upbeat_domain::code::Code;
use upbeat_domain::lang::Lang;
use upbeat_domain::media::{MediaKind, Step};
use upbeat_domain::network::Route;
use upbeat_domain::publication::{PublicationState, Status};

use crate::figure;

mod crop;
mod edit;
mod film;
mod sound;

pub use crop::loss;
pub use film::cover_reason;
pub use sound::channels;

#[derive(Deserialize)]
struct Words {
    failure: BTreeMap<String, Failure>,
    /// Every other word, by group and name.
    #[serde(flatten)]
    groups: BTreeMap<String, BTreeMap<String, String>>,
}

#[derive(Deserialize)]
struct Failure {
    message: String,
    /// The same of a single thing, for a message that counts (`{count}`, `{over}`).
    one: Option<String>,
    /// Said where a placeholder of `message` has no value.
    plain: Option<String>,
    fix: String,
}

fn read(text: &str) -> Words {
    toml::from_str(text).expect("the messages are read by a test")
}

static EN: LazyLock<Words> = LazyLock::new(|| read(include_str!("../messages/en.toml")));
static FR: LazyLock<Words> = LazyLock::new(|| read(include_str!("../messages/fr.toml")));

fn words(lang: Lang) -> &'static Words {
    match lang {
        Lang::En => &EN,
        Lang::Fr => &FR,
    }
}

/// A failure in words.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Said {
    /// What happened.
    pub message: String,
    /// The way out.
    pub fix: String,
}

/// Puts a code into words; `args` and the subject fill its placeholders.
#[must_use]
pub fn failure(lang: Lang, code: Code, subject: Option<&str>, args: &BTreeMap<String, String>) -> Said {
    let value = |name: &str| match name {
        "subject" => subject.map(str::to_owned),
        _ => args.get(name).map(|value| argument(lang, name, value)),
    };
    let Some(entry) = words(lang).failure.get(code.as_str()) else {
        // Why: unreachable while the test that every code has words passes.
        return Said { message: code.to_string(), fix: String::new() };
    };
    let template = entry.one.as_ref().filter(|_| speaks_of_one(lang, args)).unwrap_or(&entry.message);
    let message = fill(template, value).or_else(|| entry.plain.clone()).unwrap_or_else(|| template.clone());
    Said { message, fix: fill(&entry.fix, value).unwrap_or_else(|| entry.fix.clone()) }
}

/// The figures after which the noun of a message is counted.
const COUNTED: [&str; 2] = ["over", "count"];

/// Whether what is counted is one thing, as the language sees it.
fn speaks_of_one(lang: Lang, args: &BTreeMap<String, String>) -> bool {
    let count = COUNTED.into_iter().find_map(|name| args.get(name)?.parse().ok());
    count.is_some_and(|count| is_one(lang, count))
}

/// Why: French counts zero as singular, English doesn't.
const fn is_one(lang: Lang, count: u64) -> bool {
    count == 1 || (count == 0 && matches!(lang, Lang::Fr))
}

/// Sets a value in the person's figures where its name carries a unit.
fn argument(lang: Lang, name: &str, value: &str) -> String {
    let number = value.parse::<i64>().ok();
    match number {
        Some(n) if name.ends_with("_bytes") => figure::bytes(lang, n.unsigned_abs()),
        Some(n) if name.ends_with("_ms") => figure::duration(lang, n.unsigned_abs()),
        Some(n) => figure::count(lang, n),
        None if name == "field" => field(lang, value),
        None if name == "edit" => word_or_name(lang, "edit", value),
        None if name == "min" || name == "max" => bound(lang, value),
        None => value.to_owned(),
    }
}

/// A bound with decimals.
fn bound(lang: Lang, value: &str) -> String {
    value.parse().map_or_else(|_| value.to_owned(), |value: f64| figure::decimal(lang, value, 2))
}

/// Replaces each `{name}`; none where one has no value.
fn fill(template: &str, value: impl Fn(&str) -> Option<String>) -> Option<String> {
    let mut out = String::new();
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        let (name, after) = after.split_once('}')?;
        out.push_str(before);
        out.push_str(&value(name)?);
        rest = after;
    }
    out.push_str(rest);
    Some(out)
}

fn word(lang: Lang, group: &str, name: &str) -> Option<&'static str> {
    words(lang).groups.get(group)?.get(name).map(String::as_str)
}

/// A word of a group, or its name where the messages lack it (a test forbids that for closed sets).
fn word_or_name(lang: Lang, group: &str, name: &str) -> String {
    word(lang, group, name).unwrap_or(name).to_owned()
}

/// A sentence of a group with its placeholders filled.
#[must_use]
pub fn sentence(lang: Lang, group: &str, name: &str, args: &[(&str, String)]) -> String {
    let template = word_or_name(lang, group, name);
    let value = |wanted: &str| args.iter().find(|(name, _)| *name == wanted).map(|(_, value)| value.clone());
    fill(&template, value).unwrap_or(template)
}

/// A sentence that counts: takes `<name>_one` for one thing, `<name>_many` otherwise, with `{count}`.
#[must_use]
pub fn counted(lang: Lang, group: &str, name: &str, count: u32) -> String {
    let name = format!("{name}_{}", if is_one(lang, count.into()) { "one" } else { "many" });
    sentence(lang, group, &name, &[("count", figure::count(lang, i64::from(count)))])
}

/// The name of a language in data.
#[must_use]
pub const fn lang_name(lang: Lang) -> &'static str {
    match lang {
        Lang::En => "en",
        Lang::Fr => "fr",
    }
}

/// A status on screen.
#[must_use]
pub fn status(lang: Lang, status: Status) -> String {
    word_or_name(lang, "status", status.as_str())
}

/// Where a publication stands.
#[must_use]
pub fn state(lang: Lang, state: PublicationState) -> String {
    word_or_name(lang, "state", state.as_str())
}

/// How a publication goes out.
#[must_use]
pub fn route(lang: Lang, route: Route) -> String {
    word_or_name(lang, "route", route.as_str())
}

/// Who can see a post.
#[must_use]
pub fn audience(lang: Lang, audience: &str) -> String {
    word_or_name(lang, "audience", audience)
}

/// How we know that a post is there.
#[must_use]
pub fn proof(lang: Lang, proof: &str) -> String {
    word_or_name(lang, "proof", proof)
}

/// A text field that networks ask for.
#[must_use]
pub fn field(lang: Lang, field: &str) -> String {
    word_or_name(lang, "field", field)
}

/// The name of a field that each medium has, for the medium at an index counted from 0.
#[must_use]
pub fn field_of_medium(lang: Lang, field: &str, index: u32) -> String {
    let number = figure::count(lang, i64::from(index) + 1);
    sentence(lang, "said", "field_of_medium", &[("field", field.to_owned()), ("number", number)])
}

/// The name of a field of one post of a thread, counted from 0, among `count`.
#[must_use]
pub fn field_of_part(lang: Lang, field: &str, index: u32, count: u32) -> String {
    let [number, count] = [index + 1, count].map(|figure| figure::count(lang, i64::from(figure)));
    let args = [("field", field.to_owned()), ("number", number), ("count", count)];
    sentence(lang, "said", "field_of_part", &args)
}

/// A field and its value on one line: "First comment: …", "Premier commentaire : …".
#[must_use]
pub fn field_line(lang: Lang, name: &str, value: &str) -> String {
    sentence(lang, "said", "field_line", &[("field", field(lang, name)), ("value", value.to_owned())])
}

/// What a button says that carries out a fix; `value` fills `{value}`.
#[must_use]
pub fn fix(lang: Lang, action: &str, args: &BTreeMap<String, String>) -> String {
    let of_one = format!("{action}_one");
    let one = speaks_of_one(lang, args) && word(lang, "fix", &of_one).is_some();
    let args: Vec<(&str, String)> =
        args.iter().map(|(name, value)| (name.as_str(), argument(lang, name, value))).collect();
    sentence(lang, "fix", if one { &of_one } else { action }, &args)
}

/// One thing that happened to a publication.
#[must_use]
pub fn event(lang: Lang, event: &str, args: &[(&str, String)]) -> String {
    sentence(lang, "event", event, args)
}

/// A local date and time, `2026-11-26T18:30:00`, as people say it: "Thu 26 Nov, 6:30 pm", "jeudi 26 nov. à 18:30".
#[must_use]
pub fn when(lang: Lang, local: &str) -> String {
    crate::figure::date_time(lang, local).map_or_else(
        || local.to_owned(),
        |said| {
            let args = [
                ("weekday", said.weekday.to_owned()),
                ("day", said.day.to_string()),
                ("month", said.month.to_owned()),
                ("time", said.time),
            ];
            sentence(lang, "when", "date", &args)
        },
    )
}

/// What a file is.
#[must_use]
pub fn kind(lang: Lang, kind: MediaKind) -> String {
    word_or_name(lang, "kind", kind.as_str())
}

/// What a server is asked when an account is looked into.
#[must_use]
pub fn question(lang: Lang, question: &str) -> String {
    word_or_name(lang, "question", question)
}

/// What a helper program is for.
#[must_use]
pub fn tool(lang: Lang, tool: &str) -> String {
    word_or_name(lang, "tool", tool)
}

fn page_of(lang: Lang, page: u32, pages: u32) -> [(&'static str, String); 2] {
    [("page", page), ("pages", pages)].map(|(name, number)| (name, figure::count(lang, i64::from(number))))
}

fn hex([red, green, blue]: [u8; 3]) -> String {
    format!("#{red:02x}{green:02x}{blue:02x}")
}

/// The stable name of a step, and what was done in words.
#[must_use]
pub fn step(lang: Lang, step: &Step) -> (&'static str, String) {
    let say = |name: &'static str, args: &[(&str, String)]| (name, sentence(lang, "step", name, args));
    match step {
        Step::Rotated { orientation } => say("rotated", &[("orientation", orientation.to_string())]),
        Step::ColorConverted { from, to } => {
            say("color_converted", &[("from", from.clone()), ("to", to.clone())])
        }
        Step::Cropped { .. } => ("cropped", cropped(lang, step)),
        Step::Resized { from_px, to_px } => say("resized", &[("from", size(*from_px)), ("to", size(*to_px))]),
        Step::Padded { fit, frame_px } => {
            say("padded", &[("how", word_or_name(lang, "margin", fit.as_str())), ("size", size(*frame_px))])
        }
        Step::Flattened { background } => say("flattened", &[("color", hex(*background))]),
        Step::FirstFrame { frames } => {
            say("first_frame", &[("frames", figure::count(lang, i64::from(*frames)))])
        }
        Step::MetadataRemoved { gps } => {
            let (_, text) = say(if *gps { "metadata_removed_gps" } else { "metadata_removed" }, &[]);
            ("metadata_removed", text)
        }
        Step::CreditKept { artist, copyright } => {
            let credit: Vec<&str> = artist.iter().chain(copyright).map(String::as_str).collect();
            say("credit_kept", &[("credit", credit.join(", "))])
        }
        Step::Drawn { colors, jpeg_bytes } => ("drawn", drawn(lang, *colors, *jpeg_bytes)),
        Step::Encoded { mime, quality, bytes, max_bytes } => {
            encoded(lang, mime, *quality, *bytes, *max_bytes)
        }
        Step::Trimmed { from_ms, to_ms } => say(
            "trimmed",
            &[("from", figure::duration(lang, *from_ms)), ("to", figure::duration(lang, *to_ms))],
        ),
        Step::Transcoded { video, audio, video_bitrate_bps, fps } => {
            edit::transcoded(lang, video, audio.as_deref(), *video_bitrate_bps, *fps)
        }
        Step::Remuxed => say("remuxed", &[]),
        Step::PassedThrough => say("passed_through", &[]),
        Step::Levelled { from, to_lufs, even } => {
            sound::levelled(lang, from.integrated_lufs, *to_lufs, *even)
        }
        Step::SoundEncoded { codec, bitrate_bps, channels } => {
            sound::encoded(lang, *codec, *bitrate_bps, *channels)
        }
        Step::Audiogram { frame_px, cover } => sound::audiogram(lang, size(*frame_px), *cover),
        Step::PageUsed { page, pages } => say("page_used", &page_of(lang, *page, *pages)),
        Step::GainMapDropped => say("gain_map_dropped", &[]),
        Step::Joined { pieces } => say("joined", &edit::joined(lang, pieces)),
        Step::Paced { speed } => say("paced", &[("speed", figure::decimal(lang, speed.get(), 2))]),
        Step::Muted => say("muted", &[]),
        Step::Amplified { gain } => say("amplified", &[("gain", edit::signed(lang, gain.get()))]),
        Step::Captioned { way, cues } => ("captioned", edit::captioned(lang, *way, *cues)),
    }
}

fn size((width, height): (u32, u32)) -> String {
    format!("{width}\u{a0}×\u{a0}{height}")
}

fn cropped(lang: Lang, step: &Step) -> String {
    let Step::Cropped { crop, lost_percent, by, from_px, faces, follows, .. } = step else {
        return String::new();
    };
    let args = [
        ("size", size((crop.width, crop.height))),
        ("lost", crop::share(lang, *lost_percent)),
        ("by", crop::by(lang, by, *faces)),
        ("sides", crop::sides(lang, *crop, *from_px)),
        ("how", follows.map(|follows| crop::follows(lang, follows)).unwrap_or_default()),
    ];
    let name = match follows {
        Some(_) => "cropped_follows",
        None if *from_px == (0, 0) => "cropped",
        None => "cropped_sides",
    };
    sentence(lang, "step", name, &args)
}

fn drawn(lang: Lang, colors: Option<u16>, jpeg_bytes: u64) -> String {
    let args = [
        ("colors", colors.map(|count| figure::count(lang, count.into())).unwrap_or_default()),
        ("bytes", figure::bytes(lang, jpeg_bytes)),
    ];
    sentence(lang, "step", if colors.is_some() { "drawn_palette" } else { "drawn" }, &args)
}

fn encoded(
    lang: Lang,
    mime: &str,
    quality: Option<u8>,
    bytes: u64,
    max_bytes: u64,
) -> (&'static str, String) {
    let args = [
        ("kind", file_kind(mime)),
        ("quality", quality.map(|q| q.to_string()).unwrap_or_default()),
        ("bytes", figure::bytes(lang, bytes)),
        ("max", figure::bytes(lang, max_bytes)),
    ];
    let name = if quality.is_some() { "encoded_quality" } else { "encoded" };
    ("encoded", sentence(lang, "step", name, &args))
}

/// What people call files of a MIME type: JPEG, MP4, MP3.
fn file_kind(mime: &str) -> String {
    match mime {
        "audio/mpeg" => "MP3".to_owned(),
        "audio/mp4" => "M4A".to_owned(),
        _ => mime.rsplit('/').next().unwrap_or(mime).to_uppercase(),
    }
}

#[cfg(test)]
mod tests;
