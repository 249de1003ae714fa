//! The social networks and what a post can be on them.

macro_rules! closed_set {
    ($(#[$doc:meta])* $name:ident, $error:ident, $what:literal { $($(#[$vdoc:meta])* $variant:ident = $text:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(
            Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd, serde::Deserialize, serde::Serialize,
        )]
        pub enum $name { $($(#[$vdoc])* #[serde(rename = $text)] $variant),+ }

        impl $name {
            /// Every value, in the order in which lists show them.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The name in data, JSON and on the command line.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text),+ }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.as_str())
            }
        }

        #[doc = concat!("The text names no ", $what, ".")]
        #[derive(Clone, Debug)]
        pub struct $error(pub String);

        impl std::fmt::Display for $error {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(f, concat!("{:?} is no ", $what), self.0)
            }
        }

        impl std::error::Error for $error {}

        impl std::str::FromStr for $name {
            type Err = $error;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Self::ALL.iter().copied().find(|value| value.as_str() == text)
                    .ok_or_else(|| $error(text.to_owned()))
            }
        }
    };
}
pub(crate) use closed_set;

closed_set! {
    /// A social network that Upbeat prepares and publishes for.
    NetworkId, UnknownNetwork, "network" {
        /// Instagram.
        Instagram = "instagram",
        /// Facebook pages.
        Facebook = "facebook",
        /// Threads.
        Threads = "threads",
        /// YouTube.
        Youtube = "youtube",
        /// X, formerly Twitter.
        X = "x",
        /// TikTok.
        Tiktok = "tiktok",
        /// Snapchat.
        Snapchat = "snapchat",
        /// LinkedIn.
        Linkedin = "linkedin",
        /// Pinterest.
        Pinterest = "pinterest",
        /// Bluesky.
        Bluesky = "bluesky",
        /// Mastodon, on any server.
        Mastodon = "mastodon",
    }
}

closed_set! {
    /// What a post is, whatever a network calls it.
    FormatKind, UnknownFormatKind, "kind of format" {
        /// Words alone.
        Text = "text",
        /// One picture in the feed.
        Image = "image",
        /// Several pictures (or pictures and films) in one post.
        Carousel = "carousel",
        /// A film in the feed.
        Video = "video",
        /// A short upright film: reel, short.
        Short = "short",
        /// A story that goes away.
        Story = "story",
        /// Several linked text posts.
        Thread = "thread",
        /// A document that people leaf through.
        Document = "document",
        /// A tall or dense picture made to be read.
        Infographic = "infographic",
        /// Sound, with or without a cover.
        Podcast = "podcast",
        /// A long text with a title.
        Article = "article",
    }
}

closed_set! {
    /// How a publication reaches its network.
    Route, UnknownRoute, "route" {
        /// Our call at the due time.
        Direct = "direct",
        /// Handed early to the network's own scheduler.
        Native = "native",
        /// The file lands in the network's own drafts; the person finishes there.
        Inbox = "inbox",
        /// Upbeat prepares and reminds; the person posts and confirms.
        Assisted = "assisted",
    }
}

closed_set! {
    /// How an unknown outcome can be settled on a network (docs/ARCHITECTURE.md, "A post's life").
    ProofClass, UnknownProofClass, "proof class" {
        /// Our own key makes a repeat harmless.
        Keyed = "keyed",
        /// An id is stored first; publishing it twice is refused or readable.
        TwoStep = "two_step",
        /// Our own recent posts can be listed and compared.
        ReadBack = "read_back",
        /// Nothing can be read: the person is asked.
        Blind = "blind",
    }
}
