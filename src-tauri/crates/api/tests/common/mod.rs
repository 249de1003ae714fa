//! A studio on a manual clock, in a folder of its own.

#![allow(dead_code, reason = "each test binary uses its part")]

use serde::Serialize;
use serde_json::Value;
use upbeat_app::{Options, Studio};
use upbeat_clock::{Clock, Hands};
use upbeat_contract::error::ErrorDto;
use upbeat_domain::lang::Lang;
use upbeat_domain::time::Timestamp;

/// The studio under test.
pub struct Desk {
    pub studio: Studio,
    pub hands: Hands,
    pub folder: tempfile::TempDir,
}

impl Desk {
    /// A fresh studio on Monday 23 November 2026, 9:00 UTC.
    pub async fn open() -> anyhow::Result<Self> {
        let folder = tempfile::tempdir()?;
        let (clock, hands) = Clock::manual(Timestamp::parse("2026-11-23T09:00:00Z")?);
        let options = Options {
            data: Some(folder.path().join("data")),
            clock,
            vault_service: "upbeat-tests.api".to_owned(),
            ..Options::new(Lang::En)
        };
        Ok(Self { studio: Studio::open(options).await?, hands, folder })
    }
}

/// An answer that must be one.
pub fn good<T>(answer: Result<T, ErrorDto>) -> T {
    answer.unwrap_or_else(|error| panic!("{error:#?}"))
}

/// A value as it crosses, with `[name]` in the place of what differs from run to run.
pub fn crossing<T: Serialize>(value: &T) -> Value {
    const NAMES: &[&str] = &[
        "id",
        "post_id",
        "account_id",
        "asset_id",
        "cover",
        "asset",
        "rendition_id",
        "job_id",
        "data_folder",
        "data_folder_free_bytes",
        "took_ms",
        "zones",
        "tools",
        "vault",
        "zone",
        "local",
        "offset_minutes",
        "folder",
        "path",
        "bytes",
        "hash",
        "cache_bytes",
        "ids",
        "version",
    ];
    fn walk(value: &mut Value) {
        match value {
            Value::Object(fields) => {
                for (name, value) in fields {
                    // Why always: pictures are looked at in the background, and this one may have been.
                    let looked_at = name == "placeholder";
                    if looked_at || (NAMES.contains(&name.as_str()) && !value.is_null()) {
                        *value = format!("[{name}]").into();
                    } else {
                        walk(value);
                    }
                }
            }
            Value::Array(items) => items.iter_mut().for_each(walk),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }
    let mut value = serde_json::to_value(value).expect("the contract is JSON");
    walk(&mut value);
    value
}
