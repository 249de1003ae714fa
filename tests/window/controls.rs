//! The walk over every control: each one that is enabled, on every screen and in every layer that it opens, is
//! pressed; and each changes what is stored, opens something, moves the focus or leaves the studio.

mod page;
mod walk;

use crate::desk::Material;
use crate::studio::Studio;
use anyhow::{Result, ensure};
use serde_json::json;
use walk::{AGAIN_MOST, COMPOSE, Place, Seen, Share, WHOLE, Walk, told};

#[test]
fn every_control_of_the_queue_does_something() -> Result<()> {
    walk("queue", Place::Screen("queue"), WHOLE)
}

#[test]
fn every_control_of_the_library_does_something() -> Result<()> {
    walk("library", Place::Screen("library"), WHOLE)
}

#[test]
fn every_control_of_the_connections_does_something() -> Result<()> {
    walk("connections", Place::Screen("connections"), WHOLE)
}

#[test]
fn every_control_of_the_settings_does_something() -> Result<()> {
    walk("settings", Place::Screen("settings"), WHOLE)
}

#[test]
fn every_control_of_compose_does_something_first_third() -> Result<()> {
    walk("compose-1", COMPOSE, Share { at: 0, of: 3 })
}

#[test]
fn every_control_of_compose_does_something_second_third() -> Result<()> {
    walk("compose-2", COMPOSE, Share { at: 1, of: 3 })
}

#[test]
fn every_control_of_compose_does_something_last_third() -> Result<()> {
    walk("compose-3", COMPOSE, Share { at: 2, of: 3 })
}

#[test]
fn every_control_of_the_first_run_does_something() -> Result<()> {
    walk("welcome", Place::Welcome, WHOLE)
}

#[test]
fn every_control_of_the_first_files_does_something() -> Result<()> {
    walk("prepared", Place::Prepared, WHOLE)
}

#[test]
fn every_control_of_the_bar_does_something() -> Result<()> {
    walk("bar", Place::Bar, WHOLE)
}

#[test]
fn a_button_that_does_nothing_is_told_as_dead() -> Result<()> {
    let material = Material::make()?;
    let studio = Studio::open()?;
    let mut walk = Walk::new(&studio, &material, Place::Welcome);
    walk.arrive()?;
    studio.page.run(
        "const dead = document.createElement('button'); dead.textContent = 'Rien';\
         document.querySelector('main').append(dead);",
        json!([]),
    )?;
    walk.untouched = Some(Seen { page: walk.looks()?, beyond: walk.beyond()? });
    let outcome = walk.attempt("button “Rien”");
    ensure!(told(&outcome) == "does nothing", "told: {}", told(&outcome));
    // On the page that is loaded anew it is not there at all.
    walk.one("button “Rien”")?;
    let dead = ["  Welcome › button “Rien”: was there, and is not there a second time"];
    ensure!(walk.dead == dead && walk.again == 1, "told: {:?}, {} times again", walk.dead, walk.again);
    Ok(())
}

fn walk(name: &str, place: Place, share: Share) -> Result<()> {
    let material = Material::make()?;
    let studio = Studio::open()?;
    if !place.is_first_run() {
        studio.press("Aller au studio")?;
    }
    let mut walk = Walk::new(&studio, &material, place);
    walk.all(share)?;
    studio.picture(&format!("walk-{name}"))?;
    eprintln!("{name}: {} controls pressed", walk.pressed);
    ensure!(walk.pressed >= place.controls_least(), "the walk over {name} found {} controls", walk.pressed);
    ensure!(walk.again <= AGAIN_MOST, "{} controls of {name} work only sometimes", walk.again);
    ensure!(walk.dead.is_empty(), "dead controls on {name}:\n{}", walk.dead.join("\n"));
    Ok(())
}
