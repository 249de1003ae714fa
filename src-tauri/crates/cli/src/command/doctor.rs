//! `upbeat doctor`

use clap::Args;
use upbeat_contract::figure;
use upbeat_contract::report::Doctor as Report;
use upbeat_contract::words;

use crate::output::{Exit, in_one_line};
use crate::studio::Desk;

/// Health.
#[derive(Args, Debug)]
pub struct Doctor {}

impl Doctor {
    /// Looks at everything and says what it found.
    pub async fn run(self, desk: Desk) -> Exit {
        desk.with_any(|studio, out| async move {
            let report = upbeat_api::doctor(&studio).await?;
            out.document(&report, |report: &Report| {
                let free = report.data_folder_free_bytes.map(|bytes| figure::bytes(out.lang, bytes));
                let mut lines = vec![
                    format!("Upbeat {}", report.version),
                    format!("{}  {}", report.data_folder, free.unwrap_or_default()),
                ];
                for tool in &report.tools {
                    let mark = if tool.found { "✓" } else { "✗" };
                    lines.push(format!("{mark} {:<14} {}", tool.name, tool.purpose));
                }
                let keychain = words::sentence(out.lang, "said", "keychain", &[]);
                match &report.vault.trouble {
                    None => lines.push(format!("✓ {keychain}")),
                    Some(trouble) => lines.push(format!("✗ {keychain:<14} {}", in_one_line(trouble))),
                }
                for one in &report.workspaces {
                    let mark = if one.trouble.is_none() { "✓" } else { "✗" };
                    let trouble = one.trouble.as_ref().map(in_one_line).unwrap_or_default();
                    let posts = words::counted(out.lang, "said", "posts", one.posts);
                    let media = words::counted(out.lang, "said", "media", one.assets);
                    lines.push(format!("{mark} {}  {posts}  {media}  {trouble}", one.name));
                }
                lines.join("\n")
            });
            Ok(if report.healthy { Exit::Done } else { Exit::Failed })
        })
        .await
    }
}
