//! Lists of posts: searched, by state, in the bin.

use std::collections::HashMap;

use upbeat_domain::id::PostId;
use upbeat_domain::post::{Post, PostState, Variant};
use upbeat_domain::publication::PublicationState;

use super::cells;
use crate::error::StoreError;
use crate::page::Page;
use crate::query::queries;
use crate::row::{Cells, id_list, to_json};
use crate::search;
use crate::tx::Reader;

queries! {
    LIST = "SELECT * FROM post
        WHERE (deleted_at IS NOT NULL) = ?1 AND (?2 IS NULL OR state = ?2)
            AND NOT EXISTS (SELECT 1 FROM json_each(?3) AS word WHERE instr(post.search, word.value) = 0)
            AND (?4 = '[]' OR EXISTS (SELECT 1 FROM publication
                WHERE post_id = post.id AND publication.state IN (SELECT value FROM json_each(?4))))
        ORDER BY updated_at DESC, id DESC LIMIT ?5 OFFSET ?6";
    COUNT = "SELECT count(*) AS total FROM post
        WHERE (deleted_at IS NOT NULL) = ?1 AND (?2 IS NULL OR state = ?2)
            AND NOT EXISTS (SELECT 1 FROM json_each(?3) AS word WHERE instr(post.search, word.value) = 0)
            AND (?4 = '[]' OR EXISTS (SELECT 1 FROM publication
                WHERE post_id = post.id AND publication.state IN (SELECT value FROM json_each(?4))))";
    VARIANTS_OF = "SELECT * FROM variant WHERE post_id IN (SELECT unhex(value) FROM json_each(?)) ORDER BY id";
}

/// Which posts a list shows.
#[derive(Clone, Debug, Default)]
pub struct PostFilter {
    /// Words to be found in title, text, fields or variants, accents and case aside; empty means any.
    pub words: String,
    /// Only posts that stand here.
    pub state: Option<PostState>,
    /// Only posts with a publication that stands at one of these; empty means any, or none at all.
    pub published: Vec<PublicationState>,
    /// Those in the bin instead of those that aren't.
    pub bin: bool,
    /// How many to skip.
    pub offset: u32,
    /// How many at most.
    pub limit: u32,
}

/// The posts that a filter lets through, the latest change first.
///
/// # Errors
/// What the disk says.
pub async fn list(reader: &mut impl Reader, filter: &PostFilter) -> Result<Page<Post>, StoreError> {
    let words = search::words(&filter.words)?;
    let state = filter.state.map(cells::state_name);
    let published = to_json(&filter.published)?;
    let query = sqlx::query(LIST).bind(filter.bin).bind(state).bind(&words).bind(&published);
    let rows = query.bind(filter.limit).bind(filter.offset).fetch_all(reader.conn()).await?;
    let mut items = rows.iter().map(cells::read).collect::<Result<Vec<_>, _>>()?;
    let count = sqlx::query(COUNT).bind(filter.bin).bind(state).bind(&words).bind(&published);
    let total = Cells(&count.fetch_one(reader.conn()).await?).number("total")?;
    let mut variants = variants_of(reader, &items).await?;
    for post in &mut items {
        post.variants = variants.remove(&post.id).unwrap_or_default();
    }
    Ok(Page { items, total })
}

async fn variants_of(
    reader: &mut impl Reader,
    posts: &[Post],
) -> Result<HashMap<PostId, Vec<Variant>>, StoreError> {
    let list = id_list(posts.iter().map(|post| post.id.uuid()))?;
    let mut found: HashMap<_, Vec<_>> = HashMap::new();
    for row in sqlx::query(VARIANTS_OF).bind(list).fetch_all(reader.conn()).await? {
        let post = Cells(&row).id("post_id", PostId::new)?;
        found.entry(post).or_default().push(cells::read_variant(&row)?);
    }
    Ok(found)
}
