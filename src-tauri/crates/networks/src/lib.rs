//! One module per social network, its limits as data, the trait and the registry.

pub mod assisted;
mod bluesky;
mod call;
mod mastodon;
mod network;
mod outcome;
mod part;
mod registry;
mod server;
mod server_limits;
mod sign_in;
mod verdict;

pub use call::{Call, Connection, Credentials, Profile, Remote};
pub use network::{Answer, Network};
pub use outcome::{Failure, Outcome, Progress, ReadBack, Refusal, RefusalKind, Trouble};
pub use part::{OutgoingMedium, OutgoingPart, Prepared, Reply, Sought};
pub use registry::Registry;
pub use server_limits::ServerLimits;
pub use sign_in::{BrowserFlow, SignIn, SignInKind, SignInStep};

pub mod limits;

pub use limits::{all_limits, limits};
