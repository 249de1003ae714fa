//! Builders, fake network, journeys, crash harness, golden-image compare; used only from tests.

pub mod crash;
pub mod material;
pub mod media;
pub mod network;
pub mod servers;
