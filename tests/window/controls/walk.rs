//! One walk: how a control is found again, pressed, and judged.

use crate::desk::{Desk, Material};
use crate::direct::Direct;
use crate::driver::Element;
use crate::out::ALL_MADE;
use crate::studio::Studio;
use anyhow::{Context, Result, bail};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// How long a control may take to show that it did something.
pub(super) const EFFECT_LONGEST: Duration = Duration::from_secs(3);
/// The page is at rest when it looked the same for this long.
pub(super) const REST: Duration = Duration::from_millis(300);
/// What a screen takes to read all that it shows, on a loaded machine.
const FIRST_REST: Duration = Duration::from_secs(3);
pub(super) const REST_LONGEST: Duration = Duration::from_secs(8);
/// A layer in a layer in a screen; nothing is nested deeper.
const DEPTH_MAX: usize = 3;

pub(super) const LOOK_AGAIN: Duration = Duration::from_millis(60);

/// More controls than these that fail once, and it is not the machine.
pub(super) const AGAIN_MOST: usize = 4;

/// What nobody needs to press here, and why.
const LEFT_OUT: [(&str, &str); 5] = [
    ("button “Texte, copié. Copier de nouveau”", "the clipboard holds it already"),
    ("button “Description, copié. Copier de nouveau”", "the clipboard holds it already"),
    ("button “Tout”", "the library's filter that is on: another one turns it off"),
    (
        "menuitem “Enregistrer dans un dossier”",
        "the system's folder chooser keeps the page until a person answers it: `folder` does",
    ),
    (
        "button “Enregistrer dans un dossier”",
        "the same chooser opens, and xdotool neither counts nor closes a window with a narrow space in its name: `folder`",
    ),
];

/// Pressed in a dialog, it sends: what shows then is on its way out, and changes while it is looked at.
const GOES_OUT: &str = "button “Publier maintenant”";

/// A control as the page tells it.
#[derive(Clone, Debug)]
pub(super) struct Control {
    pub(super) key: String,
    pub(super) element: Element,
    pub(super) is_field: bool,
    pub(super) in_sidebar: bool,
    /// Title of the layer that it lies in.
    pub(super) over: String,
}

impl Control {
    /// The control and the layer that it lies in.
    fn place(&self) -> String {
        format!("{} › {}", self.over, self.key)
    }
}

/// What is walked over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// The screen of that name in the sidebar.
    Screen(&'static str),
    /// The first run, before anything was dropped.
    Welcome,
    /// The first run, after a photo was dropped.
    Prepared,
    /// The small window of the route by hand.
    Bar,
}

/// The screen from which the sidebar is walked over too.
pub(super) const COMPOSE: Place = Place::Screen("compose");

/// A walk, how far it is and what it found.
pub(super) struct Walk<'a> {
    pub(super) studio: &'a Studio,
    material: &'a Material,
    /// Accounts that are published to directly, on the screens that show what becomes of that.
    direct: Option<Direct>,
    pub(super) place: Place,
    /// Pressed on the screen, in this order, before its controls are looked at.
    on_the_way: Vec<String>,
    /// How the untouched screen looks, once it was seen and while nothing is known to have changed it.
    pub(super) untouched: Option<Seen>,
    /// What was pressed, wherever it showed.
    walked: Walked,
    /// The screen's title.
    title: Value,
    /// How many controls the whole screen has.
    controls_whole: usize,
    pub(super) pressed: usize,
    /// How many had to be tried a second time.
    pub(super) again: usize,
    pub(super) dead: Vec<String>,
}

/// What an effect would show in.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Seen {
    /// The page in words, and where the focus is beside the control.
    pub(super) page: Value,
    /// What is stored, how often the browser was opened, how many windows there are.
    pub(super) beyond: Vec<Value>,
}

/// Of what a screen shows at once, one part in `of`, each control with all that it opens. What one walk leaves to the
/// others is pressed by them: together they press everything, and none takes longer than it must.
#[derive(Clone, Copy)]
pub(super) struct Share {
    pub(super) at: usize,
    pub(super) of: usize,
}

pub(super) const WHOLE: Share = Share { at: 0, of: 1 };

/// What pressing a control came to.
pub(super) enum Outcome {
    /// It did something, and the screen is still this one: others may show.
    Here,
    /// It did something that shows no further control of this screen.
    Elsewhere,
    /// Why it counts as dead.
    Dead(String),
}

impl Share {
    /// Why by name: the walks needn't see the same order.
    fn has(self, key: &str) -> bool {
        key.bytes().map(usize::from).sum::<usize>() % self.of == self.at
    }
}

/// The controls that were pressed; walks that share a screen don't do each other's work again.
#[derive(Clone, Default)]
struct Walked(Arc<Mutex<BTreeSet<String>>>);

static COMPOSE_WALKED: LazyLock<Walked> = LazyLock::new(Walked::default);

impl Walked {
    fn has(&self, control: &Control) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).contains(&control.place())
    }

    fn add(&self, controls: &[Control]) {
        let mut walked = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        walked.extend(controls.iter().map(Control::place));
    }
}

impl Place {
    pub(super) fn is_first_run(self) -> bool {
        matches!(self, Self::Welcome | Self::Prepared)
    }

    /// Whether it shows what becomes of posts that go out directly.
    fn shows_direct(self) -> bool {
        matches!(self, Self::Screen("queue" | "connections"))
    }

    /// The least that it has; with fewer it was not shown.
    pub(super) fn controls_least(self) -> usize {
        if self.is_first_run() { 4 } else { 8 }
    }
}

impl<'a> Walk<'a> {
    pub(super) fn new(studio: &'a Studio, material: &'a Material, place: Place) -> Self {
        Self {
            studio,
            material,
            direct: if place.shows_direct() { Direct::start() } else { None },
            place,
            on_the_way: vec![],
            untouched: None,
            walked: if place == COMPOSE { COMPOSE_WALKED.clone() } else { Walked::default() },
            title: Value::Null,
            controls_whole: 0,
            pressed: 0,
            again: 0,
            dead: vec![],
        }
    }

    /// Presses everything on the screen that was not pressed yet, and what shows by that: layers, panes, tools.
    pub(super) fn all(&mut self, share: Share) -> Result<()> {
        self.arrive()?;
        let mut shown = if self.on_the_way.is_empty() { self.pressable()? } else { self.new_controls()? };
        self.walked.add(&shown);
        shown.retain(|control| share.has(&control.key));
        for control in shown {
            let has_effect = self.one(&control.key).with_context(|| self.way_to(&control.key))?;
            let is_deep = self.on_the_way.len() >= DEPTH_MAX;
            let goes_out = control.key == GOES_OUT && !control.over.is_empty();
            if has_effect && !is_deep && !goes_out && !self.new_controls()?.is_empty() {
                self.on_the_way.push(control.key);
                self.all(WHOLE)?;
                self.on_the_way.pop();
            }
        }
        Ok(())
    }

    /// What shows now and was not pressed yet.
    fn new_controls(&self) -> Result<Vec<Control>> {
        let mut shown = self.pressable()?;
        shown.retain(|control| !self.walked.has(control));
        Ok(shown)
    }

    fn pressable(&self) -> Result<Vec<Control>> {
        let mut shown = self.controls()?;
        shown.retain(|control| {
            (self.place == COMPOSE || !control.in_sidebar)
                && LEFT_OUT.iter().all(|(left_out, _why)| *left_out != control.key)
        });
        Ok(shown)
    }

    /// Presses one control of the untouched screen; true where it did what may show others.
    pub(super) fn one(&mut self, key: &str) -> Result<bool> {
        let mut outcome = self.attempt(key);
        if let Err(_) | Ok(Outcome::Dead(_)) = &outcome {
            // Why twice: a loaded machine shows a page in the middle of a change. What is dead is so on a page that
            // was loaded anew, too.
            eprintln!("a second time, {}: {}", self.way_to(key), told(&outcome));
            self.untouched = None;
            self.again += 1;
            outcome = self.attempt(key);
        }
        self.pressed += 1;
        if let Ok(Outcome::Dead(why)) = &outcome {
            self.dead.push(format!("  {}: {why}", self.way_to(key)));
        }
        Ok(matches!(outcome?, Outcome::Here))
    }

    pub(super) fn attempt(&mut self, key: &str) -> Result<Outcome> {
        self.arrive()?;
        let mut found = self.shows(key)?;
        if found.is_none() {
            // What is read late may have been missing when the screen was said to be untouched.
            self.untouched = None;
            self.arrive()?;
            found = self.shows(key)?;
        }
        let Some(control) = found else {
            return Ok(Outcome::Dead("was there, and is not there a second time".to_owned()));
        };
        if control.is_field {
            let takes_words = self.takes_words(&control)?;
            return Ok(if takes_words {
                Outcome::Elsewhere
            } else {
                Outcome::Dead("takes no words".to_owned())
            });
        }
        let before = self.seen(&control.element)?;
        if let Err(error) = self.press(&control.element) {
            return Ok(Outcome::Dead(format!("can't be pressed: {error}")));
        }
        if !self.has_effect(&control.element, &before)? {
            return Ok(Outcome::Dead("does nothing".to_owned()));
        }
        self.rest()?;
        let title = self.ask("return document.querySelector('main h1')?.innerText ?? '';", json!([]))?;
        Ok(if title == self.title { Outcome::Here } else { Outcome::Elsewhere })
    }

    /// The control of that name, which may still be on its way.
    fn shows(&self, key: &str) -> Result<Option<Control>> {
        let started = Instant::now();
        loop {
            let found = self.controls()?.into_iter().find(|control| control.key == key);
            if found.is_some() || started.elapsed() > EFFECT_LONGEST {
                return Ok(found);
            }
            std::thread::sleep(LOOK_AGAIN);
        }
    }

    /// With the pointer; what shows only while it has the focus, by the keyboard.
    pub(super) fn press(&self, element: &Element) -> Result<()> {
        const ENTER: &str = "\u{E007}";
        let in_reach = self.ask("return inReach(arguments[0]);", json!([element.to_json()]))?;
        if in_reach == json!(true) {
            self.studio.page.click(element)
        } else {
            self.studio.page.keys(element, ENTER)
        }
    }

    fn has_effect(&self, pressed: &Element, before: &Seen) -> Result<bool> {
        let started = Instant::now();
        loop {
            // An element that is gone was not without effect.
            if self.page(pressed).map_or(true, |page| page != before.page) {
                return Ok(true);
            }
            if self.beyond()? != before.beyond {
                return Ok(true);
            }
            if started.elapsed() > EFFECT_LONGEST {
                return Ok(false);
            }
            std::thread::sleep(LOOK_AGAIN);
        }
    }

    fn way_to(&self, key: &str) -> String {
        let place = format!("{:?}", self.place);
        let way = [place.as_str()].into_iter().chain(self.on_the_way.iter().map(String::as_str)).chain([key]);
        way.collect::<Vec<_>>().join(" › ")
    }

    /// To the untouched screen, and from there to the layer that is looked at.
    pub(super) fn arrive(&mut self) -> Result<()> {
        if !self.is_untouched()? {
            self.lay()?;
        }
        for key in &self.on_the_way {
            let Some(found) = self.shows(key)? else {
                let there = self.controls()?;
                let keys = there.iter().map(|control| control.key.as_str()).collect::<Vec<_>>();
                bail!("{key} is not there a second time, but {}", keys.join(", "));
            };
            self.press(&found.element)?;
            self.rest()?;
        }
        Ok(())
    }

    /// Whether closing the layers is enough to be where the last control was pressed.
    fn is_untouched(&mut self) -> Result<bool> {
        const ESCAPE: &str = "\u{E00C}";
        let Some(untouched) = self.untouched.clone() else { return Ok(false) };
        for _ in 0..=DEPTH_MAX {
            if self.layers()? == 0 {
                break;
            }
            let body = self.studio.find("body")?;
            self.studio.page.keys(&body, ESCAPE)?;
            self.rest()?;
        }
        self.ask("document.activeElement?.blur();", json!([]))?;
        self.rest()?;
        Ok(Seen { page: self.looks()?, beyond: self.beyond()? } == untouched)
    }

    /// Lays the desk and loads the page anew.
    fn lay(&mut self) -> Result<()> {
        if self.place == Place::Bar {
            self.studio.close_other_windows()?;
            let _windows = self.studio.page.other_window()?;
        }
        // Why first: what Compose still holds is written when the page goes, and would be newer than the desk.
        self.reload_without_dialogs()?;
        self.go()?;
        self.rest()?;
        self.whole()?;
        self.title = self.ask("return document.querySelector('main h1')?.innerText ?? '';", json!([]))?;
        self.ask("document.activeElement?.blur();", json!([]))?;
        self.rest()?;
        self.untouched = Some(Seen { page: self.looks()?, beyond: self.beyond()? });
        Ok(())
    }

    fn go(&self) -> Result<()> {
        if self.place.is_first_run() {
            return self.go_to_first_run();
        }
        let desk = Desk::lay(self.studio, self.material)?;
        if let Some(direct) = &self.direct {
            direct.lay(self.studio)?;
        }
        self.studio.reload()?;
        if let Place::Screen(screen) = self.place {
            let link = self.studio.find(&format!("aside a[href='/{screen}']"))?;
            return self.studio.page.click(&link);
        }
        // What was copied once stays ticked.
        self.ask("localStorage.clear();", json!([]))?;
        let workspace = self.studio.call("studio_get", json!({}))?["workspace"]["id"].clone();
        self.studio.call("bar_open", json!({ "workspace_id": workspace, "publication_id": desk.due }))?;
        self.studio.until("the bar does not open", || Ok((self.studio.window_count() == 2).then_some(())))?;
        let _windows = self.studio.page.other_window()?;
        self.studio.find("main h1").map(|_| ())
    }

    /// To the studio of somebody who has nothing in it yet.
    fn go_to_first_run(&self) -> Result<()> {
        self.studio.call("settings_set", json!({ "lang": "fr", "theme": "light" }))?;
        if self.studio.call("studio_get", json!({}))?["first_run"] != json!(true) {
            let client = json!({ "name": "Jardin Brume", "zone": "Europe/Paris", "lang": "fr" });
            self.studio.call("workspace_create", client)?;
        }
        self.studio.reload()?;
        if self.place == Place::Prepared { self.drop_a_photo() } else { Ok(()) }
    }

    /// Closing every other window takes GTK's own with them that receives what is dropped, and the next drop is lost.
    fn drop_a_photo(&self) -> Result<()> {
        const FIRST_FILE: &str = "figure [draggable=true] img";
        self.rest()?;
        self.studio.drop_files(&[&self.material.photo()])?;
        self.rest()?;
        if self.studio.page.all(FIRST_FILE)?.is_empty() {
            self.studio.drop_files(&[&self.material.photo()])?;
        }
        self.studio.find(FIRST_FILE)?;
        self.studio.until("the files are never all made", || {
            Ok((self.studio.page.run(ALL_MADE, json!([]))? == json!(true)).then_some(()))
        })
    }

    /// Loads the page anew. A dialog of the system that was opened a moment ago may show only now, and holds the page.
    fn reload_without_dialogs(&self) -> Result<()> {
        std::thread::scope(|scope| {
            let reload = scope.spawn(|| self.studio.reload());
            loop {
                self.studio.close_other_windows()?;
                if reload.is_finished() {
                    return reload.join().map_err(|_| anyhow::anyhow!("the page was not loaded anew"))?;
                }
                std::thread::sleep(LOOK_AGAIN);
            }
        })
    }

    /// Waits until the screen shows as many controls as before: what it shows may still be read.
    fn whole(&mut self) -> Result<()> {
        let started = Instant::now();
        if self.controls_whole == 0 {
            std::thread::sleep(FIRST_REST);
        }
        while self.controls()?.len() < self.controls_whole && started.elapsed() < REST_LONGEST {
            std::thread::sleep(LOOK_AGAIN);
        }
        self.controls_whole = self.controls_whole.max(self.controls()?.len());
        self.rest()
    }
}

pub(super) fn told(outcome: &Result<Outcome>) -> String {
    match outcome {
        Ok(Outcome::Dead(why)) => why.clone(),
        Ok(Outcome::Here | Outcome::Elsewhere) => "does something".to_owned(),
        Err(error) => format!("{error:#}"),
    }
}
