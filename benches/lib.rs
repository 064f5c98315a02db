//! Paired measurements: every contender runs in every round, so that what disturbs one disturbs
//! all, and what is reported is the median of the rounds' ratios.

use std::hint::black_box;
use std::time::Instant;

/// How many rounds there are; an odd number has a median.
const ROUNDS: usize = 31;
/// How long each contender runs in each round, in nanoseconds.
const SLICE: u128 = 10_000_000;

/// One way to do the work.
pub struct Contender<'a> {
    /// Its name in the table.
    pub name: &'a str,
    /// Does the work once.
    pub run: Box<dyn FnMut() + 'a>,
}

impl<'a> Contender<'a> {
    /// A contender whose result is kept from being optimised away.
    pub fn new<T>(name: &'a str, mut work: impl FnMut() -> T + 'a) -> Self {
        let run = Box::new(move || {
            black_box(work());
        });
        Self { name, run }
    }
}

/// What came of one contender.
#[derive(Clone, Debug)]
pub struct Measured {
    /// Its name.
    pub name: String,
    /// The median time of one run, in nanoseconds.
    pub nanoseconds: f64,
    /// The median, over all rounds, of its time divided by that of the first contender.
    pub ratio: f64,
}

/// Runs all contenders in turn; the first is what the others are compared with.
pub fn compare(contenders: &mut [Contender<'_>]) -> Vec<Measured> {
    let counts: Vec<u32> = contenders.iter_mut().map(runs_per_slice).collect();
    let mut times = vec![Vec::with_capacity(ROUNDS); contenders.len()];
    for _ in 0..ROUNDS {
        for ((contender, count), times) in contenders.iter_mut().zip(&counts).zip(&mut times) {
            let start = Instant::now();
            for _ in 0..*count {
                (contender.run)();
            }
            times.push(start.elapsed().as_nanos() as f64 / f64::from(*count));
        }
    }
    let base = times.first().cloned().unwrap_or_default();
    contenders
        .iter()
        .zip(times)
        .map(|(contender, times)| Measured {
            name: contender.name.to_owned(),
            ratio: median(times.iter().zip(&base).map(|(own, base)| own / base)),
            nanoseconds: median(times.iter().copied()),
        })
        .collect()
}

/// How many runs fill a slice; finding that out warms the contender up.
fn runs_per_slice(contender: &mut Contender<'_>) -> u32 {
    let mut count = 1_u32;
    loop {
        let start = Instant::now();
        for _ in 0..count {
            (contender.run)();
        }
        let took = start.elapsed().as_nanos();
        if took >= SLICE || count >= 1 << 24 {
            return count;
        }
        count *= 2;
    }
}

/// The median; none of nothing.
pub fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}
