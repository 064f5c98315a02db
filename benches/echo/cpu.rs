//! Cores and CPU time.

use std::time::Duration;

use crate::Result;

pub(crate) use system::{cores, pin, used};

/// How long a process ran on a core, and how long it would have run but another was there.
#[derive(Clone, Copy)]
pub(crate) struct Usage {
    pub(crate) ran: Duration,
    pub(crate) waited: Duration,
}

#[cfg(target_os = "linux")]
mod system {
    use nix::sched::{CpuSet, sched_getaffinity, sched_setaffinity};
    use nix::time::clock_getcpuclockid;
    use nix::unistd::Pid;

    use super::{Duration, Result, Usage};

    /// The core of the servers and that of the load.
    pub(crate) fn cores() -> Result<(usize, usize)> {
        let set = sched_getaffinity(Pid::from_raw(0))?;
        let mut cores = (0..CpuSet::count()).filter(|core| set.is_set(*core).unwrap_or(false));
        match (cores.next(), cores.next_back()) {
            (Some(first), Some(last)) => Ok((first, last)),
            _ => Err("two cores are needed, one for the server and one for the load".into()),
        }
    }

    /// Keeps this thread, and the processes that it starts from now on, on a core.
    pub(crate) fn pin(core: usize) -> Result<()> {
        let mut set = CpuSet::new();
        set.set(core)?;
        Ok(sched_setaffinity(Pid::from_raw(0), &set)?)
    }

    /// What a process has used up to now: it ran in all its threads, and waited in its first one.
    pub(crate) fn used(process: u32) -> Result<Usage> {
        let clock = clock_getcpuclockid(Pid::from_raw(process.try_into()?))?;
        let statistics = std::fs::read_to_string(format!("/proc/{process}/schedstat"))?;
        let waited = statistics.split_ascii_whitespace().nth(1);
        Ok(Usage {
            ran: clock.now()?.into(),
            waited: Duration::from_nanos(waited.ok_or("no waiting time")?.parse()?),
        })
    }
}

#[cfg(not(target_os = "linux"))]
mod system {
    use super::{Result, Usage};

    pub(crate) fn cores() -> Result<(usize, usize)> {
        Err("the CPU time of another process is only known on Linux".into())
    }

    pub(crate) fn pin(_core: usize) -> Result<()> {
        cores().map(drop)
    }

    pub(crate) fn used(_process: u32) -> Result<Usage> {
        Err("the CPU time of another process is only known on Linux".into())
    }
}
