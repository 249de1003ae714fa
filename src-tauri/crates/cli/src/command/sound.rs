//! What `prepare` is told of sound.

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

    /// Title drawn in a film made of a sound; its own unless told, none where empty
    #[arg(long, value_name = "TEXT")]
    title: Option<String>,
}

impl SoundOptions {
    /// What was chosen.
    pub fn choices(self) -> SoundChoices {
        let Self { sound_as: codec, keep_tags, title } = self;
        SoundChoices { codec, keep_tags, title }
    }
}

fn codec(text: &str) -> Result<SoundCodec, Wrong> {
    text.parse().map_err(|_| Wrong::OneOf(SoundCodec::ALL.iter().map(|codec| codec.as_str()).collect()))
}
