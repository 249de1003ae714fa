//! Where Upbeat keeps its things. Computed here and nowhere else, for the window and the command
//! line alike.

use std::env;
use std::path::PathBuf;

use etcetera::BaseStrategy;

/// The application's identifier: name of its data folder and of its keychain service.
pub const IDENTIFIER: &str = "studio.upbeat";

/// Environment variable that names another data folder, for tests and for people with several.
pub const DATA_VARIABLE: &str = "UPBEAT_DATA";

/// This system gives the person no home folder.
#[derive(Debug, thiserror::Error)]
#[error("this system names no home folder; set {DATA_VARIABLE} to a folder")]
pub struct NoHome;

/// The data folder: `UPBEAT_DATA` where set, else the system's place for application data
/// (`$XDG_DATA_HOME` or `~/.local/share` on Linux, `~/Library/Application Support` on macOS,
/// `%APPDATA%` on Windows) with [`IDENTIFIER`] inside. Nothing is created.
///
/// # Errors
/// [`NoHome`] where the system names no home folder.
pub fn data() -> Result<PathBuf, NoHome> {
    data_from(env::var_os(DATA_VARIABLE).map(PathBuf::from), || {
        etcetera::base_strategy::choose_native_strategy().ok().map(|places| places.data_dir())
    })
}

fn data_from(chosen: Option<PathBuf>, system: impl FnOnce() -> Option<PathBuf>) -> Result<PathBuf, NoHome> {
    match chosen.filter(|path| !path.as_os_str().is_empty()) {
        Some(path) => Ok(std::path::absolute(&path).unwrap_or(path)),
        None => system().map(|place| place.join(IDENTIFIER)).ok_or(NoHome),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_variable_wins_over_the_system() {
        let system = || Some(PathBuf::from("/home/somebody/.local/share"));
        let chosen = data_from(Some(PathBuf::from("/elsewhere")), system).ok();
        assert_eq!(chosen, Some(PathBuf::from("/elsewhere")));
    }

    #[test]
    fn an_empty_variable_counts_as_unset() {
        let system = || Some(PathBuf::from("/share"));
        let chosen = data_from(Some(PathBuf::new()), system).ok();
        assert_eq!(chosen, Some(PathBuf::from("/share").join(IDENTIFIER)));
    }

    #[test]
    fn a_relative_choice_becomes_absolute() {
        let chosen = data_from(Some(PathBuf::from("here")), || None).ok();
        assert!(
            chosen.is_some_and(|path| path.is_absolute()),
            "a later change of directory must not move it"
        );
    }

    #[test]
    fn without_a_home_the_error_names_the_way_out() {
        let error = data_from(None, || None).err().map(|e| e.to_string()).unwrap_or_default();
        assert!(error.contains(DATA_VARIABLE), "{error}");
    }
}
