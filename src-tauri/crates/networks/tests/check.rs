//! The checks against the real limits: what a person would meet.

use upbeat_domain::check::{Fix, Problem, Severity, check, find_format, pick_format};
use upbeat_domain::code::Code;
use upbeat_domain::network::{FormatKind, NetworkId};
use upbeat_domain::post::Body;
use upbeat_networks::limits;

fn problems(network: NetworkId, format: Option<&str>, body: &Body) -> Vec<Problem> {
    let limits = limits(network);
    check(limits, pick_format(limits, body, &[], format), body, &[])
}

fn body(text: &str) -> Body {
    Body { text: text.to_owned(), ..Body::default() }
}

fn blocking(problems: &[Problem]) -> Vec<Code> {
    problems.iter().filter(|p| p.severity == Severity::Error).map(|p| p.code).collect()
}

#[test]
fn a_french_post_too_long_for_x_becomes_a_thread_of_two() {
    let text = "Elle est sortie du four ce matin. La série « Grès de brume » : douze vases tournés à la main, émaillés à la cendre de hêtre du Beaujolais. Chaque pièce a passé 14 heures à 1 280 °C. Aucune n’a pris la même couleur, et c’est exactement ce qu’on espérait. En boutique jeudi dès 18 h 30, rue des Capucins. https://atelierbrume.example.com #grès";
    let found = problems(NetworkId::X, None, &body(text));
    assert_eq!(blocking(&found), [Code::TextTooLong]);
    assert_eq!(found[0].fixes.first(), Some(&Fix::SplitThread { format: "thread".to_owned(), parts: 2 }));
    assert_eq!(blocking(&problems(NetworkId::X, Some("thread"), &body(text))), []);
    assert_eq!(blocking(&problems(NetworkId::Mastodon, None, &body(text))), []);
    assert_eq!(blocking(&problems(NetworkId::Bluesky, None, &body(text))), [Code::TextTooLong]);
}

#[test]
fn every_network_takes_a_short_text_or_asks_for_a_medium() {
    for &network in NetworkId::ALL {
        let found = problems(network, None, &body("Bonjour à tous."));
        let texts = limits(network).formats.iter().any(|format| format.kind == FormatKind::Text);
        let mut codes = blocking(&found);
        // Why: a film on YouTube needs a title besides.
        codes.retain(|code| !(network == NetworkId::Youtube && *code == Code::FieldMissing));
        let expected = if texts { vec![] } else { vec![Code::MediaMissing] };
        assert_eq!(codes, expected, "{network}");
    }
}

#[test]
fn youtube_wants_a_title_and_no_brackets() {
    let mut film = body("Une description avec <b>");
    let found = problems(NetworkId::Youtube, Some("video"), &film);
    let codes = blocking(&found);
    assert!(codes.contains(&Code::FieldMissing) && codes.contains(&Code::ForbiddenCharacter), "{codes:?}");
    film.text = "é".repeat(2501);
    film.fields.insert("title".to_owned(), "Un titre".to_owned());
    film.fields.insert("tags".to_owned(), "Foo Baz,".repeat(60));
    let found = problems(NetworkId::Youtube, Some("video"), &film);
    let fields: Vec<&str> =
        found.iter().filter(|p| p.code == Code::TextTooLong).map(|p| p.field.as_str()).collect();
    assert_eq!(fields, ["text", "tags"], "5,000 bytes and 500 characters of tags");
}

#[test]
fn instagram_limits_hashtags_mentions_and_says_that_links_are_dead() {
    let tags: String = (0..31).map(|i| format!("#tag{i} ")).collect();
    let names: String = (0..21).map(|i| format!("@nom{i} ")).collect();
    let found =
        problems(NetworkId::Instagram, Some("feed_image"), &body(&format!("{tags}{names}https://upbeat.fr")));
    let codes: Vec<Code> = found.iter().map(|p| p.code).collect();
    for code in [Code::TooManyHashtags, Code::TooManyMentions, Code::LinksNotClickable, Code::MediaMissing] {
        assert!(codes.contains(&code), "{code}: {codes:?}");
    }
}

#[test]
fn a_content_warning_takes_from_mastodons_limit() {
    let mut post = body(&"a".repeat(300));
    post.fields.insert("spoiler_text".to_owned(), "b".repeat(201));
    let found = problems(NetworkId::Mastodon, None, &post);
    assert_eq!(blocking(&found), [Code::TextTooLong]);
    assert_eq!(found[0].args["over"], "1");
}

#[test]
fn threads_takes_five_links() {
    let text: String = (0..6).map(|i| format!("https://example{i}.com ")).collect();
    let found = problems(NetworkId::Threads, None, &body(&text));
    assert_eq!(blocking(&found), [Code::TooManyLinks]);
}

#[test]
fn every_thread_format_has_the_main_field_of_its_text_format() {
    for &network in NetworkId::ALL {
        let limits = limits(network);
        let Some(thread) = find_format(limits, "thread") else { continue };
        let main = |format: &upbeat_domain::limits::Format| {
            format.texts.iter().find(|rule| rule.main).map(|rule| rule.field.clone())
        };
        let text = limits.formats.iter().find(|format| format.kind == FormatKind::Text);
        assert_eq!(text.and_then(main), main(thread), "{network}: the fix can act");
    }
}
