//! A database that is damaged, and the way back: from outside, with a really damaged file.

mod common;

use std::fs;
use std::path::PathBuf;

use common::{Desk, text};
use upbeat_store::{DATABASE, Store};

/// The folder of the only workspace.
fn workspace(desk: &Desk) -> PathBuf {
    let mut folders = fs::read_dir(desk.data().join("workspaces")).expect("a folder").flatten();
    folders.next().expect("a workspace").path()
}

/// The backup that Upbeat makes every day while it runs.
fn back_up(desk: &Desk) {
    let day = upbeat_domain::time::Timestamp::parse("2026-11-22T09:00:00Z").expect("a time");
    let folder = workspace(desk);
    let made = tokio::runtime::Runtime::new().expect("a runtime").block_on(async {
        let store = Store::open(&folder).await?;
        let made = store.back_up_daily(day).await;
        store.close().await;
        made
    });
    assert!(made.is_ok_and(|made| made.is_some()));
}

#[test]
fn a_damaged_database_is_told_with_the_way_out_and_the_way_out_leads_back() {
    let desk = Desk::new();
    desk.json(&["account", "connect", "linkedin", "--user", "brume"]);
    let kept = text(&desk.json(&["post", "new", "--text", "avant"]), "/post/id").to_owned();
    desk.json(&["schedule", &kept, "--account", "brume", "--at", "2090-01-01T00:00:00Z"]);
    back_up(&desk);
    let lost = text(&desk.json(&["post", "new", "--text", "après"]), "/post/id").to_owned();
    let database = workspace(&desk).join(DATABASE);
    let mut bytes = fs::read(&database).expect("a database");
    bytes[..8_192].fill(0xa5);
    fs::write(&database, &bytes).expect("a disk");

    let refused = desk.run(&["--json", "post", "list"]);
    assert_eq!(text(&refused.json(), "/error/code"), "storage.damaged");
    assert!(text(&refused.json(), "/error/fix").contains("upbeat restore"), "{}", refused.out);

    let listed = desk.json(&["restore"]);
    assert_eq!(listed["name"], "My first client");
    let backup = &listed["backups"][0];
    assert_eq!(backup["name"], "day-2026-11-22.db");
    let counts = ["posts", "publications", "accounts", "assets"].map(|name| backup["holds"][name].clone());
    assert_eq!(counts, [1, 1, 1, 0], "{listed:#}");
    assert!(backup["written"]["instant"].is_string());
    let said = desk.run(&["restore"]);
    assert!(said.out.contains("day-2026-11-22.db") && said.out.contains("posts: 1"), "{}", said.out);

    let unknown = desk.run(&["--json", "restore", "yesterday"]);
    assert_eq!((unknown.code, text(&unknown.json(), "/error/code").to_owned()), (1, "not_found".to_owned()));
    let restored = desk.json(&["restore", "latest"]);
    let aside = fs::read(text(&restored, "/set_aside")).expect("the damaged one is kept");
    assert_eq!(aside, bytes);
    assert_eq!(text(&desk.json(&["post", "show", &kept]), "/post/draft/body/text"), "avant");
    assert_eq!(desk.run(&["post", "show", &lost]).code, 1, "it is younger than the backup");
    let queue = desk.json(&["queue", "list"]);
    assert_eq!((&queue["paused"], &queue["publications"][0]["state"]), (&true.into(), &"planned".into()));
    let doctor = desk.run(&["--json", "doctor"]);
    assert_eq!(doctor.json()["workspaces"][0]["trouble"], serde_json::Value::Null, "{}", doctor.out);
}

#[test]
fn doctor_still_tells_where_one_client_cant_be_opened() {
    let desk = Desk::new();
    desk.json(&["post", "new", "--text", "Bonjour"]);
    let damaged = workspace(&desk);
    fs::write(damaged.join(DATABASE), "not a database at all".repeat(1000)).expect("a disk");
    let other = desk.data().join("workspaces/0193f3b0-0000-7000-8000-000000000001");
    let made = tokio::runtime::Runtime::new().expect("a runtime").block_on(async {
        let store = Store::open(&other).await?;
        let mut tx = store.begin().await?;
        let workspace = upbeat_domain::workspace::Workspace {
            id: "0193f3b0-0000-7000-8000-000000000001".parse().expect("an id"),
            name: "Mairie".to_owned(),
            zone: chrono_tz::Europe::Paris,
            lang: upbeat_domain::lang::Lang::Fr,
            created_at: upbeat_domain::time::Timestamp::parse("2026-11-22T09:00:00Z").expect("a time"),
        };
        upbeat_store::workspace::insert(&mut tx, &workspace).await?;
        tx.commit().await?;
        store.close().await;
        Ok::<_, upbeat_store::StoreError>(())
    });
    assert!(made.is_ok(), "{made:?}");
    let report = desk.run(&["--json", "doctor"]);
    let workspaces = report.json()["workspaces"].clone();
    assert_eq!((report.code, text(&workspaces, "/0/trouble/code")), (1, "storage.damaged"), "{workspaces:#}");
    assert_eq!((&workspaces[1]["name"], &workspaces[1]["trouble"]), (&"Mairie".into(), &().into()));
    let refused = desk.run(&["--json", "post", "list"]);
    assert_eq!(text(&refused.json(), "/error/code"), "storage.damaged", "a command keeps to its client");
}
