//! Mastodon and servers that speak its API: dynamic registration, OAuth in the browser, uploads
//! that are worked on, one status under an idempotency key.

mod api;
mod html;
mod instance;
mod publish;
mod read_back;
mod sign_in;

use upbeat_domain::code::Code;
use upbeat_domain::id::PartId;
use upbeat_domain::network::NetworkId;
use upbeat_domain::time::Timestamp;
use upbeat_net::Client;

use crate::call::{Call, Credentials, Profile};
use crate::network::{Answer, Network};
use crate::outcome::{Failure, Outcome, Progress, ReadBack, Refusal, RefusalKind};
use crate::part::{OutgoingPart, Prepared, Sought};
use crate::server::Server;
use crate::server_limits::ServerLimits;
use crate::sign_in::{SignIn, SignInKind, SignInStep};

/// The connector.
pub(crate) struct Mastodon {
    client: Client,
}

impl Mastodon {
    pub(crate) const fn new(client: Client) -> Self {
        Self { client }
    }
}

impl Network for Mastodon {
    fn id(&self) -> NetworkId {
        NetworkId::Mastodon
    }

    fn sign_in_kind(&self) -> SignInKind {
        SignInKind::Browser
    }

    fn sign_in(&self, wish: SignIn, now: Timestamp) -> Answer<'_, Result<SignInStep, Failure>> {
        Box::pin(async move {
            match wish {
                SignIn::Browser { server, own_network } => {
                    let flow = sign_in::begin(&self.client, &server, own_network, now).await?;
                    Ok(SignInStep::Browser(flow))
                }
                SignIn::Password { .. } => {
                    let words = "sign in with the browser".to_owned();
                    Err(Refusal { kind: RefusalKind::Edit, code: Code::Invalid, words }.into())
                }
            }
        })
    }

    fn identify<'a>(&'a self, call: Call<'a>) -> Answer<'a, Result<Profile, Failure>> {
        Box::pin(sign_in::identify(&self.client, call))
    }

    fn refresh<'a>(&'a self, call: Call<'a>) -> Answer<'a, Result<Credentials, Failure>> {
        Box::pin(sign_in::refresh(&self.client, call))
    }

    fn expires_at(&self, credentials: &Credentials) -> Option<Timestamp> {
        sign_in::expires_at(credentials)
    }

    fn revoke<'a>(&'a self, call: Call<'a>) -> Answer<'a, Result<(), Failure>> {
        Box::pin(sign_in::revoke(&self.client, call))
    }

    fn server_limits<'a>(&'a self, call: Call<'a>) -> Answer<'a, Result<ServerLimits, Failure>> {
        Box::pin(async move {
            let server = Server::of(call.account)?;
            instance::read(&self.client, &server, call.now).await.map(|instance| instance.limits())
        })
    }

    fn key(&self, part: PartId) -> String {
        part.to_string()
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
        _key: &'a str,
        since: Timestamp,
    ) -> Answer<'a, ReadBack> {
        Box::pin(read_back::read_back(&self.client, call, part, since))
    }

    fn mistakable(&self, one: &Sought, other: &Sought) -> bool {
        read_back::mistakable(one, other)
    }
}
