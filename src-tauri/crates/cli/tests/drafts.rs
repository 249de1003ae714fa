//! Drafts, accounts by hand, planning and receipts: one workspace, no connection.

mod common;

use common::{Desk, redacted, text};
use upbeat_testkit::material;
use upbeat_testkit::media::{GARDEN, picture};

#[test]
fn a_draft_is_written_found_changed_binned_and_restored() -> anyhow::Result<()> {
    if !material::is_here() {
        return Ok(());
    }
    let desk = Desk::new();
    material::small_photo(&desk.work(), "photo.jpg")?;
    let args = [
        "post",
        "new",
        "--text",
        "Un café à Orléans",
        "--media",
        "photo.jpg",
        "--alt",
        "Une coccinelle",
        "--for",
        "x,bluesky",
    ];
    let made = desk.json(&args);
    let id = text(&made, "/post/id").to_owned();
    assert_eq!(text(&made, "/post/draft/body/media/0/alt"), "Une coccinelle");
    assert_eq!(desk.json(&["post", "search", "ORLEANS"])["total"], 1, "accents and case don't count");

    let edited = desk.json(&["post", "edit", &id, "--text", "Un thé", "--variant", "x=Thé"]);
    assert_eq!(edited["post"]["revision"], 2);
    assert_eq!(text(&edited, "/post/draft/variants/0/text"), "Thé");
    assert_eq!(
        edited["post"]["draft"]["body"]["media"].as_array().map(Vec::len),
        Some(1),
        "the picture stays"
    );
    let again = desk.json(&["post", "edit", &id, "--alt", "Une coccinelle rouge", "--variant", "x=Le thé"]);
    assert_eq!(text(&again, "/post/draft/body/media/0/alt"), "Une coccinelle rouge", "it is the picture's");
    assert_eq!(again["post"]["draft"]["variants"].as_array().map(Vec::len), Some(1), "X has one text");
    assert_eq!(text(&again, "/post/draft/variants/0/text"), "Le thé");
    let refused = desk.run(&["--json", "post", "edit", &id, "--alt", "une", "--alt", "et une de trop"]);
    assert_eq!((refused.code, text(&refused.json(), "/error/subject")), (2, "--alt"));

    let copy = desk.json(&["post", "duplicate", &id]);
    assert_ne!(text(&copy, "/post/id"), id);
    desk.json(&["post", "delete", &id]);
    assert_eq!(desk.json(&["post", "list"])["total"], 1);
    assert_eq!(desk.json(&["post", "list", "--bin"])["total"], 1);
    desk.json(&["post", "restore", &id]);
    assert_eq!(desk.json(&["post", "list"])["total"], 2);
    Ok(())
}

#[test]
fn pictures_that_look_the_same_are_listed_together() -> anyhow::Result<()> {
    if !material::is_here() {
        return Ok(());
    }
    let desk = Desk::new();
    let photo = material::small_photo(&desk.work(), "photo.jpg")?;
    picture(
        &desk.work(),
        "small.png",
        &photo.display().to_string(),
        &["-auto-orient", "-resize", "40%", "-strip"],
    )?;
    picture(&desk.work(), "garden.jpg", GARDEN, &["-resize", "800x800", "-strip"])?;
    desk.json(&["post", "new", "--media", "photo.jpg", "--media", "small.png", "--media", "garden.jpg"]);
    let found = desk.json(&["library", "alike"]);
    let groups = found["groups"].as_array().ok_or_else(|| anyhow::anyhow!("{found}"))?;
    assert_eq!(groups.len(), 1, "{found}");
    let mut names = [text(&groups[0], "/assets/0/name"), text(&groups[0], "/assets/1/name")];
    names.sort_unstable();
    assert_eq!(names, ["photo.jpg", "small.png"]);
    let said = desk.run(&["--lang", "fr", "library", "alike"]);
    assert!(said.out.starts_with("1 groupe d’images semblables\n"), "{}", said.out);
    Ok(())
}

#[test]
fn a_post_is_planned_moved_called_off_and_never_twice_on_one_account() {
    let desk = Desk::new();
    let post = text(&desk.json(&["post", "new", "--text", "Bonjour"]), "/post/id").to_owned();
    desk.json(&["account", "connect", "linkedin", "--user", "atelier-brume"]);
    let plan = |at: &str| {
        desk.json(&["schedule", &post, "--account", "atelier-brume", "--at", at, "--zone", "Europe/Paris"])
    };
    let first = plan("2090-03-26T02:30");
    let publication = text(&first, "/publications/0/id").to_owned();
    assert_eq!(first["publications"][0]["due"]["shift"], "gap", "that night skips 2:30");
    assert_eq!(text(&first, "/publications/0/due/local"), "2090-03-26T03:00:00");

    let second = plan("2090-04-01T09:00");
    assert_eq!(text(&second, "/publications/0/id"), publication, "planned again, not twice");
    let moved = desk.json(&["reschedule", &publication, "--at", "2090-05-01T10:00:00Z"]);
    assert_eq!(text(&moved, "/due/instant"), "2090-05-01T10:00:00Z");
    desk.json(&["unschedule", &publication]);
    let queue = desk.json(&["queue", "list"]);
    assert_eq!(queue["publications"][0]["state"], "cancelled");
}

#[test]
fn the_past_is_refused_with_a_reason() {
    let desk = Desk::new();
    let post = text(&desk.json(&["post", "new", "--text", "Bonjour"]), "/post/id").to_owned();
    desk.json(&["account", "connect", "linkedin", "--user", "atelier-brume"]);
    let args = ["--json", "schedule", &post, "--account", "atelier-brume", "--at", "2020-01-01T00:00:00Z"];
    let answer = desk.run(&args);
    assert_eq!(answer.code, 1);
    assert_eq!(text(&answer.json(), "/error/code"), "time.past");
}

#[test]
fn what_a_network_would_refuse_is_not_planned() {
    let desk = Desk::new();
    let long = "x".repeat(400);
    let post = text(&desk.json(&["post", "new", "--text", &long]), "/post/id").to_owned();
    desk.json(&["account", "connect", "x", "--user", "brume"]);
    desk.json(&["account", "connect", "linkedin", "--user", "brume"]);
    let args = [
        "--json",
        "schedule",
        &post,
        "--account",
        "x:brume",
        "--account",
        "linkedin:brume",
        "--at",
        "2090-01-01T00:00:00Z",
    ];
    let answer = desk.run(&args);
    assert_eq!(answer.code, 3);
    let done = answer.json();
    assert_eq!(done["publications"][0]["network"], "linkedin", "the other account is planned all the same");
    assert_eq!(text(&done, "/refused/0/error/code"), "publication.blocked");
}

#[test]
fn publishing_by_hand_waits_for_the_person_and_keeps_her_word() -> anyhow::Result<()> {
    if !material::is_here() {
        return Ok(());
    }
    let desk = Desk::new();
    material::small_photo(&desk.work(), "photo.jpg")?;
    let made = desk.json(&["post", "new", "--text", "Bonjour", "--media", "photo.jpg", "--alt", "x"]);
    let post = text(&made, "/post/id").to_owned();
    desk.json(&["account", "connect", "instagram", "--user", "atelier.brume"]);
    let answer = desk.run(&["--json", "publish", &post, "--account", "atelier.brume"]);
    assert_eq!(answer.code, 4, "a person is needed: {}", answer.out);
    let done = answer.json();
    assert_eq!(done["publications"][0]["state"], "waiting_for_person");
    let publication = text(&done, "/publications/0/id").to_owned();
    let receipt = desk.json(&["receipt", &publication]);
    let names = [
        "id",
        "post_id",
        "account_id",
        "cover",
        "asset",
        "asset_id",
        "rendition_id",
        "instant",
        "local",
        "zone",
        "offset_minutes",
        "at",
        "hash",
        "bytes",
    ];
    insta::assert_json_snapshot!(redacted(receipt, &names));
    Ok(())
}

#[test]
fn the_queue_pauses_and_goes_on() {
    let desk = Desk::new();
    let post = text(&desk.json(&["post", "new", "--text", "Bonjour"]), "/post/id").to_owned();
    desk.json(&["account", "connect", "linkedin", "--user", "brume"]);
    assert_eq!(desk.json(&["queue", "pause"])["paused"], true);
    let answer = desk.run(&["--json", "publish", &post, "--account", "brume"]);
    let trouble = text(&answer.json(), "/publications/0/trouble/code").to_owned();
    assert_eq!((answer.code, trouble), (1, "publication.paused".to_owned()));
    assert_eq!(desk.json(&["queue", "resume"])["paused"], false);
    let idle = desk.json(&["queue", "run", "--until-idle"]);
    assert_eq!(idle["publications"][0]["state"], "waiting_for_person");
}

#[test]
fn queue_run_works_the_queues_of_all_workspaces_and_one_where_it_is_named() -> anyhow::Result<()> {
    let desk = Desk::new();
    let clients = ["Atelier Brume", "Café Lune"];
    desk.make_workspaces(&clients)?;
    for client in clients {
        desk.json(&["--workspace", client, "account", "connect", "linkedin", "--user", "brume"]);
    }
    let due = |client: &str| {
        let post = desk.json(&["--workspace", client, "post", "new", "--text", "Bonjour"]);
        let now = desk.json(&["--workspace", client, "queue", "list"])["now"].clone();
        let args = ["schedule", text(&post, "/post/id"), "--account", "brume", "--at", text(&now, "")];
        desk.json(&[&["--workspace", client], &args[..]].concat());
    };
    let states = |client: &str| {
        let list = desk.json(&["--workspace", client, "queue", "list"]);
        let all = list["publications"].as_array().cloned().unwrap_or_default();
        all.iter().map(|one| text(one, "/state").to_owned()).collect::<Vec<_>>()
    };
    clients.iter().for_each(|client| due(client));
    desk.json(&["--workspace", clients[0], "queue", "run", "--until-idle"]);
    assert_eq!(states(clients[0]), ["waiting_for_person"]);
    assert_eq!(states(clients[1]), ["planned"], "only the one that was named");
    desk.json(&["queue", "run", "--until-idle"]);
    assert_eq!(states(clients[1]), ["waiting_for_person"], "whichever was opened last");

    let damaged = desk.workspace_file(clients[0]);
    std::fs::write(&damaged, "no database")?;
    due(clients[1]);
    let answer = desk.run(&["queue", "run", "--until-idle"]);
    assert_eq!(answer.code, 1, "a queue that can't be worked is a failure: {}", answer.out);
    assert!(answer.err.contains(clients[0]) && answer.err.contains("[storage.damaged]"), "{}", answer.err);
    assert_eq!(states(clients[1]), ["waiting_for_person"; 2], "and keeps no other from going out");
    Ok(())
}

#[test]
fn workspaces_are_chosen_by_name() {
    let desk = Desk::new();
    desk.json(&["post", "new", "--text", "Bonjour"]);
    let here = desk.json(&["--workspace", "My first client", "post", "list"]);
    assert_eq!(here["total"], 1);
    let answer = desk.run(&["--json", "--workspace", "Nobody", "post", "list"]);
    assert_eq!((answer.code, text(&answer.json(), "/error/code").to_owned()), (1, "not_found".to_owned()));
}

#[test]
fn doctor_names_the_database_and_the_tools() {
    let desk = Desk::new();
    let answer = desk.run(&["--json", "doctor"]);
    let report = answer.json();
    assert_eq!(report["workspaces"][0]["trouble"], serde_json::Value::Null, "{report:#}");
    assert!(
        report["tools"].as_array().is_some_and(|tools| tools.iter().any(|tool| tool["name"] == "ffmpeg"))
    );
    let moving = ["version", "data_folder", "data_folder_free_bytes", "found", "vault", "folder", "healthy"];
    insta::assert_json_snapshot!("doctor", redacted(report, &moving));
    let french = desk.run(&["--lang", "fr", "doctor"]).out;
    assert!(french.contains("trousseau") && french.contains("0 post  0 média"), "{french}");
}

#[test]
fn drafts_are_listed_and_found() {
    let desk = Desk::new();
    for (text, networks) in [("Un café à Orléans", "x,bluesky"), ("Le marché de Noël", "instagram")] {
        desk.json(&["post", "new", "--text", text, "--for", networks]);
    }
    let moving = ["id", "updated_at"];
    insta::assert_json_snapshot!("post_list", redacted(desk.json(&["post", "list"]), &moving));
    insta::assert_json_snapshot!("post_search", redacted(desk.json(&["post", "search", "ORLEANS"]), &moving));
}
