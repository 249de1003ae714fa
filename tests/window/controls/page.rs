//! What a walk asks the page and the core.

use super::walk::{Control, EFFECT_LONGEST, LOOK_AGAIN, Place, REST, REST_LONGEST, Seen, Walk};
use crate::driver::Element;
use anyhow::{Context, Result};
use serde_json::{Value, json};
use std::time::Instant;

const WALK: &str = include_str!("walk.js");

impl Walk<'_> {
    /// Waits until the page doesn't move any more; what never rests is looked at as it is.
    pub(super) fn rest(&self) -> Result<()> {
        let started = Instant::now();
        let long = REST.as_secs_f64() * 1_000.0;
        while started.elapsed() < REST_LONGEST {
            // Why from now on: what was pressed a moment ago may not have moved anything yet.
            std::thread::sleep(LOOK_AGAIN);
            if started.elapsed() > REST
                && self.ask("return still();", json!([]))?.as_f64().is_some_and(|still| still >= long)
            {
                break;
            }
        }
        Ok(())
    }

    pub(super) fn controls(&self) -> Result<Vec<Control>> {
        let said = self.ask("return controls(ground());", json!([]))?;
        let each = said.as_array().into_iter().flatten().map(|one| {
            Ok(Control {
                key: one[0].as_str().context("a key")?.to_owned(),
                element: Element::of(&one[1]).context("an element")?,
                is_field: one[2] == json!(true),
                in_sidebar: one[3] == json!("sidebar"),
                over: one[4].as_str().unwrap_or_default().to_owned(),
            })
        });
        each.collect()
    }

    pub(super) fn layers(&self) -> Result<u64> {
        let said =
            self.ask("return [...document.querySelectorAll(LAYER)].filter(shown).length;", json!([]))?;
        said.as_u64().context("a count")
    }

    pub(super) fn looks(&self) -> Result<Value> {
        self.ask("return hash(looks());", json!([]))
    }

    /// A field is for writing: what is typed into it must stand in it.
    pub(super) fn takes_words(&self, control: &Control) -> Result<bool> {
        let read = "const field = arguments[0];\
                    return String(field.value ?? field.innerText ?? '') + (field.ariaValueText ?? '');";
        let before = self.ask(read, json!([control.element.to_json()]))?;
        self.press(&control.element)?;
        // Why two: an hour that is 7 already stays so.
        for words in ["7", "3"] {
            self.studio.page.keys(&control.element, words)?;
            let started = Instant::now();
            while started.elapsed() < EFFECT_LONGEST {
                if self.ask(read, json!([control.element.to_json()])).map_or(true, |now| now != before) {
                    return Ok(true);
                }
                std::thread::sleep(LOOK_AGAIN);
            }
        }
        Ok(false)
    }

    pub(super) fn seen(&self, pressed: &Element) -> Result<Seen> {
        Ok(Seen { page: self.page(pressed)?, beyond: self.beyond()? })
    }

    pub(super) fn page(&self, pressed: &Element) -> Result<Value> {
        self.ask("return [hash(looks()), focusBeside(arguments[0])];", json!([pressed.to_json()]))
    }

    pub(super) fn beyond(&self) -> Result<Vec<Value>> {
        if self.place != Place::Bar {
            return self.stored();
        }
        // The bar may ask for little: the studio's window is asked in its place.
        let _windows = self.studio.page.other_window()?;
        let seen = self.stored();
        let _windows = self.studio.page.other_window()?;
        seen
    }

    pub(super) fn stored(&self) -> Result<Vec<Value>> {
        let mut seen = vec![json!(self.studio.browsed_count()), json!(self.studio.window_count())];
        for (command, request) in [
            ("settings_get", json!({})),
            ("account_list", json!({})),
            ("post_list", json!({ "limit": 20 })),
            ("publication_list", json!({ "limit": 50 })),
            ("asset_list", json!({ "limit": 50 })),
        ] {
            seen.push(at_rest(self.studio.call(command, request)?));
        }
        Ok(seen)
    }

    pub(super) fn ask(&self, script: &str, args: Value) -> Result<Value> {
        let script = format!("{WALK}\n{script}");
        self.studio.page.run(&script, args.clone()).or_else(|_| {
            // A page that is left while it is asked says nothing; its successor does.
            std::thread::sleep(LOOK_AGAIN);
            self.studio.page.leave_closed_window()?;
            self.studio.page.run(&script, args)
        })
    }
}

/// What differs from one second to the next without anybody's doing.
fn at_rest(mut answer: Value) -> Value {
    if let Some(fields) = answer.as_object_mut() {
        for moving in ["now", "cache_bytes"] {
            fields.remove(moving);
        }
    }
    answer
}
