//! Many connections at once: how fast they are opened, what each takes of memory, how long an answer
//! takes under load, and how fast a broadcast is, beside a loop over senders that one writes by hand.
//!
//! ```sh
//! cargo bench -p benches --bench load                    # 20,000 connections
//! cargo bench -p benches --bench load -- 5000            # fewer
//! ```
//!
//! Servers and clients are processes of their own, as many as the limit of open files needs, on
//! several loopback addresses. Everything that is sent is counted on both ends; what is missing is
//! an error. It needs Linux.

mod clients;
mod frames;
mod process;
mod serve;

use benches::median;
use process::{Clients, Server};
use std::time::Instant;

type Result<T, E = Box<dyn std::error::Error + Send + Sync>> = std::result::Result<T, E>;

/// How many connections there are in all.
const CONNECTIONS: usize = 20_000;
/// How many of them one process has: a system may allow a process 20,000 open files.
const PER_PROCESS: usize = 10_000;
/// Messages in a second, from all clients together, and for how long.
const RATE: usize = 10_000;
const SECONDS: usize = 15;
/// How many connections are compared with those of a server by hand.
const COMPARED: usize = 2_000;
/// Broadcasts in a row, without waiting.
const BURST: usize = 16;
/// How many bursts are measured; an odd number has a median.
const BURSTS: usize = 41;

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments.as_slice() {
        ["serve", kind] => serve::run(kind),
        ["clients", port, lane] => clients::run(port.parse()?, lane.parse()?),
        others => {
            let count = others.iter().find_map(|argument| argument.parse().ok());
            many(count.unwrap_or(CONNECTIONS))?;
            compare(count.unwrap_or(CONNECTIONS).min(COMPARED))
        }
    }
}

/// All connections at once.
fn many(connections: usize) -> Result<()> {
    let mut pairs = Vec::new();
    let mut left = connections;
    while left > 0 {
        let count = left.min(PER_PROCESS);
        let server = Server::start("hub")?;
        let clients = Clients::start(server.port, pairs.len(), count)?;
        pairs.push((server, clients));
        left -= count;
    }
    let before: Vec<usize> = memory(&mut pairs)?;
    let start = Instant::now();
    for (_, clients) in &mut pairs {
        clients.say("connect")?;
    }
    for (_, clients) in &mut pairs {
        clients.hear()?;
    }
    let took = start.elapsed();
    println!(
        "{connections} connections, {} server processes\n",
        pairs.len()
    );
    println!("| what | result |\n|---|---:|");
    let rate = connections as f64 / took.as_secs_f64();
    println!("| opened in a second | {rate:.0} |");
    let per_connection = |after: &[usize]| {
        let grown: usize = after
            .iter()
            .zip(&before)
            .map(|(after, before)| after - before)
            .sum();
        grown as f64 / connections as f64 / 1024.0
    };
    let idle = memory(&mut pairs)?;
    println!(
        "| memory of the server for an idle connection | {:.1} KiB |",
        per_connection(&idle)
    );

    let rate = (RATE / pairs.len()).max(1);
    for (_, clients) in &mut pairs {
        clients.say(&format!("ask {rate} {SECONDS}"))?;
    }
    let mut asked = 0;
    let mut answered = 0;
    let mut worst = [0.0_f64; 2];
    for (_, clients) in &mut pairs {
        let numbers = clients.numbers()?;
        let [sent, received, median, p99] = numbers[..] else {
            return Err("four numbers were expected".into());
        };
        asked += sent as usize;
        answered += received as usize;
        worst = [worst[0].max(median), worst[1].max(p99)];
    }
    let mut handled = 0;
    for (server, _) in &mut pairs {
        handled += server.ask("count")? as usize;
    }
    println!("| messages asked, handled, answered | {asked}, {handled}, {answered} |");
    println!(
        "| answered within, at {} in a second: median, 99 % | {:.1} ms, {:.1} ms |",
        rate * pairs.len(),
        worst[0],
        worst[1]
    );
    if asked != handled || asked != answered {
        return Err("messages were lost".into());
    }
    let used = memory(&mut pairs)?;
    println!(
        "| memory of the server for a connection then | {:.1} KiB |",
        per_connection(&used)
    );

    let mut times = Vec::new();
    for _ in 0..5 {
        let start = Instant::now();
        for (server, clients) in &mut pairs {
            clients.say(&format!("expect {BURST}"))?;
            server.say(&format!("broadcast {BURST}"))?;
        }
        for (server, clients) in &mut pairs {
            server.hear()?;
            clients.hear()?;
        }
        times.push(start.elapsed().as_secs_f64());
    }
    let seconds = median(times.into_iter());
    println!(
        "| {BURST} broadcasts until everyone has them | {:.0} ms, {:.2} million messages in a second |\n",
        seconds * 1e3,
        (BURST * connections) as f64 / seconds / 1e6
    );
    Ok(())
}

/// The memory of each server, in bytes, once it changes no more.
fn memory(pairs: &mut [(Server, Clients)]) -> Result<Vec<usize>> {
    pairs
        .iter_mut()
        .map(|(server, _)| server.memory())
        .collect()
}

/// Who sends, and how: the first is what the others are compared with.
const CONTENDERS: [(&str, &str, &str); 3] = [
    ("hub", "broadcast", "`Hub::broadcast`, one after the other"),
    ("hub", "broadcast_all", "`Hub::broadcast_all`"),
    (
        "senders",
        "broadcast",
        "by hand: a channel for each connection, `send` each",
    ),
];

/// Bursts of broadcasts from all servers in turn.
fn compare(connections: usize) -> Result<()> {
    let mut pairs = Vec::new();
    for (lane, (kind, ..)) in CONTENDERS.into_iter().enumerate() {
        let server = Server::start(kind)?;
        let mut clients = Clients::start(server.port, lane, connections)?;
        clients.say("connect")?;
        clients.hear()?;
        pairs.push((server, clients));
    }
    let mut times = vec![Vec::new(); pairs.len()];
    // The first is for warming up.
    for round in 0..=BURSTS {
        for (index, (server, clients)) in pairs.iter_mut().enumerate() {
            let (_, command, _) = CONTENDERS[index];
            clients.say(&format!("expect {BURST}"))?;
            let start = Instant::now();
            server.say(&format!("{command} {BURST}"))?;
            clients.hear()?;
            if round > 0 {
                times[index].push(start.elapsed().as_secs_f64());
            }
            server.hear()?;
        }
    }
    println!("{BURST} broadcasts to {connections} connections, until everyone has them:\n");
    println!("| server | time | ratio |\n|---|---:|---:|");
    for ((_, _, name), own) in CONTENDERS.into_iter().zip(&times) {
        let ratio = median(own.iter().zip(&times[0]).map(|(own, first)| own / first));
        let time = median(own.iter().copied()) * 1e3;
        println!("| {name} | {time:.1} ms | {ratio:.2} |");
    }
    Ok(())
}
