//! The list of networks that Upbeat publishes to directly. A new one is one line here.

use std::collections::BTreeMap;
use std::sync::Arc;

use upbeat_domain::network::NetworkId;
use upbeat_net::Client;

use crate::bluesky::Bluesky;
use crate::mastodon::Mastodon;
use crate::network::Network;

/// The connectors at hand. A network that isn't in it is reached by the assisted route.
#[derive(Clone, Default)]
pub struct Registry(BTreeMap<NetworkId, Arc<dyn Network>>);

impl Registry {
    /// Every connector that is built in.
    #[must_use]
    pub fn new(client: &Client) -> Self {
        Self::empty()
            .with(Arc::new(Bluesky::new(client.clone())))
            .with(Arc::new(Mastodon::new(client.clone())))
    }

    /// No connectors: everything is assisted.
    #[must_use]
    pub const fn empty() -> Self {
        Self(BTreeMap::new())
    }

    /// Adds a connector, in the place of an earlier one for the same network.
    #[must_use]
    pub fn with(mut self, network: Arc<dyn Network>) -> Self {
        self.0.insert(network.id(), network);
        self
    }

    /// The connector of a network.
    #[must_use]
    pub fn get(&self, id: NetworkId) -> Option<&Arc<dyn Network>> {
        self.0.get(&id)
    }

    /// Every connector.
    pub fn iter(&self) -> impl Iterator<Item = &Arc<dyn Network>> {
        self.0.values()
    }
}
