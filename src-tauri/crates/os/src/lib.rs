//! What differs by system: folders, file locks, disks, processes. Thin, over well-kept crates.

pub mod disk;
pub mod file;
pub mod folder;
pub mod lock;
pub mod process;
pub mod uptime;
