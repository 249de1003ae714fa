//! Puts studio and windows together, and takes them apart in order.

use crate::{background, closing, commands, events, media, reminder, tray, window};
use std::process::ExitCode;
use tauri::ipc::CapabilityBuilder;
use tauri::{AppHandle, Manager, RunEvent, WindowEvent};
use tauri_plugin_dialog::{DialogExt, MessageDialogButtons, MessageDialogKind};
use tauri_plugin_window_state::StateFlags;
use tracing_subscriber::EnvFilter;
use upbeat_app::Studio;
use upbeat_contract::Lang;
use upbeat_contract::backup::Backup;
use upbeat_contract::words::sentence;
use upbeat_domain::code::Code;

/// Opens the studio and stays until it is closed.
#[must_use]
pub fn run() -> ExitCode {
    let filter = EnvFilter::try_from_env("UPBEAT_LOG").unwrap_or_else(|_| EnvFilter::new("warn"));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    let built = tauri::Builder::default()
        .plugin(tauri_plugin_single_instance::init(|app, _arguments, _folder| told(window::show_main(app))))
        .plugin(tauri_plugin_dialog::init())
        .plugin(tauri_plugin_notification::init())
        .plugin(tauri_plugin_opener::init())
        .plugin(window_state())
        .register_asynchronous_uri_scheme_protocol(media::SCHEME, media::serve)
        .invoke_handler(commands::answer)
        .setup(|app| Ok(start(app.handle())?))
        .build(tauri::generate_context!());
    match built {
        Ok(app) => ExitCode::from(u8::try_from(app.run_return(happened)).unwrap_or(1)),
        Err(error) => {
            tracing::error!(%error, "the window system refused");
            ExitCode::FAILURE
        }
    }
}

/// Where a window was and how large: kept for the next start. Whether it shows is ours to decide.
fn window_state() -> tauri::plugin::TauriPlugin<tauri::Wry> {
    tauri_plugin_window_state::Builder::default()
        .with_state_flags(StateFlags::SIZE | StateFlags::POSITION | StateFlags::MAXIMIZED)
        .with_filter(|label| label == window::MAIN)
        .build()
}

fn start(app: &AppHandle) -> tauri::Result<()> {
    let lang = sys_locale::get_locale().map(|locale| Lang::of_locale(&locale)).unwrap_or_default();
    // Why another: one client's damaged data must not keep the others from going out.
    let options = upbeat_app::Options { or_another: true, ..upbeat_app::Options::new(lang) };
    let opened = tauri::async_runtime::block_on(Studio::open(options));
    let studio = match opened {
        Ok(studio) => studio,
        Err(failure) => {
            refuse(app, lang, &failure);
            return Ok(());
        }
    };
    app.manage(studio.clone());
    app.manage(closing::Closing::default());
    app.manage(background::Background::start(&studio));
    tauri::async_runtime::spawn(events::carry(app.clone(), studio.clone()));
    tauri::async_runtime::spawn(reminder::follow(app.clone(), studio.clone()));
    tauri::async_runtime::spawn(reminder::sound(app.clone(), studio.clone()));
    permit(app)?;
    window::open_main(app)?;
    app.manage(tray::show(app, studio.lang()));
    Ok(())
}

/// The data can't be opened: said in a window of the system, since ours has nothing to show. Where a backup
/// is good, with a button that restores it.
fn refuse(app: &AppHandle, lang: Lang, failure: &upbeat_app::Failure) {
    let said = upbeat_api::said(lang, failure);
    tracing::error!(%failure, "the studio can't open");
    let words = format!("{}\n\n{}\n\n{}", said.message, said.fix, said.code);
    let dialog = app
        .dialog()
        .message(words)
        .title(sentence(lang, "shell", "no_start_title", &[]))
        .kind(MessageDialogKind::Error);
    let handle = app.clone();
    let backup = (failure.code == Code::StorageDamaged).then(|| latest_good(lang)).flatten();
    let Some(backup) = backup else {
        dialog.show(move |_read| handle.exit(1));
        return;
    };
    let restore = sentence(lang, "shell", "restore_latest", &[("when", backup.when)]);
    let quit = sentence(lang, "shell", "quit", &[]);
    dialog.buttons(MessageDialogButtons::OkCancelCustom(restore, quit)).show(move |wanted| {
        if wanted {
            tauri::async_runtime::spawn(restore_latest(handle, lang));
        } else {
            handle.exit(1);
        }
    });
}

/// The latest backup that can be restored, of the workspace that would be shown.
fn latest_good(lang: Lang) -> Option<Backup> {
    let found = tauri::async_runtime::block_on(upbeat_api::backups_of(lang, None, None));
    found.ok()?.backups.into_iter().find(|backup| backup.holds.is_some())
}

/// Restores the latest good backup, says what to look at, and starts anew.
async fn restore_latest(app: AppHandle, lang: Lang) {
    let done = upbeat_api::restore_backup(lang, None, None, upbeat_app::backup::LATEST).await;
    let (kind, title, words, restored) = match done {
        Ok(done) => (MessageDialogKind::Info, "restored_title", done.message, true),
        Err(said) => {
            (MessageDialogKind::Error, "no_start_title", format!("{}\n\n{}", said.message, said.fix), false)
        }
    };
    let handle = app.clone();
    app.dialog()
        .message(words)
        .title(sentence(lang, "shell", title, &[]))
        .kind(kind)
        .show(move |_read| if restored { handle.request_restart() } else { handle.exit(1) });
}

/// What each window may call: the studio everything, an assisted bar what it shows.
fn permit(app: &AppHandle) -> tauri::Result<()> {
    let grant = |name: &str, windows: &str, names: &mut dyn Iterator<Item = &str>| {
        let capability = CapabilityBuilder::new(name).window(windows);
        let capability = names.fold(capability, |capability, command| {
            capability.permission(format!("allow-{}", command.replace('_', "-")))
        });
        app.add_capability(capability)
    };
    let everything = upbeat_contract::commands::COMMANDS.iter().chain(commands::OF_THE_SHELL);
    grant("commands-of-the-studio", window::MAIN, &mut everything.copied())?;
    grant("commands-of-the-bar", window::BARS, &mut commands::OF_THE_BAR.iter().copied())
}

fn happened(app: &AppHandle, event: RunEvent) {
    match event {
        RunEvent::WindowEvent { label, event: WindowEvent::CloseRequested { api, .. }, .. }
            if label == window::MAIN =>
        {
            api.prevent_close();
            background::close_window(app);
        }
        // Why: the system's own Quit. What we end ourselves carries a code.
        RunEvent::ExitRequested { api, code: None, .. } => {
            api.prevent_exit();
            closing::quit(app);
        }
        #[cfg(target_os = "macos")]
        RunEvent::Reopen { .. } => told(window::show_main(app)),
        RunEvent::Exit => background::end(app),
        _ => {}
    }
}

/// Logs what the window system refused; nothing of the person's work depends on it.
pub(crate) fn told<E: std::fmt::Display>(result: Result<(), E>) {
    if let Err(error) = result {
        tracing::warn!(%error, "the window system refused");
    }
}
