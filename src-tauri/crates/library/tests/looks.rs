//! Looks at media share their permissions.

mod common;

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Barrier};

use common::{Outcome, fresh};
use tokio::task::JoinSet;

/// Looks at the same time, as the library allows them.
const LOOKS: usize = 3;

#[tokio::test(flavor = "multi_thread")]
async fn no_more_looks_are_under_way_than_there_are_permissions() -> Outcome {
    let fresh = fresh().await?;
    let (running, most) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let together = Arc::new(Barrier::new(LOOKS));
    let mut looks = JoinSet::new();
    for _ in 0..4 * LOOKS {
        let (library, together) = (fresh.library.clone(), together.clone());
        let (running, most) = (running.clone(), most.clone());
        looks.spawn(async move {
            let look = library.ask(move |_| {
                most.fetch_max(running.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                together.wait();
                running.fetch_sub(1, Ordering::SeqCst);
                // Why again: none begins before all of these have ended counting.
                together.wait();
            });
            look.await
        });
    }
    while let Some(look) = looks.join_next().await {
        look??;
    }
    assert_eq!(most.load(Ordering::SeqCst), LOOKS, "all of them, and no more");
    Ok(())
}
