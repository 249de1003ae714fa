//! What the studio tells whoever listens.

use std::sync::Arc;

use tokio::sync::broadcast;
use upbeat_domain::id::WorkspaceId;

use super::{Open, Studio};
use crate::event::{Alarm, Event, Noun};
use crate::queue::Turn;

impl Studio {
    /// Listens to what happens from now on.
    #[must_use]
    pub fn events(&self) -> broadcast::Receiver<Event> {
        self.0.events.subscribe()
    }

    /// Whether anybody listens. The command line does not, and is over soon.
    pub(crate) fn is_heard(&self) -> bool {
        self.0.events.receiver_count() > 0
    }

    /// Tells everybody that something changed.
    pub(crate) fn changed<I: ToString>(&self, noun: Noun, ids: impl IntoIterator<Item = I>) {
        let ids = ids.into_iter().map(|id| id.to_string()).collect();
        // Why: nobody listening is fine; the command line does not.
        let _nobody = self.0.events.send(Event::Changed { noun, ids });
    }

    /// Tells when the line to the networks goes down or comes back.
    pub(super) fn follow_line(&self) {
        let (studio, mut line) = (Arc::downgrade(&self.0), self.0.client.online());
        tokio::spawn(async move {
            while line.changed().await.is_ok() {
                let Some(studio) = studio.upgrade().map(Self) else { return };
                studio.changed(Noun::Studio, [] as [&str; 0]);
            }
        });
    }

    /// Tells how far bringing in a file is.
    pub(crate) fn importing(&self, importing: upbeat_library::Importing) {
        let _nobody = self.0.events.send(Event::Importing(importing));
    }

    /// Tells which pictures look like one that was there before they came in.
    pub(crate) fn alike(&self, alike: Vec<crate::event::Alike>) {
        let _nobody = self.0.events.send(Event::Alike(alike));
    }

    /// Passes on what a workspace's library tells, for as long as it is open.
    pub(super) fn listen_to(&self, open: &Arc<Open>) {
        let (studio, id, mut jobs) = (Arc::downgrade(&self.0), open.id, open.library.events());
        tokio::spawn(async move {
            loop {
                let heard = jobs.recv().await;
                let Some(studio) = studio.upgrade().map(Self) else { return };
                match heard {
                    Ok(job) => studio.hear(id, &job),
                    Err(broadcast::error::RecvError::Lagged(_)) => {
                        studio.changed(Noun::Renditions, [] as [&str; 0]);
                    }
                    Err(broadcast::error::RecvError::Closed) => return,
                }
            }
        });
    }

    fn hear(&self, workspace: WorkspaceId, job: &upbeat_library::JobEvent) {
        use upbeat_domain::job::JobState;
        // Why: a screen shows one workspace; work for another must not stir it ten times a second.
        if self.shown().id == workspace {
            let _nobody = self.0.events.send(Event::Progress(crate::event::Progress {
                job: job.job,
                asset: job.asset,
                state: job.state,
                done: job.done,
                total: job.total,
                percent: job.percent,
                eta_ms: job.eta_ms,
            }));
        }
        // Why of every workspace: the bar of a post by hand waits for its files, whoever is on screen.
        match job.state {
            JobState::Done | JobState::Failed | JobState::Cancelled => {
                self.changed(Noun::Renditions, [job.asset]);
            }
            JobState::Waiting | JobState::Running => {}
        }
    }

    /// Hears whenever it becomes the person's turn, in any workspace.
    #[must_use]
    pub fn turns(&self) -> broadcast::Receiver<Turn> {
        self.0.turns.subscribe()
    }

    pub(crate) fn tell_turn(&self, turn: Turn) {
        let _nobody = self.0.turns.send(turn);
    }

    /// Hears of what the person should know wherever they are.
    #[must_use]
    pub fn alarms(&self) -> broadcast::Receiver<Alarm> {
        self.0.alarms.subscribe()
    }

    pub(crate) fn alarm(&self, alarm: Alarm) {
        let _nobody = self.0.alarms.send(alarm);
    }
}
