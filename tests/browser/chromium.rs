//! Chromium without a window, driven through its DevTools protocol.

use crate::program::{PATIENCE, lines};
use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Instant;
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

/// Chromium's processes and its profile, which are gone when this is dropped.
struct Process {
    child: Child,
    profile: PathBuf,
}

impl Process {
    /// Starts Chromium; also the URL of its DevTools.
    fn start() -> (Self, String) {
        let profile = format!("chromium-{}", std::process::id());
        let profile = Path::new(env!("CARGO_TARGET_TMPDIR")).join(profile);
        let mut child = Command::new(executable())
            // All of its processes are one group.
            .process_group(0)
            .args(["--headless=new", "--no-sandbox", "--disable-gpu"])
            .args(["--disable-dev-shm-usage", "--disable-breakpad"])
            .args(["--no-first-run", "--disable-background-networking"])
            .args(["--disable-background-timer-throttling", "--no-proxy-server"])
            .arg("--remote-debugging-port=0")
            .arg(format!("--user-data-dir={}", profile.display()))
            .arg("about:blank")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .expect("Chromium starts");
        let errors = lines(child.stderr.take().expect("an output"));
        let process = Self { child, profile };
        let start = Instant::now();
        let mut said = Vec::new();
        while let Some(left) = PATIENCE.checked_sub(start.elapsed())
            && let Ok(line) = errors.recv_timeout(left)
        {
            if let Some(url) = line.strip_prefix("DevTools listening on ") {
                return (process, url.to_owned());
            }
            said.push(line);
        }
        panic!("Chromium does not start:\n{}", said.join("\n"));
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let kill = format!("kill -s KILL -- -{}", self.child.id());
        let _ = Command::new("sh").args(["-c", &kill]).status();
        let _ = self.child.kill();
        let _ = self.child.wait();
        // Its other processes may take a moment to end, and write until then.
        let start = Instant::now();
        while std::fs::remove_dir_all(&self.profile).is_err()
            && self.profile.exists()
            && start.elapsed() < PATIENCE
        {
            std::thread::yield_now();
        }
    }
}

/// The program: what `CHROMIUM` names, or the one on the path, which is installed if need be.
fn executable() -> PathBuf {
    if let Some(named) = std::env::var_os("CHROMIUM") {
        return named.into();
    }
    on_path().unwrap_or_else(|| {
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/browser/install.sh");
        let status = Command::new(script).status();
        let installed = status.is_ok_and(|status| status.success());
        on_path().filter(|_| installed).expect(
            "this test drives Chromium: install it, such as with `apt-get install chromium`, or \
             name its program in the environment variable `CHROMIUM`",
        )
    })
}

fn on_path() -> Option<PathBuf> {
    let folders = std::env::var_os("PATH")?;
    let mut programs = std::env::split_paths(&folders).map(|folder| folder.join("chromium"));
    programs.find(|program| program.is_file())
}

/// A browser, which does one thing after the other.
pub(crate) struct Browser {
    _process: Process,
    devtools: WebSocketStream<MaybeTlsStream<TcpStream>>,
    calls: u64,
    /// Events that were not waited for yet.
    events: Vec<Value>,
}

/// A page that is open in a browser.
pub(crate) struct Page {
    target: Value,
    session: Value,
}

impl Browser {
    pub(crate) async fn start() -> Self {
        let (process, url) = Process::start();
        let (devtools, _) = connect_async(url).await.expect("DevTools");
        Self {
            _process: process,
            devtools,
            calls: 0,
            events: Vec::new(),
        }
    }

    /// Opens a page, which is loaded then.
    pub(crate) async fn open(&mut self, url: &str) -> Page {
        let nobody = &Value::Null;
        let blank = json!({ "url": "about:blank" });
        let target = self.call(nobody, "Target.createTarget", blank).await;
        let target = target["targetId"].clone();
        let flat = json!({ "targetId": target, "flatten": true });
        let session = self.call(nobody, "Target.attachToTarget", flat).await;
        let session = session["sessionId"].clone();
        for domain in ["Page.enable", "Runtime.enable"] {
            self.call(&session, domain, json!({})).await;
        }
        let page = Page { target, session };
        let focused = json!({ "enabled": true });
        let focus = "Emulation.setFocusEmulationEnabled";
        self.call(&page.session, focus, focused).await;
        let to = json!({ "url": url });
        self.call(&page.session, "Page.navigate", to).await;
        self.event(&page, "Page.loadEventFired").await;
        page
    }

    pub(crate) async fn close(&mut self, page: Page) {
        let target = json!({ "targetId": page.target });
        self.call(&Value::Null, "Target.closeTarget", target).await;
    }

    /// Types into an input, in place of what is there.
    pub(crate) async fn fill(&mut self, page: &Page, input: &str, text: &str) {
        let select = format!("document.querySelector({}).select()", json!(input));
        self.evaluate(page, &select).await;
        let text = json!({ "text": text });
        self.call(&page.session, "Input.insertText", text).await;
    }

    pub(crate) async fn click(&mut self, page: &Page, button: &str) {
        let click = format!("document.querySelector({}).click()", json!(button));
        self.evaluate(page, &click).await;
    }

    /// Waits until a condition holds of a page, which is looked at whenever its content changes.
    pub(crate) async fn wait(&mut self, page: &Page, condition: &str) {
        let milliseconds = PATIENCE.as_millis();
        let script = format!(
            "new Promise((resolve) => {{
                const finish = (found) => {{ observer.disconnect(); resolve(found); }};
                const look = () => {{ if ({condition}) finish(''); }};
                const observer = new MutationObserver(look);
                const all = {{ subtree: true, childList: true, characterData: true,
                    attributes: true }};
                observer.observe(document, all);
                setTimeout(() => finish('the page shows:\\n' + document.body.innerText),
                    {milliseconds});
                look();
            }})"
        );
        let found = self.evaluate(page, &script).await;
        assert_eq!(found, "", "waiting for {condition}");
    }

    /// The value of an expression, when its promise is kept.
    pub(crate) async fn evaluate(&mut self, page: &Page, expression: &str) -> Value {
        let call = json!({
            "expression": expression, "awaitPromise": true, "returnByValue": true,
        });
        let answer = self.call(&page.session, "Runtime.evaluate", call).await;
        let exception = &answer["exceptionDetails"];
        assert!(exception.is_null(), "{expression}: {exception}");
        answer["result"]["value"].clone()
    }

    /// The errors that scripts of pages have thrown so far.
    pub(crate) fn exceptions(&self) -> Vec<&Value> {
        let events = self.events.iter();
        events
            .filter(|event| event["method"] == "Runtime.exceptionThrown")
            .collect()
    }

    async fn event(&mut self, page: &Page, method: &str) {
        let is_it = |event: &Value| event["method"] == method && event["sessionId"] == page.session;
        while !self.events.iter().any(is_it) {
            let message = self.message().await;
            self.events.push(message);
        }
    }

    async fn call(&mut self, session: &Value, method: &str, params: Value) -> Value {
        self.calls += 1;
        let id = self.calls;
        let mut call = json!({ "id": id, "method": method, "params": params });
        if !session.is_null() {
            call["sessionId"] = session.clone();
        }
        let call = Message::text(call.to_string());
        self.devtools.send(call).await.expect("Chromium runs");
        loop {
            let mut message = self.message().await;
            if message["id"] == id {
                let error = &message["error"];
                assert!(error.is_null(), "{method}: {error}");
                return message["result"].take();
            }
            self.events.push(message);
        }
    }

    /// What DevTools say next.
    async fn message(&mut self) -> Value {
        // A page that waits has a limit of its own, which says more.
        let message = timeout(PATIENCE * 2, self.devtools.next()).await;
        let message = message.expect("Chromium answers").expect("Chromium runs");
        let text = message.expect("a message").into_text().expect("text");
        serde_json::from_str(&text).expect("JSON")
    }
}
