//! The identity of a piece of work, so that none is done twice.

use upbeat_domain::id::ContentHash;
use upbeat_domain::media::Recipe;

/// What is made of a source, without whom it is for: two networks that ask for the same share it.
pub(crate) fn work(source: ContentHash, recipe: &Recipe) -> ContentHash {
    let digits = upbeat_media::recipe_key(&source, recipe);
    ContentHash::new(*blake3::hash(digits.as_bytes()).as_bytes())
}

/// A rendition's identity: the work, and whom it is for.
pub(crate) fn rendition(work: ContentHash, recipe: &Recipe) -> ContentHash {
    let mut hasher = blake3::Hasher::new();
    hasher.update(work.bytes());
    for name in [recipe.network.as_str(), &recipe.format, &recipe.preset] {
        hasher.update(name.as_bytes());
        hasher.update(&[0]);
    }
    ContentHash::new(*hasher.finalize().as_bytes())
}

/// A job's identity: everything that it makes, in any order.
pub(crate) fn job(renditions: &[ContentHash]) -> String {
    let mut sorted = renditions.to_vec();
    sorted.sort_unstable();
    let mut hasher = blake3::Hasher::new();
    for key in sorted {
        hasher.update(key.bytes());
    }
    format!("render/{}", hasher.finalize().to_hex())
}
