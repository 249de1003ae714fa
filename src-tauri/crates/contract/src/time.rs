//! Times as they cross: the instant, and the clock on the wall that it was asked for on.

use upbeat_domain::time::Timestamp;

use crate::wire;

wire! {
    /// When something shall go out.
    #[serde(tag = "kind", rename_all = "snake_case")]
    pub enum At {
        /// At once.
        Now,
        /// At a time on a clock somewhere. Only Rust resolves zones.
        Local {
            /// Date and time on the wall, `2026-11-26T18:30`.
            local: String,
            /// IANA zone, `Europe/Paris`.
            zone: String,
        },
        /// At an instant.
        Instant {
            /// RFC 3339.
            #[ts(type = "string")]
            instant: Timestamp,
        },
    }

    /// An instant with the offset to show it at.
    pub struct Zoned {
        /// The instant, RFC 3339 in UTC.
        #[ts(type = "string")]
        pub instant: Timestamp,
        /// The same on the wall of `zone`: `2026-11-26T18:30:00`.
        pub local: String,
        /// IANA zone.
        pub zone: String,
        /// Minutes east of UTC at that instant.
        pub offset_minutes: i32,
        /// What daylight-saving rules did to the wish.
        pub shift: Shift,
    }

    /// What daylight-saving rules did to a wished time.
    #[derive(Copy, Eq)]
    #[serde(rename_all = "snake_case")]
    pub enum Shift {
        /// Nothing.
        None,
        /// That time doesn't exist that night: moved to the first minute that does.
        Gap,
        /// That time exists twice that night: the first one is taken.
        Fold,
    }
}
