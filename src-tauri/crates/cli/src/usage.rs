//! What is wrong with the way a command was typed, said in the person's language. Help is in English.

use std::collections::BTreeMap;
use std::error::Error as _;
use std::fmt;
use std::num::{ParseIntError, TryFromIntError};
use std::process::ExitCode;

use clap::error::{ContextKind, ErrorKind};
use upbeat_contract::error::ErrorDto;
use upbeat_contract::words;
use upbeat_domain::code::Code;
use upbeat_domain::id::IdError;
use upbeat_domain::lang::Lang;
use upbeat_domain::media::Fit;
use upbeat_domain::network::{NetworkId, UnknownNetwork};
use upbeat_domain::time::TimeError;

use crate::output::{Exit, Out};

/// What the place of a command is called in the help.
const COMMAND: &str = "COMMAND";

/// An instant as it is typed.
const INSTANT: &str = "2026-11-26T17:30:00Z";

/// Why a value on the command line is refused.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Wrong {
    /// No language of the studio.
    Lang,
    /// No network.
    Network,
    /// No format of this network.
    Format(NetworkId),
    /// No frame of this network's format.
    Preset(NetworkId, String),
    /// No `NAME=VALUE`.
    Field,
    /// No `NETWORK=TEXT`.
    Variant,
    /// No way to meet a frame.
    Fit,
    /// No two fractions.
    Point,
    /// No four numbers that make a rectangle.
    Rectangle,
    /// No time.
    Moment,
    /// No two times.
    Span,
    /// No whole number within both.
    Number(u64, u64),
    /// None of these.
    OneOf(Vec<&'static str>),
    /// No `#rrggbb`.
    Color,
    /// No number within both.
    Decimal(String, String),
}

impl Wrong {
    /// What would be taken.
    fn allowed(&self, lang: Lang) -> String {
        let say = |name, args: &[(&str, String)]| words::sentence(lang, "usage", name, args);
        let known = |list: &[&str]| ("known", list.join(", "));
        let networks: Vec<&str> = NetworkId::ALL.iter().map(|id| id.as_str()).collect();
        match self {
            Self::Lang => say("one_of", &[known(&["en", "fr"])]),
            Self::Network => say("network", &[known(&networks)]),
            Self::Format(network) => {
                let limits = upbeat_app::network::of(*network);
                let formats: Vec<&str> = limits.formats.iter().map(|format| format.id.as_str()).collect();
                say("format", &[("network", limits.name.clone()), known(&formats)])
            }
            Self::Preset(network, format) => {
                let presets = upbeat_app::network::format(*network, format).map(|format| &format.presets);
                let presets = presets.into_iter().flatten().map(|preset| preset.id.as_str());
                say("preset", &[("format", format.clone()), known(&presets.collect::<Vec<_>>())])
            }
            Self::Field => say("field", &[]),
            Self::Variant => say("variant", &[known(&networks)]),
            Self::Fit => {
                say("one_of", &[known(&Fit::ALL.iter().map(|fit| fit.as_str()).collect::<Vec<_>>())])
            }
            Self::Point => say("point", &[]),
            Self::Rectangle => say("rectangle", &[]),
            Self::Moment => say("moment", &[]),
            Self::Span => say("span", &[]),
            Self::Number(min, max) => {
                say("number_within", &[("min", min.to_string()), ("max", max.to_string())])
            }
            Self::OneOf(all) => say("one_of", &[known(all)]),
            Self::Color => say("color", &[]),
            Self::Decimal(min, max) => say("decimal_within", &[("min", min.clone()), ("max", max.clone())]),
        }
    }
}

impl fmt::Display for Wrong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.allowed(Lang::En))
    }
}

impl std::error::Error for Wrong {}

/// Ends a command that was typed without something it needs: an option, or what is asked for in words.
pub fn missing(out: Out, what: &str) -> Exit {
    let message = words::sentence(out.lang, "usage", "missing", &[("option", what.to_owned())]);
    refuse(out, Fault { subject: what.to_owned(), message })
}

/// Says what is wrong with the way a command was typed. Help and version are no faults.
pub fn of_clap(out: Out, error: &clap::Error) -> ExitCode {
    if !error.use_stderr() {
        let _gone = error.print();
        return Exit::Done.into();
    }
    let fault = fault(out.lang, error);
    if !out.json && error.kind() == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand {
        let _gone = error.print();
        return Exit::Usage.into();
    }
    let exit = refuse(out, fault);
    if let Some(usage) = text(error, ContextKind::Usage).filter(|_| !out.json) {
        out.note(&format!("\n{usage}"));
    }
    exit.into()
}

/// What was typed wrong.
struct Fault {
    /// The option or the value that it is about.
    subject: String,
    /// The whole sentence.
    message: String,
}

fn refuse(out: Out, fault: Fault) -> Exit {
    let error = ErrorDto {
        message: fault.message,
        fix: words::sentence(out.lang, "usage", "fix", &[]),
        ..ErrorDto::new(out.lang, Code::Invalid, Some(&fault.subject), &BTreeMap::new())
    };
    out.error(error)
}

#[expect(clippy::wildcard_enum_match_arm, reason = "clap keeps the right to have more kinds of faults")]
fn fault(lang: Lang, error: &clap::Error) -> Fault {
    let say = |name, args: &[(&str, String)]| words::sentence(lang, "usage", name, args);
    let value = text(error, ContextKind::InvalidValue).unwrap_or_default();
    let option = text(error, ContextKind::InvalidArg).unwrap_or_default();
    let of = |subject: &str, message| Fault { subject: subject.to_owned(), message };
    match error.kind() {
        ErrorKind::InvalidValue | ErrorKind::ValueValidation if !value.is_empty() => {
            let args =
                [("option", flags(&option)), ("value", value.clone()), ("allowed", allowed(lang, error))];
            of(&value, say("value", &args))
        }
        ErrorKind::TooManyValues => of(&value, say("bare", &[("option", flags(&option))])),
        // Why: an option without its value is told as a value that is empty.
        ErrorKind::InvalidValue | ErrorKind::ValueValidation | ErrorKind::MissingRequiredArgument => {
            of(&option, say("missing", &[("option", option.clone())]))
        }
        ErrorKind::UnknownArgument => {
            let message = say("argument", &[("value", option.clone())]);
            of(&option, meant(lang, error, ContextKind::SuggestedArg, message))
        }
        ErrorKind::InvalidSubcommand => {
            let command = text(error, ContextKind::InvalidSubcommand).unwrap_or_default();
            let message = say("command", &[("value", command.clone())]);
            of(&command, meant(lang, error, ContextKind::SuggestedSubcommand, message))
        }
        ErrorKind::ArgumentConflict => {
            let other = text(error, ContextKind::PriorArg).unwrap_or_default();
            let args = [("option", flags(&option)), ("other", flags(&other))];
            of(&option, if other == option { say("twice", &args[..1]) } else { say("conflict", &args) })
        }
        ErrorKind::MissingSubcommand | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            of(COMMAND, say("missing", &[("option", COMMAND.to_owned())]))
        }
        _ => of("upbeat", say("unreadable", &[])),
    }
}

/// Options without what stands for their values: `--for` of `--for <LIST>`.
fn flags(options: &str) -> String {
    let flags = options.split(", ").map(|option| option.split(' ').next().unwrap_or_default());
    flags.collect::<Vec<_>>().join(", ")
}

fn meant(lang: Lang, error: &clap::Error, suggested: ContextKind, message: String) -> String {
    match text(error, suggested) {
        Some(meant) => words::sentence(lang, "usage", "meant", &[("message", message), ("meant", meant)]),
        None => message,
    }
}

/// What would be taken in the place of a refused value.
fn allowed(lang: Lang, error: &clap::Error) -> String {
    let say = |name, args: &[(&str, String)]| words::sentence(lang, "usage", name, args);
    if let Some(known) = text(error, ContextKind::ValidValue) {
        return say("one_of", &[("known", known)]);
    }
    let Some(source) = error.source() else { return say("other", &[]) };
    if let Some(wrong) = source.downcast_ref::<Wrong>() {
        wrong.allowed(lang)
    } else if source.is::<UnknownNetwork>() {
        Wrong::Network.allowed(lang)
    } else if source.is::<IdError>() {
        say("id", &[])
    } else if source.is::<TimeError>() {
        say("time", &[("example", INSTANT.to_owned())])
    } else if source.is::<ParseIntError>() || source.is::<TryFromIntError>() {
        say("number", &[])
    } else {
        say("other", &[])
    }
}

/// What clap knows of a fault, as text.
fn text(error: &clap::Error, kind: ContextKind) -> Option<String> {
    error.get(kind).map(ToString::to_string).filter(|text| !text.is_empty())
}

/// A whole number within both, for clap.
pub fn within<T: TryFrom<u64>>(text: &str, min: u64, max: u64) -> Result<T, Wrong> {
    let wrong = || Wrong::Number(min, max);
    let number = text.parse::<u64>().map_err(|_| wrong())?;
    if !(min..=max).contains(&number) {
        return Err(wrong());
    }
    T::try_from(number).map_err(|_| wrong())
}
