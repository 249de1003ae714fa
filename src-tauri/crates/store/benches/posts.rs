//! A thousand posts: opened, listed, searched, saved. Run with `cargo bench -p upbeat-store`.

#[path = "../tests/common/mod.rs"]
mod common;

use std::hint::black_box;

use common::{at, post, post_id};
use criterion::{Criterion, criterion_group, criterion_main};
use upbeat_store::post::{self as posts, PostFilter};
use upbeat_store::{Store, StoreError};

const POSTS: u32 = 1000;

async fn filled() -> Result<common::Fresh, StoreError> {
    let fresh = common::fresh().await?;
    let mut tx = fresh.store.begin().await?;
    for number in 0..POSTS {
        let text = format!(
            "Publication {number} : l’été revient à Saint-Étienne. {}",
            "On rouvre jeudi ! ".repeat(20)
        );
        posts::insert(&mut tx, &post(number, &text)).await?;
    }
    tx.commit().await?;
    Ok(fresh)
}

async fn list(store: &Store, words: &str, limit: u32) -> Result<u64, StoreError> {
    let filter = PostFilter { words: words.to_owned(), limit, ..PostFilter::default() };
    Ok(black_box(posts::list(&mut store.read().await?, &filter).await?).total)
}

async fn save(store: &Store) -> Result<u64, StoreError> {
    let mut tx = store.begin().await?;
    let mut draft = posts::get(&mut tx, post_id(500)).await?;
    draft.body.text.push('.');
    let revision = posts::save(&mut tx, &draft, at(1)).await?;
    tx.commit().await?;
    Ok(revision)
}

fn bench(criterion: &mut Criterion) {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime starts");
    let fresh = runtime.block_on(filled()).expect("a store is filled");
    let store = &fresh.store;
    let mut group = criterion.benchmark_group("1000 posts");
    group.sample_size(30);
    group.bench_function("open the workspace", |b| {
        b.to_async(&runtime)
            .iter(|| async { Store::open(fresh.folder.path()).await.expect("it opens").close().await });
    });
    group.bench_function("list the first 100", |b| {
        b.to_async(&runtime).iter(|| async { list(store, "", 100).await.expect("it lists") });
    });
    group.bench_function("open one", |b| {
        b.to_async(&runtime).iter(|| async {
            posts::get(&mut store.read().await.expect("it reads"), post_id(500)).await.expect("it is there")
        });
    });
    group.bench_function("search two words", |b| {
        b.to_async(&runtime).iter(|| async { list(store, "ETE jeudi", 100).await.expect("it searches") });
    });
    group.bench_function("save a keystroke", |b| {
        b.to_async(&runtime).iter(|| async { save(store).await.expect("it saves") });
    });
    group.finish();
}

criterion_group!(benches, bench);
criterion_main!(benches);
