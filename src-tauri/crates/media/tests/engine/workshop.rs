//! A folder, an engine, and recipes in one line.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use upbeat_domain::media::{
    Choices, ImageOutput, MediaInfo, MovingLimits, Output, Recipe, Step, VideoOutput,
};
use upbeat_domain::network::NetworkId;
use upbeat_media::{Cancel, Engine, MediaError, Rendered};
use upbeat_testkit::media::{Rgb, similarity};

/// Where a test works; gone when it ends.
pub(crate) struct Workshop {
    folder: tempfile::TempDir,
    pub(crate) engine: Engine,
}

impl Workshop {
    pub(crate) fn open() -> Result<Self> {
        Ok(Self { folder: tempfile::tempdir()?, engine: Engine::detect() })
    }

    /// The same for a test that makes its files; none, said aloud, where they can't be made.
    pub(crate) fn with_material() -> Result<Option<Self>> {
        if upbeat_testkit::material::is_here() { Self::open().map(Some) } else { Ok(None) }
    }

    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn out(&self) -> PathBuf {
        self.folder.path().join("out")
    }

    /// Files that the engine left in its folder, hidden ones too.
    pub(crate) fn left(&self) -> Result<Vec<PathBuf>> {
        if !self.out().exists() {
            return Ok(Vec::new());
        }
        std::fs::read_dir(self.out())?.map(|entry| Ok(entry?.path())).collect()
    }

    pub(crate) fn probe(&self, file: &Path) -> Result<MediaInfo> {
        Ok(self.engine.probe(file)?)
    }

    pub(crate) fn prepare(
        &self,
        file: &Path,
        recipes: &[Recipe],
    ) -> Result<Vec<Result<Rendered, MediaError>>> {
        let info = self.probe(file)?;
        Ok(self.engine.prepare(file, &info, recipes, &self.out(), &|_| {}, &Cancel::new()))
    }

    /// The only rendition of one recipe, which must succeed.
    pub(crate) fn make(&self, file: &Path, recipe: Recipe) -> Result<Rendered> {
        let made = self.prepare(file, &[recipe])?.pop().context("one recipe, one result")?;
        Ok(made?)
    }
}

/// A picture of at most these sides in its own shape.
pub(crate) fn free(max_px: u32) -> ImageOutput {
    ImageOutput {
        frame_px: None,
        max_width_px: Some(max_px),
        max_height_px: Some(max_px),
        max_pixels: None,
        min_width_px: None,
        min_height_px: None,
        min_aspect: None,
        max_aspect: None,
        mimes: vec!["image/jpeg".into(), "image/png".into()],
        max_bytes: 5_000_000,
        moving: None,
        keeps_display_p3: false,
        safe: None,
    }
}

/// A picture of exactly this size.
pub(crate) fn framed(width: u32, height: u32) -> ImageOutput {
    ImageOutput { frame_px: Some((width, height)), max_width_px: None, max_height_px: None, ..free(0) }
}

/// The same, where a moving GIF stays as it is.
pub(crate) fn taking_gifs(output: ImageOutput) -> ImageOutput {
    let mimes = vec!["image/jpeg".into(), "image/gif".into()];
    ImageOutput { mimes, moving: Some(MovingLimits::default()), ..output }
}

/// A film in its own shape, of any length.
pub(crate) fn film() -> VideoOutput {
    VideoOutput {
        frame_px: None,
        max_width_px: Some(1920),
        max_height_px: Some(1920),
        max_pixels: None,
        min_width_px: None,
        min_height_px: None,
        min_aspect: None,
        max_aspect: None,
        min_fps: None,
        max_fps: Some(60.0),
        min_duration_ms: None,
        max_duration_ms: None,
        min_bytes: None,
        max_bytes: 50_000_000,
        max_video_bitrate_bps: None,
        audio_bitrate_bps: Some(96_000),
        mimes: vec!["video/mp4".into()],
        video_codecs: vec!["h264".into()],
        audio_codecs: vec!["aac".into()],
        safe: None,
    }
}

pub(crate) fn image(output: ImageOutput) -> Recipe {
    recipe(Output::Image(output), Choices::default())
}

pub(crate) fn video(output: VideoOutput) -> Recipe {
    recipe(Output::Video(output), Choices::default())
}

pub(crate) fn recipe(output: Output, choices: Choices) -> Recipe {
    Recipe { network: NetworkId::Bluesky, format: "feed".into(), preset: "own".into(), output, choices }
}

/// The same picture as the engine's, made by ImageMagick: upright, in sRGB, the part that the engine
/// says it kept, at its size.
pub(crate) fn reference(shop: &Workshop, source: &Path, made: &Rendered) -> Result<Rgb> {
    let profile = upbeat_testkit::media::srgb_profile(shop.folder())?;
    let size = format!("{}x{}!", made.width_px, made.height_px);
    let mut operations =
        vec!["-auto-orient".to_owned(), "-background".into(), "white".into(), "-flatten".into()];
    operations.extend(["-profile".into(), profile.to_string_lossy().into_owned()]);
    if let Some(crop) = made.crop {
        let part = format!("{}x{}+{}+{}", crop.width, crop.height, crop.x, crop.y);
        operations.extend(["-crop".into(), part, "+repage".into()]);
    }
    // Reduced as light, as the engine does.
    operations.extend(["-colorspace".into(), "RGB".into(), "-filter".into(), "Lanczos".into()]);
    operations.extend(["-resize".into(), size, "-colorspace".into(), "sRGB".into(), "-strip".into()]);
    let operations: Vec<&str> = operations.iter().map(String::as_str).collect();
    Rgb::read(source, &operations)
}

/// Fails unless the rendition looks like the reference: structure and mean colour.
pub(crate) fn assert_alike(shop: &Workshop, source: &Path, made: &Rendered, at_least: f64) -> Result<()> {
    let expected = reference(shop, source, made)?;
    let found = Rgb::read(&made.path, &[])?;
    let alike = similarity(&found, &expected);
    let name = source.file_name().unwrap_or_default().to_string_lossy();
    assert!(alike >= at_least, "{name}: {alike:.4} alike, wanted {at_least}");
    for (x, y) in [(0.2, 0.2), (0.8, 0.3), (0.5, 0.5), (0.3, 0.8), (0.75, 0.75)] {
        let (a, b) = (found.around(x, y), expected.around(x, y));
        let off = a.iter().zip(b).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
        // Why 8: at saturated places 4:2:0 and the range of JPEG's colours cost this much in themselves.
        assert!(off <= 8.0, "{name}: at {x}, {y} it is {a:.0?}, expected {b:.0?}");
    }
    Ok(())
}

/// Fails unless an independent tool finds nothing private in it.
pub(crate) fn assert_private(file: &Path) -> Result<()> {
    assert_all_private(&[file])
}

/// The same of several files in one look.
pub(crate) fn assert_all_private(files: &[&Path]) -> Result<()> {
    let groups = ["EXIF", "GPS", "XMP", "IPTC", "Photoshop", "MakerNotes", "Keys", "UserData", "ItemList"];
    let tags = upbeat_testkit::media::tags_of_all(files, &groups)?;
    let kept: Vec<&str> = tags.lines().filter(|line| !line.contains("HandlerVendorID")).collect();
    assert!(kept.is_empty(), "{files:?}: {kept:?}");
    for file in files {
        let bytes = std::fs::read(file)?;
        for secret in [&b"Lovelace"[..], b"Phone 12", b"GPSLatitude", b"48.8534"] {
            assert!(
                !bytes.windows(secret.len()).any(|w| w == secret),
                "{} is in {}",
                String::from_utf8_lossy(secret),
                file.display()
            );
        }
    }
    Ok(())
}

/// The names of the steps, in order.
pub(crate) fn names(steps: &[Step]) -> Vec<&'static str> {
    steps
        .iter()
        .map(|step| match step {
            Step::Rotated { .. } => "rotated",
            Step::ColorConverted { .. } => "color_converted",
            Step::Cropped { .. } => "cropped",
            Step::Resized { .. } => "resized",
            Step::Padded { .. } => "padded",
            Step::Flattened { .. } => "flattened",
            Step::FirstFrame { .. } => "first_frame",
            Step::MetadataRemoved { .. } => "metadata_removed",
            Step::CreditKept { .. } => "credit_kept",
            Step::Drawn { .. } => "drawn",
            Step::Encoded { .. } => "encoded",
            Step::Trimmed { .. } => "trimmed",
            Step::Transcoded { .. } => "transcoded",
            Step::Remuxed => "remuxed",
            Step::PassedThrough => "passed_through",
            Step::Levelled { .. } => "levelled",
            Step::SoundEncoded { .. } => "sound_encoded",
            Step::Audiogram { .. } => "audiogram",
            Step::PageUsed { .. } => "page_used",
            Step::GainMapDropped => "gain_map_dropped",
            Step::Joined { .. } => "joined",
            Step::Paced { .. } => "paced",
            Step::Muted => "muted",
            Step::Amplified { .. } => "amplified",
            Step::Captioned { .. } => "captioned",
        })
        .collect()
}
