//! What a social network can be asked.

use std::future::Future;
use std::pin::Pin;

use upbeat_domain::id::PartId;
use upbeat_domain::network::NetworkId;
use upbeat_domain::time::Timestamp;

use crate::call::{Call, Connection, Credentials, Profile};
use crate::outcome::{Failure, Outcome, Progress, ReadBack};
use crate::part::{OutgoingPart, Prepared, Sought};
use crate::server_limits::ServerLimits;
use crate::sign_in::{SignIn, SignInKind, SignInStep};

/// A future in a box: what an object-safe asynchronous method returns.
pub type Answer<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// A network that Upbeat can publish to directly.
///
/// Every method answers one question once. None of them sleeps, retries, loops over attempts or
/// writes anywhere: waiting and repeating is the publisher's, keeping secrets is the vault's.
/// What the network can do at all is data (`limits.toml`), not methods that fail.
pub trait Network: Send + Sync {
    /// Which network.
    fn id(&self) -> NetworkId;

    /// How an account is connected here.
    fn sign_in_kind(&self) -> SignInKind;

    /// Connects an account, or begins to: the next step may lie in the system's browser.
    ///
    /// # Errors
    /// [`Failure::Refused`] with `network.sign_in` for a wrong name or password, `network.address`
    /// for an address that is refused for safety; [`Failure::Later`] where the server can't be reached.
    fn sign_in(&self, wish: SignIn, now: Timestamp) -> Answer<'_, Result<SignInStep, Failure>>;

    /// Whose account it is, asked with the credentials at hand: "does this connection work?"
    ///
    /// # Errors
    /// As [`Failure`] says.
    fn identify<'a>(&'a self, call: Call<'a>) -> Answer<'a, Result<Profile, Failure>>;

    /// Fresh credentials for stale ones. Where the network rotates them, the old ones are dead
    /// afterwards: hold the account's lock, read the vault again first, write the new ones at once.
    ///
    /// # Errors
    /// [`Failure::Refused`] with `network.reconnect` where only the person can help.
    fn refresh<'a>(&'a self, call: Call<'a>) -> Answer<'a, Result<Credentials, Failure>>;

    /// When these credentials stop working; none where they don't say or never do.
    fn expires_at(&self, credentials: &Credentials) -> Option<Timestamp>;

    /// Ends the permission on the server. The caller removes the secrets whatever comes back.
    ///
    /// # Errors
    /// As [`Failure`] says; an already ended permission is no error.
    fn revoke<'a>(&'a self, call: Call<'a>) -> Answer<'a, Result<(), Failure>>;

    /// Limits of this server or account, to be laid over the data file.
    ///
    /// # Errors
    /// As [`Failure`] says.
    fn server_limits<'a>(&'a self, call: Call<'a>) -> Answer<'a, Result<ServerLimits, Failure>>;

    /// The key of a part: with it a repeat is harmless or can be found again. Chosen when the part
    /// is planned and kept for good; the same part always has the same key.
    fn key(&self, part: PartId) -> String;

    /// Takes one step of the repeatable work: uploads one file, asks for one name, looks whether
    /// an upload is ready. Call it again with what it returned until it says [`Progress::Ready`].
    ///
    /// # Errors
    /// As [`Failure`] says; what had been prepared stays good.
    fn prepare<'a>(
        &'a self,
        call: Call<'a>,
        part: &'a OutgoingPart,
        prepared: Prepared,
    ) -> Answer<'a, Result<Progress, Failure>>;

    /// The one unsafe call: publishes. Only after the intent is on disk, and only with what
    /// [`Progress::Ready`] carried.
    fn commit<'a>(
        &'a self,
        call: Call<'a>,
        part: &'a OutgoingPart,
        prepared: &'a Prepared,
        key: &'a str,
    ) -> Answer<'a, Outcome>;

    /// Whether the part is there. `since` is when its first attempt began. Which of several posts that say the same is
    /// meant, and whether one of them is known to be another part's, isn't decided here: all of them are named.
    fn read_back<'a>(
        &'a self,
        call: Call<'a>,
        part: &'a Sought,
        key: &'a str,
        since: Timestamp,
    ) -> Answer<'a, ReadBack>;

    /// Whether [`Self::read_back`] could take a post of one of these parts for a post of the other; never where a part
    /// is found by its own key.
    fn mistakable(&self, one: &Sought, other: &Sought) -> bool;
}

/// Says at compile time that the trait can be an object and its futures can move between threads.
const fn _object_safe(_: &dyn Network, _: &Connection) {}
