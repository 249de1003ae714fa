//! `upbeat account`

use std::io::{BufRead as _, IsTerminal as _};

use clap::{Args, Subcommand};
use upbeat_app::Studio;
use upbeat_contract::account::{
    Account as Dto, AccountAddAssisted, AccountConnectBluesky, AccountConnectMastodon, AccountList,
    AccountPause, AccountRef, Accounts, FlowRef,
};
use upbeat_contract::error::ErrorDto;
use upbeat_domain::code::Code;
use upbeat_domain::network::NetworkId;

use crate::output::{Exit, Out, in_one_line};
use crate::studio::{Desk, about, accounts, refuse};

/// Where Bluesky accounts live unless told.
const BLUESKY: &str = "https://bsky.social";

/// Accounts.
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  upbeat account connect bluesky --user marie.bsky.social\n  \
    upbeat account connect mastodon --server mastodon.social\n  \
    upbeat account connect instagram --user atelier.brume\n\n\
    Secrets are read from the terminal or from standard input, never from an argument.\n\
    They are kept in the system's keychain and nowhere else.")]
pub struct Account {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Connect an account; networks without a direct route are published to by hand
    Connect {
        /// The network
        network: NetworkId,
        /// Address of its server
        #[arg(long, value_name = "URL")]
        server: Option<String>,
        /// Handle or name
        #[arg(long, value_name = "NAME")]
        user: Option<String>,
        /// The server is on your own network
        #[arg(long)]
        own_network: bool,
        /// Publish by hand, without any key
        #[arg(long)]
        by_hand: bool,
    },
    /// List accounts, without secrets
    List,
    /// Ask whether an account works
    Test {
        /// Id, handle, or network:handle
        account: String,
    },
    /// Ask an account's server what it takes, and print a report without secrets; changes nothing there
    Probe {
        /// Id, handle, or network:handle
        account: String,
    },
    /// Pause an account: nothing of it goes out
    Pause {
        /// Id, handle, or network:handle
        account: String,
    },
    /// Let a paused account go on
    Resume {
        /// Id, handle, or network:handle
        account: String,
    },
    /// Disconnect an account: its key leaves the keychain, what waits for it is called off
    Remove {
        /// Id, handle, or network:handle
        account: String,
    },
}

impl Account {
    /// Runs it.
    pub async fn run(self, desk: Desk) -> Exit {
        desk.with(|studio, out| async move {
            match self.command {
                Command::Connect { network, server, user, own_network, by_hand } => {
                    let named = user.clone().or(server.clone()).unwrap_or_else(|| network.to_string());
                    let wish = Wish { network, server, user, own_network, by_hand };
                    let connected = connect(&studio, out, wish).await;
                    let account = connected.map_err(|error| about(out, error, &named))?;
                    out.document(&account, line);
                    Ok(Exit::Done)
                }
                Command::List => {
                    let found = upbeat_api::account_list(&studio, AccountList {}).await?;
                    out.document(&found, |found: &Accounts| {
                        found.accounts.iter().map(line).collect::<Vec<_>>().join("\n")
                    });
                    Ok(Exit::Done)
                }
                Command::Test { account } => test(&studio, out, &account).await,
                Command::Probe { account } => probe(&studio, out, &account).await,
                Command::Pause { account } => pause(&studio, out, &account, true).await,
                Command::Resume { account } => pause(&studio, out, &account, false).await,
                Command::Remove { account } => {
                    let id = one(&studio, out, &account).await?;
                    let done = upbeat_api::account_remove(&studio, id).await?;
                    out.document(&done, |done| done.message.clone());
                    Ok(Exit::Done)
                }
            }
        })
        .await
    }
}

struct Wish {
    network: NetworkId,
    server: Option<String>,
    user: Option<String>,
    own_network: bool,
    by_hand: bool,
}

async fn connect(studio: &Studio, out: Out, wish: Wish) -> Result<Dto, ErrorDto> {
    let direct = |network| wish.network == network && !wish.by_hand;
    if direct(NetworkId::Bluesky) {
        let handle = wish.user.ok_or_else(|| refuse(out, Code::FieldMissing, "--user"))?;
        let password = secret(out)?;
        let server = wish.server.unwrap_or_else(|| BLUESKY.to_owned());
        let request = AccountConnectBluesky { server, handle, password, own_network: wish.own_network };
        upbeat_api::account_connect_bluesky(studio, request).await
    } else if direct(NetworkId::Mastodon) {
        let server = wish.server.ok_or_else(|| refuse(out, Code::FieldMissing, "--server"))?;
        let request = AccountConnectMastodon { server, own_network: wish.own_network };
        let flow = upbeat_api::account_connect_mastodon(studio, request).await?;
        // Why standard error: a script reads the account from standard output, and the page from here.
        out.note(&flow.url);
        upbeat_api::account_connect_wait(studio, FlowRef { flow_id: flow.flow_id }).await
    } else {
        let network = wish.network;
        let name = wish.user.ok_or_else(|| refuse(out, Code::FieldMissing, "--user"))?;
        upbeat_api::account_add_assisted(studio, AccountAddAssisted { network, name }).await
    }
}

/// A secret from the terminal, unseen, or the first line of standard input.
fn secret(out: Out) -> Result<String, ErrorDto> {
    let unreadable = |error: std::io::Error| {
        tracing::debug!(%error, "no secret");
        refuse(out, Code::FieldMissing, "password")
    };
    let read = if std::io::stdin().is_terminal() {
        rpassword::prompt_password("App password: ").map_err(unreadable)?
    } else {
        let mut line = String::new();
        std::io::stdin().lock().read_line(&mut line).map_err(unreadable)?;
        line
    };
    let read = read.trim_end_matches(['\r', '\n']).to_owned();
    if read.is_empty() { Err(refuse(out, Code::FieldMissing, "password")) } else { Ok(read) }
}

async fn one(studio: &Studio, out: Out, named: &str) -> Result<AccountRef, ErrorDto> {
    let found = accounts(studio, out, &[named.to_owned()]).await?;
    found.first().map(|id| AccountRef { id: *id }).ok_or_else(|| refuse(out, Code::NotFound, named))
}

async fn test(studio: &Studio, out: Out, named: &str) -> Result<Exit, ErrorDto> {
    let id = one(studio, out, named).await?;
    let tested = upbeat_api::account_test(studio, id).await?;
    let exit = tested.code.map_or(Exit::Done, Exit::of);
    out.document(&tested, |tested| line(&tested.account));
    Ok(exit)
}

async fn probe(studio: &Studio, out: Out, named: &str) -> Result<Exit, ErrorDto> {
    let id = one(studio, out, named).await?;
    let found = upbeat_api::account_probe(studio, id).await?;
    let wrong = found.asked.iter().filter_map(|asked| asked.error.as_ref());
    let exit = wrong.fold(Exit::Done, |exit, error| exit.and(Exit::of(error.code)));
    out.document(&found, |found| {
        let mut lines = vec![line(&found.account)];
        for asked in &found.asked {
            let mark = if asked.ok { "✓" } else { "✗" };
            let wrong = asked.error.as_ref().map(in_one_line).unwrap_or_default();
            lines.push(format!("{mark} {:<10} {} ms  {wrong}", asked.question, asked.took_ms));
        }
        lines.push(super::networks::one(out.lang, &found.network));
        lines.join("\n")
    });
    Ok(exit)
}

async fn pause(studio: &Studio, out: Out, named: &str, paused: bool) -> Result<Exit, ErrorDto> {
    let id = one(studio, out, named).await?.id;
    let account = upbeat_api::account_pause(studio, AccountPause { id, paused }).await?;
    out.document(&account, line);
    Ok(Exit::Done)
}

fn line(account: &Dto) -> String {
    let trouble = account.trouble.as_ref().map(|error| format!("  {}", error.message)).unwrap_or_default();
    format!(
        "{}  {:<10} {:<32} {} · {}{trouble}",
        account.id, account.network, account.handle, account.route_label, account.state_label
    )
}
