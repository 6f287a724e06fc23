//! Figures of the machine and this process.

use std::path::Path;

use sysinfo::{Networks, Pid, ProcessRefreshKind, ProcessesToUpdate, System};

/// Figures of the machine and the process at one moment. Counters count from the start.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct HostFigures {
    pub(crate) cores: u64,
    /// Since the previous look.
    pub(crate) cpu_percent: f64,
    pub(crate) freeable_memory_bytes: u64,
    pub(crate) memory_bytes: u64,
    pub(crate) swap_used_bytes: u64,
    pub(crate) network_in_bytes: u64,
    pub(crate) network_out_bytes: u64,
    pub(crate) disk_free_bytes: Option<u64>,
    pub(crate) process_cpu_seconds: f64,
    pub(crate) process_memory_bytes: u64,
}

/// Observes the machine. A figure that the machine does not report is 0 or `None`, and logged once.
pub(crate) struct Host {
    system: Option<System>,
    networks: Option<Networks>,
    pid: Option<Pid>,
}

impl Host {
    pub(crate) fn new() -> Host {
        let told = |what: &str, error: &dyn std::fmt::Display| {
            tracing::warn!("this machine does not report its {what}: {error}");
        };
        let system = System::new();
        let networks = Networks::new_with_refreshed_list();
        Host {
            system: system
                .map_err(|error| told("memory and processors", &error))
                .ok(),
            networks: networks.map_err(|error| told("network", &error)).ok(),
            pid: sysinfo::get_current_pid().ok(),
        }
    }

    /// The machine's name; empty if it has none.
    pub(crate) fn name() -> String {
        System::host_name().unwrap_or_default()
    }

    /// Takes the figures; `folder` selects the disk.
    pub(crate) fn look(&mut self, folder: Option<&Path>) -> HostFigures {
        let mut figures = HostFigures::default();
        if let Some(system) = &mut self.system {
            system.refresh_memory();
            system.refresh_cpu_usage();
            figures.cores = system.cpus().len() as u64;
            figures.cpu_percent = f64::from(system.global_cpu_usage());
            figures.memory_bytes = system.total_memory();
            figures.freeable_memory_bytes = system.available_memory();
            figures.swap_used_bytes = system.used_swap();
            // In a container, only the container's share of the machine's memory is ours.
            if let Some(limits) = system.cgroup_limits()
                && limits.total_memory > 0
                && limits.total_memory < figures.memory_bytes
            {
                figures.memory_bytes = limits.total_memory;
                let free = limits.free_memory;
                figures.freeable_memory_bytes = figures.freeable_memory_bytes.min(free);
            }
            if let Some(pid) = self.pid {
                system.refresh_processes_specifics(
                    ProcessesToUpdate::Some(&[pid]),
                    true,
                    ProcessRefreshKind::nothing().with_cpu().with_memory(),
                );
                if let Some(process) = system.process(pid) {
                    figures.process_cpu_seconds = process.accumulated_cpu_time() as f64 / 1_000.0;
                    figures.process_memory_bytes = process.memory();
                }
            }
        }
        if let Some(networks) = &mut self.networks {
            networks.refresh(true);
            for (_, network) in networks.iter().filter(|(name, _)| *name != "lo") {
                figures.network_in_bytes += network.total_received();
                figures.network_out_bytes += network.total_transmitted();
            }
        }
        figures.disk_free_bytes = folder.and_then(|folder| disk_free(folder).ok());
        figures
    }
}

/// The bytes that a process without special rights may still write to the disk with this folder. The system is asked
/// about the folder itself, because lists of disks lack those in memory, on the network and of containers.
///
/// # Errors
/// If the folder cannot be reached.
pub fn disk_free(folder: &Path) -> std::io::Result<u64> {
    let disk = rustix::fs::statvfs(folder)?;
    Ok(disk.f_bavail * disk.f_frsize)
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    /// No list of disks has this one, so the disk around it would be taken for it.
    #[test]
    fn a_folder_has_the_room_of_its_own_file_system() {
        assert_eq!(disk_free(Path::new("/proc")).unwrap(), 0);
        let figures = Host::new().look(Some(Path::new("/proc")));
        assert_eq!(figures.disk_free_bytes, Some(0));
        assert!(disk_free(&std::env::temp_dir()).unwrap() > 0);
    }
}
