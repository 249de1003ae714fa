//! How an account is connected.

use upbeat_vault::Secret;

use crate::call::Connection;
use crate::network::Answer;
use crate::outcome::Failure;

/// What the person is asked for.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum SignInKind {
    /// A handle and an app password.
    Password,
    /// A server, then a yes in the system's browser.
    Browser,
}

/// What the person typed.
#[derive(Clone, Debug)]
pub enum SignIn {
    /// For [`SignInKind::Password`].
    Password {
        /// Address of the server, where the person gave one; else it is found from the handle.
        server: Option<String>,
        /// Handle or e-mail address.
        handle: String,
        /// An app password.
        password: Secret<String>,
        /// Whether the server may be on the person's own network.
        own_network: bool,
    },
    /// For [`SignInKind::Browser`].
    Browser {
        /// Address or name of the server.
        server: String,
        /// Whether the server may be on the person's own network.
        own_network: bool,
    },
}

/// How far connecting has come.
pub enum SignInStep {
    /// Connected.
    Connected(Box<Connection>),
    /// The person says yes in the browser.
    Browser(BrowserFlow),
}

impl std::fmt::Debug for SignInStep {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Connected(_) => "Connected",
            Self::Browser(_) => "Browser",
        })
    }
}

/// A sign-in that waits for the person's yes in the browser.
pub struct BrowserFlow {
    /// Address that the caller opens in the system's browser.
    pub url: String,
    /// Waits for the browser to come back to this computer, then fetches the credentials. Bounded
    /// in time by itself; dropping it ends the flow and frees the port.
    pub connection: Answer<'static, Result<Connection, Failure>>,
}
