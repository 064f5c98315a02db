//! The page of the example `chat_server`, in a browser.

#[path = "../program.rs"]
mod program;

mod chromium;

use chromium::{Browser, Page};
use program::Program;

const TOKEN: &str = "open-sesame";

/// Opens the page and asks to come into the room `tea`.
async fn ask(browser: &mut Browser, url: &str, name: &str, token: &str) -> Page {
    let page = browser.open(url).await;
    for (input, text) in [("room", "tea"), ("name", name), ("token", token)] {
        let input = format!("#join [name={input}]");
        browser.fill(&page, &input, text).await;
    }
    browser.click(&page, "#join button").await;
    page
}

/// A condition: the text of an element is this.
fn shows(element: &str, text: &str) -> String {
    format!("document.querySelector('{element}')?.textContent === '{text}'")
}

/// A condition: these are the members, as the page shows them.
fn members(names: &str) -> String {
    format!(
        "[...document.querySelectorAll('#members li')].map((li) => li.textContent).join() \
         === '{names}'"
    )
}

async fn join(browser: &mut Browser, url: &str, name: &str) -> Page {
    let page = ask(browser, url, name, TOKEN).await;
    let connected = shows("#state", &format!("Connected to tea as {name}"));
    browser.wait(&page, &connected).await;
    page
}

async fn say(browser: &mut Browser, page: &Page, text: &str) {
    browser.fill(page, "#say [name=text]", text).await;
    browser.click(page, "#say button").await;
}

#[tokio::test]
async fn two_pages_chat_and_others_are_refused() {
    let (server, url) = Program::chat_server("127.0.0.1:0");
    let browser = &mut Browser::start().await;
    let last = "#messages li:last-child";

    let ann = join(browser, &url, "ann").await;
    browser.wait(&ann, &members("ann")).await;
    let bob = join(browser, &url, "bob").await;
    browser.wait(&bob, &members("ann,bob")).await;
    browser.wait(&ann, &members("ann,bob")).await;
    browser.wait(&ann, &shows(last, "bob has come")).await;

    // What somebody says is text, whatever it looks like.
    say(browser, &bob, "Hello, <b>Ann</b>!").await;
    for page in [&ann, &bob] {
        let heard = shows(last, "bob: Hello, <b>Ann</b>!");
        browser.wait(page, &heard).await;
    }
    say(browser, &ann, "Hello, Bob!").await;
    browser.wait(&bob, &shows(last, "ann: Hello, Bob!")).await;

    for (name, token, refusal) in [
        ("eve", "wrong", "This token is not the right one."),
        ("ann", TOKEN, "Someone in the room is already called ann."),
    ] {
        let page = ask(browser, &url, name, token).await;
        browser.wait(&page, &shows("#refusal", refusal)).await;
        browser.wait(&page, &shows("#state", "Not connected")).await;
        let hidden = "document.querySelector('#room').hidden";
        assert_eq!(browser.evaluate(&page, hidden).await, true);
        browser.close(page).await;
    }

    browser.close(bob).await;
    browser.wait(&ann, &shows(last, "bob has left")).await;
    browser.wait(&ann, &members("ann")).await;

    // The server is started again at the same address, and the page finds it.
    server.interrupt();
    let trying = "document.querySelector('#state').textContent.includes('Trying again')";
    browser.wait(&ann, trying).await;
    assert!(server.end().success());
    let address = url.strip_prefix("http://").expect("a URL");
    let (_server, _) = Program::chat_server(address);
    let connected = shows("#state", "Connected to tea as ann");
    browser.wait(&ann, &connected).await;
    browser.wait(&ann, &members("ann")).await;
    say(browser, &ann, "Anyone?").await;
    browser.wait(&ann, &shows(last, "ann: Anyone?")).await;

    let labelled = "[...document.querySelectorAll('input')].every((input) => input.labels.length)";
    assert_eq!(browser.evaluate(&ann, labelled).await, true);
    assert_eq!(browser.exceptions(), Vec::<&serde_json::Value>::new());
}
