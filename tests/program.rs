//! An example program as a process of its own.

use std::io::{BufRead, BufReader, Read};
use std::process::{Child, ChildStdin, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

/// How long anything may take, on a machine that is busy with other things.
pub(crate) const PATIENCE: Duration = Duration::from_secs(60);

/// What builds an example if need be, and then becomes it.
pub(crate) fn example(name: &str) -> Command {
    let mut command = Command::new(env!("CARGO"));
    command
        .current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
        .args(["run", "-q", "-p", "examples", "--example", name, "--"]);
    command
}

/// The lines of a stream, as they come.
pub(crate) fn lines(stream: impl Read + Send + 'static) -> Receiver<String> {
    let (found, lines) = channel();
    std::thread::spawn(move || {
        for line in BufReader::new(stream).lines().map_while(Result::ok) {
            // All is read, so that the program can go on, even if nobody wants to know it.
            let _ = found.send(line);
        }
    });
    lines
}

/// A program that runs, until it is dropped at the latest.
pub(crate) struct Program {
    child: Child,
    lines: Receiver<String>,
}

impl Program {
    /// Starts an example.
    pub(crate) fn start(name: &str, arguments: &[&str]) -> Self {
        let mut child = example(name)
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("cargo runs");
        let lines = lines(child.stdout.take().expect("an output"));
        Self { child, lines }
    }

    /// The chat server and its URL, of which the address is given.
    pub(crate) fn chat_server(address: &str) -> (Self, String) {
        let server = Self::start("chat_server", &["--listen", address]);
        let line = server.first_line();
        (server, line)
    }

    /// The first line that it prints. It may have to be built before.
    pub(crate) fn first_line(&self) -> String {
        let line = self.lines.recv_timeout(PATIENCE * 10);
        line.expect("the program prints something")
    }

    /// The next line that it prints.
    #[allow(dead_code)]
    pub(crate) fn line(&self) -> String {
        let line = self.lines.recv_timeout(PATIENCE);
        line.expect("the program prints something")
    }

    /// What it reads from.
    #[allow(dead_code)]
    pub(crate) fn input(&mut self) -> ChildStdin {
        self.child.stdin.take().expect("an input")
    }

    /// Presses Ctrl-C.
    pub(crate) fn interrupt(&self) {
        let kill = format!("kill -INT {}", self.child.id());
        let status = Command::new("sh").args(["-c", &kill]).status();
        assert!(status.expect("a shell").success());
    }

    /// Waits for its end.
    pub(crate) fn end(mut self) -> ExitStatus {
        // Its output ends when it does.
        while self.lines.recv_timeout(PATIENCE).is_ok() {}
        let ended = self.child.try_wait().expect("a child");
        ended.unwrap_or_else(|| self.child.wait().expect("a child"))
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
