//! Times, both ways.

use upbeat_app::Failure;
use upbeat_app::time::{self, At, Note, Zoned};
use upbeat_contract::time as wire;

/// A time as it crosses.
pub(crate) fn zoned(at: &Zoned) -> wire::Zoned {
    wire::Zoned {
        instant: at.instant,
        local: at.local.format("%Y-%m-%dT%H:%M:%S").to_string(),
        zone: at.zone.name().to_owned(),
        offset_minutes: at.offset_s / 60,
        shift: match at.note {
            Note::None => wire::Shift::None,
            Note::Gap => wire::Shift::Gap,
            Note::Fold => wire::Shift::Fold,
        },
    }
}

/// A time that was asked for.
pub(crate) fn at(at: wire::At) -> Result<At, Failure> {
    Ok(match at {
        wire::At::Now => At::Now,
        wire::At::Local { local, zone } => At::Wish(time::wish(&local, &zone)?),
        wire::At::Instant { instant } => At::Instant(instant),
    })
}
