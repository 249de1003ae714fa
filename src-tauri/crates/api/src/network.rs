//! Networks.

use upbeat_app::Studio;
use upbeat_contract::error::ErrorDto;
use upbeat_contract::network::{Network, Networks, NetworksList};
use upbeat_domain::lang::Lang;

/// Every network with its data. Needs no studio.
#[must_use]
pub fn networks(lang: Lang) -> Networks {
    Networks {
        networks: upbeat_app::network::all().iter().map(|limits| Network::new(lang, limits)).collect(),
    }
}

/// Every network with its data.
///
/// # Errors
/// Never; every command has this shape.
pub async fn networks_list(studio: &Studio, _request: NetworksList) -> Result<Networks, ErrorDto> {
    Ok(networks(studio.lang()))
}
