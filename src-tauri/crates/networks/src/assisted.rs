//! The hand-made route, for every network: what the person copies, in the order in which the
//! network's page asks for it. All of it is data (`limits.toml`, `[assisted]`).

use upbeat_domain::check::{ALT_FIELD, MAIN_FIELD};
use upbeat_domain::limits::{Format, Limits};
use upbeat_domain::post::Body;
use upbeat_net::Reach;
use url::Url;
use url::form_urlencoded::byte_serialize;

/// Longest address that every browser and server takes, bytes; a longer text is pasted by hand.
const ADDRESS_BYTES_MAX: usize = 2_000;

/// The step that the files are.
pub(crate) const MEDIA_STEP: &str = "media";

/// What the person needs for posting by hand.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Sheet {
    /// The fields that hold something, in the page's order.
    pub fields: Vec<SheetField>,
    /// The page to open; none where the server of the account isn't known yet.
    pub url: Option<String>,
    /// Whether that page opens with the text in it.
    pub prefilled: bool,
}

/// One field to copy.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct SheetField {
    /// The step's name in the data: `text`, `title`, `alt_text`, `first_comment`… and `media`, whose
    /// files the caller knows.
    pub step: String,
    /// What to copy; empty for `media`.
    pub value: String,
    /// Which of the media it is about, counted from 0.
    pub medium: Option<usize>,
    /// Which post of a thread it is, counted from 0; none where there is one post.
    pub part: Option<usize>,
}

/// The sheet of a body in a format of the network: a field that another network or format asked for
/// isn't among them. `thread` are the texts of its posts, where it is cut into several;
/// `server` is the host of the account's server, for networks that have many.
#[must_use]
pub fn sheet(limits: &Limits, format: &Format, body: &Body, thread: &[&str], server: Option<&str>) -> Sheet {
    let asked = limits.assisted.steps.iter().filter(|step| asks_for(format, step));
    let fields = asked.flat_map(|step| fields(step, body, thread)).collect();
    let text = thread.first().copied().unwrap_or(&body.text);
    let prefilled =
        limits.assisted.prefill_url.as_deref().and_then(|template| filled(template, text, body, server));
    let plain = || with_server(&limits.assisted.compose_url, server);
    Sheet { fields, prefilled: prefilled.is_some(), url: prefilled.or_else(plain) }
}

/// Whether a post of the format has a place for what a step hands over.
pub(crate) fn asks_for(format: &Format, step: &str) -> bool {
    let has = |field: &str| format.texts.iter().any(|rule| !rule.main && rule.field == field);
    match step {
        MAIN_FIELD => format.texts.iter().any(|rule| rule.main),
        MEDIA_STEP => !format.companion && format.max_media > 0,
        // Why the rules too: where no length of descriptions is known they have no field.
        ALT_FIELD => {
            let image = format.image.as_ref().is_some_and(|rule| rule.alt_text);
            has(ALT_FIELD) || image || format.video.as_ref().is_some_and(|rule| rule.alt_text)
        }
        field => has(field),
    }
}

fn fields(step: &str, body: &Body, thread: &[&str]) -> Vec<SheetField> {
    let (step, value) = (step.to_owned(), str::to_owned);
    let field =
        |text: &str, medium| SheetField { step: step.clone(), value: value(text), medium, part: None };
    let post = |(part, text): (usize, &&str)| SheetField { part: Some(part), ..field(text, None) };
    let step = step.as_str();
    match step {
        MEDIA_STEP if body.media.is_empty() => Vec::new(),
        MEDIA_STEP => vec![field("", None)],
        ALT_FIELD => {
            let described = body.media.iter().enumerate().filter(|(_, medium)| !medium.alt.trim().is_empty());
            described.map(|(index, medium)| field(&medium.alt, Some(index))).collect()
        }
        MAIN_FIELD if thread.len() > 1 => thread.iter().enumerate().map(post).collect(),
        MAIN_FIELD => some(&body.text).map(|text| field(text, None)).into_iter().collect(),
        _ => body
            .fields
            .get(step)
            .and_then(|value| some(value))
            .map(|value| field(value, None))
            .into_iter()
            .collect(),
    }
}

fn some(text: &str) -> Option<&str> {
    (!text.trim().is_empty()).then_some(text)
}

/// The page with the text in it, where there is a text and it fits into an address.
fn filled(template: &str, text: &str, body: &Body, server: Option<&str>) -> Option<String> {
    some(text)?;
    let encode = |text: &str| byte_serialize(text.as_bytes()).collect::<String>().replace('+', "%20");
    let link = body.fields.get("link").map_or("", String::as_str);
    let url = with_server(template, server)?;
    let url = url.replace("{text}", &encode(text)).replace("{url}", &encode(link));
    (url.len() <= ADDRESS_BYTES_MAX).then_some(url)
}

fn with_server(template: &str, server: Option<&str>) -> Option<String> {
    if template.contains("{server}") {
        server.map(|server| template.replace("{server}", server))
    } else {
        Some(template.to_owned())
    }
}

/// Why a pasted address is no receipt.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub enum ReceiptError {
    /// It is no address of a public page.
    #[error("not the address of a public page")]
    Address,
    /// It leads to another site.
    #[error("not an address of this network")]
    OtherSite,
    /// It is the site's front page, not a post.
    #[error("the address of the site, not of a post")]
    NoPost,
}

/// The pasted address of a post, brought to one form, if it lies on the network. It is only kept
/// and shown, never called.
///
/// # Errors
/// As [`ReceiptError`] says.
pub fn receipt_url(limits: &Limits, pasted: &str) -> Result<Url, ReceiptError> {
    let pasted = pasted.trim();
    let whole = if pasted.contains("://") { pasted.to_owned() } else { format!("https://{pasted}") };
    let url = upbeat_net::parse(&whole, Reach::Public).map_err(|_| ReceiptError::Address)?;
    let host = url.host_str().unwrap_or_default().trim_end_matches('.');
    let on_network = limits.assisted.receipt_hosts.iter().any(|allowed| match allowed.strip_prefix('.') {
        Some(_) => host.ends_with(allowed.as_str()),
        None => allowed == "*" || host == allowed,
    });
    if !on_network {
        return Err(ReceiptError::OtherSite);
    }
    if url.path().trim_matches('/').is_empty() { Err(ReceiptError::NoPost) } else { Ok(url) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;
    use upbeat_domain::id::AssetId;
    use upbeat_domain::network::NetworkId;
    use upbeat_domain::post::Medium;
    use uuid::Uuid;

    fn body() -> Body {
        let medium = |number, alt: &str| Medium {
            alt: alt.to_owned(),
            ..Medium::of(AssetId::new(Uuid::from_u128(number)))
        };
        Body {
            text: "Été & 100 % #fête\nhttps://example.com/?a=b".to_owned(),
            fields: every_field().map(|name| (name.clone(), format!("the {name}"))).collect(),
            media: vec![medium(1, "Une forêt"), medium(2, " "), medium(3, "La mer")],
        }
    }

    fn every_field() -> impl Iterator<Item = String> {
        let formats = crate::all_limits().iter().flat_map(|limits| &limits.formats);
        formats.flat_map(|format| format.texts.iter().map(|rule| rule.field.clone()))
    }

    fn posts(limits: &Limits) -> impl Iterator<Item = &Format> {
        limits.formats.iter().filter(|format| !format.companion)
    }

    fn first(limits: &Limits) -> &Format {
        posts(limits).next().expect("every network has a format")
    }

    fn format(network: NetworkId, id: &str) -> &'static Format {
        let format = posts(crate::limits(network)).find(|format| format.id == id);
        format.expect("a format of the data")
    }

    #[test]
    fn every_network_has_a_sheet_in_its_own_order() {
        for limits in crate::all_limits() {
            for format in posts(limits) {
                let sheet = sheet(limits, format, &body(), &[], Some("mastodon.social"));
                let mut steps: Vec<_> = sheet.fields.iter().map(|field| field.step.as_str()).collect();
                // Two of the media are described, one after the other.
                steps.dedup();
                let mut order = limits.assisted.steps.iter();
                let ordered = steps.iter().all(|step| order.any(|next| next == step));
                assert!(ordered, "{} {}: {steps:?}", limits.network, format.id);
                assert!(sheet.fields.iter().all(|field| field.step == "media" || !field.value.is_empty()));
                let url = sheet.url.as_deref().and_then(|url| upbeat_net::parse(url, Reach::Public).ok());
                assert!(url.is_some(), "{}: {:?}", limits.network, sheet.url);
                assert_eq!(sheet.prefilled, limits.assisted.prefill_url.is_some(), "{}", limits.network);
            }
        }
    }

    #[test]
    fn whatever_a_format_asks_for_is_handed_over_and_nothing_else() {
        for limits in crate::all_limits() {
            for format in posts(limits) {
                let sheet = sheet(limits, format, &body(), &[], None);
                let asked = format.texts.iter().map(|rule| if rule.main { "text" } else { &rule.field });
                let asked: BTreeSet<&str> =
                    asked.chain(asks_for(format, MEDIA_STEP).then_some(MEDIA_STEP)).collect();
                let handed: BTreeSet<&str> = sheet.fields.iter().map(|field| field.step.as_str()).collect();
                let beyond: Vec<_> = handed.difference(&asked).filter(|step| **step != ALT_FIELD).collect();
                assert!(beyond.is_empty(), "{} {}: {beyond:?}", limits.network, format.id);
                let lost: Vec<_> = asked.difference(&handed).collect();
                assert!(lost.is_empty(), "{} {}: {lost:?}", limits.network, format.id);
            }
        }
    }

    #[test]
    fn an_article_comes_with_its_title_and_a_post_without_one() {
        let limits = crate::limits(NetworkId::X);
        let steps = |id: &str| {
            let sheet = sheet(limits, format(NetworkId::X, id), &body(), &[], None);
            sheet.fields.into_iter().map(|field| field.step).collect::<BTreeSet<_>>()
        };
        assert!(steps("article").contains("title"));
        assert!(!steps("text").contains("title"), "a title that another network asked for");
    }

    #[test]
    fn the_page_opens_with_exactly_the_text() {
        for limits in crate::all_limits().iter().filter(|limits| limits.assisted.prefill_url.is_some()) {
            let sheet = sheet(limits, first(limits), &body(), &[], Some("mastodon.social"));
            let url = Url::parse(sheet.url.as_deref().unwrap_or_default()).expect("an address");
            let text = url.query_pairs().find(|(name, _)| name == "text").map(|(_, text)| text.into_owned());
            assert_eq!(text, Some(body().text), "{}", limits.network);
            assert!(!sheet.url.unwrap_or_default().contains('+'), "some pages show a plus as a plus");
        }
    }

    #[test]
    fn a_thread_is_pasted_post_by_post_and_the_page_opens_with_the_first() {
        let sheet = sheet(
            crate::limits(NetworkId::X),
            format(NetworkId::X, "thread"),
            &body(),
            &["Un", "Deux", "Trois"],
            None,
        );
        let texts: Vec<_> = sheet.fields.iter().filter(|field| field.step == "text").collect();
        let told: Vec<_> = texts.iter().map(|field| (field.part, field.value.as_str())).collect();
        assert_eq!(told, [(Some(0), "Un"), (Some(1), "Deux"), (Some(2), "Trois")]);
        assert_eq!(sheet.url.as_deref(), Some("https://x.com/intent/post?text=Un"));
    }

    #[test]
    fn a_long_text_opens_the_empty_page() {
        let limits = crate::limits(NetworkId::X);
        let long = Body { text: "é".repeat(500), ..Body::default() };
        let sheet = sheet(limits, first(limits), &long, &[], None);
        assert_eq!(
            (sheet.prefilled, sheet.url.as_deref()),
            (false, Some(limits.assisted.compose_url.as_str()))
        );
    }

    #[test]
    fn an_unknown_server_opens_nothing_and_an_empty_body_asks_for_nothing() {
        let limits = crate::limits(NetworkId::Mastodon);
        let sheet = sheet(limits, first(limits), &Body::default(), &[], None);
        assert_eq!(sheet, Sheet { fields: Vec::new(), url: None, prefilled: false });
    }

    #[test]
    fn only_an_address_of_a_post_on_the_network_is_a_receipt() {
        let table = [
            (NetworkId::Instagram, "https://www.instagram.com/p/abc/", Ok(())),
            (NetworkId::Instagram, "instagram.com/p/abc", Ok(())),
            (NetworkId::Instagram, "https://instagram.com.evil.example/p/abc", Err(ReceiptError::OtherSite)),
            (NetworkId::Instagram, "https://evilinstagram.com/p/abc", Err(ReceiptError::OtherSite)),
            (NetworkId::Instagram, "https://www.instagram.com/", Err(ReceiptError::NoPost)),
            (NetworkId::Instagram, "http://www.instagram.com/p/abc", Err(ReceiptError::Address)),
            (NetworkId::Instagram, "javascript:alert(1)", Err(ReceiptError::Address)),
            (NetworkId::Instagram, "it is online", Err(ReceiptError::Address)),
            (NetworkId::X, "https://x.com/marie/status/1", Ok(())),
            (NetworkId::X, "https://twitter.com/marie/status/1", Ok(())),
            (NetworkId::Youtube, "https://youtu.be/abc", Ok(())),
            (NetworkId::Mastodon, "https://any.example/@marie/1", Ok(())),
            (NetworkId::Mastodon, "https://127.0.0.1/@marie/1", Err(ReceiptError::Address)),
        ];
        for (network, pasted, expected) in table {
            assert_eq!(receipt_url(crate::limits(network), pasted).map(|_| ()), expected, "{pasted}");
        }
    }
}
