//! Builders, fake network, journeys, crash harness, golden-image compare; used only from tests.

pub mod clock;
pub mod crash;
pub mod giant;
pub mod look;
pub mod material;
pub mod media;
pub mod network;
pub mod place;
pub mod servers;
pub mod skip;
