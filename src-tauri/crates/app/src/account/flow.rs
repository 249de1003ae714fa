//! Connections that wait for the person's yes in the browser.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use upbeat_domain::account::Account;
use upbeat_domain::code::Code;

use crate::failure::Failure;
use crate::studio::Studio;

/// The connections that wait.
#[derive(Default)]
pub struct Flows(Mutex<BTreeMap<String, Flow>>);

struct Flow {
    /// Dropped or sent, it ends the waiting.
    stop: Option<oneshot::Sender<()>>,
    /// Ends with the connected account.
    task: Option<JoinHandle<Result<Account, Failure>>>,
}

impl Flows {
    fn lock(&self) -> MutexGuard<'_, BTreeMap<String, Flow>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn add(
        &self,
        id: String,
        stop: oneshot::Sender<()>,
        task: JoinHandle<Result<Account, Failure>>,
    ) {
        self.lock().insert(id, Flow { stop: Some(stop), task: Some(task) });
    }
}

/// Waits until the person said yes or no in the browser, and returns the connected account.
///
/// # Errors
/// `not_found` for an unknown connection, `cancelled` when the person stopped it, and what the
/// network says.
pub async fn wait(studio: &Studio, flow: &str) -> Result<Account, Failure> {
    let task = studio.flows().lock().get_mut(flow).and_then(|flow| flow.task.take());
    let task = task.ok_or_else(|| Failure::about(Code::NotFound, flow))?;
    let ended = task.await.map_err(Failure::fault)?;
    studio.flows().lock().remove(flow);
    ended
}

/// Stops a connection that waits. One that is over already is fine.
pub fn cancel(studio: &Studio, flow: &str) {
    if let Some(stop) = studio.flows().lock().get_mut(flow).and_then(|flow| flow.stop.take()) {
        let _over = stop.send(());
    }
}
