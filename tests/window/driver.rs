//! The part of the WebDriver protocol that the tests use (<https://www.w3.org/TR/webdriver2/>).
//!
//! Why our own: a client crate brings a hundred packages and other features of shared ones, so that
//! everything would be built twice; the protocol is a dozen JSON requests.

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};
use upbeat_testkit::servers::http;

/// The name under which the protocol sends an element.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// One session of one window.
pub struct Driver {
    session: String,
}

/// An element of the page.
#[derive(Clone, Debug)]
pub struct Element {
    id: String,
}

impl Element {
    /// An element as a script returned it.
    pub fn of(value: &Value) -> Option<Self> {
        Some(Self { id: value[ELEMENT].as_str()?.to_owned() })
    }

    /// An element as a script takes it.
    pub fn to_json(&self) -> Value {
        json!({ ELEMENT: self.id })
    }
}

impl Driver {
    /// Starts the program under test.
    pub fn start(port: u16, program: &str) -> Result<Self> {
        let server = format!("http://127.0.0.1:{port}");
        let wanted = json!({ "capabilities": { "alwaysMatch": {
            "webkitgtk:browserOptions": { "binary": program, "args": [] }
        } } });
        let answer = ask("POST", &format!("{server}/session"), &wanted).context("the studio did not open")?;
        let id = answer["sessionId"].as_str().context("a session has an id")?;
        Ok(Self { session: format!("{server}/session/{id}") })
    }

    /// Every element that a selector finds now.
    pub fn all(&self, css: &str) -> Result<Vec<Element>> {
        let found = self.post("elements", &json!({ "using": "css selector", "value": css }))?;
        Ok(elements(&found))
    }

    /// Every element that an XPath finds now.
    pub fn all_by_path(&self, path: &str) -> Result<Vec<Element>> {
        let found = self.post("elements", &json!({ "using": "xpath", "value": path }))?;
        Ok(elements(&found))
    }

    /// Presses an element with the pointer.
    pub fn click(&self, element: &Element) -> Result<()> {
        self.post(&format!("element/{}/click", element.id), &json!({})).map(|_| ())
    }

    /// Types into an element.
    pub fn keys(&self, element: &Element, keys: &str) -> Result<()> {
        self.post(&format!("element/{}/value", element.id), &json!({ "text": keys })).map(|_| ())
    }

    /// Empties a field as a person does: selects all of it and deletes it.
    pub fn clear(&self, element: &Element) -> Result<()> {
        const CONTROL: char = '\u{E009}';
        const RELEASE: char = '\u{E000}';
        const DELETE: char = '\u{E017}';
        self.keys(element, &format!("{CONTROL}a{RELEASE}{DELETE}"))
    }

    /// What an element says, as it is drawn.
    pub fn text(&self, element: &Element) -> Result<String> {
        self.get(&format!("element/{}/text", element.id)).map(|text| text.as_str().unwrap_or("").to_owned())
    }

    /// An attribute of an element.
    pub fn attribute(&self, element: &Element, name: &str) -> Result<Option<String>> {
        let value = self.get(&format!("element/{}/attribute/{name}", element.id))?;
        Ok(value.as_str().map(str::to_owned))
    }

    /// Runs JavaScript and returns its value.
    pub fn run(&self, script: &str, args: Value) -> Result<Value> {
        self.post("execute/sync", &json!({ "script": script, "args": args }))
    }

    /// Runs JavaScript that calls its last argument with the value.
    pub fn run_async(&self, script: &str, args: Value) -> Result<Value> {
        self.post("execute/async", &json!({ "script": script, "args": args }))
    }

    /// A picture of the page, as PNG.
    pub fn picture(&self) -> Result<Vec<u8>> {
        let said = self.get("screenshot")?;
        base64(said.as_str().context("a picture is text")?)
    }

    /// Sets how long a script may take.
    pub fn patience(&self, milliseconds: u64) -> Result<()> {
        self.post("timeouts", &json!({ "script": milliseconds })).map(|_| ())
    }

    /// Speaks with another window than now, if there is one; says how many there are.
    pub fn other_window(&self) -> Result<usize> {
        let handles = self.get("window/handles")?;
        let handles = handles.as_array().context("handles are a list")?;
        // A window that was closed is none: then every other one is another.
        let now = self.get("window").unwrap_or(Value::Null);
        if let Some(other) = handles.iter().find(|handle| **handle != now) {
            self.post("window", &json!({ "handle": other }))?;
        }
        Ok(handles.len())
    }

    /// Speaks with another window where the one that it spoke with was closed.
    pub fn leave_closed_window(&self) -> Result<()> {
        if self.get("window").is_err() {
            let _windows = self.other_window()?;
        }
        Ok(())
    }

    /// Loads the page anew.
    pub fn reload(&self) -> Result<()> {
        self.post("refresh", &json!({})).map(|_| ())
    }

    fn post(&self, path: &str, body: &Value) -> Result<Value> {
        ask("POST", &format!("{}/{path}", self.session), body)
    }

    fn get(&self, path: &str) -> Result<Value> {
        ask("GET", &format!("{}/{path}", self.session), &Value::Null)
    }
}

/// Makes one request; the protocol's errors become ours.
fn ask(method: &str, url: &str, body: &Value) -> Result<Value> {
    let body = if body.is_null() { String::new() } else { body.to_string() };
    let reply = http::request(method, url, &[("content-type", "application/json")], body.as_bytes());
    let value = reply.json()["value"].take();
    if reply.status == 200 {
        return Ok(value);
    }
    bail!(
        "{method} {url}: {}: {}",
        value["error"].as_str().unwrap_or("?"),
        value["message"].as_str().unwrap_or("")
    )
}

fn elements(found: &Value) -> Vec<Element> {
    let each = found.as_array().into_iter().flatten();
    each.filter_map(Element::of).collect()
}

/// Decodes base64 (RFC 4648, section 4).
fn base64(text: &str) -> Result<Vec<u8>> {
    const ALPHABET: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3);
    let (mut bits, mut held) = (0_u32, 0_u32);
    for letter in text.bytes().filter(|letter| *letter != b'=' && !letter.is_ascii_whitespace()) {
        let value = ALPHABET.iter().position(|known| *known == letter).context("not base64")?;
        bits = bits << 6 | u32::try_from(value)?;
        held += 6;
        if held >= 8 {
            held -= 8;
            bytes.push(u8::try_from(bits >> held & 0xff)?);
        }
    }
    Ok(bytes)
}

#[test]
fn base64_is_read_with_and_without_padding() -> Result<()> {
    anyhow::ensure!(base64("VXBiZWF0")? == b"Upbeat" && base64("w6k=")? == "é".as_bytes());
    Ok(())
}
