//! What the tests of every network share.
#![allow(dead_code, reason = "each test binary uses a part of it")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use upbeat_domain::id::{ContentHash, PartId};
use upbeat_domain::media::{Focus, MediaKind};
use upbeat_domain::network::NetworkId;
use upbeat_domain::time::Timestamp;
use upbeat_net::Client;
use upbeat_networks::{
    Call, Connection, Credentials, Network, Outcome, OutgoingMedium, OutgoingPart, Prepared, Progress,
    Registry,
};
use upbeat_testkit::material;
use uuid::Uuid;

#[expect(clippy::disallowed_methods, reason = "real servers keep real time")]
pub fn now() -> Timestamp {
    Timestamp::from_utc(chrono::Utc::now())
}

pub fn network(id: NetworkId) -> Arc<dyn Network> {
    Arc::clone(Registry::new(&Client::new().unwrap()).get(id).unwrap())
}

/// A connected account, and what the publisher does with it.
pub struct Desk {
    pub network: Arc<dyn Network>,
    pub connection: Connection,
}

impl Desk {
    pub fn call(&self) -> Call<'_> {
        Call { account: &self.connection.account, credentials: &self.connection.credentials, now: now() }
    }

    pub fn with(&self, credentials: Credentials) -> Self {
        let connection = Connection { credentials, ..self.connection.clone() };
        Self { network: Arc::clone(&self.network), connection }
    }

    /// The same account, reached through another address.
    pub fn through(&self, server: &str) -> Self {
        let mut connection = self.connection.clone();
        server.clone_into(&mut connection.account.server);
        Self { network: Arc::clone(&self.network), connection }
    }

    /// All the repeatable work, step by step, without the waits.
    pub async fn prepare(&self, part: &OutgoingPart) -> Prepared {
        let mut prepared = Prepared::nothing();
        for _ in 0..50 {
            match self.network.prepare(self.call(), part, prepared).await.unwrap() {
                Progress::Ready(ready) => return ready,
                // What is kept between steps is text: a restart in between changes nothing.
                Progress::Again { prepared: so_far, .. } => {
                    prepared = Prepared::from_stored(so_far.as_str().to_owned());
                }
            }
        }
        panic!("preparing doesn't end");
    }

    pub async fn publish(&self, part: &OutgoingPart, key: &str) -> Outcome {
        let prepared = self.prepare(part).await;
        self.network.commit(self.call(), part, &prepared, key).await
    }

    pub fn new_key(&self) -> String {
        self.network.key(PartId::new(Uuid::now_v7()))
    }
}

pub fn part(text: &str) -> OutgoingPart {
    OutgoingPart {
        format: "text".to_owned(),
        text: text.to_owned(),
        fields: BTreeMap::new(),
        media: Vec::new(),
        reply: None,
        dated: now(),
    }
}

/// A photograph as it would come out of preparing; none (said loudly) where the machine has no photographs.
pub fn photo(folder: &Path, name: &str, alt: &str) -> Option<OutgoingMedium> {
    if !material::is_here() {
        return None;
    }
    let path = material::small_photo(folder, name).unwrap();
    let smaller = folder.join(format!("small-{name}"));
    run(Command::new("convert").arg(&path).args(["-resize", "640x480!", "-quality", "80"]).arg(&smaller));
    Some(medium(smaller, MediaKind::Image, "image/jpeg", (640, 480), alt))
}

/// A short film as it would come out of preparing.
pub fn film(folder: &Path, alt: &str) -> Option<OutgoingMedium> {
    if !material::is_here() {
        return None;
    }
    let path = material::film(folder, "film.mov", 1).unwrap();
    let mp4 = folder.join("film.mp4");
    let scale = ["-vf", "scale=320:180", "-c:v", "libx264", "-c:a", "aac", "-movflags", "+faststart"];
    run(Command::new("ffmpeg").args(["-v", "error", "-i"]).arg(&path).args(scale).arg(&mp4));
    Some(medium(mp4, MediaKind::Video, "video/mp4", (320, 180), alt))
}

fn run(command: &mut Command) {
    assert!(command.status().unwrap().success(), "{command:?}");
}

pub fn medium(path: PathBuf, kind: MediaKind, mime: &str, px: (u32, u32), alt: &str) -> OutgoingMedium {
    let bytes = std::fs::read(&path).unwrap();
    let mut digest = [0; 32];
    for (at, byte) in bytes.iter().enumerate() {
        digest[at % 32] ^= byte.rotate_left(u32::try_from(at % 8).unwrap());
    }
    OutgoingMedium {
        kind,
        hash: ContentHash::new(digest),
        mime: mime.to_owned(),
        bytes: u64::try_from(bytes.len()).unwrap(),
        path,
        width_px: px.0,
        height_px: px.1,
        duration_ms: (kind == MediaKind::Video).then_some(1_000),
        alt: alt.to_owned(),
        focus: Focus::new(0.25, 0.75),
    }
}
