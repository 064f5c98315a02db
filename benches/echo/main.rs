//! A typed echo over real sockets: what this crate's server reaches, beside servers that one writes
//! by hand with other libraries, in Rust and in JavaScript.
//!
//! ```sh
//! cargo bench -p benches --bench echo              # all servers
//! cargo bench -p benches --bench echo -- asyncapi untyped
//! ```
//!
//! Every server is a process of its own on one core, those in Rust on tokio's runtime with one
//! thread; the load comes from another core. All of them run in every round, and what is reported
//! are medians of the ratios in those rounds that other processes disturbed least. It needs Linux
//! and two cores, and takes less than five minutes.

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
use load::{LOADS, Load, Messages};
use process::Server;

type Result<T, E = Box<dyn std::error::Error + Send + Sync>> = std::result::Result<T, E>;

/// The argument that makes this program a server.
const SERVE: &str = "serve";
/// How many rounds there are for each load.
const ROUNDS: usize = 15;
/// How many of them count: those that other processes disturbed least. An odd number has a median.
const COUNTED: usize = 9;

/// What came of one round: a slice for each server.
type Round = Vec<Slice>;

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.as_slice() {
        [command, name, ..] if command == SERVE => {
            serve::run(Contender::named(name).ok_or("no such server")?)
        }
        // Cargo itself adds an option.
        names => compare(|name| {
            let mut wanted = names
                .iter()
                .filter(|name| !name.starts_with("--"))
                .peekable();
            wanted.peek().is_none() || wanted.any(|part| name.contains(part))
        }),
    }
}

fn compare(is_wanted: impl Fn(&str) -> bool) -> Result<()> {
    let (server_core, load_core) = cpu::cores()?;
    cpu::pin(server_core)?;
    let mut servers = Vec::new();
    for contender in Contender::ALL.into_iter().filter(|it| is_wanted(it.name())) {
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
        measured.push(measure(&servers, load)?);
    }
    print_ratios(&servers, &measured);
    print_absolutes(&servers, &measured);
    print_disturbance(&measured);
    Ok(())
}

/// The rounds of a load that count; a first one is for warming up.
fn measure(servers: &[Server], load: Load) -> Result<Vec<Round>> {
    let messages = Messages::new(load)?;
    let round = |_| {
        let slice = |server: &Server| {
            generate::run(server, load, &messages)
                .map_err(|error| format!("{}, {load}: {error}", server.contender.name()).into())
        };
        servers.iter().map(slice).collect::<Result<Round>>()
    };
    let mut rounds = (0..=ROUNDS).map(round).collect::<Result<Vec<Round>>>()?;
    rounds.remove(0);
    let disturbed = |round: &Round| round.iter().map(|slice| slice.disturbed).sum::<f64>();
    rounds.sort_by(|one, other| disturbed(one).total_cmp(&disturbed(other)));
    rounds.truncate(COUNTED);
    Ok(rounds)
}

/// How often the throughput of each fits into the first one's, and its CPU time likewise.
fn print_ratios(servers: &[Server], measured: &[Vec<Round>]) {
    println!(
        "Throughput of the first / of this one (CPU per message of this one / of the first):\n"
    );
    print_table(servers, measured, |slices| {
        let of = |ratio: fn(&(Slice, Slice)) -> f64| median(slices.iter().map(ratio));
        let rate = of(|(first, own)| first.rate / own.rate);
        let cpu = of(|(first, own)| own.cpu / first.cpu);
        format!("{rate:.2} × ({cpu:.2} ×)")
    });
}

/// What bounds each: a load that is busy all the time would bound them all.
fn print_absolutes(servers: &[Server], measured: &[Vec<Round>]) {
    println!("\nMessages in a second, CPU per message; how busy server and load are:\n");
    print_table(servers, measured, |slices| {
        let of = |part: fn(&Slice) -> f64| median(slices.iter().map(|(_, own)| part(own)));
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
fn print_disturbance(measured: &[Vec<Round>]) {
    let slices = measured.iter().flatten().flatten();
    let percent = median(slices.map(|slice| slice.disturbed)) * 100.0;
    println!("\nServer and load waited for other processes for {percent:.0} % of the time.");
}

/// A row for each server, and in it a cell for each load, made of the first one's slices and its
/// own in the same rounds.
fn print_table(
    servers: &[Server],
    measured: &[Vec<Round>],
    cell: impl Fn(&[(Slice, Slice)]) -> String,
) {
    let heads: String = LOADS.iter().map(|load| format!(" {load} |")).collect();
    println!("| connections × messages in flight |{heads}");
    println!("|---|{}", "---:|".repeat(LOADS.len()));
    for (index, server) in servers.iter().enumerate() {
        let pairs = |rounds: &Vec<Round>| -> Vec<(Slice, Slice)> {
            rounds
                .iter()
                .map(|round| (round[0], round[index]))
                .collect()
        };
        let cells: String = measured
            .iter()
            .map(|rounds| format!(" {} |", cell(&pairs(rounds))))
            .collect();
        println!("| {} |{cells}", server.contender.name());
    }
}
