//! The processes, and what is said to them: a line each way.

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::Duration;

use crate::Result;

/// A process that is told something and answers. It ends when its input does.
struct Process {
    child: Child,
    input: Option<ChildStdin>,
    output: BufReader<ChildStdout>,
}

impl Process {
    fn start(arguments: &[&str]) -> Result<Self> {
        let mut child = Command::new(std::env::current_exe()?)
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let input = child.stdin.take();
        let output = BufReader::new(child.stdout.take().ok_or("no output")?);
        Ok(Self {
            child,
            input,
            output,
        })
    }

    fn say(&mut self, line: &str) -> Result<()> {
        let input = self.input.as_mut().ok_or("no input")?;
        writeln!(input, "{line}")?;
        Ok(input.flush()?)
    }

    fn hear(&mut self) -> Result<String> {
        let mut line = String::new();
        if self.output.read_line(&mut line)? == 0 {
            return Err("a process has ended early".into());
        }
        Ok(line.trim().to_owned())
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.input = None;
        let _ = self.child.wait();
    }
}

/// A server.
pub(crate) struct Server {
    process: Process,
    pub(crate) port: u16,
}

impl Server {
    pub(crate) fn start(kind: &str) -> Result<Self> {
        let mut process = Process::start(&["serve", kind])?;
        let port = process.hear()?.parse()?;
        Ok(Self { process, port })
    }

    pub(crate) fn say(&mut self, line: &str) -> Result<()> {
        self.process.say(line)
    }

    pub(crate) fn hear(&mut self) -> Result<String> {
        self.process.hear()
    }

    pub(crate) fn ask(&mut self, line: &str) -> Result<f64> {
        self.say(line)?;
        Ok(self.hear()?.parse()?)
    }

    /// The memory that is its own, in bytes, once it changes no more.
    pub(crate) fn memory(&self) -> Result<usize> {
        let mut last = 0;
        loop {
            let path = format!("/proc/{}/status", self.process.child.id());
            let status = std::fs::read_to_string(path)?;
            let line = status
                .lines()
                .find_map(|line| line.strip_prefix("RssAnon:"));
            let line = line.ok_or("no RssAnon")?.trim().trim_end_matches("kB");
            let now = line.trim().parse::<usize>()? * 1024;
            if now == last {
                return Ok(now);
            }
            last = now;
            std::thread::sleep(Duration::from_millis(500));
        }
    }
}

/// Clients of one server.
pub(crate) struct Clients {
    process: Process,
    count: usize,
}

impl Clients {
    pub(crate) fn start(port: u16, lane: usize, count: usize) -> Result<Self> {
        let process = Process::start(&["clients", &port.to_string(), &lane.to_string()])?;
        Ok(Self { process, count })
    }

    /// Tells them something, with how many they are.
    pub(crate) fn say(&mut self, line: &str) -> Result<()> {
        let count = self.count;
        self.process.say(&format!("{line} {count}"))
    }

    pub(crate) fn hear(&mut self) -> Result<String> {
        self.process.hear()
    }

    pub(crate) fn numbers(&mut self) -> Result<Vec<f64>> {
        let line = self.hear()?;
        let numbers = line.split(' ').map(str::parse);
        Ok(numbers.collect::<Result<_, _>>()?)
    }
}
