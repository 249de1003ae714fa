//! Bluesky: app password, facets, pictures and films with alt text, a record key of our own.
//!
//! A film goes up as a file of the account's own server and is made ready for playing when it is
//! first seen (<https://docs.bsky.app/docs/tutorials/video>, "simple method").

mod find;
mod key;
mod publish;
mod record;
mod session;
mod xrpc;

use upbeat_domain::code::Code;
use upbeat_domain::id::PartId;
use upbeat_domain::network::NetworkId;
use upbeat_domain::time::Timestamp;
use upbeat_net::Client;

use crate::call::{Call, Credentials, Profile};
use crate::network::{Answer, Network};
use crate::outcome::{Failure, Outcome, Progress, ReadBack, Refusal, RefusalKind};
use crate::part::{OutgoingPart, Prepared, Sought};
use crate::server_limits::ServerLimits;
use crate::sign_in::{SignIn, SignInKind, SignInStep};

/// Largest file that Bluesky's own servers take as one upload, bytes (reference server
/// configuration, read 2026-11-22). Larger films need their video service.
const UPLOAD_BYTES_MAX: u64 = 52_428_800;

/// The connector.
pub(crate) struct Bluesky {
    client: Client,
}

impl Bluesky {
    pub(crate) const fn new(client: Client) -> Self {
        Self { client }
    }
}

impl Network for Bluesky {
    fn id(&self) -> NetworkId {
        NetworkId::Bluesky
    }

    fn sign_in_kind(&self) -> SignInKind {
        SignInKind::Password
    }

    fn sign_in(&self, wish: SignIn, now: Timestamp) -> Answer<'_, Result<SignInStep, Failure>> {
        Box::pin(async move {
            match wish {
                SignIn::Password { server, handle, password, own_network } => {
                    let typed = session::Typed { server, handle, password, own_network };
                    let connection = session::sign_in(&self.client, typed, now).await?;
                    Ok(SignInStep::Connected(Box::new(connection)))
                }
                SignIn::Browser { .. } => {
                    let words = "an app password is needed".to_owned();
                    Err(Refusal { kind: RefusalKind::Edit, code: Code::Invalid, words }.into())
                }
            }
        })
    }

    fn identify<'a>(&'a self, call: Call<'a>) -> Answer<'a, Result<Profile, Failure>> {
        Box::pin(session::identify(&self.client, call))
    }

    fn refresh<'a>(&'a self, call: Call<'a>) -> Answer<'a, Result<Credentials, Failure>> {
        Box::pin(session::refresh(&self.client, call))
    }

    fn expires_at(&self, credentials: &Credentials) -> Option<Timestamp> {
        session::expires_at(credentials)
    }

    fn revoke<'a>(&'a self, call: Call<'a>) -> Answer<'a, Result<(), Failure>> {
        Box::pin(session::revoke(&self.client, call))
    }

    fn server_limits<'a>(&'a self, _call: Call<'a>) -> Answer<'a, Result<ServerLimits, Failure>> {
        // Why no question: no server of this network tells its limits.
        let limits = ServerLimits { video_max_bytes: Some(UPLOAD_BYTES_MAX), ..ServerLimits::default() };
        Box::pin(std::future::ready(Ok(limits)))
    }

    fn key(&self, part: PartId) -> String {
        key::of_part(part)
    }

    fn prepare<'a>(
        &'a self,
        call: Call<'a>,
        part: &'a OutgoingPart,
        prepared: Prepared,
    ) -> Answer<'a, Result<Progress, Failure>> {
        Box::pin(publish::prepare(&self.client, call, part, prepared))
    }

    fn commit<'a>(
        &'a self,
        call: Call<'a>,
        part: &'a OutgoingPart,
        prepared: &'a Prepared,
        key: &'a str,
    ) -> Answer<'a, Outcome> {
        Box::pin(publish::commit(&self.client, call, part, prepared, key))
    }

    fn read_back<'a>(
        &'a self,
        call: Call<'a>,
        part: &'a Sought,
        key: &'a str,
        since: Timestamp,
    ) -> Answer<'a, ReadBack> {
        Box::pin(publish::read_back(&self.client, call, part, key, since))
    }

    fn mistakable(&self, _: &Sought, _: &Sought) -> bool {
        // Why: every part has a record key of its own.
        false
    }
}
