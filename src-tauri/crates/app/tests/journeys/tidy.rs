//! Keeping house while nobody looks.

use std::time::Duration;

use upbeat_app::post::Edit;
use upbeat_app::{housekeeping, media, post, publication};
use upbeat_domain::code::Code;
use upbeat_domain::id::{AssetId, PostId};
use upbeat_domain::publication::PublicationState as State;
use upbeat_testkit::material;

use crate::desk::Desk;

const DAY_S: i64 = 86_400;

impl Desk {
    fn days(&self, days: u64) {
        self.hands.advance(Duration::from_secs(days * 86_400));
    }

    /// Takes every picture out of a draft.
    async fn strip(&self, id: PostId) -> anyhow::Result<()> {
        let found = post::get(&self.studio, id).await?;
        let mut edit = Edit::of(&found);
        edit.body.media.clear();
        post::save(&self.studio, id, found.revision, edit).await?;
        Ok(())
    }

    async fn photo(&self) -> anyhow::Result<AssetId> {
        self.import(material::small_photo(self.folder.path(), "coccinelle.jpg")?).await
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_picture_that_left_its_draft_after_planning_still_goes_out() -> anyhow::Result<()> {
    if !material::is_here() {
        return Ok(());
    }
    let desk = Desk::open().await?;
    let asset = desk.photo().await?;
    let post = desk.draft("Bonjour", vec![asset]).await?;
    let id = desk.plan(post, desk.account().await?, 40 * DAY_S).await?;
    desk.strip(post).await?;
    media::delete(&desk.studio, vec![asset]).await?;
    desk.days(39);
    housekeeping::round(&desk.studio).await;
    desk.pass(86_401).await?;
    let found = desk.publication(id).await?;
    assert_eq!((found.state, found.trouble), (State::Published, None));
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn one_missing_picture_stops_neither_the_tidying_nor_the_reading_of_a_receipt() -> anyhow::Result<()> {
    if !material::is_here() {
        return Ok(());
    }
    let desk = Desk::open().await?;
    let asset = desk.photo().await?;
    let post = desk.draft("Bonjour", vec![asset]).await?;
    let id = desk.plan(post, desk.account().await?, 90 * DAY_S).await?;
    desk.strip(post).await?;
    media::delete(&desk.studio, vec![asset]).await?;
    let forgotten = desk.draft("Ancien brouillon", Vec::new()).await?;
    post::delete(&desk.studio, vec![forgotten]).await?;
    // As an earlier Upbeat did.
    let mut tx = desk.studio.shown().store.begin().await?;
    upbeat_store::asset::erase(&mut tx, asset).await?;
    tx.commit().await?;
    desk.days(31);
    housekeeping::round(&desk.studio).await;
    let gone = post::get(&desk.studio, forgotten).await.err().map(|failure| failure.code);
    assert_eq!(gone, Some(Code::NotFound), "the bin is emptied all the same");
    let detail = publication::get(&desk.studio, id).await?;
    assert_eq!(detail.files.len(), 1);
    assert!(detail.files[0].rendition.is_none());
    Ok(())
}
