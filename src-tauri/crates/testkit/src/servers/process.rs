//! A server process of a test: waited for within bounds, ended with the test.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::time::{Duration, Instant};

/// Longest wait until a server says that it is ready: a loaded machine is slow.
const READY_MAX: Duration = Duration::from_secs(120);
/// Longest wait until a server ends by itself.
const END_MAX: Duration = Duration::from_secs(5);

/// A running server. It ends when its standard input closes, which happens even if the test is killed.
pub(super) struct Process(Child);

impl Process {
    /// Starts a server and reads its first line: one of JSON, once it is ready.
    ///
    /// # Panics
    /// Where it doesn't start; with what it wrote to its error output.
    pub(super) fn start(mut command: Command, folder: &Path) -> (Self, String) {
        let errors = folder.join("errors.txt");
        let file = std::fs::File::create(&errors).expect("a file for the server's errors");
        let child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(file).spawn();
        let mut process = Self(child.expect("the server's program starts"));
        let output = process.0.stdout.take().expect("its output is ours");
        let (tell, told) = mpsc::channel();
        std::thread::spawn(move || {
            for line in BufReader::new(output).lines().map_while(Result::ok) {
                // Later lines are read and dropped, or the server would wait for a reader.
                let _ = tell.send(line);
            }
        });
        match told.recv_timeout(READY_MAX) {
            Ok(line) => (process, line),
            Err(_) => {
                drop(process);
                let said = std::fs::read_to_string(errors).unwrap_or_default();
                panic!("the server didn't get ready:\n{said}")
            }
        }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        drop(self.0.stdin.take());
        let start = Instant::now();
        while start.elapsed() < END_MAX {
            if matches!(self.0.try_wait(), Ok(Some(_))) {
                return;
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
