//! `upbeat restore`

use clap::Args;
use upbeat_contract::backup::{Backup, BackupRestored, Backups};
use upbeat_contract::figure;
use upbeat_domain::lang::Lang;

use crate::output::{Exit, in_one_line};
use crate::studio::Desk;

/// The way back to a backup.
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  upbeat restore\n  upbeat restore latest\n  \
    upbeat --workspace \"Café Bel-Air\" restore day-2026-11-22.db\n\n\
    Without a name, the backups are listed. The database that stood there is kept beside the restored one. \
    Its queue is on pause then: look at what went out since the backup, then `upbeat queue resume`.")]
pub struct Restore {
    /// The backup to restore: its name in the list, or `latest` for the latest that is good
    backup: Option<String>,
}

impl Restore {
    /// Lists the backups, or restores one. Opens no studio: what can't be opened is what this is for.
    pub async fn run(self, desk: Desk) -> Exit {
        let (out, wanted) = (desk.out, desk.workspace.as_deref());
        match self.backup {
            None => match upbeat_api::backups_of(out.lang, None, wanted).await {
                Ok(found) => {
                    out.document(&found, |found| list(out.lang, found));
                    Exit::Done
                }
                Err(error) => out.error(error),
            },
            Some(name) => match upbeat_api::restore_backup(out.lang, None, wanted, &name).await {
                Ok(done) => {
                    out.document(&done, |done: &BackupRestored| {
                        format!("{}\n{}", done.message, done.set_aside)
                    });
                    Exit::Done
                }
                Err(error) => out.error(error),
            },
        }
    }
}

fn list(lang: Lang, found: &Backups) -> String {
    let mut lines = vec![format!("{}  {}", found.name, found.folder)];
    lines.extend(found.backups.iter().map(|backup| line(lang, backup)));
    lines.push(format!("{}", found.backups.len()));
    lines.join("\n")
}

fn line(lang: Lang, backup: &Backup) -> String {
    let held = match (&backup.holds, &backup.trouble) {
        (Some(holds), _) => upbeat_contract::words::sentence(
            lang,
            "said",
            "backup_holds",
            &[
                ("posts", figure::count(lang, i64::from(holds.posts))),
                ("publications", figure::count(lang, i64::from(holds.publications))),
                ("media", figure::count(lang, i64::from(holds.assets))),
                ("accounts", figure::count(lang, i64::from(holds.accounts))),
            ],
        ),
        (None, Some(trouble)) => in_one_line(trouble),
        (None, None) => String::new(),
    };
    format!("{:<20}  {}  {:>9}  {held}", backup.name, backup.written.local, figure::bytes(lang, backup.bytes))
}
