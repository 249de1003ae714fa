//! Accounts: connections to profiles and pages. No secret ever crosses back.

use upbeat_domain::code::Code;
use upbeat_domain::id::AccountId;
use upbeat_domain::network::{NetworkId, Route};
use upbeat_domain::time::Timestamp;

use crate::error::ErrorDto;
use crate::wire;

wire! {
    /// Lists the accounts. No fields.
    #[derive(Default)]
    pub struct AccountList {}

    /// Every account of the workspace.
    pub struct Accounts {
        /// In the order of lists.
        pub accounts: Vec<Account>,
    }

    /// One account.
    pub struct Account {
        /// Identity.
        #[ts(type = "string")]
        pub id: AccountId,
        /// Its network.
        #[ts(type = "NetworkId")]
        pub network: NetworkId,
        /// `@name` or the page's name.
        pub handle: String,
        /// Name on screen.
        pub display_name: String,
        /// Its server; the network's own for most.
        pub server: String,
        /// Whether the person said that this server is on their own network.
        pub own_network: bool,
        /// How it is reached.
        #[ts(type = "Route")]
        pub route: Route,
        /// That in words.
        pub route_label: String,
        /// Whether it works.
        pub state: AccountState,
        /// That in words.
        pub state_label: String,
        /// Whether a picture of it is kept (`upbeat-media://localhost/avatar/<id>`).
        pub has_avatar: bool,
        /// Who sees what goes out: `public`, `only_you`, `role_holders`, `inbox`.
        pub audience: String,
        /// When the permission ends, where the network says.
        #[ts(type = "string | null")]
        pub expires_at: Option<Timestamp>,
        /// When it was last tested.
        #[ts(type = "string | null")]
        pub checked_at: Option<Timestamp>,
        /// What is wrong with it.
        pub trouble: Option<ErrorDto>,
        /// Publications that wait for it.
        pub planned: u32,
        /// Connected since.
        #[ts(type = "string")]
        pub created_at: Timestamp,
    }

    /// Whether an account works.
    #[derive(Copy, Eq)]
    #[serde(rename_all = "snake_case")]
    pub enum AccountState {
        /// It does.
        Connected,
        /// Its permission ended.
        Reconnect,
        /// The person put it on pause.
        Paused,
    }

    /// Connects a Bluesky account by app password.
    pub struct AccountConnectBluesky {
        /// Its server, `https://bsky.social` for most.
        pub server: String,
        /// Handle or address.
        pub handle: String,
        /// App password; goes to the keychain and nowhere else.
        pub password: String,
        /// The person says that this server is on their own network.
        #[serde(default)]
        pub own_network: bool,
    }

    /// Starts connecting a Mastodon account in the browser.
    pub struct AccountConnectMastodon {
        /// Its server, `mastodon.social`.
        pub server: String,
        /// The person says that this server is on their own network.
        #[serde(default)]
        pub own_network: bool,
    }

    /// A connection that waits for the person in the browser.
    pub struct ConnectFlow {
        /// Names it.
        pub flow_id: String,
        /// The page to open.
        pub url: String,
    }

    /// Names a connection that waits.
    pub struct FlowRef {
        /// Which.
        pub flow_id: String,
    }

    /// Adds an account that is published to by hand.
    pub struct AccountAddAssisted {
        /// Its network.
        #[ts(type = "NetworkId")]
        pub network: NetworkId,
        /// `@name` or the page's name; `name@server` where the network has many servers.
        pub name: String,
    }

    /// Names an account.
    pub struct AccountRef {
        /// Which.
        #[ts(type = "string")]
        pub id: AccountId,
    }

    /// Pauses or resumes an account.
    pub struct AccountPause {
        /// Which.
        #[ts(type = "string")]
        pub id: AccountId,
        /// Whether nothing shall go out.
        pub paused: bool,
    }

    /// What a test of an account found.
    pub struct AccountTested {
        /// The account as it is now.
        pub account: Account,
        /// Whether it can publish.
        pub ok: bool,
        /// Code of what is wrong.
        #[ts(type = "Code | null")]
        pub code: Option<Code>,
    }
}
