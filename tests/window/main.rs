//! The built studio in its real window: WebKitGTK on a virtual screen, driven through WebKitWebDriver,
//! with a session bus, a keyring and folders of its own for every test.
//!
//! `cargo xtask test` installs what these tests need and runs them; pictures of each lie in
//! `target/window-pictures`.

mod background;
mod controls;
mod desk;
mod direct;
mod drag;
mod driver;
mod folder;
mod frames;
mod journey;
mod look;
mod out;
mod paste;
mod restart;
mod restored;
mod screen;
mod screens;
mod smoke;
mod studio;
mod together;
