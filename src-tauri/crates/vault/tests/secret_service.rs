//! The vault against a real Secret Service (GNOME Keyring), in a session of its own.
#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "tests fail loudly")]

use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use upbeat_domain::id::{AccountId, WorkspaceId};
use upbeat_domain::network::NetworkId;
use upbeat_testkit::servers::session::{Keyring, inside};
use upbeat_vault::{Owner, RenewError, Secret, Secrets, Vault, VaultError};
use uuid::Uuid;

const SERVICE: &str = "studio.upbeat.tests";

fn account(number: u128) -> Owner {
    Owner::Account {
        workspace: WorkspaceId::new(Uuid::from_u128(1)),
        account: AccountId::new(Uuid::from_u128(number)),
    }
}

fn secrets(pairs: &[(&str, &str)]) -> Secrets {
    pairs.iter().map(|(kind, value)| ((*kind).to_owned(), Secret::from(*value))).collect()
}

fn run<F: Future>(work: F) -> F::Output {
    tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap().block_on(work)
}

/// What an independent tool finds under our service: the attributes and values of every item.
fn secret_tool() -> String {
    let found = Command::new("secret-tool").args(["search", "--all", "service", SERVICE]).output().unwrap();
    format!("{}{}", String::from_utf8_lossy(&found.stdout), String::from_utf8_lossy(&found.stderr))
}

#[test]
fn a_set_is_kept_whole_and_an_independent_tool_finds_it() {
    if !inside("a_set_is_kept_whole_and_an_independent_tool_finds_it", Keyring::Unlocked) {
        return;
    }
    run(async {
        let vault = Vault::open(SERVICE);
        vault.check().await.unwrap();
        assert_eq!(vault.get(account(1)).await.unwrap(), None, "nothing yet");
        let long = "é".repeat(50_000);
        let first = secrets(&[("access", "canary-one"), ("refresh", &long), ("empty", "")]);
        vault.put(account(1), first.clone()).await.unwrap();
        vault.put(Owner::App(NetworkId::Youtube), secrets(&[("key", "developer")])).await.unwrap();
        let other_process = Vault::open(SERVICE);
        assert_eq!(other_process.get(account(1)).await.unwrap(), Some(first), "long values come back whole");
        let seen = secret_tool();
        assert!(seen.contains("canary-one"), "the value lies in the keychain: {seen}");
        assert!(seen.contains("app/youtube/current"), "developer keys have their own place");

        let second = secrets(&[("access", "canary-two")]);
        vault.put(account(1), second.clone()).await.unwrap();
        assert_eq!(vault.get(account(1)).await.unwrap(), Some(second), "replaced as a whole");
        assert!(!secret_tool().contains("canary-one"), "the old generation is gone");

        vault.delete(account(1)).await.unwrap();
        vault.delete(account(1)).await.unwrap();
        assert_eq!(vault.get(account(1)).await.unwrap(), None, "deleted, and deleting twice is fine");
        assert!(!secret_tool().contains("canary"), "no piece is left over");
        assert_eq!(Vault::open("studio.upbeat.other").get(Owner::App(NetworkId::Youtube)).await, Ok(None));
    });
}

#[test]
fn a_set_that_lost_a_piece_counts_as_none() {
    if !inside("a_set_that_lost_a_piece_counts_as_none", Keyring::Unlocked) {
        return;
    }
    run(async {
        let vault = Vault::open(SERVICE);
        vault.put(account(2), secrets(&[("access", "a"), ("refresh", "b")])).await.unwrap();
        let name = format!("{}/{}/refresh/1.0", Uuid::from_u128(1), Uuid::from_u128(2));
        let removed =
            Command::new("secret-tool").args(["clear", "service", SERVICE, "username", &name]).status();
        assert!(removed.unwrap().success());
        assert_eq!(vault.get(account(2)).await.unwrap(), None, "half a set is no set");
        vault.put(account(2), secrets(&[("access", "c")])).await.unwrap();
        assert_eq!(
            vault.get(account(2)).await.unwrap(),
            Some(secrets(&[("access", "c")])),
            "heals by connecting"
        );
    });
}

#[test]
fn two_that_renew_at_once_ask_the_network_once() {
    if !inside("two_that_renew_at_once_ask_the_network_once", Keyring::Unlocked) {
        return;
    }
    run(async {
        let folder = tempfile::tempdir().unwrap();
        let lock = folder.path().join("account.lock");
        let stale = secrets(&[("refresh", "old")]);
        Vault::open(SERVICE).put(account(3), stale.clone()).await.unwrap();
        let asked = Arc::new(AtomicUsize::new(0));
        let renewals = (0..4).map(|_| {
            let (vault, asked) = (Vault::open(SERVICE), Arc::clone(&asked));
            let (lock, stale) = (lock.clone(), stale.clone());
            tokio::spawn(async move {
                vault
                    .renew(account(3), &lock, stale, move |_| async move {
                        asked.fetch_add(1, Ordering::SeqCst);
                        Ok::<_, ()>(secrets(&[("refresh", "new")]))
                    })
                    .await
                    .unwrap()
            })
        });
        for renewal in renewals.collect::<Vec<_>>() {
            assert_eq!(renewal.await.unwrap(), secrets(&[("refresh", "new")]), "everybody has the new ones");
        }
        assert_eq!(asked.load(Ordering::SeqCst), 1, "a rotated token asked for twice is a dead token");
        let gone = Vault::open(SERVICE)
            .renew(account(9), &lock, Secrets::new(), |old| async move { Ok::<_, ()>(old) })
            .await;
        assert!(matches!(gone, Err(RenewError::Gone)), "{gone:?}");
    });
}

#[test]
fn a_locked_keychain_says_so_and_works_once_unlocked() {
    if !inside("a_locked_keychain_says_so_and_works_once_unlocked", Keyring::Locked) {
        return;
    }
    run(async {
        let vault = Vault::open(SERVICE);
        assert_eq!(vault.check().await, Err(VaultError::Locked));
        assert_eq!(vault.put(account(4), secrets(&[("access", "a")])).await, Err(VaultError::Locked));
        unlock();
        vault.put(account(4), secrets(&[("access", "a")])).await.unwrap();
        assert!(vault.get(account(4)).await.unwrap().is_some(), "the same vault, without a restart");
    });
}

#[test]
fn without_a_keychain_nothing_is_kept_anywhere() {
    if !inside("without_a_keychain_nothing_is_kept_anywhere", Keyring::Absent) {
        return;
    }
    run(async {
        let vault = Vault::open(SERVICE);
        assert_eq!(vault.check().await, Err(VaultError::Absent));
        assert_eq!(vault.get(account(5)).await, Err(VaultError::Absent));
        assert_eq!(
            vault.put(account(5), secrets(&[("access", "canary-file")])).await,
            Err(VaultError::Absent)
        );
    });
    let home = std::env::var("HOME").unwrap();
    let found = Command::new("grep").args(["-r", "canary-file", &home]).output().unwrap();
    assert!(found.stdout.is_empty(), "no fallback to a file: {}", String::from_utf8_lossy(&found.stdout));
}

/// Starts the session's keyring anew with its password, as a person does who logs in again.
fn unlock() {
    let script = "pid=$(dbus-send --session --print-reply=literal --dest=org.freedesktop.DBus / \
                  org.freedesktop.DBus.GetConnectionUnixProcessID string:org.freedesktop.secrets | \
                  grep -o '[0-9]*$'); kill $pid; \
                  while kill -0 $pid 2>/dev/null; do :; done; \
                  printf %s upbeat-tests | gnome-keyring-daemon --unlock --components=secrets";
    assert!(Command::new("bash").args(["-c", script]).output().unwrap().status.success());
}
