//! Child processes that end together with everything they started.

use std::io;
use std::process::{Child, Command, ExitStatus};

/// How kind a background child is to everything else: 10 of 19 on Unix, "below normal" on Windows.
#[cfg(unix)]
const NICENESS: i32 = 10;

/// A child and its descendants. Dropping it ends them all.
#[derive(Debug)]
pub struct Group {
    child: Child,
    ended: bool,
}

impl Group {
    /// Starts `command` in a process group of its own, at low priority, so that preparing files
    /// never makes the person's computer stutter. On Windows the child alone is ended later.
    ///
    /// # Errors
    /// When the program can't be started.
    pub fn spawn(command: &mut Command) -> io::Result<Self> {
        apart(command);
        let child = command.spawn()?;
        lower(&child);
        Ok(Self { child, ended: false })
    }

    /// The child, to take its pipes.
    pub fn child(&mut self) -> &mut Child {
        &mut self.child
    }

    /// Whether the child ended, without waiting.
    ///
    /// # Errors
    /// When the system can't say.
    pub fn try_wait(&mut self) -> io::Result<Option<ExitStatus>> {
        let status = self.child.try_wait()?;
        self.ended |= status.is_some();
        Ok(status)
    }

    /// Waits until the child ends by itself.
    ///
    /// # Errors
    /// When the system can't say.
    pub fn wait(&mut self) -> io::Result<ExitStatus> {
        let status = self.child.wait()?;
        self.ended = true;
        Ok(status)
    }

    /// Ends the whole group at once and waits for the child.
    ///
    /// # Errors
    /// When the system refuses.
    pub fn kill(&mut self) -> io::Result<()> {
        if self.ended {
            return Ok(());
        }
        end(&mut self.child)?;
        self.wait().map(drop)
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        let _ = self.kill();
    }
}

#[cfg(unix)]
fn apart(command: &mut Command) {
    use std::os::unix::process::CommandExt;
    command.process_group(0);
}

#[cfg(windows)]
fn apart(command: &mut Command) {
    use std::os::windows::process::CommandExt;
    /// From the Windows SDK's `winbase.h`: below normal priority, and no console window.
    const BELOW_NORMAL_PRIORITY_CLASS: u32 = 0x0000_4000;
    const CREATE_NO_WINDOW: u32 = 0x0800_0000;
    command.creation_flags(BELOW_NORMAL_PRIORITY_CLASS | CREATE_NO_WINDOW);
}

#[cfg(unix)]
fn pid(child: &Child) -> Option<rustix::process::Pid> {
    i32::try_from(child.id()).ok().and_then(rustix::process::Pid::from_raw)
}

#[cfg(unix)]
fn lower(child: &Child) {
    // Why: a child that keeps the ordinary priority still does its work; not worth failing for.
    let _ = rustix::process::setpriority_process(pid(child), NICENESS);
}

#[cfg(windows)]
fn lower(_child: &Child) {}

#[cfg(unix)]
fn end(child: &mut Child) -> io::Result<()> {
    match pid(child).map(|pid| rustix::process::kill_process_group(pid, rustix::process::Signal::KILL)) {
        Some(Ok(())) | Some(Err(rustix::io::Errno::SRCH)) => Ok(()),
        Some(Err(error)) => Err(error.into()),
        None => child.kill(),
    }
}

#[cfg(windows)]
fn end(child: &mut Child) -> io::Result<()> {
    child.kill()
}

#[cfg(all(test, unix))]
mod tests {
    use std::io::{BufRead, BufReader};
    use std::process::Stdio;

    use super::*;

    /// A shell that starts a sleeping grandchild, says its id, and waits for it.
    fn family() -> io::Result<(Group, rustix::process::Pid)> {
        let mut command = Command::new("sh");
        command.args(["-c", "sleep 600 & echo $!; wait"]).stdout(Stdio::piped());
        let mut group = Group::spawn(&mut command)?;
        let mut line = String::new();
        if let Some(out) = group.child().stdout.take() {
            BufReader::new(out).read_line(&mut line)?;
        }
        let grandchild = line.trim().parse().ok().and_then(rustix::process::Pid::from_raw);
        grandchild.map(|pid| (group, pid)).ok_or_else(|| io::Error::other(format!("no id in {line:?}")))
    }

    /// Whether the process still runs; one that ended but wasn't collected by its parent counts as gone.
    fn runs(pid: rustix::process::Pid) -> bool {
        let state =
            std::fs::read_to_string(format!("/proc/{}/stat", pid.as_raw_nonzero())).unwrap_or_default();
        let letter = state.rsplit(") ").next().and_then(|rest| rest.chars().next());
        rustix::process::test_kill_process(pid).is_ok() && letter != Some('Z')
    }

    fn goes(pid: rustix::process::Pid) -> bool {
        (0..200).any(|_| {
            std::thread::sleep(std::time::Duration::from_millis(10));
            !runs(pid)
        })
    }

    #[test]
    fn killing_takes_the_grandchildren_along() -> io::Result<()> {
        let (mut group, grandchild) = family()?;
        assert!(runs(grandchild), "it sleeps for ten minutes");
        group.kill()?;
        assert!(goes(grandchild), "the grandchild outlived its group");
        Ok(())
    }

    #[test]
    fn dropping_ends_the_group() -> io::Result<()> {
        let (group, grandchild) = family()?;
        drop(group);
        assert!(goes(grandchild), "the grandchild outlived its group");
        Ok(())
    }

    #[test]
    fn a_child_that_ended_is_reported_and_not_killed_again() -> io::Result<()> {
        let mut group = Group::spawn(Command::new("sh").args(["-c", "exit 7"]))?;
        assert_eq!(group.wait()?.code(), Some(7));
        group.kill()
    }
}
