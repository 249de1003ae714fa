//! The only crate that knows SQL: rows, migrations, transactions. It returns domain types, never rows.
//!
//! One writer, begun with `BEGIN IMMEDIATE`; readers with snapshots of their own; every commit is on
//! the disk when it returns. A use-case opens one [`Tx`] and passes it on; nothing here commits by itself.

pub mod account;
pub mod asset;
pub mod backup;
mod connect;
mod error;
pub mod job;
mod migrate;
mod page;
pub mod post;
pub mod publication;
mod publication_read;
mod publication_rows;
mod query;
pub mod queue;
pub mod rendition;
mod row;
mod search;
pub mod setting;
mod store;
pub mod studio;
mod tx;
pub mod undo;
mod watch;
pub mod workspace;

pub use error::StoreError;
pub use page::Page;
pub use store::{DATABASE, Store};
pub use tx::{Read, Reader, Tx};
pub use watch::Watch;

#[cfg(test)]
mod publication_tests;
#[cfg(test)]
mod tests;
