//! Strings that people, keyboards and copy-and-paste produce, made from a seed.

/// A small generator of numbers (xorshift64*): the same seed gives the same strings everywhere.
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    pub fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let value = self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33;
        usize::try_from(value).unwrap_or(0) % limit.max(1)
    }

    pub fn pick<'a>(&mut self, from: &'a [impl AsRef<str>]) -> &'a str {
        from[self.below(from.len())].as_ref()
    }
}

const WORDS: [&str; 26] = [
    "bonjour",
    "Élan",
    "cœur",
    "naïve",
    "Straße",
    "e\u{301}te\u{301}",
    "n\u{303}",
    "日本語",
    "こんにちは",
    "한국어",
    "\u{1112}\u{1161}\u{11ab}",
    "Привет",
    "مرحبا",
    "שלום",
    "नमस्ते",
    "ไทย",
    "x",
    "A1",
    "l’atelier",
    "18h30",
    "100%",
    "a_b",
    "don't",
    "Å\u{327}",
    "ﬁn",
    "𝒳𝒴",
];
const SPACES: [&str; 10] = [" ", " ", " ", " ", "\n", "\t", "\u{a0}", "\u{2009}", "\u{3000}", ""];
const SIGNS: [&str; 30] = [
    ".", ",", "!", "?", "…", "(", ")", "«", "»", "\"", "'", "-", "–", ":", ";", "/", "&", "@", "#", "$", "%",
    "*", "_", "~", "[", "]", "<", ">", "＠", "＃",
];
const ODD: [&str; 12] = [
    "\u{200d}",
    "\u{fe0f}",
    "\u{fe0e}",
    "\u{200b}",
    "\u{200e}",
    "\u{202a}",
    "\u{2060}",
    "\u{ad}",
    "\u{20e3}",
    "\u{301}",
    "\u{feff}",
    "\u{1f3fd}",
];
const HOSTS: [&str; 24] = [
    "example.com",
    "upbeat.fr",
    "a.b.co.uk",
    "www.mairie-lyon.fr",
    "t.co",
    "EXAMPLE.org",
    "sub_domain.example.net",
    "ex-ample.io",
    "日本.jp",
    "example.みんな",
    "xn--p1ai.xn--p1ai",
    "exa_mple.com",
    "-bad.com",
    "no.tldhere",
    "example.com2",
    "é.com",
    "a..b.com",
    "127.0.0.1",
    "foo.technology",
    "foo.bar.baz.example.shop",
    "com",
    "example.co.jp",
    "пример.рф",
    "bücher.de",
];
const SCHEMES: [&str; 9] = ["", "", "", "http://", "https://", "HTTP://", "Https://", "ftp://", "://"];
const PATHS: [&str; 18] = [
    "",
    "",
    "/",
    "/a",
    "/a/b.html",
    "/é/ü",
    "/wiki/Vase_(objet)",
    "/a(b(c)d)e",
    "/a(b(c",
    "/?q=1&r=2",
    "/a?b=c#d",
    "?x=y",
    "/a.",
    "/a,",
    "/@user/status/1",
    ":8080/x",
    ":80",
    "/a!b;c:d=e+f",
];
const NAMES: [&str; 14] = [
    "alice",
    "alice.bsky.social",
    "bob_2",
    "x",
    "alice@example.com",
    "bob.test",
    "Éva",
    "a-b.com",
    "_",
    "1234",
    "averyveryverylongusername1",
    "alice.",
    "alice/list-1",
    "@twice",
];
const TAGS: [&str; 16] = [
    "été",
    "2026",
    "a1",
    "1a",
    "日本",
    "_",
    "a_b",
    "vente-flash",
    "c#d",
    "noël!",
    "\u{fe0f}x",
    "#double",
    "l’art",
    "mid·dot",
    "ü.ö",
    "x:",
];

/// A string of up to `tokens` parts. `emoji` are those to choose from.
pub fn string(dice: &mut Dice, tokens: usize, emoji: &[String]) -> String {
    let mut text = String::new();
    for _ in 0..=dice.below(tokens) {
        match dice.below(20) {
            0..=5 => text.push_str(dice.pick(&WORDS)),
            6..=7 => text.push_str(dice.pick(&SIGNS)),
            8 => text.push_str(dice.pick(&ODD)),
            9..=11 if !emoji.is_empty() => text.push_str(dice.pick(emoji)),
            12..=14 => {
                text.push_str(dice.pick(&SCHEMES));
                text.push_str(dice.pick(&HOSTS));
                text.push_str(dice.pick(&PATHS));
            }
            15..=16 => {
                text.push('@');
                text.push_str(dice.pick(&NAMES));
            }
            17..=18 => {
                text.push('#');
                text.push_str(dice.pick(&TAGS));
            }
            _ => {
                text.push('$');
                text.push_str(dice.pick(&["A", "abcde", "ABCDEF", "1", ""]));
            }
        }
        text.push_str(dice.pick(&SPACES));
    }
    text
}

/// Short pieces that the scanners' rules turn on, to be thrown together without order.
const SALAD: [&str; 66] = [
    "a",
    "Z",
    "é",
    "日",
    "ー",
    "я",
    "م",
    "1",
    "2026",
    "_",
    "-",
    "–",
    ".",
    "..",
    ",",
    "!",
    "?",
    ":",
    ";",
    "/",
    "//",
    "\\",
    "@",
    "＠",
    "#",
    "＃",
    "$",
    "%",
    "&",
    "=",
    "+",
    "*",
    "~",
    "|",
    "(",
    ")",
    "()",
    "[",
    "]",
    "\"",
    "'",
    "’",
    "«",
    " ",
    " ",
    "\n",
    "\u{a0}",
    "http://",
    "https://",
    "HTTP://",
    "://",
    "http",
    "www.",
    "com",
    ".com",
    ".fr",
    ".みんな",
    ".test",
    ".xn--p1ai",
    "t.co/",
    "RT",
    "rt@",
    "·",
    "\u{200d}",
    "\u{fe0f}",
    "\u{202a}",
];

/// A string of up to `pieces` pieces without order.
pub fn salad(dice: &mut Dice, pieces: usize) -> String {
    (0..=dice.below(pieces)).map(|_| dice.pick(&SALAD)).collect()
}

/// Every emoji of the table that the rules use: alone, with selector, with a skin tone, flags, sequences.
pub fn emoji() -> Vec<String> {
    let table = include_str!("../../src/text/data/emoji.txt");
    let mut all = Vec::new();
    for line in table.lines().filter(|line| !line.starts_with('#')) {
        let Some((name, words)) = line.split_once(' ') else { continue };
        for word in words.split(' ') {
            match name {
                "flag" => all
                    .push(word.chars().filter_map(|c| char::from_u32(0x1f1e6 + u32::from(c) - 65)).collect()),
                "sequence" => all.push(word.to_owned()),
                _ => all.extend(points(word).map(|c| match name {
                    "selector" => format!("{c}\u{fe0f}"),
                    "modifier_base" => format!("{c}\u{1f3fd}"),
                    _ => c.to_string(),
                })),
            }
        }
    }
    all.extend(['#', '*', '7'].map(|c| format!("{c}\u{fe0f}\u{20e3}")));
    all
}

fn points(word: &str) -> impl Iterator<Item = char> {
    let (first, last) = word.split_once('-').unwrap_or((word, word));
    let number = |text| u32::from_str_radix(text, 16).unwrap_or(u32::MAX);
    (number(first)..=number(last)).filter_map(char::from_u32)
}
