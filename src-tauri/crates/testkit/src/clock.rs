//! Another time for one process, as if the computer's clock had been set.

use std::path::{Path, PathBuf};
use std::process::Command;

/// By how many seconds the clock of a process with the shim differs; may be negative.
pub const BY_S: &str = "UPBEAT_TEST_CLOCK_BY_S";

/// Only the wall clock: time that merely passes goes on as ever.
const SOURCE: &str = r#"
#define _GNU_SOURCE
#include <stdlib.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

int clock_gettime(clockid_t id, struct timespec *time) {
  int done = syscall(SYS_clock_gettime, id, time);
  const char *by = getenv("UPBEAT_TEST_CLOCK_BY_S");
  if (done == 0 && by != NULL && id == CLOCK_REALTIME) time->tv_sec += atol(by);
  return done;
}
"#;

/// A library to be loaded before all others (`LD_PRELOAD`); none where no C compiler makes one.
#[must_use]
pub fn shim(folder: &Path) -> Option<PathBuf> {
    if !cfg!(target_os = "linux") {
        return None;
    }
    let (source, library) = (folder.join("clock.c"), folder.join("clock.so"));
    std::fs::write(&source, SOURCE).ok()?;
    let built =
        Command::new("cc").args(["-shared", "-fPIC", "-O1", "-o"]).arg(&library).arg(&source).status();
    built.is_ok_and(|status| status.success()).then_some(library)
}
