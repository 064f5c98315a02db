//! Cores and CPU time.

use std::time::Duration;

use crate::Result;

pub(crate) use system::{cores, own_time, pin, time};

#[cfg(target_os = "linux")]
mod system {
    use nix::sched::{CpuSet, sched_getaffinity, sched_setaffinity};
    use nix::time::{ClockId, clock_getcpuclockid};
    use nix::unistd::Pid;

    use super::{Duration, Result};

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

    /// The CPU time that a process has used, in all its threads.
    pub(crate) fn time(process: u32) -> Result<Duration> {
        let clock = clock_getcpuclockid(Pid::from_raw(process.try_into()?))?;
        Ok(clock.now()?.into())
    }

    /// The CPU time that this process has used.
    pub(crate) fn own_time() -> Result<Duration> {
        Ok(ClockId::CLOCK_PROCESS_CPUTIME_ID.now()?.into())
    }
}

#[cfg(not(target_os = "linux"))]
mod system {
    use super::{Duration, Result};

    pub(crate) fn cores() -> Result<(usize, usize)> {
        Err("cores and the CPU time of other processes are only known on Linux".into())
    }

    pub(crate) fn pin(_core: usize) -> Result<()> {
        cores().map(drop)
    }

    pub(crate) fn time(_process: u32) -> Result<Duration> {
        cores().map(|_| Duration::ZERO)
    }

    pub(crate) fn own_time() -> Result<Duration> {
        time(0)
    }
}
