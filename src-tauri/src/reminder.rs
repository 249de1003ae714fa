//! It is the person's turn: said by the desktop, with everything put ready above the other windows.

use crate::compose::told;
use crate::window;
use tauri::AppHandle;
use tauri_plugin_notification::NotificationExt;
use tokio::sync::broadcast::error::RecvError;
use upbeat_app::Studio;
use upbeat_app::queue::Turn;
use upbeat_contract::words::sentence;
use upbeat_domain::publication::PublicationState;

/// Reminds until the studio is gone.
pub(crate) async fn follow(app: AppHandle, studio: Studio) {
    let mut turns = studio.turns();
    loop {
        match turns.recv().await {
            Ok(turn) => remind(&app, &studio, &turn),
            // Those that were missed stand in the queue all the same.
            Err(RecvError::Lagged(_)) => {}
            Err(RecvError::Closed) => return,
        }
    }
}

/// Says what the person should know wherever they are, until the studio is gone.
pub(crate) async fn sound(app: AppHandle, studio: Studio) {
    let mut alarms = studio.alarms();
    loop {
        match alarms.recv().await {
            Ok(alarm) => {
                let (title, said) = upbeat_api::told_alarm(studio.lang(), &alarm);
                let body = format!("{} {}", said.message, said.fix);
                told(app.notification().builder().title(title).body(body).show());
            }
            // Those that were missed stand on the screens that they concern.
            Err(RecvError::Lagged(_)) => {}
            Err(RecvError::Closed) => return,
        }
    }
}

fn remind(app: &AppHandle, studio: &Studio, turn: &Turn) {
    let lang = studio.lang();
    let networks = upbeat_api::networks(lang).networks;
    let named = networks.into_iter().find(|network| network.id == turn.network);
    let name = named.map_or_else(|| turn.network.to_string(), |network| network.name);
    let title = sentence(lang, "shell", "due_title", &[("network", name), ("client", turn.client.clone())]);
    let body = sentence(lang, "shell", "due", &[]);
    told(app.notification().builder().title(title).body(body).show());
    if turn.state == PublicationState::WaitingForPerson {
        let (handle, workspace, publication) = (app.clone(), turn.workspace, turn.publication);
        told(app.run_on_main_thread(move || told(window::open_bar(&handle, workspace, publication))));
    }
}
