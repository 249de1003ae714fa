//! From a server's HTML back to the words, for telling whether a post is ours.

/// The text of a status: tags gone, paragraphs and breaks as blanks, entities as their characters.
/// Hidden pieces of a shortened address are kept: together they are the address.
pub(super) fn text(html: &str) -> String {
    let mut text = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(at) = rest.find(['<', '&']) {
        let (plain, tail) = rest.split_at(at);
        text.push_str(plain);
        rest = if tail.starts_with('<') { tag(tail, &mut text) } else { entity(tail, &mut text) };
    }
    text.push_str(rest);
    text
}

/// Skips a tag; one that separates words leaves a blank.
fn tag<'a>(tail: &'a str, text: &mut String) -> &'a str {
    let Some(end) = tail.find('>') else { return "" };
    let name = tail.get(1..end).unwrap_or_default().trim_start_matches('/');
    let name = name.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default();
    if matches!(name, "p" | "br" | "div" | "li" | "ul" | "ol" | "blockquote" | "pre") {
        text.push(' ');
    }
    tail.get(end + 1..).unwrap_or_default()
}

/// Reads an entity; an unknown one stays as it is written.
fn entity<'a>(tail: &'a str, text: &mut String) -> &'a str {
    const LONGEST: usize = 10;
    let end = tail.char_indices().take(LONGEST).find(|(_, c)| *c == ';').map(|(at, _)| at);
    let Some((end, c)) = end.and_then(|end| Some((end, character(tail.get(1..end)?)?))) else {
        text.push('&');
        return tail.get(1..).unwrap_or_default();
    };
    text.push(c);
    tail.get(end + 1..).unwrap_or_default()
}

fn character(name: &str) -> Option<char> {
    let number = name.strip_prefix('#');
    match (name, number) {
        ("amp", _) => Some('&'),
        ("lt", _) => Some('<'),
        ("gt", _) => Some('>'),
        ("quot", _) => Some('"'),
        ("apos", _) => Some('\''),
        ("nbsp", _) => Some('\u{a0}'),
        (_, Some(number)) => {
            let value = match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                None => number.parse().ok()?,
            };
            char::from_u32(value)
        }
        _ => None,
    }
}

/// A text without what servers change on the way: blanks, marks that some read as emphasis, and
/// the server in a mention, which is shown without it. Two posts with the same fingerprint read
/// the same.
pub(super) fn fingerprint(text: &str) -> String {
    let words = text.split_whitespace().map(without_server);
    words
        .flat_map(|word| word.chars().collect::<Vec<_>>())
        .filter(|c| !matches!(c, '*' | '_' | '~' | '`'))
        .collect()
}

/// `(@marie@example.social,` becomes `(@marie,`.
fn without_server(word: &str) -> String {
    let in_name = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | ':');
    let Some(at) = word.find('@') else { return word.to_owned() };
    let (before, mention) = word.split_at(at + 1);
    let Some((name, server)) = mention.split_once('@') else { return word.to_owned() };
    let behind = server.find(|c: char| !in_name(c)).map_or("", |end| server.get(end..).unwrap_or_default());
    let full_stop = if behind.is_empty() && server.ends_with('.') { "." } else { "" };
    if name.chars().all(in_name) { format!("{before}{name}{behind}{full_stop}") } else { word.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_server_makes_of_a_text_has_the_texts_fingerprint() {
        let table = [
            ("<p>Bonjour</p>", "Bonjour"),
            ("<p>One</p><p>Two<br />Three</p>", "One\n\nTwo\nThree"),
            ("<p>a &amp; b &lt;3 &#39;x&#39; &quot;y&quot; &#x1F388;</p>", "a & b <3 'x' \"y\" 🎈"),
            (
                "<p>See <a href=\"https://example.com/a/long/way?x=1\" rel=\"nofollow\"><span class=\"invisible\">\
                 https://</span><span class=\"ellipsis\">example.com/a/lo</span><span class=\"invisible\">ng/way?x=1\
                 </span></a></p>",
                "See https://example.com/a/long/way?x=1",
            ),
            (
                "<p><span class=\"h-card\"><a href=\"https://b.example/@marie\" class=\"u-url mention\">@<span>marie\
                 </span></a></span>, <a href=\"https://a.example/tags/foret\" class=\"mention hashtag\">#<span>forêt\
                 </span></a></p>",
                "@marie@b.example, #forêt",
            ),
            ("<p>Some <strong>bold</strong> and <em>soft</em></p>", "Some **bold** and *soft*"),
            ("<p>tea &unknown; 5 & 6</p>", "tea &unknown; 5 & 6"),
        ];
        for (html, written) in table {
            assert_eq!(fingerprint(&text(html)), fingerprint(written), "{written}");
        }
    }

    #[test]
    fn different_words_have_different_fingerprints() {
        for (one, two) in
            [("Bonjour", "Bonsoir"), ("a b", "a c"), ("🎈", "🎉"), ("@marie", "@mario"), ("", "x")]
        {
            assert_ne!(fingerprint(one), fingerprint(two));
        }
        assert_eq!(fingerprint("to @marie@b.example."), fingerprint("to @marie."));
        assert_eq!(fingerprint("(@marie@b.example)"), fingerprint("(@marie)"));
        assert_ne!(
            fingerprint("mail marie@b.example"),
            fingerprint("mail marie"),
            "an e-mail address is no mention"
        );
    }

    #[test]
    fn broken_html_ends() {
        for html in ["<", "<p", "&", "&#xFFFFFFFF;", "&#;", "<p>a<", "a&b;c", "&amp"] {
            let _ = text(html);
        }
    }

    proptest::proptest! {
        #[test]
        fn any_text_comes_back_from_html(text in ".{0,200}") {
            let html = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
            proptest::prop_assert_eq!(super::text(&html), text);
        }

        #[test]
        fn any_bytes_that_claim_to_be_html_end(html in "[<>&;#a-z0-9x/ \\PC]{0,300}") {
            let _ = fingerprint(&super::text(&html));
        }
    }
}
