//! What is done to a medium: shared by `prepare`, which makes files of it, and `post`, which keeps it.

use clap::Args;
use upbeat_app::{Engine, Failure};
use upbeat_contract::post::{self, Medium};
use upbeat_domain::code::Code;
use upbeat_domain::media::{Choices, Crop, Edits, Fit, Focus};

use super::film::{CaptionOptions, Color, FilmEdits, color, moment};
use super::sound::SoundOptions;
use crate::usage::{Wrong, within};

/// The options that frame and edit a medium.
#[derive(Args, Debug)]
pub struct MediumOptions {
    #[command(flatten)]
    pub(super) framing: Framing,

    /// The frame of a film that networks show before it plays, such as 12s
    #[arg(long, value_name = "TIME", value_parser = moment_of)]
    cover: Option<u64>,

    /// Colour behind see-through parts and on plain margins, such as #ffffff
    #[arg(long, value_name = "COLOR", value_parser = color)]
    background: Option<Color>,

    /// Keeps the author and the copyright that are written in a picture
    #[arg(long)]
    keep_credit: bool,

    #[command(flatten)]
    pub(super) film: FilmEdits,

    #[command(flatten)]
    captions: CaptionOptions,

    #[command(flatten)]
    sound: SoundOptions,
}

/// The options that decide what a frame shows.
#[derive(Args, Debug)]
pub struct Framing {
    /// The point that every crop keeps, as fractions of width and height
    #[arg(long, value_name = "X,Y", value_parser = focus)]
    pub(super) focus: Option<Focus>,

    /// How a picture meets a frame of another shape: cover, contain, blur [default: cover]
    #[arg(long, value_name = "FIT", value_parser = fit)]
    pub(super) fit: Option<Fit>,

    /// Page of a file with several, counted from 1
    #[arg(long, value_name = "N", value_parser = page)]
    pub(super) page: Option<u32>,
}

/// The same for media that are placed in a post.
#[derive(Args, Debug)]
pub struct PlacedEdits {
    #[command(flatten)]
    options: MediumOptions,

    /// Title drawn in a film made of a sound; its own unless told, none where empty
    #[arg(long, value_name = "TEXT")]
    sound_title: Option<String>,

    /// What a frame shows, in pixels of the upright original, such as portrait_4x5=0,120,1080,1350
    #[arg(long, value_name = "FRAME=X,Y,W,H", value_parser = framed)]
    crop: Vec<(String, Crop)>,

    /// Takes what was done to the media off before all else
    #[arg(long)]
    as_they_are: bool,

    /// Which medium of the post all this is done to, counted from 1 [default: every one]
    #[arg(long, value_name = "N")]
    medium: Option<usize>,
}

impl PlacedEdits {
    /// Lays what was typed over the media of a post; what is absent stays.
    pub(super) fn lay(&self, engine: &Engine, media: &mut [Medium]) -> Result<(), Failure> {
        let media = match self.medium {
            None => media,
            Some(number) => {
                let found = number.checked_sub(1).and_then(|index| media.get_mut(index));
                std::slice::from_mut(found.ok_or_else(|| Failure::about(Code::Invalid, "--medium"))?)
            }
        };
        // Why one: a medium of a post is one clip; the same file may be placed again for another.
        let pieces = match self.options.film.trim.as_slice() {
            [] => None,
            [clip] => Some(clip.0.clone()),
            _ => return Err(Failure::about(Code::Invalid, "--trim")),
        };
        for medium in media {
            let before = medium.edits.take().filter(|_| !self.as_they_are);
            let mut edits: Edits = before.map(TryInto::try_into).transpose()?.unwrap_or_default();
            self.options.lay(engine, &mut edits)?;
            edits.audio.title = self.sound_title.clone().or(edits.audio.title);
            edits.pieces = pieces.clone().unwrap_or(edits.pieces);
            medium.edits = (!edits.is_default()).then(|| (&edits).into());
            let framing = &self.options.framing;
            medium.focus = framing.focus.map(|focus| post::Focus { x: focus.x, y: focus.y }).or(medium.focus);
            medium.fit = framing.fit.unwrap_or(medium.fit);
            medium.cover_ms = self.options.cover.or(medium.cover_ms);
            medium.crops.extend(self.crop.iter().map(|(preset, crop)| (preset.clone(), (*crop).into())));
        }
        Ok(())
    }
}

impl MediumOptions {
    /// The choices for each clip that was asked for, at least one, with a title for films made of sound.
    pub fn choices(
        &self,
        engine: &Engine,
        title: Option<String>,
        crop: Option<Crop>,
    ) -> Result<Vec<Choices>, Failure> {
        let mut edits = Edits::default();
        self.lay(engine, &mut edits)?;
        let Edits { pieces: _, speed, sound, captions, background, mut audio, page, keep_credit } = edits;
        audio.title = title;
        let (focus, fit) = (self.framing.focus, self.framing.fit.unwrap_or_default());
        let cover_ms = self.cover;
        let pieces = Vec::new();
        let all = Choices {
            focus,
            fit,
            crop,
            pieces,
            speed,
            sound,
            captions,
            cover_ms,
            background,
            audio,
            page,
            keep_credit,
        };
        if self.film.trim.is_empty() {
            return Ok(vec![all]);
        }
        let clips = self.film.trim.iter();
        Ok(clips.map(|clip| Choices { pieces: clip.0.clone(), ..all.clone() }).collect())
    }

    /// Lays what was typed over edits, all but the clips; what is absent stays.
    pub(super) fn lay(&self, engine: &Engine, edits: &mut Edits) -> Result<(), Failure> {
        self.film.lay(edits);
        self.sound.lay(&mut edits.audio);
        edits.page = self.framing.page.or(edits.page);
        edits.keep_credit |= self.keep_credit;
        edits.background = self.background.map(|color| color.0).or(edits.background);
        if let Some(captions) = self.captions.read(engine)? {
            edits.captions = Some(captions);
        }
        Ok(())
    }
}

fn page(text: &str) -> Result<u32, Wrong> {
    within(text, 1, u64::from(u16::MAX))
}

fn focus(text: &str) -> Result<Focus, Wrong> {
    let (x, y) = text.split_once(',').ok_or(Wrong::Point)?;
    let number = |part: &str| part.trim().parse::<f32>().map_err(|_| Wrong::Point);
    Focus::new(number(x)?, number(y)?).ok_or(Wrong::Point)
}

/// `X,Y,W,H`.
pub(super) fn crop(text: &str) -> Result<Crop, Wrong> {
    let numbers: Result<Vec<u32>, _> = text.split(',').map(|part| part.trim().parse()).collect();
    match numbers.as_deref() {
        Ok(&[x, y, width, height]) if width > 0 && height > 0 => Ok(Crop { x, y, width, height }),
        Ok(_) | Err(_) => Err(Wrong::Rectangle),
    }
}

fn framed(text: &str) -> Result<(String, Crop), Wrong> {
    let (preset, rectangle) = text.split_once('=').ok_or(Wrong::Rectangle)?;
    Ok((preset.to_owned(), crop(rectangle)?))
}

fn moment_of(text: &str) -> Result<u64, Wrong> {
    moment(text).map_err(|_| Wrong::Moment)
}

fn fit(text: &str) -> Result<Fit, Wrong> {
    text.parse().map_err(|_| Wrong::Fit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rectangles_are_four_numbers_with_a_frame_in_a_post() {
        let wanted = Crop { x: 0, y: 120, width: 1080, height: 1350 };
        assert_eq!(crop("0, 120,1080,1350").ok(), Some(wanted));
        assert_eq!(framed("portrait_4x5=0,120,1080,1350").ok(), Some(("portrait_4x5".to_owned(), wanted)));
        for text in ["", "1,2,3", "1,2,0,4", "1,2,3,4,5", "-1,0,5,5", "a,b,c,d"] {
            assert_eq!(crop(text), Err(Wrong::Rectangle), "{text}");
        }
    }

    #[test]
    fn points_lie_within_the_picture() {
        assert!(focus("0.5,1.2").is_err());
        assert!(focus("NaN,0").is_err());
        assert_eq!(focus("0.25, 1").ok(), Focus::new(0.25, 1.0));
    }
}
