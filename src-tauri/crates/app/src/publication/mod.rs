//! Planning, moving, calling off and reading publications.

mod change;
mod list;
mod parts;
mod schedule;

pub use change::{Resolution, publish, reschedule, resolve, retry, unschedule};
pub(crate) use change::{apply_in, call_off_again, call_off_post, move_again, persons_receipt, plan_again};
pub(crate) use list::view;
pub use list::{Detail, LogLine, SentFile, View, get, list, open, out};
pub(crate) use parts::cuts;
pub use schedule::{Due, Refused, Scheduled, schedule, schedule_once};

use upbeat_domain::network::NetworkId;
use upbeat_domain::publication::Rules;

use crate::network;
use crate::studio::Studio;

/// What a step of a publication depends on, now.
pub(crate) fn rules(studio: &Studio, network: NetworkId) -> Rules {
    Rules::new(&network::of(network).proof, studio.clock().now(), studio.clock().chance())
}
