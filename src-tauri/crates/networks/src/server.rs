//! The server of an account, as the person typed it or an answer named it.

use upbeat_domain::code::Code;
use upbeat_net::{AddressError, Client, Method, Reach, Request};
use url::Url;

use crate::call::Remote;
use crate::outcome::{Failure, Refusal, RefusalKind, Trouble};
use crate::verdict;

/// Largest picture of a profile, bytes.
const PICTURE_BYTES_MAX: usize = 5 * 1024 * 1024;

/// A server and how far calls to it may reach.
#[derive(Clone, Debug)]
pub(crate) struct Server {
    base: Url,
    reach: Reach,
}

impl Server {
    /// From what the person typed: an address or a bare name, with or without a path. The
    /// own-network choice is the person's, never an answer's.
    pub(crate) fn typed(text: &str, own_network: bool) -> Result<Self, Failure> {
        let text = text.trim().trim_start_matches('@');
        let reach = if own_network { Reach::OwnNetwork } else { Reach::Public };
        let whole = if text.contains("://") { text.to_owned() } else { format!("https://{text}") };
        Self::parse(&whole, reach).map_err(refused)
    }

    /// From an answer: only the public internet.
    pub(crate) fn answered(text: &str) -> Result<Self, AddressError> {
        Self::parse(text, Reach::Public)
    }

    /// The server of a connected account.
    pub(crate) fn of(account: &Remote) -> Result<Self, Failure> {
        Self::typed(&account.server, account.own_network)
    }

    fn parse(text: &str, reach: Reach) -> Result<Self, AddressError> {
        let mut base = upbeat_net::parse(text, reach)?;
        base.set_path("/");
        base.set_query(None);
        base.set_fragment(None);
        Ok(Self { base, reach })
    }

    /// The address without a path: what is kept with the account.
    pub(crate) fn address(&self) -> String {
        self.base.as_str().trim_end_matches('/').to_owned()
    }

    /// Name and, where unusual, port: what stands behind the second `@` of a handle.
    pub(crate) fn host(&self) -> String {
        let host = self.base.host_str().unwrap_or_default();
        self.base.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
    }

    /// An address on this server.
    pub(crate) fn url(&self, path: &str) -> Url {
        let mut url = self.base.clone();
        url.set_path(path);
        url
    }

    /// A request to this server.
    pub(crate) fn request(&self, method: Method, path: &str) -> Request {
        Request::new(method, self.url(path), self.reach)
    }
}

impl Remote {
    /// Fetches a picture that the network named (`Profile::avatar_url`), at most 5 MiB.
    /// The own-network choice holds for the account's own server alone.
    ///
    /// # Errors
    /// As [`Failure`] says; a profile without its picture is as good.
    pub async fn picture(&self, client: &Client, url: &str) -> Result<Vec<u8>, Failure> {
        let server = Server::of(self)?;
        let own = Url::parse(url).is_ok_and(|url| url.origin() == server.base.origin());
        let reach = if own { server.reach } else { Reach::Public };
        let url = upbeat_net::parse(url, reach).map_err(refused)?;
        let answer = client.fetch(url, reach, PICTURE_BYTES_MAX).await.map_err(verdict::unreachable)?;
        if answer.is_success() && answer.complete {
            Ok(answer.body)
        } else {
            Err(malformed("the picture").into())
        }
    }
}

/// What a refused address means to the person.
pub(crate) fn refused(error: AddressError) -> Failure {
    let words = error.to_string();
    match error {
        AddressError::Malformed => Refusal { kind: RefusalKind::Edit, code: Code::Invalid, words },
        AddressError::Scheme | AddressError::UserInfo | AddressError::Port | AddressError::Private => {
            Refusal { kind: RefusalKind::Edit, code: Code::NetworkAddress, words }
        }
    }
    .into()
}

/// An answer that makes no sense.
pub(crate) fn malformed(what: &str) -> Trouble {
    Trouble { code: Code::NetworkMalformed, words: what.to_owned(), retry_after: None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_typed_server_is_brought_to_one_form() {
        let table = [
            ("mastodon.social", "https://mastodon.social"),
            (" https://Mastodon.Social/@marie?x=1#y ", "https://mastodon.social"),
            ("@example.social", "https://example.social"),
            ("example.social:8443", "https://example.social:8443"),
        ];
        for (text, address) in table {
            assert_eq!(
                Server::typed(text, false).map(|s| s.address()).ok().as_deref(),
                Some(address),
                "{text}"
            );
        }
    }

    #[test]
    fn a_private_server_needs_the_persons_word() {
        for text in ["http://127.0.0.1:3000", "http://localhost:3000", "https://192.168.1.2"] {
            let refusal = Server::typed(text, false).map(|s| s.address()).map_err(|f| f.code());
            assert_eq!(refusal, Err(Code::NetworkAddress), "{text}");
            assert!(Server::typed(text, true).is_ok(), "{text}");
            assert!(Server::answered(text).is_err(), "an answer can never name {text}");
        }
        assert_eq!(Server::typed("not a server", false).map_err(|f| f.code()).err(), Some(Code::Invalid));
    }
}
