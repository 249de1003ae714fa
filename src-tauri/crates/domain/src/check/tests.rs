#![expect(clippy::unwrap_used, reason = "a test that can't read its own material must stop")]

use super::*;
use crate::id::AssetId;
use crate::media::{Edits, Inside, MediaKind, Piece, Speed};
use crate::network::FormatKind;
use crate::post::Medium;

/// A network of our own: small limits make short tests.
fn limits() -> Limits {
    let from = "source = 'a test'\nchecked = '2026-11-23'\nconfidence = 'unsure'\n";
    let text = format!(
        "schema = 1\nnetwork = 'x'\nname = 'Test'\ndated = '2026-11-23'\n\
        [proof]\nclass = 'blind'\n{from}[[routes]]\nroute = 'assisted'\nbuilt = true\naudience = 'public'\n{from}\
        [capabilities]\ncomments = false\ninsights = false\nnative_scheduling = false\npolls = false\nalt_text = true\nfirst_comment = false\ndelete = false\n{from}\
        [assisted]\ncompose_url = 'https://x.com'\nsteps = ['text']\nreceipt_hosts = ['x.com']\n{from}\
        {}{}{}{}{}",
        format("text", "text", 0, 0, "", from, "required = true\n"),
        format("image", "image", 1, 1, IMAGE, from, ""),
        format("film", "short", 1, 1, FILM, from, ""),
        format("thread", "thread", 0, 4, IMAGE, from, ""),
        format("album", "carousel", 2, 4, IMAGE, from, ""),
    );
    toml::from_str(&text).unwrap_or_else(|error| panic!("the limits are sound: {error}"))
}

const IMAGE: &str = "[format.image]\nmimes = ['image/jpeg']\nalt_text = true\n";
const FILM: &str = "[format.video]\nmimes = ['video/mp4']\nmin_duration_ms = 3000\nmax_duration_ms = 60000\nwarn_duration_ms = 30000\n";

fn format(id: &str, kind: &str, min: u32, max: u32, media: &str, from: &str, text: &str) -> String {
    let media = if media.is_empty() { String::new() } else { format!("{media}{from}") };
    format!(
        "[[format]]\nid = '{id}'\nkind = '{kind}'\nname = {{ en = 'a', fr = 'b' }}\nmin_media = {min}\nmax_media = {max}\n{from}\
        [[format.text]]\nfield = 'text'\nunit = 'x_weighted'\nmain = true\nmax_length = 40\nwarn_hashtags = 1\nmax_hashtags = 2\nmax_links = 1\nforbidden = ['<']\n{text}{from}\
        [[format.text]]\nfield = 'alt_text'\nunit = 'utf16'\nmax_length = 10\n{from}{media}"
    )
}

fn body(text: &str) -> Body {
    Body { text: text.to_owned(), ..Body::default() }
}

fn medium(alt: &str) -> Medium {
    let asset: AssetId = "018f0000-0000-7000-8000-000000000001".parse().unwrap();
    Medium { alt: alt.to_owned(), ..Medium::of(asset) }
}

fn with_media(text: &str, alts: &[&str]) -> Body {
    Body { media: alts.iter().map(|alt| medium(alt)).collect(), ..body(text) }
}

fn file(kind: MediaKind, duration_ms: Option<u64>) -> MediaInfo {
    MediaInfo {
        kind,
        container: "jpeg".to_owned(),
        mime: "image/jpeg".to_owned(),
        bytes: 1000,
        width_px: 1080,
        height_px: 1350,
        orientation: 1,
        color: "sRGB".to_owned(),
        bit_depth: 8,
        has_gps: false,
        has_metadata: false,
        has_alpha: false,
        frames: 1,
        duration_ms,
        fps: None,
        video_codec: None,
        audio_codec: None,
        taken_at: None,
        sound: None,
        inside: Inside::default(),
    }
}

fn problems(format: &str, body: &Body, media: &[MediaInfo]) -> Vec<Problem> {
    let limits = limits();
    check(&limits, find_format(&limits, format).unwrap(), body, media)
}

fn codes(problems: &[Problem]) -> Vec<Code> {
    problems.iter().map(|problem| problem.code).collect()
}

#[test]
fn a_text_that_fits_has_no_problem() {
    assert_eq!(problems("text", &body("Bonjour à tous."), &[]), []);
}

#[test]
fn a_long_text_is_offered_as_a_thread_first() {
    let text = "Elle est sortie du four ce matin. Douze vases tournés.";
    let found = problems("text", &body(text), &[]);
    assert_eq!(codes(&found), [Code::TextTooLong]);
    let problem = &found[0];
    assert_eq!(problem.severity, Severity::Error);
    assert_eq!((problem.args["over"].as_str(), problem.args["max"].as_str()), ("14", "40"));
    assert_eq!(problem.range, Some(TextRange { start: 40, end: 54 }), "the overflow is marked");
    assert_eq!(problem.fixes[0], Fix::SplitThread { format: "thread".to_owned(), parts: 2 });
    assert_eq!(problem.fixes[1], Fix::Shorten { text: "Elle est sortie du four ce matin.".to_owned() });
    assert_eq!(problem.fixes[2], Fix::Adapt);
    assert_eq!(problems("thread", &body(text), &[]), [], "and the fix mends it");
}

#[test]
fn a_shortened_text_fits() {
    for text in ["mot ".repeat(40), "a".repeat(100), "👨‍👩‍👧‍👦".repeat(30), "日本語".repeat(20)]
    {
        let found = problems("text", &body(&text), &[]);
        let shorter =
            found[0].fixes.iter().find(|fix| fix.action() == "shorten").and_then(Fix::value).unwrap();
        assert!(shorter.ends_with('…') && shorter.chars().count() > 5, "{shorter}");
        assert_eq!(problems("text", &body(&shorter), &[]), [], "{shorter}");
    }
}

#[test]
fn a_needed_text_is_missed_and_a_field_of_its_own_wins() {
    assert_eq!(codes(&problems("text", &body("  "), &[])), [Code::TextMissing]);
    let mut own = body("");
    own.fields.insert("text".to_owned(), "sous son nom".to_owned());
    assert_eq!(problems("text", &own, &[]), []);
}

#[test]
fn hashtags_links_and_characters_are_counted_and_mended() {
    let found = problems("text", &body("#a #b #c"), &[]);
    assert_eq!(codes(&found), [Code::TooManyHashtags]);
    assert_eq!(found[0].range, Some(TextRange { start: 6, end: 8 }));
    assert_eq!(found[0].fixes, [Fix::RemoveHashtags { count: 1, text: "#a #b".to_owned() }]);
    let advice = problems("text", &body("#a #b"), &[]);
    assert_eq!((advice[0].code, advice[0].severity), (Code::TooManyHashtags, Severity::Warning));
    let found = problems("image", &with_media("a.fr", &["x"]), &[file(MediaKind::Image, None)]);
    assert_eq!(found, []);
    let found = problems("text", &body("a < b"), &[]);
    assert_eq!(found[0].args["character"], "<");
    assert_eq!(found[0].fixes, [Fix::RemoveCharacter { text: "a  b".to_owned() }]);
}

#[test]
fn different_links_are_counted_once_each() {
    let mut limits = limits();
    limits.formats[0].texts[0].max_length = Some(200);
    let links = |text: &str| check(&limits, &limits.formats[0], &body(text), &[]);
    assert_eq!(links("a.fr a.fr"), []);
    let found = links("a.fr b.fr fin");
    assert_eq!(codes(&found), [Code::TooManyLinks]);
    assert_eq!(found[0].fixes, [Fix::RemoveLink { text: "a.fr fin".to_owned() }]);
}

#[test]
fn media_are_counted_and_described() {
    let image = file(MediaKind::Image, None);
    assert_eq!(codes(&problems("image", &body("x"), &[])), [Code::MediaMissing]);
    let five = with_media("x", &["a"; 5]);
    let found = problems("album", &five, &vec![image.clone(); 5]);
    assert_eq!(codes(&found), [Code::MediaTooMany]);
    assert_eq!(found[0].fixes.last(), Some(&Fix::RemoveMedia { keep: 4 }));
    let one = problems("album", &with_media("x", &["a"]), std::slice::from_ref(&image));
    assert_eq!(codes(&one), [Code::MediaTooFew]);
    assert!(one[0].fixes.contains(&Fix::ChooseFormat { format: "image".to_owned() }));
    let silent = problems("image", &with_media("x", &[""]), std::slice::from_ref(&image));
    assert_eq!(
        (silent[0].code, silent[0].severity, silent[0].medium),
        (Code::AltMissing, Severity::Warning, Some(0))
    );
    let long = problems("image", &with_media("x", &["une longue description"]), &[image]);
    assert_eq!((long[0].code, long[0].field.as_str()), (Code::TextTooLong, ALT_FIELD));
}

#[test]
fn films_have_a_length_and_a_place() {
    let film = |ms| file(MediaKind::Video, Some(ms));
    let one = with_media("x", &["a"]);
    assert_eq!(problems("film", &one, &[film(10_000)]), []);
    let long = problems("film", &one, &[film(90_000)]);
    assert_eq!((long[0].code, long[0].severity), (Code::MediaDuration, Severity::Error));
    assert_eq!(long[0].fixes, [Fix::Trim { max_ms: 60_000 }]);
    assert_eq!(problems("film", &one, &[film(1_000)])[0].severity, Severity::Error, "too short");
    assert_eq!(problems("film", &one, &[film(45_000)])[0].severity, Severity::Warning, "longer than advised");
    let found = problems("image", &one, &[film(10_000)]);
    assert_eq!(codes(&found), [Code::MediaWrongKind]);
    assert_eq!(found[0].fixes, [Fix::ChooseFormat { format: "film".to_owned() }]);
}

#[test]
fn media_choose_the_format() {
    let limits = limits();
    let pick = |count: usize, files: &[MediaInfo], wanted| {
        let body = with_media("x", &vec!["a"; count]);
        pick_format(&limits, &body, files, wanted).id.clone()
    };
    let (image, film) = (file(MediaKind::Image, None), file(MediaKind::Video, Some(5000)));
    assert_eq!(pick(0, &[], None), "text");
    assert_eq!(pick(1, std::slice::from_ref(&image), None), "image");
    assert_eq!(pick(3, &vec![image.clone(); 3], None), "album");
    assert_eq!(pick(1, &[film], None), "film");
    assert_eq!(pick(1, std::slice::from_ref(&image), Some("thread")), "thread");
    assert_eq!(pick(1, &[image], Some("nonsense")), "image");
    assert_eq!(pick(1, &[], Some("short")), "film", "a kind names the format too");
}

#[test]
fn a_text_that_is_not_shown_is_only_said() {
    let mut limits = limits();
    limits.formats[1].texts[0].max_length = Some(0);
    let found = check(&limits, &limits.formats[1], &with_media("x", &["a"]), &[file(MediaKind::Image, None)]);
    assert_eq!((found[0].code, found[0].severity), (Code::TextNotShown, Severity::Warning));
}

/// A post with one medium, edited like this.
fn edited(edits: Edits) -> Body {
    let mut body = with_media("x", &["a"]);
    body.media[0].edits = edits;
    body
}

fn cut(from_ms: u64, to_ms: u64) -> Edits {
    Edits { pieces: vec![Piece { from_ms, to_ms }], ..Edits::default() }
}

#[test]
fn a_film_is_as_long_as_its_edits_leave_it() {
    let film = [file(MediaKind::Video, Some(90_000))];
    assert_eq!(problems("film", &edited(cut(10_000, 30_000)), &film), [], "its trim fits");
    let fast = Edits { speed: Speed::new(4.0).unwrap(), ..Edits::default() };
    assert_eq!(problems("film", &edited(fast), &film), [], "its speed makes it fit");
    let long = problems("film", &edited(cut(0, 70_000)), &film);
    assert_eq!(codes(&long), [Code::MediaDuration]);
    assert_eq!(long[0].args.get("duration_ms").map(String::as_str), Some("70000"));
    assert_eq!(codes(&problems("film", &edited(cut(0, 1_000)), &film)), [Code::MediaDuration], "too short");
    let past = problems("film", &edited(cut(95_000, 99_000)), &film);
    assert_eq!((codes(&past), past[0].severity), (vec![Code::MediaPieces], Severity::Error));
}

#[test]
fn a_trimmed_film_that_stands_is_a_short() {
    let mut limits = limits();
    let video = Format { id: "long".to_owned(), kind: FormatKind::Video, ..limits.formats[2].clone() };
    limits.formats.push(video);
    let film = [file(MediaKind::Video, Some(90_000))];
    let pick = |edits| pick_format(&limits, &edited(edits), &film, None).id.clone();
    assert_eq!((pick(Edits::default()), pick(cut(0, 20_000))), ("long".to_owned(), "film".to_owned()));
}

#[test]
fn a_document_goes_out_as_a_picture_of_its_page_where_no_documents_are_taken() {
    let document = MediaInfo {
        mime: "application/pdf".to_owned(),
        inside: Inside { pages: 3, ..Inside::default() },
        ..file(MediaKind::Document, None)
    };
    let document = std::slice::from_ref(&document);
    let page = |page| edited(Edits { page: Some(page), ..Edits::default() });
    assert_eq!(problems("image", &page(3), document), []);
    assert_eq!(codes(&problems("image", &page(4), document)), [Code::MediaNoSuchPage]);
    assert_eq!(codes(&problems("film", &page(1), document)), [Code::MediaWrongKind]);
    assert_eq!(pick_format(&limits(), &page(1), document, None).id, "image");
    let silent = problems("image", &with_media("x", &[""]), document);
    assert_eq!(codes(&silent), [Code::AltMissing], "the picture is described");
}
