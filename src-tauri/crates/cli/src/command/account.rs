//! `upbeat account`

use std::io::{BufRead as _, IsTerminal as _};

use clap::{Args, Subcommand};
use upbeat_app::{Failure, Studio};
use upbeat_contract::account::{
    Account as Dto, AccountAddAssisted, AccountConnectBluesky, AccountConnectMastodon, AccountList,
    AccountPause, AccountRef, Accounts, FlowRef,
};
use upbeat_contract::error::ErrorDto;
use upbeat_contract::words;
use upbeat_domain::code::Code;
use upbeat_domain::network::NetworkId;

use crate::output::{Exit, Out, in_one_line};
use crate::studio::{Desk, about, accounts, refuse};
use crate::usage::missing;

/// The field that a secret is typed into.
const PASSWORD: &str = "password";

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
    Connect(Wish),
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
                Command::Connect(wish) => {
                    let named = wish.named();
                    let asked = match wish.asked() {
                        Ok(asked) => asked,
                        Err(lacking) => return Ok(missing(out, lacking)),
                    };
                    let connected = connect(&studio, out, asked).await;
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

/// The account that the person wants, as she types it.
#[derive(Args, Debug)]
struct Wish {
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
}

/// A wish with everything that its way needs.
enum Asked {
    Bluesky { server: String, handle: String, own_network: bool },
    Mastodon(AccountConnectMastodon),
    ByHand(AccountAddAssisted),
}

impl Wish {
    /// What a failure that names nothing is about.
    fn named(&self) -> String {
        self.user.clone().or(self.server.clone()).unwrap_or_else(|| self.network.to_string())
    }

    /// What to ask of the studio; or the option that is missing.
    fn asked(self) -> Result<Asked, &'static str> {
        let Self { network, server, user, own_network, by_hand } = self;
        let direct = |wanted| network == wanted && !by_hand;
        let user = user.ok_or("--user");
        if direct(NetworkId::Bluesky) {
            let server = server.unwrap_or_else(|| BLUESKY.to_owned());
            Ok(Asked::Bluesky { server, handle: user?, own_network })
        } else if direct(NetworkId::Mastodon) {
            let server = server.ok_or("--server")?;
            Ok(Asked::Mastodon(AccountConnectMastodon { server, own_network }))
        } else {
            Ok(Asked::ByHand(AccountAddAssisted { network, name: user? }))
        }
    }
}

async fn connect(studio: &Studio, out: Out, asked: Asked) -> Result<Dto, ErrorDto> {
    match asked {
        Asked::Bluesky { server, handle, own_network } => {
            let password = secret(out)?;
            let request = AccountConnectBluesky { server, handle, password, own_network };
            upbeat_api::account_connect_bluesky(studio, request).await
        }
        Asked::Mastodon(request) => {
            let flow = upbeat_api::account_connect_mastodon(studio, request).await?;
            // Why standard error: a script reads the account from standard output, and the page from here.
            out.note(&flow.url);
            upbeat_api::account_connect_wait(studio, FlowRef { flow_id: flow.flow_id }).await
        }
        Asked::ByHand(request) => upbeat_api::account_add_assisted(studio, request).await,
    }
}

/// A secret from the terminal, unseen, or the first line of standard input.
fn secret(out: Out) -> Result<String, ErrorDto> {
    let none = || {
        let failure = Failure::about(Code::FieldMissing, PASSWORD);
        let network = upbeat_app::network::of(NetworkId::Bluesky);
        upbeat_api::said(out.lang, &failure.with("network", &network.name).with("field", PASSWORD))
    };
    let unreadable = |error: std::io::Error| {
        tracing::debug!(%error, "no secret");
        none()
    };
    let read = if std::io::stdin().is_terminal() {
        let prompt =
            words::sentence(out.lang, "said", "prompt", &[("field", words::field(out.lang, PASSWORD))]);
        rpassword::prompt_password(format!("{prompt} ")).map_err(unreadable)?
    } else {
        let mut line = String::new();
        std::io::stdin().lock().read_line(&mut line).map_err(unreadable)?;
        line
    };
    let read = read.trim_end_matches(['\r', '\n']).to_owned();
    if read.is_empty() { Err(none()) } else { Ok(read) }
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
            let question = words::question(out.lang, &asked.question);
            lines.push(format!("{mark} {question:<10} {} ms  {wrong}", asked.took_ms));
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
