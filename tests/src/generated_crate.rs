//! A crate that a test writes into its temporary folder, builds with cargo and runs.

use std::path::{Path, PathBuf};
use std::process::Command;

/// A program of one source file that depends on the runtime crate.
#[derive(Debug)]
pub struct GeneratedCrate {
    folder: PathBuf,
    name: &'static str,
}

impl GeneratedCrate {
    /// Writes the crate below `parent`. `dependencies` are lines of a manifest, beside the runtime
    /// crate. Files that did not change are left alone, so that cargo sees no change.
    ///
    /// # Errors
    ///
    /// When a file cannot be written.
    pub fn write(
        parent: &Path,
        name: &'static str,
        dependencies: &str,
        main: &str,
    ) -> std::io::Result<Self> {
        let folder = parent.join(name);
        let source = folder.join("src");
        std::fs::create_dir_all(&source)?;
        let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        let runtime = workspace.join("runtime");
        let manifest = format!(
            "[package]\nname = {name:?}\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[workspace]\n\n\
             [dependencies]\nasyncapi-channels = {{ path = {:?} }}\n{dependencies}\n\
             [profile.dev]\ndebug = false\nincremental = false\n",
            runtime.display()
        );
        put(&folder.join("Cargo.toml"), &manifest)?;
        if !folder.join("Cargo.lock").exists() {
            let _ = std::fs::copy(workspace.join("Cargo.lock"), folder.join("Cargo.lock"));
        }
        put(&source.join("main.rs"), main)?;
        Ok(Self { folder, name })
    }

    /// Runs `cargo check` or `cargo build`.
    ///
    /// # Errors
    ///
    /// What cargo prints when the crate does not compile.
    pub fn cargo(&self, action: &str) -> Result<(), String> {
        let output = Command::new(env!("CARGO"))
            .args([action, "--quiet", "--manifest-path"])
            .arg(self.folder.join("Cargo.toml"))
            .env("CARGO_TARGET_DIR", self.folder.join("target"))
            .output()
            .map_err(|error| format!("cargo does not run: {error}"))?;
        if output.status.success() {
            return Ok(());
        }
        Err(format!(
            "cargo {action} of the generated crate in {}:\n{}",
            self.folder.display(),
            String::from_utf8_lossy(&output.stderr)
        ))
    }

    /// The program, once it is built.
    #[must_use]
    pub fn program(&self) -> Command {
        Command::new(self.folder.join("target/debug").join(self.name))
    }

    /// A file beside the crate's manifest.
    #[must_use]
    pub fn file(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }
}

fn put(path: &Path, text: &str) -> std::io::Result<()> {
    if std::fs::read_to_string(path).is_ok_and(|known| known == text) {
        return Ok(());
    }
    std::fs::write(path, text)
}
