//! Connecting an account.

use tokio::sync::oneshot;
use upbeat_domain::account::{Account, AccountState, ServerLimits};
use upbeat_domain::code::Code;
use upbeat_domain::id::AccountId;
use upbeat_domain::network::{NetworkId, Route};
use upbeat_domain::publication::{Event, PublicationState, Refusal};
use upbeat_net::Reach;
use upbeat_networks::{BrowserFlow, Call, Connection, Network, SignIn, SignInStep};
use upbeat_store::publication::{self, StepError};
use upbeat_store::setting;
use upbeat_vault::{Owner, Secret, Secrets};

use super::{picture, refused};
use crate::event::Noun;
use crate::failure::Failure;
use crate::publication::rules;
use crate::settings::{GRACE, GRACE_MINUTES};
use crate::studio::{Open, Studio, undroppable};

/// Longest name of an account by hand, characters.
const NAME_CHARS_MAX: usize = 200;

/// Connects a Bluesky account by app password.
///
/// # Errors
/// `network.sign_in` for a wrong name or password, `network.address`, `network.unreachable`,
/// `vault.*` where the keychain can't take the key: then nothing is connected.
pub async fn connect_bluesky(
    studio: &Studio,
    server: Option<String>,
    handle: String,
    password: String,
    own_network: bool,
) -> Result<Account, Failure> {
    let studio = studio.clone();
    undroppable(async move {
        let network = connector(&studio, NetworkId::Bluesky)?;
        let subject = server.clone().unwrap_or_else(|| handle.clone());
        let wish = SignIn::Password { server, handle, password: Secret::from(password), own_network };
        let step = network.sign_in(wish, studio.clock().now()).await;
        match step.map_err(|error| refused(&error, &subject))? {
            SignInStep::Connected(connection) => save(&studio, &*network, *connection).await,
            SignInStep::Browser(_) => Err(Failure::fault("a password asks for no browser")),
        }
    })
    .await
}

/// A connection to finish in the browser.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Flow {
    /// Names it.
    pub id: String,
    /// The page to open.
    pub url: String,
}

/// Begins to connect a Mastodon account; the person says yes on the page.
///
/// # Errors
/// `network.address`, `network.unreachable`, and what the server says.
pub async fn connect_mastodon(studio: &Studio, server: String, own_network: bool) -> Result<Flow, Failure> {
    // Why before the browser: a person who said yes there must not learn afterwards that there is no keychain.
    studio.vault().check().await?;
    let network = connector(studio, NetworkId::Mastodon)?;
    let wish = SignIn::Browser { server: server.clone(), own_network };
    let step = network.sign_in(wish, studio.clock().now()).await;
    let BrowserFlow { url, connection } = match step.map_err(|error| refused(&error, &server))? {
        SignInStep::Browser(flow) => flow,
        SignInStep::Connected(_) => return Err(Failure::fault("a browser flow ends in the browser")),
    };
    let id = studio.clock().uuid().to_string();
    let (stop, stopped) = oneshot::channel::<()>();
    let task = {
        let studio = studio.clone();
        tokio::spawn(async move {
            let connection = tokio::select! {
                connection = connection => connection.map_err(|error| refused(&error, &server))?,
                Ok(()) = stopped => return Err(Failure::new(Code::Cancelled)),
            };
            save(&studio, &*network, connection).await
        })
    };
    studio.flows().add(id.clone(), stop, task);
    Ok(Flow { id, url })
}

fn connector(studio: &Studio, id: NetworkId) -> Result<std::sync::Arc<dyn Network>, Failure> {
    studio.registry().get(id).cloned().ok_or_else(|| Failure::about(Code::NotFound, id.as_str()))
}

/// Keeps a fresh connection: the key in the keychain first, then the account.
async fn save(studio: &Studio, network: &dyn Network, connection: Connection) -> Result<Account, Failure> {
    let open = studio.shown();
    let now = studio.clock().now();
    let call = Call { account: &connection.account, credentials: &connection.credentials, now };
    let server_limits = match network.server_limits(call).await {
        Ok(limits) => Some(kept(limits)),
        // Why: the network's own data still hold; the next test asks again.
        Err(error) => {
            tracing::info!(code = %error.code(), "the server's limits are not known yet");
            None
        }
    };
    let known = upbeat_store::account::find(
        &mut open.store.read().await?,
        network.id(),
        &connection.account.server,
        &connection.account.remote_id,
    )
    .await?;
    let mut account = match known {
        Some(known) => known,
        None => blank(studio, &open, network.id(), Route::Direct).await?,
    };
    account.server = connection.account.server;
    account.remote_id = connection.account.remote_id;
    account.handle = connection.account.handle;
    account.display_name = connection.profile.display_name;
    account.own_network = connection.account.own_network;
    account.server_limits = server_limits.or(account.server_limits);
    account.state = AccountState::Connected;
    account.checked_at = Some(now);
    account.deleted_at = None;
    let secrets: Secrets =
        connection.credentials.iter().map(|(kind, secret)| (kind.to_owned(), secret.clone())).collect();
    let owner = Owner::Account { workspace: open.id, account: account.id };
    studio.vault().put(owner, secrets).await?;
    picture::fetch(studio, &open, &mut account, connection.profile.avatar_url.as_deref()).await;
    let account = keep(studio, &open, account).await?;
    go_on(studio, &open, &account).await?;
    Ok(account)
}

/// What was refused for want of a permission is planned again, if its time is still to come; what is
/// late waits for the person, who may not want it any more.
async fn go_on(studio: &Studio, open: &Open, account: &Account) -> Result<(), Failure> {
    let now = studio.clock().now();
    let mut tx = open.store.begin().await?;
    let mut moved = Vec::new();
    for id in publication::open_of_account(&mut tx, account.id).await? {
        let found = publication::get(&mut tx, id).await?;
        let for_want_of_it = found.state == PublicationState::Rejected
            && found.trouble.as_ref().and_then(|trouble| trouble.refusal) == Some(Refusal::Reconnect);
        if for_want_of_it && found.due_at > now {
            let event =
                Event::Replan { due_at: found.due_at, wish: found.wish, zone_table: found.zone_table };
            match publication::apply(&mut tx, id, event, &rules(studio, account.network)).await {
                Ok(_) => moved.push(id),
                Err(StepError::Illegal(_)) => {}
                Err(error @ StepError::Store(_)) => return Err(error.into()),
            }
        }
    }
    tx.commit().await?;
    studio.publisher().wake();
    studio.changed(Noun::Publications, moved);
    Ok(())
}

/// Writes an account down, new or known.
async fn keep(studio: &Studio, open: &Open, account: Account) -> Result<Account, Failure> {
    let mut tx = open.store.begin().await?;
    match upbeat_store::account::get(&mut tx, account.id).await {
        Ok(_) => upbeat_store::account::update(&mut tx, &account).await?,
        Err(upbeat_store::StoreError::NotFound(_)) => {
            upbeat_store::account::insert(&mut tx, &account).await?;
        }
        Err(error) => return Err(error.into()),
    }
    tx.commit().await?;
    studio.changed(Noun::Accounts, [account.id]);
    studio.changed(Noun::Studio, [] as [&str; 0]);
    Ok(account)
}

/// Adds an account that is published to by hand: no key, no permission, always works. One that is there
/// already is that account.
///
/// # Errors
/// `invalid` for an empty name, or one without its server on a network of many servers, and what the
/// disk says.
pub async fn add_assisted(studio: &Studio, network: NetworkId, name: &str) -> Result<Account, Failure> {
    let (handle, server) = by_hand(network, name).ok_or_else(|| Failure::about(Code::Invalid, name))?;
    let studio = studio.clone();
    undroppable(async move {
        let open = studio.shown();
        let mut account = blank(&studio, &open, network, Route::Assisted).await?;
        account.server = server;
        account.remote_id.clone_from(&handle);
        account.display_name.clone_from(&handle);
        account.handle = handle;
        let known = upbeat_store::account::find(
            &mut open.store.read().await?,
            network,
            &account.server,
            &account.remote_id,
        )
        .await?;
        match known {
            Some(known) if known.deleted_at.is_none() => Ok(known),
            // Why its old id: its receipts stay together.
            Some(removed) => keep(&studio, &open, Account { id: removed.id, ..account }).await,
            None => keep(&studio, &open, account).await,
        }
    })
    .await
}

/// Handle and server of an account by hand, from what the person typed. Where a network has many
/// servers, the name carries its own (`name@server`): the page to open lies there.
fn by_hand(network: NetworkId, name: &str) -> Option<(String, String)> {
    let handle = name.trim().trim_start_matches('@').to_owned();
    if handle.is_empty() || handle.chars().count() > NAME_CHARS_MAX {
        return None;
    }
    if !crate::network::of(network).assisted.compose_url.contains("{server}") {
        return Some((handle, String::new()));
    }
    let (person, host) = handle.split_once('@')?;
    let address = upbeat_net::parse(&format!("https://{host}"), Reach::Public).ok()?;
    let bare = address.path() == "/" && address.query().is_none() && address.fragment().is_none();
    let host = address.host_str().filter(|host| bare && host.contains('.'))?;
    let port = address.port().map(|port| format!(":{port}")).unwrap_or_default();
    (!person.trim().is_empty())
        .then(|| (format!("{}@{host}{port}", person.trim()), format!("https://{host}{port}")))
}

/// An account that nothing is known of yet.
async fn blank(studio: &Studio, open: &Open, network: NetworkId, route: Route) -> Result<Account, Failure> {
    let mut reader = open.store.read().await?;
    let grace: u32 = setting::get(&mut reader, GRACE).await?.unwrap_or(GRACE_MINUTES);
    let position = upbeat_store::account::list(&mut reader).await?.len();
    Ok(Account {
        id: AccountId::new(studio.clock().uuid()),
        network,
        remote_id: String::new(),
        server: String::new(),
        handle: String::new(),
        display_name: String::new(),
        avatar: None,
        route,
        own_network: false,
        server_limits: None,
        state: AccountState::Connected,
        secret_generation: 0,
        grace_s: grace.saturating_mul(60),
        position: u32::try_from(position).unwrap_or(u32::MAX),
        created_at: studio.clock().now(),
        checked_at: None,
        deleted_at: None,
    })
}

/// What the server said of its limits, as the database keeps it.
pub(super) fn kept(limits: upbeat_networks::ServerLimits) -> ServerLimits {
    ServerLimits {
        max_text: limits.text_max_length,
        link_length: limits.url_length,
        max_media: limits.media_max,
        max_alt: limits.alt_max_length,
        max_image_bytes: limits.image_max_bytes,
        max_image_pixels: limits.image_max_pixels,
        max_video_bytes: limits.video_max_bytes,
        max_video_pixels: None,
        max_video_fps: limits.video_max_fps,
        mimes: limits.mimes,
        video: limits.video,
    }
}
