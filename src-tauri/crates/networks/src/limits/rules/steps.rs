//! The steps of the hand-made route fit what the formats ask for.

use std::collections::BTreeSet;

use upbeat_domain::check::MAIN_FIELD;
use upbeat_domain::limits::Limits;

use super::Check;
use crate::assisted::{MEDIA_STEP, asks_for};

/// The field that becomes a comment of our own under the post.
const FIRST_COMMENT: &str = "first_comment";

impl Check {
    /// Whatever can be written for a network is handed over by hand, and no step waits in vain.
    pub(super) fn steps(&mut self, limits: &Limits) {
        let mut steps = BTreeSet::new();
        for step in &limits.assisted.steps {
            let key = format!("assisted.steps[{step}]");
            self.rule(steps.insert(step.as_str()), &key, "the step is named twice");
            let can_appear = limits.formats.iter().any(|format| asks_for(format, step));
            self.rule(can_appear, &key, "no format asks for it: the step can never appear");
        }
        for format in &limits.formats {
            let key = format!("format[{}]", format.id);
            for rule in &format.texts {
                let step = if rule.main { MAIN_FIELD } else { rule.field.as_str() };
                let key = format!("{key}.text[{}]", rule.field);
                self.rule(steps.contains(step), &key, "no step of assisted.steps: by hand it would be lost");
            }
            let handed = !asks_for(format, MEDIA_STEP) || steps.contains(MEDIA_STEP);
            self.rule(handed, &key, "takes media, which are no step of assisted.steps");
        }
    }

    /// A first comment is claimed where it can be written, and only there.
    pub(super) fn first_comment(&mut self, limits: &Limits) {
        let key = "capabilities.first_comment";
        let claimed = limits.capabilities.first_comment;
        let written = limits.formats.iter().any(|format| asks_for(format, FIRST_COMMENT));
        self.rule(written || !claimed, key, "no format has a field for it");
        self.rule(claimed || !written, key, "is false although a format has a field for it");
    }
}
