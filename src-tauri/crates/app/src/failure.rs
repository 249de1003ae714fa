//! What went wrong, as every use-case tells it: a code, the thing it is about, and figures.

use std::collections::BTreeMap;

use upbeat_domain::code::Code;
use upbeat_domain::job::JobTrouble;
use upbeat_domain::media::EditError;
use upbeat_domain::plan::PlanError;
use upbeat_library::LibraryError;
use upbeat_media::MediaError;
use upbeat_publisher::Hold;
use upbeat_store::StoreError;
use upbeat_store::publication::StepError;
use upbeat_vault::VaultError;

/// A failure that a person can meet. Its words are chosen by the code, in `upbeat-contract`.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[error("{code}{}", .subject.as_deref().map(|subject| format!(": {subject}")).unwrap_or_default())]
pub struct Failure {
    /// Stable name.
    pub code: Code,
    /// The file, account or field that it is about.
    pub subject: Option<String>,
    /// Figures and names for the message.
    pub args: BTreeMap<String, String>,
}

impl Failure {
    /// A failure that its code tells whole.
    #[must_use]
    pub const fn new(code: Code) -> Self {
        Self { code, subject: None, args: BTreeMap::new() }
    }

    /// A failure about something.
    #[must_use]
    pub fn about(code: Code, subject: impl Into<String>) -> Self {
        Self { subject: Some(subject.into()), ..Self::new(code) }
    }

    /// The same with a figure or name for the message.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl ToString) -> Self {
        self.args.insert(name.to_owned(), value.to_string());
        self
    }

    /// A fault of ours: told to the log in full and to the person in short.
    #[must_use]
    pub fn fault(what: impl std::fmt::Display) -> Self {
        tracing::error!(%what, "a fault of Upbeat itself");
        Self::new(Code::Internal)
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        if error.code() == Code::Internal {
            return Self::fault(error);
        }
        tracing::debug!(%error, "the store refused");
        Self::new(error.code())
    }
}

impl From<&MediaError> for Failure {
    fn from(error: &MediaError) -> Self {
        if error.code() == Code::Internal {
            return Self { subject: Some(error.subject().to_owned()), ..Self::fault(error) };
        }
        Self { code: error.code(), subject: Some(error.subject().to_owned()), args: error.args() }
    }
}

impl From<LibraryError> for Failure {
    fn from(error: LibraryError) -> Self {
        if error.code() == Code::Internal {
            return Self::fault(error);
        }
        let subject = error.subject();
        Self {
            code: error.code(),
            subject: (!subject.is_empty()).then(|| subject.to_owned()),
            args: error.args(),
        }
    }
}

impl From<&JobTrouble> for Failure {
    fn from(trouble: &JobTrouble) -> Self {
        let subject = (!trouble.subject.is_empty()).then(|| trouble.subject.clone());
        Self { code: trouble.code, subject, args: trouble.args.clone() }
    }
}

impl From<VaultError> for Failure {
    fn from(error: VaultError) -> Self {
        Self::new(error.code())
    }
}

impl From<StepError> for Failure {
    fn from(error: StepError) -> Self {
        match error {
            StepError::Illegal(illegal) => {
                tracing::debug!(%illegal, "a step that doesn't fit");
                Self::about(Code::PublicationState, illegal.state.as_str())
            }
            StepError::Store(error) => error.into(),
        }
    }
}

impl From<&Hold> for Failure {
    fn from(hold: &Hold) -> Self {
        Self::new(Code::ClockWrong).with("by_ms", hold.by_s.saturating_mul(1_000).saturating_abs())
    }
}

impl From<EditError> for Failure {
    fn from(error: EditError) -> Self {
        Self { code: error.code(), subject: None, args: error.args() }
    }
}

impl From<PlanError> for Failure {
    fn from(error: PlanError) -> Self {
        Self { code: error.code(), subject: None, args: error.args() }
    }
}
