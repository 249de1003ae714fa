//! The studio that the commands work on.

use std::future::Future;

use upbeat_app::{Failure, Options, Studio};
use upbeat_contract::account::AccountList;
use upbeat_contract::error::ErrorDto;
use upbeat_domain::code::Code;
use upbeat_domain::id::AccountId;
use upbeat_domain::lang::Lang;

use crate::output::{Exit, Out};

/// What a command needs to open the studio.
#[derive(Clone, Debug)]
pub struct Desk {
    /// Where to print.
    pub out: Out,
    /// The language asked for on the command line.
    pub lang: Option<Lang>,
    /// The workspace asked for.
    pub workspace: Option<String>,
}

impl Desk {
    /// Opens the studio, runs `work` with it, closes it in an orderly way.
    pub async fn with<F>(self, work: impl FnOnce(Studio, Out) -> F) -> Exit
    where
        F: Future<Output = Result<Exit, ErrorDto>>,
    {
        self.with_options(|options| options, work).await
    }

    /// The same, where another workspace will do if the one asked for by nobody can't be opened.
    pub async fn with_any<F>(self, work: impl FnOnce(Studio, Out) -> F) -> Exit
    where
        F: Future<Output = Result<Exit, ErrorDto>>,
    {
        self.with_options(|options| Options { or_another: options.workspace.is_none(), ..options }, work)
            .await
    }

    async fn with_options<F>(
        self,
        change: impl FnOnce(Options) -> Options,
        work: impl FnOnce(Studio, Out) -> F,
    ) -> Exit
    where
        F: Future<Output = Result<Exit, ErrorDto>>,
    {
        let options = change(Options { workspace: self.workspace, ..Options::new(self.out.lang) });
        let folder = options.folder().map(|folder| folder.display().to_string()).unwrap_or_default();
        let studio = match Box::pin(Studio::open(options)).await {
            Ok(studio) => studio,
            Err(failure) => {
                return self.out.error(named(self.out, upbeat_api::said(self.out.lang, &failure), &folder));
            }
        };
        // Why: words come in the language of the command line where it names one, else in the person's.
        let lang = self.lang.unwrap_or_else(|| studio.lang());
        studio.speak(lang);
        let out = Out { lang, ..self.out };
        let ended = Box::pin(work(studio.clone(), out)).await;
        Box::pin(studio.close()).await;
        ended.unwrap_or_else(|error| out.error(named(out, error, &folder)))
    }
}

/// A failure of the disk that names nothing is about the data folder.
fn named(out: Out, error: ErrorDto, folder: &str) -> ErrorDto {
    if is_of_disk(error.code) { about(out, error, folder) } else { error }
}

/// Whether a failure is the disk's.
const fn is_of_disk(code: Code) -> bool {
    matches!(
        code,
        Code::StorageUnwritable
            | Code::StorageFull
            | Code::StorageNewer
            | Code::StorageDamaged
            | Code::StorageRemote
            | Code::StorageBusy
    )
}

/// A failure that names nothing, about something.
pub fn about(out: Out, error: ErrorDto, subject: &str) -> ErrorDto {
    if error.subject.is_some() { error } else { refuse(out, error.code, subject) }
}

/// Says a failure of the command line's own.
pub fn refuse(out: Out, code: Code, subject: &str) -> ErrorDto {
    upbeat_api::said(out.lang, &Failure::about(code, subject))
}

/// The accounts named: by id, by handle, or by `network:handle`.
pub async fn accounts(studio: &Studio, out: Out, named: &[String]) -> Result<Vec<AccountId>, ErrorDto> {
    let all = upbeat_api::account_list(studio, AccountList {}).await?.accounts;
    let mut found = Vec::new();
    for name in named {
        let (network, handle) = match name.split_once(':') {
            Some((network, handle)) => (Some(network), handle),
            None => (None, name.as_str()),
        };
        let handle = handle.trim_start_matches('@');
        let mut fitting = all.iter().filter(|account| {
            account.id.to_string() == *name
                || (account.handle.trim_start_matches('@') == handle
                    && network.is_none_or(|network| account.network.as_str() == network))
        });
        let (Some(account), None) = (fitting.next(), fitting.next()) else {
            return Err(refuse(out, Code::NotFound, name));
        };
        if !found.contains(&account.id) {
            found.push(account.id);
        }
    }
    Ok(found)
}
