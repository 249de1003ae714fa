//! A publisher to be killed. Reads its script from the environment, works until nothing is due, and ends.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use anyhow::{Context, Result};
use upbeat_clock::{Clock, Hands};
use upbeat_domain::id::ContentHash;
use upbeat_domain::media::MediaKind;
use upbeat_domain::publication::Part;
use upbeat_networks::{
    Call, Credentials, Network, Outcome, OutgoingMedium, OutgoingPart, Prepared, Progress, Registry, Remote,
};
use upbeat_publisher::{Files, Keys, Publisher, Setup, Workspace};
use upbeat_store::{Store, publication, setting};
use upbeat_testkit::crash::{NETWORK, PICTURE, SCRIPT, Script};
use upbeat_testkit::network::{FakeNetwork, FastTime};

/// How often it looks at its queue.
const LOOK_EVERY: Duration = Duration::from_millis(4);

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let script = std::env::var(SCRIPT).context("a script")?;
    let script: Script = serde_json::from_str(&script)?;
    let _scenario = fail::FailScenario::setup();
    if let Some((name, pass)) = &script.die_at {
        let left = AtomicU32::new(*pass);
        let die = move || {
            if left.fetch_sub(1, Ordering::SeqCst) == 1 {
                die();
            }
        };
        fail::cfg_callback(name.clone(), die).map_err(anyhow::Error::msg)?;
    }
    let store = Store::open(&script.folder).await?;
    if script.naive { naive(&script, &store).await } else { work(&script, store).await }
}

/// The publisher as it is shipped, on a fast clock.
async fn work(script: &Script, store: Store) -> Result<()> {
    let (clock, hands) = Clock::manual(script.time.now());
    std::thread::spawn({
        let (time, clock) = (script.time, clock.clone());
        move || follow(time, &clock, &hands)
    });
    let network = FakeNetwork::new(script.address, NETWORK, script.promise);
    let picture = picture(script)?;
    let files: Files = Arc::new(move |wanted| {
        let media = vec![picture.clone(); wanted.media.len()];
        Box::pin(async move { Ok(media) })
    });
    let publisher = Publisher::new(Setup {
        clock,
        registry: Registry::empty().with(Arc::new(network)),
        keys: Keys::Same(Credentials::new()),
        proofs: BTreeMap::from([(NETWORK, script.promise.proof())]),
    });
    publisher.add(Workspace { id: script.workspace, store, files }).await?;
    loop {
        let tick = publisher.tick().await;
        if tick.started == 0 && tick.busy == 0 && tick.next_at.is_none() && tick.locks == 1 {
            break;
        }
        tokio::time::sleep(LOOK_EVERY).await;
    }
    publisher.close().await;
    Ok(())
}

/// Moves the publisher's clock along with the fast one.
fn follow(time: FastTime, clock: &Clock, hands: &Hands) {
    loop {
        let behind = time.now().micros_since(clock.now());
        hands.advance(Duration::from_micros(u64::try_from(behind).unwrap_or(0)));
        std::thread::sleep(Duration::from_micros(500));
    }
}

/// The control: a queue as one writes it without thinking of crashes. What isn't marked as done is sent, then marked.
async fn naive(script: &Script, store: &Store) -> Result<()> {
    let network = FakeNetwork::new(script.address, NETWORK, script.promise);
    let picture = picture(script)?;
    loop {
        let mut read = store.read().await?;
        let due = publication::due(&mut read, script.time.now(), 1000).await?;
        let mut left = 0;
        for id in due {
            let done = format!("naive.{id}");
            if setting::get::<bool>(&mut read, &done).await?.is_some() {
                continue;
            }
            left += 1;
            let found = publication::get(&mut read, id).await?;
            let part = found.parts.first().context("a part")?;
            let outcome = send(&network, script, part, &picture).await;
            fail::fail_point!("naive::after_call");
            if matches!(outcome, Some(Outcome::Accepted(_))) {
                let mut tx = store.begin().await?;
                setting::set(&mut tx, &done, &true).await?;
                tx.commit().await?;
                fail::fail_point!("naive::after_done");
            }
        }
        if left == 0 {
            return Ok(());
        }
    }
}

/// Uploads and sends, under a new key each time; none where an upload failed.
async fn send(
    network: &FakeNetwork,
    script: &Script,
    part: &Part,
    picture: &OutgoingMedium,
) -> Option<Outcome> {
    let (server, handle) = ("https://fake.example".to_owned(), "brume".to_owned());
    let account = Remote { server, remote_id: "1".to_owned(), handle, own_network: true };
    let credentials = Credentials::new();
    let call = || Call { account: &account, credentials: &credentials, now: script.time.now() };
    let outgoing = OutgoingPart {
        format: "thread".to_owned(),
        text: part.content.text.clone(),
        fields: BTreeMap::new(),
        media: vec![picture.clone(); part.content.media.len()],
        reply: None,
        dated: script.time.now(),
    };
    let mut prepared = Prepared::nothing();
    loop {
        match network.prepare(call(), &outgoing, prepared).await.ok()? {
            Progress::Again { prepared: so_far, .. } => prepared = so_far,
            Progress::Ready(ready) => {
                fail::fail_point!("naive::before_call", |_| None);
                let key = uuid::Uuid::now_v7().to_string();
                return Some(network.commit(call(), &outgoing, &ready, &key).await);
            }
        }
    }
}

/// The one file that every medium of the scene stands for, as the library would hand it over.
fn picture(script: &Script) -> Result<OutgoingMedium> {
    let path = script.folder.join(PICTURE);
    let bytes = std::fs::read(&path)?;
    Ok(OutgoingMedium {
        kind: MediaKind::Image,
        hash: ContentHash::new(*blake3::hash(&bytes).as_bytes()),
        path,
        mime: "image/png".to_owned(),
        bytes: bytes.len() as u64,
        width_px: 128,
        height_px: 128,
        duration_ms: None,
        alt: String::new(),
        focus: None,
    })
}

/// Ends at once, as a power cut would: nothing is flushed, nothing is dropped.
fn die() {
    #[cfg(unix)]
    {
        let _ = rustix::process::kill_process(rustix::process::getpid(), rustix::process::Signal::KILL);
        loop {
            std::hint::spin_loop();
        }
    }
    #[cfg(not(unix))]
    std::process::abort();
}
