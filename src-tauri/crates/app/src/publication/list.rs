//! Reading publications: the queue and receipts.

use std::collections::BTreeMap;

use upbeat_domain::account::Account;
use upbeat_domain::asset::Rendition;
use upbeat_domain::check::find_format;
use upbeat_domain::id::{AccountId, AssetId, PostId, PublicationId};
use upbeat_domain::publication::{Publication, Receipt};
use upbeat_domain::time::Timestamp;
use upbeat_store::{Reader, StoreError, publication as store};

pub use upbeat_store::publication::LogLine;

use crate::failure::Failure;
use crate::post::title::title;
use crate::studio::{Open, Studio};
use crate::time::Zoned;
use crate::{network, prepare};

/// Most publications in one list.
pub const LIST_MAX: u32 = 2_000;

/// A publication with what a list shows beside it.
#[derive(Clone, Debug)]
pub struct View {
    /// The publication.
    pub publication: Publication,
    /// Its account.
    pub account: Account,
    /// Title or first words of its post.
    pub title: String,
    /// When it is due.
    pub due: Zoned,
}

impl View {
    /// The proof of its first part that is out.
    #[must_use]
    pub fn receipt(&self) -> Option<&Receipt> {
        self.publication.parts.iter().find_map(|part| part.receipt.as_ref())
    }
}

/// A publication with everything that happened to it.
#[derive(Clone, Debug)]
pub struct Detail {
    /// The publication.
    pub view: View,
    /// What happened, in order.
    pub log: Vec<LogLine>,
    /// Its files.
    pub files: Vec<SentFile>,
}

/// A file of a publication.
#[derive(Clone, Debug)]
pub struct SentFile {
    /// The original.
    pub asset: AssetId,
    /// The file made of it; none before it was made, or once the cache let go of it.
    pub rendition: Option<Rendition>,
}

/// Publications by due time, or a post's.
///
/// # Errors
/// What the disk says.
pub async fn list(
    studio: &Studio,
    from: Option<Timestamp>,
    to: Option<Timestamp>,
    post: Option<PostId>,
    limit: u32,
) -> Result<Vec<View>, Failure> {
    let zone = studio.workspace().await?.zone;
    let mut reader = studio.shown().store.read().await?;
    let from = from.unwrap_or(Timestamp::from_micros(i64::MIN));
    let to = to.unwrap_or(Timestamp::from_micros(i64::MAX));
    let found = match post {
        Some(post) => store::of_post(&mut reader, post).await?,
        None => store::between(&mut reader, from, to, limit.min(LIST_MAX)).await?,
    };
    let found = found.into_iter().filter(|p| p.due_at >= from && p.due_at < to).collect();
    views(studio, &mut reader, found, zone).await
}

/// Publications that aren't over, the earliest first.
///
/// # Errors
/// What the disk says.
pub async fn open(studio: &Studio, limit: u32) -> Result<Vec<View>, Failure> {
    let zone = studio.workspace().await?.zone;
    let mut reader = studio.shown().store.read().await?;
    let found = upbeat_store::queue::open(&mut reader, limit.min(LIST_MAX)).await?;
    views(studio, &mut reader, found, zone).await
}

/// Publications that are out, the latest first.
///
/// # Errors
/// What the disk says.
pub async fn out(studio: &Studio, limit: u32) -> Result<Vec<View>, Failure> {
    let zone = studio.workspace().await?.zone;
    let mut reader = studio.shown().store.read().await?;
    let found = upbeat_store::queue::out(&mut reader, limit.min(LIST_MAX)).await?;
    views(studio, &mut reader, found, zone).await
}

async fn views(
    studio: &Studio,
    reader: &mut impl Reader,
    found: Vec<Publication>,
    zone: chrono_tz::Tz,
) -> Result<Vec<View>, Failure> {
    let mut known = Known::default();
    let mut views = Vec::new();
    for publication in found {
        views.push(known.view(studio, reader, publication, zone).await?);
    }
    Ok(views)
}

/// One publication with everything that happened to it.
///
/// # Errors
/// `not_found`, and what the disk says.
pub async fn get(studio: &Studio, id: PublicationId) -> Result<Detail, Failure> {
    let zone = studio.workspace().await?.zone;
    let open = studio.shown();
    let mut reader = open.store.read().await?;
    let publication = store::get(&mut reader, id).await?;
    let log = store::log(&mut reader, id).await?;
    let view = Known::default().view(studio, &mut reader, publication, zone).await?;
    let limits = network::of_account(&view.account);
    let format = find_format(&limits, &view.publication.format);
    let mut files = Vec::new();
    for medium in &view.publication.body.media {
        let asset = match upbeat_store::asset::get(&mut reader, medium.asset).await {
            Ok(asset) => asset,
            // Why: a receipt stays readable when its pictures have left the library.
            Err(StoreError::NotFound(_)) => {
                files.push(SentFile { asset: medium.asset, rendition: None });
                continue;
            }
            Err(error) => return Err(error.into()),
        };
        let recipe = format.and_then(|f| prepare::for_medium(&limits, f, medium, &asset.info).ok());
        let made = upbeat_store::rendition::by_source(&mut reader, asset.hash).await?;
        let rendition = made.into_iter().find(|made| recipe.as_ref() == Some(&made.recipe));
        files.push(SentFile { asset: medium.asset, rendition });
    }
    Ok(Detail { view, log, files })
}

/// One publication of a workspace, which needn't be on screen.
pub(crate) async fn view(studio: &Studio, open: &Open, id: PublicationId) -> Result<View, Failure> {
    let zone = open.workspace().await?.zone;
    let mut reader = open.store.read().await?;
    let publication = store::get(&mut reader, id).await?;
    Known::default().view(studio, &mut reader, publication, zone).await
}

/// Accounts and titles read once for a whole list.
#[derive(Default)]
struct Known {
    accounts: BTreeMap<AccountId, Account>,
    titles: BTreeMap<PostId, String>,
}

impl Known {
    async fn view(
        &mut self,
        studio: &Studio,
        reader: &mut impl Reader,
        publication: Publication,
        zone: chrono_tz::Tz,
    ) -> Result<View, Failure> {
        let account = match self.accounts.get(&publication.account) {
            Some(account) => account.clone(),
            None => {
                let account = upbeat_store::account::get(reader, publication.account).await?;
                self.accounts.insert(account.id, account.clone());
                account
            }
        };
        let title = match self.titles.get(&publication.post) {
            Some(title) => title.clone(),
            None => {
                let title = title(&upbeat_store::post::get(reader, publication.post).await?);
                self.titles.insert(publication.post, title.clone());
                title
            }
        };
        let due = match &publication.wish {
            Some(wish) => Zoned::of(studio.clock(), wish),
            None => Zoned::at(studio.clock(), publication.due_at, zone),
        };
        Ok(View { publication, account, title, due })
    }
}
