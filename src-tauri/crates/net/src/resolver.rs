//! Names to addresses, with the guard in between: what was checked is what is connected to.

use std::future::Future;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::pin::Pin;
use std::sync::Arc;

use reqwest::dns::{Addrs, Name, Resolve, Resolving};

use crate::address::{AddressError, Reach, check_ip, is_localhost};

/// The name service: the system's, or a scripted one in this crate's tests.
pub(crate) type Lookup =
    Arc<dyn Fn(String) -> Pin<Box<dyn Future<Output = io::Result<Vec<IpAddr>>> + Send>> + Send + Sync>;

/// The system's name service.
pub(crate) fn system() -> Lookup {
    Arc::new(|name| {
        Box::pin(async move {
            Ok(tokio::net::lookup_host((name, 0)).await?.map(|address| address.ip()).collect())
        })
    })
}

/// A resolver that gives out only addresses within reach.
pub(crate) struct Guarded {
    pub(crate) reach: Reach,
    pub(crate) lookup: Lookup,
}

impl Resolve for Guarded {
    fn resolve(&self, name: Name) -> Resolving {
        let (reach, lookup) = (self.reach, Arc::clone(&self.lookup));
        let name = name.as_str().to_owned();
        Box::pin(async move {
            let found = lookup(name.clone()).await?;
            let allowed = within_reach(&name, found, reach)?;
            let addresses: Addrs = Box::new(allowed.into_iter().map(|ip| SocketAddr::new(ip, 0)));
            Ok(addresses)
        })
    }
}

/// All addresses, or none: one private address among public ones is a trap, not a choice.
pub(crate) fn within_reach(
    name: &str,
    found: Vec<IpAddr>,
    reach: Reach,
) -> Result<Vec<IpAddr>, AddressError> {
    if found.is_empty() {
        return Err(AddressError::Malformed);
    }
    let local = is_localhost(name);
    for ip in &found {
        check_ip(*ip, reach)?;
        if local && !ip.is_loopback() {
            return Err(AddressError::Private);
        }
    }
    Ok(found)
}
