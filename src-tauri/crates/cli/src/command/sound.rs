//! What is chosen for sound.

use clap::Args;
use upbeat_domain::media::{SoundChoices, SoundCodec};

use crate::usage::Wrong;

/// Options for sound.
#[derive(Args, Debug)]
pub struct SoundOptions {
    /// Kind of file that sound becomes where the network takes it: mp3, m4a
    #[arg(long, value_name = "KIND", value_parser = codec)]
    sound_as: Option<SoundCodec>,

    /// Keep all that is written in a sound, not only what listeners are shown
    #[arg(long)]
    keep_tags: bool,
}

impl SoundOptions {
    /// Lays what was typed over choices; what is absent stays.
    pub(super) fn lay(&self, choices: &mut SoundChoices) {
        choices.codec = self.sound_as.or(choices.codec);
        choices.keep_tags |= self.keep_tags;
    }
}

fn codec(text: &str) -> Result<SoundCodec, Wrong> {
    text.parse().map_err(|_| Wrong::OneOf(SoundCodec::ALL.iter().map(|codec| codec.as_str()).collect()))
}
