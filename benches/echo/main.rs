//! A typed echo over real sockets: what this crate's server reaches, beside servers that one writes
//! by hand with other libraries, in Rust and in JavaScript.
//!
//! ```sh
//! cargo bench -p benches --bench echo
//! ```
//!
//! Every server is a process of its own on one core, those in Rust on tokio's runtime with one
//! thread; the load comes from another core. All of them run in every round, and what is reported
//! are medians of the rounds' ratios. It needs Linux and two cores, and takes four minutes.

mod api;
mod contender;
mod cpu;
mod generate;
mod load;
mod process;
mod serve;

use benches::median;
use contender::Contender;
use generate::Slice;
use load::{LOADS, Messages};
use process::Server;

type Result<T, E = Box<dyn std::error::Error + Send + Sync>> = std::result::Result<T, E>;

/// The argument that makes this program a server.
const SERVE: &str = "serve";
/// How many rounds there are for each load; an odd number has a median.
const ROUNDS: usize = 11;

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.as_slice() {
        [command, name, ..] if command == SERVE => {
            serve::run(Contender::named(name).ok_or("no such server")?)
        }
        _ => compare(),
    }
}

fn compare() -> Result<()> {
    let (server_core, load_core) = cpu::cores()?;
    cpu::pin(server_core)?;
    let mut servers = Vec::new();
    for contender in Contender::ALL {
        match Server::start(contender) {
            Ok(server) => servers.push(server),
            Err(error) if contender == Contender::Node => {
                println!("{} is not measured: {error}\n", contender.name());
            }
            Err(error) => return Err(error),
        }
    }
    cpu::pin(load_core)?;

    let mut measured = Vec::new();
    for load in LOADS {
        measured.push(measure(&servers, &Messages::new(load)?, load)?);
    }
    print_ratios(&servers, &measured);
    print_absolutes(&servers, &measured);
    print_disturbance(&measured);
    Ok(())
}

/// The slices of each server, one for each round; the first round is for warming up.
fn measure(servers: &[Server], messages: &Messages, load: load::Load) -> Result<Vec<Vec<Slice>>> {
    let mut slices = vec![Vec::with_capacity(ROUNDS); servers.len()];
    for round in 0..=ROUNDS {
        for (server, slices) in servers.iter().zip(&mut slices) {
            let slice = generate::run(server, load, messages)
                .map_err(|error| format!("{}, {load}: {error}", server.contender.name()))?;
            if round > 0 {
                slices.push(slice);
            }
        }
    }
    Ok(slices)
}

/// How often the throughput of each fits into the first one's, and its CPU time likewise.
fn print_ratios(servers: &[Server], measured: &[Vec<Vec<Slice>>]) {
    println!(
        "Throughput of the first / of this one (CPU per message of this one / of the first):\n"
    );
    print_table(servers, measured, |first, own| {
        let ratio = |ratio: fn((&Slice, &Slice)) -> f64| median(first.iter().zip(own).map(ratio));
        let rate = ratio(|(first, own)| first.rate / own.rate);
        let cpu = ratio(|(first, own)| own.cpu / first.cpu);
        format!("{rate:.2} × ({cpu:.2} ×)")
    });
}

/// What bounds each: when the load is busy all the time, it is not the server.
fn print_absolutes(servers: &[Server], measured: &[Vec<Vec<Slice>>]) {
    println!("\nMessages in a second, CPU per message; how busy server and load are:\n");
    print_table(servers, measured, |_, own| {
        let of = |part: fn(&Slice) -> f64| median(own.iter().map(part));
        format!(
            "{:.0}, {:.2} µs; {:.0} %, {:.0} %",
            of(|slice| slice.rate),
            of(|slice| slice.cpu * 1e6),
            of(|slice| slice.server_busy * 100.0),
            of(|slice| slice.load_busy * 100.0),
        )
    });
}

/// On a machine that does other things too, only the CPU time is to be trusted.
fn print_disturbance(measured: &[Vec<Vec<Slice>>]) {
    let disturbed = measured
        .iter()
        .flatten()
        .flatten()
        .map(|slice| slice.disturbed);
    let percent = median(disturbed) * 100.0;
    println!("\nOther processes had the cores for {percent:.0} % of the time.");
}

/// A row for each server, and in it a cell for each load, made of the first one's slices and its
/// own.
fn print_table(
    servers: &[Server],
    measured: &[Vec<Vec<Slice>>],
    cell: impl Fn(&[Slice], &[Slice]) -> String,
) {
    let heads: String = LOADS.iter().map(|load| format!(" {load} |")).collect();
    println!("| connections × messages in flight |{heads}");
    println!("|---|{}", "---:|".repeat(LOADS.len()));
    for (index, server) in servers.iter().enumerate() {
        let cells: String = measured
            .iter()
            .map(|slices| format!(" {} |", cell(&slices[0], &slices[index])))
            .collect();
        println!("| {} |{cells}", server.contender.name());
    }
}
