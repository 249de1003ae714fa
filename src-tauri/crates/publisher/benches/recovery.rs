//! R6: from a cold start to a running queue with 50,000 publications in the workspace: the database is opened, what a
//! dead process left under way is recovered, and a due post is out. Run with `cargo bench -p upbeat-publisher`.
#![expect(clippy::unwrap_used, reason = "a bench fails by panicking")]

#[path = "../tests/queue/desk.rs"]
#[expect(dead_code, reason = "shared with the tests, which use all of it")]
mod desk;
#[path = "../tests/queue/network.rs"]
#[expect(dead_code, reason = "shared with the tests, which use all of it")]
mod network;

use std::time::{Duration, Instant};

use criterion::{Criterion, criterion_group, criterion_main};
use desk::{Desk, no_files, publisher};
use upbeat_domain::id::OwnerId;
use upbeat_domain::network::ProofClass;
use upbeat_domain::publication::{Event, Lease, PublicationState};
use upbeat_publisher::Workspace;
use upbeat_store::Store;

const PUBLICATIONS: usize = 50_000;
/// When most of them are due.
const A_YEAR_S: i64 = 365 * 86_400;

/// One cold start: a post left half-way by a dead process, and one that is due.
async fn start(desk: &Desk) -> Duration {
    let dead = desk.plan(0, &["interrompu"]).await;
    let until = desk.clock.now().plus_secs(60);
    let owner = OwnerId::new(desk.clock.uuid());
    desk.apply(dead, Event::Claim { lease: Lease { owner, until } }).await;
    let due = desk.plan(0, &["bonjour"]).await;
    let begun = Instant::now();
    let store = Store::open(desk.store.folder()).await.unwrap();
    let publisher = publisher(&desk.clock, &desk.network, &desk.proof);
    publisher.add(Workspace { id: desk.workspace, store, files: no_files() }).await.unwrap();
    publisher.tick().await;
    publisher.finish().await;
    let took = begun.elapsed();
    assert_eq!(desk.state(due).await, PublicationState::Published);
    publisher.close().await;
    took
}

fn recovery(criterion: &mut Criterion) {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let desk = runtime.block_on(async {
        let desk = Desk::new(ProofClass::Keyed).await;
        desk.publisher.close().await;
        desk.plan_many(PUBLICATIONS, A_YEAR_S).await;
        desk
    });
    let mut group = criterion.benchmark_group("cold start");
    group.sample_size(20);
    group.bench_function("50,000 publications", |bencher| {
        bencher.iter_custom(|times| {
            runtime.block_on(async {
                let mut took = Duration::ZERO;
                for _ in 0..times {
                    took += start(&desk).await;
                }
                took
            })
        });
    });
    group.finish();
}

criterion_group!(benches, recovery);
criterion_main!(benches);
