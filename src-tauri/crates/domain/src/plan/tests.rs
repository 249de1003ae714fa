#![expect(clippy::unwrap_used, reason = "a test that can't build its table has failed")]

use super::*;
use crate::code::Code;
use crate::media::{CaptionStyle, CaptionWay, Captions, Cue, Edits, Focus, Inside, Piece, Speed};

const FROM: &str = "source = \"t\"\nchecked = \"2026-11-23\"\nconfidence = \"unsure\"\n";

const SQUARE: &str = "id = \"square\"\nwidth_px = 1080\nheight_px = 1080";
const OWN: &str = "id = \"own\"\nmax_side_px = 1600\ndefault = true";

fn limits(image: bool, video: bool, presets: &[&str]) -> Limits {
    let mut text = format!(
        "schema = 1\nnetwork = \"bluesky\"\nname = \"Bluesky\"\ndated = \"2026-11-23\"\nroutes = []\n\
         [proof]\nclass = \"keyed\"\n{FROM}\
         [assisted]\ncompose_url = \"\"\nsteps = []\nreceipt_hosts = []\n{FROM}\
         [capabilities]\ncomments = false\ninsights = false\nnative_scheduling = false\npolls = false\n\
         alt_text = true\nfirst_comment = false\ndelete = true\n{FROM}\
         [[format]]\nid = \"feed\"\nkind = \"image\"\nname = {{ en = \"x\", fr = \"x\" }}\n{FROM}"
    );
    if image {
        text += "[format.image]\nmimes = [\"image/jpeg\"]\nmax_bytes = 1000000\nmax_width_px = 2000\n";
        text += FROM;
    }
    if video {
        text += "[format.video]\nmimes = [\"video/mp4\"]\nmin_duration_ms = 3000\nmax_duration_ms = 60000\n";
        text += FROM;
    }
    for preset in presets {
        text += &format!("[[format.preset]]\n{preset}\nname = {{ en = \"x\", fr = \"x\" }}\n{FROM}");
    }
    toml::from_str(&text).unwrap()
}

fn photo() -> MediaInfo {
    MediaInfo {
        kind: MediaKind::Image,
        container: "jpeg".into(),
        mime: "image/jpeg".into(),
        bytes: 4_000_000,
        width_px: 3024,
        height_px: 4032,
        orientation: 6,
        color: "Display P3".into(),
        bit_depth: 8,
        has_gps: true,
        has_metadata: true,
        has_alpha: false,
        frames: 1,
        duration_ms: None,
        fps: None,
        video_codec: None,
        audio_codec: None,
        taken_at: None,
        sound: None,
        inside: Inside::default(),
    }
}

fn film(duration_ms: u64) -> MediaInfo {
    MediaInfo { kind: MediaKind::Video, duration_ms: Some(duration_ms), ..photo() }
}

fn plan(limits: &Limits, preset: Option<&str>, info: &MediaInfo) -> Result<Recipe, PlanError> {
    chosen(limits, preset, info, &Choices::default())
}

fn chosen(
    limits: &Limits,
    preset: Option<&str>,
    info: &MediaInfo,
    choices: &Choices,
) -> Result<Recipe, PlanError> {
    recipe(limits, &limits.formats[0], preset, info, choices)
}

#[test]
fn the_default_preset_gives_the_frame() {
    let format = limits(true, false, &[SQUARE, OWN]);
    let made = plan(&format, None, &photo()).unwrap();
    assert_eq!(made.preset, "own");
    let Output::Image(own) = made.output else { panic!("a picture was asked for") };
    assert_eq!((own.frame_px, own.max_bytes), (None, 1_000_000));
    assert_eq!((own.max_width_px, own.max_height_px), (Some(1600), Some(1600)), "the narrower of both");
    let made = plan(&format, Some("square"), &photo()).unwrap();
    let Output::Image(square) = made.output else { panic!("a picture was asked for") };
    assert_eq!(square.frame_px, Some((1080, 1080)));
    let error = plan(&format, Some("nope"), &photo()).unwrap_err();
    assert_eq!(error.code(), Code::FormatUnknown);
}

#[test]
fn a_frame_is_reduced_to_what_the_rule_allows() {
    let mut small = limits(true, false, &[SQUARE]);
    small.formats[0].image.as_mut().unwrap().max_width_px = Some(721);
    let Output::Image(made) = plan(&small, None, &photo()).unwrap().output else { panic!("a picture") };
    assert_eq!(made.frame_px, Some((720, 720)));
}

#[test]
fn a_picture_keeps_its_colours_only_where_that_is_known_and_old_recipes_are_read() {
    let mut both = limits(true, false, &[]);
    let output = |limits: &Limits| {
        let Output::Image(output) = plan(limits, None, &photo()).unwrap().output else { panic!("a picture") };
        output
    };
    assert!(!output(&both).keeps_display_p3, "nobody knows");
    let text = serde_json::to_string(&output(&both)).unwrap();
    assert!(
        !text.contains("display_p3") && !serde_json::from_str::<ImageOutput>(&text).unwrap().keeps_display_p3
    );
    for kept in [false, true] {
        let rule = toml::from_str(&format!("kept = {kept}\n{FROM}")).unwrap();
        both.formats[0].image.as_mut().unwrap().display_p3 = Some(rule);
        assert_eq!(output(&both).keeps_display_p3, kept);
    }
}

#[test]
fn a_format_without_frames_keeps_the_sources_shape() {
    let made = plan(&limits(true, false, &[]), None, &photo()).unwrap();
    assert_eq!(made.preset, PRESET_SOURCE);
    assert!(plan(&limits(true, false, &[]), Some(PRESET_SOURCE), &photo()).is_ok());
}

#[test]
fn a_file_of_the_wrong_nature_is_refused() {
    let error = plan(&limits(true, false, &[]), None, &film(10_000)).unwrap_err();
    assert_eq!(error.code(), Code::MediaWrongKind);
    let error = plan(&limits(false, true, &[]), None, &photo()).unwrap_err();
    assert_eq!(error.args().get("kind").map(String::as_str), Some("image"));
}

#[test]
fn a_films_cover_is_a_picture_where_the_format_goes_with_a_film() {
    let mut cover = limits(true, false, &[SQUARE]);
    cover.formats[0].companion = true;
    let made = plan(&cover, None, &film(10_000)).unwrap();
    assert!(matches!(made.output, Output::Image(_)));
}

#[test]
fn a_moving_gif_stays_moving_where_a_film_may_stand() {
    let gif = MediaInfo {
        container: "gif".into(),
        mime: "image/gif".into(),
        frames: 20,
        duration_ms: Some(4_000),
        ..photo()
    };
    let made = plan(&limits(true, true, &[]), None, &gif).unwrap();
    assert!(matches!(made.output, Output::Video(_)));
    let made = plan(&limits(true, false, &[]), None, &gif).unwrap();
    assert!(matches!(made.output, Output::Image(_)), "a network without films gets the first frame");
}

#[test]
fn a_film_of_the_wrong_length_is_refused_unless_a_part_is_chosen() {
    let reel = limits(false, true, &[]);
    for wrong in [2_999, 60_001] {
        let error = plan(&reel, None, &film(wrong)).unwrap_err();
        assert_eq!(error.code(), Code::MediaDuration);
        assert_eq!(error.args().get("duration_ms"), Some(&wrong.to_string()));
    }
    for right in [3_000, 60_000] {
        assert!(plan(&reel, None, &film(right)).is_ok(), "limits are inclusive");
    }
    let part = cut(&[(10_000, 40_000)]);
    assert!(chosen(&reel, None, &film(90_000), &part).is_ok());
    let joined = cut(&[(0, 10_000), (30_000, 60_000), (70_000, 80_000)]);
    assert!(chosen(&reel, None, &film(90_000), &joined).is_ok());
    let fast = Choices { speed: Speed::new(2.0).unwrap(), ..Choices::default() };
    assert!(chosen(&reel, None, &film(90_000), &fast).is_ok());
    for wrong in [cut(&[(95_000, 99_000)]), cut(&[(30_000, 40_000), (10_000, 20_000)])] {
        let error = chosen(&reel, None, &film(90_000), &wrong).unwrap_err();
        assert_eq!(error.code(), Code::MediaPieces);
        assert_eq!(error.args().get("duration_ms").map(String::as_str), Some("90000"));
    }
}

fn cut(pieces: &[(u64, u64)]) -> Choices {
    let pieces = pieces.iter().map(|&(from_ms, to_ms)| Piece { from_ms, to_ms }).collect();
    Choices { pieces, ..Choices::default() }
}

#[test]
fn a_crop_outside_the_picture_is_refused() {
    let choices =
        Choices { crop: Some(Crop { x: 3000, y: 0, width: 100, height: 100 }), ..Choices::default() };
    let error = chosen(&limits(true, false, &[]), None, &photo(), &choices).unwrap_err();
    assert_eq!(error, PlanError::Crop { width_px: 3024, height_px: 4032 });
}

#[test]
fn what_a_network_covers_of_the_frame_reaches_the_recipe() {
    let story = format!(
        "id = \"story\"\nwidth_px = 1080\nheight_px = 1920\ndefault = true\n\
         covered = {{ top_px = 270, bottom_px = 380, {} }}",
        FROM.trim_end().replace('\n', ", ")
    );
    let safe = |presets: &[&str]| match plan(&limits(true, false, presets), None, &photo()).unwrap().output {
        Output::Image(output) => output.safe.map(|safe| safe.shares()),
        Output::Video(_) | Output::Audio(_) | Output::Document(_) => None,
    };
    assert_eq!(safe(&[&story]), Some([0.0, 270.0 / 1920.0, 0.0, 380.0 / 1920.0]));
    assert_eq!(safe(&[OWN]), None, "nothing is known of a free frame");
}

#[test]
fn a_sound_stays_one_where_the_format_takes_sound_and_becomes_a_film_where_it_takes_films() {
    let sound = |duration_ms| MediaInfo { kind: MediaKind::Audio, ..film(duration_ms) };
    let mut podcast = limits(true, true, &[]);
    let rule = format!("mimes = [\"audio/mpeg\"]\nmax_bytes = 9000\nmax_duration_ms = 90000\n{FROM}");
    podcast.formats[0].audio = Some(toml::from_str(&rule).unwrap());
    let Output::Audio(made) = plan(&podcast, None, &sound(80_000)).unwrap().output else { panic!("a sound") };
    assert_eq!((made.max_bytes, made.max_duration_ms), (9_000, Some(90_000)));
    assert_eq!(plan(&podcast, None, &sound(90_001)).unwrap_err().code(), Code::MediaDuration);
    let films = limits(true, true, &[SQUARE]);
    let Output::Video(made) = plan(&films, None, &sound(10_000)).unwrap().output else { panic!("a film") };
    assert_eq!(made.frame_px, Some((1080, 1080)));
    assert_eq!(plan(&films, None, &sound(60_001)).unwrap_err().code(), Code::MediaDuration);
    let mut cover = limits(true, false, &[SQUARE]);
    cover.formats[0].companion = true;
    for pictures in [limits(true, false, &[]), cover] {
        assert_eq!(plan(&pictures, None, &sound(10_000)).unwrap_err().code(), Code::MediaWrongKind);
    }
}

fn pdf(pages: u32) -> MediaInfo {
    let inside = Inside { pages, ..Inside::default() };
    MediaInfo { kind: MediaKind::Document, container: "pdf".into(), inside, ..photo() }
}

#[test]
fn a_document_stays_one_where_it_may_and_gives_pictures_elsewhere() {
    let mut documents = limits(false, false, &[SQUARE]);
    let rule = format!("mimes = [\"application/pdf\"]\nmax_pages = 300\n{FROM}");
    documents.formats[0].document = Some(toml::from_str(&rule).unwrap());
    let made = plan(&documents, None, &pdf(3)).unwrap();
    let Output::Document(output) = made.output else { panic!("{made:?}") };
    assert_eq!((output.page_px, output.max_pages), (Some((1080, 1080)), Some(300)));
    assert_eq!(output.max_bytes, DOCUMENT_BYTES_DEFAULT_MAX);
    assert!(matches!(plan(&documents, None, &photo()).unwrap().output, Output::Document(_)));
    let pictures = plan(&limits(true, true, &[]), None, &pdf(3)).unwrap();
    assert!(matches!(pictures.output, Output::Image(_)));
    assert_eq!(plan(&limits(false, true, &[]), None, &pdf(3)).unwrap_err().code(), Code::MediaWrongKind);
}

#[test]
fn a_moving_png_becomes_a_film_even_where_gifs_play() {
    let mut gifs = limits(true, true, &[]);
    if let Some(image) = &mut gifs.formats[0].image {
        image.animated = Some(toml::from_str(FROM).unwrap());
    }
    let moving = |container: &str| MediaInfo { container: container.into(), frames: 20, ..photo() };
    assert!(matches!(plan(&gifs, None, &moving("gif")).unwrap().output, Output::Image(_)));
    for container in ["png", "webp"] {
        let made = plan(&gifs, None, &moving(container)).unwrap();
        assert!(matches!(made.output, Output::Video(_)), "{container}");
    }
}

fn medium(edits: Edits) -> Medium {
    Medium { edits, ..Medium::of("018f0000-0000-7000-8000-000000000001".parse().unwrap()) }
}

#[test]
fn all_that_a_person_chose_for_a_medium_reaches_the_engine() {
    let captions = Captions {
        cues: vec![Cue { from_ms: 0, to_ms: 900, text: "a".to_owned() }],
        way: CaptionWay::Vtt,
        style: CaptionStyle::default(),
    };
    let edits = Edits {
        pieces: vec![Piece { from_ms: 10_000, to_ms: 40_000 }],
        speed: Speed::new(1.5).unwrap(),
        captions: Some(captions.clone()),
        background: Some([1, 2, 3]),
        keep_credit: true,
        ..Edits::default()
    };
    let crop = Crop { x: 0, y: 0, width: 1000, height: 1000 };
    let crops = [("square".to_owned(), crop)].into();
    let placed = Medium { focus: Focus::new(0.1, 0.2), crops, cover_ms: Some(7), ..medium(edits) };
    let both = limits(true, true, &[OWN, SQUARE]);
    let of = |preset, info: &MediaInfo| of_medium(&both, &both.formats[0], preset, &placed, info).unwrap();
    let square = of(Some("square"), &film(90_000)).choices;
    assert_eq!((square.crop, square.focus), (Some(crop), Focus::new(0.1, 0.2)));
    assert_eq!((square.pieces.len(), square.speed.get(), square.captions), (1, 1.5, Some(captions)));
    assert_eq!(of(None, &film(90_000)).choices.crop, None, "a crop belongs to its preset");
    let picture = of(None, &photo()).choices;
    assert!(picture.pieces.is_empty() && picture.captions.is_none() && picture.speed.is_own());
    assert_eq!(picture.background, Some([1, 2, 3]));
    assert!(picture.keep_credit && !of(None, &film(90_000)).choices.keep_credit);
}

#[test]
fn a_film_is_the_same_whichever_of_its_frames_is_its_cover() {
    let mut both = limits(true, true, &[OWN]);
    let of = |limits: &Limits, cover_ms| {
        let placed = Medium { cover_ms, ..medium(Edits::default()) };
        of_medium(limits, &limits.formats[0], None, &placed, &film(30_000)).unwrap()
    };
    assert_eq!(of(&both, Some(7)), of(&both, None), "the film isn't made anew for another cover");
    both.formats[0].video = None;
    both.formats[0].companion = true;
    let cover = of(&both, Some(7));
    assert!(matches!(cover.output, Output::Image(_)) && cover.choices.cover_ms == Some(7), "{cover:?}");
    let placed = Medium { cover_ms: Some(7), ..medium(Edits::default()) };
    let placed = of_medium(&both, &both.formats[0], None, &placed, &photo()).unwrap();
    assert_eq!(placed.choices.cover_ms, None, "a photograph has no other frames");
}

#[test]
fn a_document_of_several_files_has_the_frame_and_limits_of_its_format() {
    let mut limits = limits(true, false, &[OWN, SQUARE]);
    let format = &mut limits.formats[0];
    let refused = document(format, None).unwrap_err();
    assert_eq!(refused.code(), Code::MediaWrongKind);
    format.document =
        toml::from_str(&format!("mimes = [\"application/pdf\"]\nmax_bytes = 1000\nmax_pages = 3\n{FROM}"))
            .unwrap();
    let (preset, square) = document(format, Some("square")).unwrap();
    assert_eq!((preset, square.page_px), ("square", Some((1080, 1080))));
    assert_eq!((square.max_bytes, square.max_pages), (1000, Some(3)));
    let (preset, own) = document(format, None).unwrap();
    assert_eq!((preset, own.page_px), ("own", None));
    assert_eq!(document(format, Some("none")).unwrap_err().code(), Code::FormatUnknown);
}
