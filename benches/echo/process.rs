//! The processes of the servers.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use crate::Result;
use crate::contender::Contender;
use crate::cpu::{self, Usage};

/// What `npm` installs, and the server itself.
const NODE_FILES: [(&str, &str); 2] = [
    ("package.json", include_str!("node/package.json")),
    ("server.js", include_str!("node/server.js")),
];
const API: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/api/echo.yaml");

/// A running server. It ends when its standard input does, and so never outlives this process.
pub(crate) struct Server {
    process: Child,
    pub(crate) contender: Contender,
    pub(crate) port: u16,
}

impl Server {
    /// Starts the server on the core that this thread is on.
    pub(crate) fn start(contender: Contender) -> Result<Self> {
        let mut command = match contender {
            Contender::Node => node()?,
            _ => {
                let mut command = Command::new(std::env::current_exe()?);
                command.args([crate::SERVE, contender.name()]);
                command
            }
        };
        let mut process = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let output = process.stdout.take().ok_or("no output")?;
        let mut line = String::new();
        BufReader::new(output).read_line(&mut line)?;
        let port = line
            .trim()
            .parse()
            .map_err(|_| format!("no port: {line:?}"))?;
        Ok(Self {
            process,
            contender,
            port,
        })
    }

    /// What it has used up to now.
    pub(crate) fn used(&self) -> Result<Usage> {
        cpu::used(self.process.id())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Waiting closes the standard input first.
        let _ = self.process.wait();
    }
}

/// The server in JavaScript, with its packages installed among what cargo builds.
fn node() -> Result<Command> {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("echo-node");
    std::fs::create_dir_all(&folder)?;
    for (name, text) in NODE_FILES {
        std::fs::write(folder.join(name), text)?;
    }
    let npm = Command::new("npm")
        .args(["install", "--no-audit", "--no-fund", "--silent"])
        .current_dir(&folder)
        .stdout(Stdio::null())
        .status()
        .map_err(|error| format!("npm: {error}"))?;
    if !npm.success() {
        return Err(format!("npm: {npm}").into());
    }
    let mut command = Command::new("node");
    command.arg(folder.join("server.js")).arg(API);
    Ok(command)
}
