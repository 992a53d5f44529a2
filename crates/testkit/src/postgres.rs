//! A PostgreSQL server for a test: made in a temporary folder, on a Unix socket in it, stopped and
//! removed when the test process ends, however it ends.
//!
//! Nothing must run on the machine; only the programs of the package `postgresql` must be there.

use std::fs;
use std::io::Write;
#[cfg(feature = "tls")]
use std::os::unix::fs::PermissionsExt;
use std::os::unix::fs::{MetadataExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, OnceLock, PoisonError};
use std::thread::sleep;
use std::time::{Duration, Instant};

use tempfile::TempDir;

/// The name of the superuser and of the databases' owner.
const USER: &str = "fadu";
/// The server refuses to run as root; this is `nobody`.
const NOBODY: u32 = 65_534;
/// The port that names the socket of a server which does not listen on the network.
const PORT: u16 = 5432;
/// How long a server may take to start or stop on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);

/// Watches over a server: when the pipe from the test process closes, the server goes with it.
const WATCH: &str = r#"
    dir="$1"
    ulimit -f "$2"
    shift 2
    "$0" -D "$dir/data" -k "$dir" -c listen_addresses= -c max_connections=200 "$@" >"$dir/log" 2>&1 &
    echo $! >"$dir/pid.new" && mv "$dir/pid.new" "$dir/pid"
    read -r word
    [ "$word" = keep ] || kill -INT $!
    wait $!
    [ "$word" = keep ] || rm -rf "$dir"
"#;

/// A running server.
pub struct Server {
    dir: TempDir,
    port: u16,
    settings: Vec<String>,
    /// The largest file it may write, as `ulimit` counts.
    largest: Mutex<String>,
    running: Mutex<Option<Running>>,
}

struct Running {
    watch: Child,
    pipe: ChildStdin,
    pid: String,
}

impl Server {
    /// Makes and starts a server.
    ///
    /// # Panics
    /// If PostgreSQL is not installed or does not start.
    #[must_use]
    pub fn start() -> Server {
        let server = Server::make(PORT, Vec::new());
        server.resume();
        server
    }

    /// As [`Server::start`], and it also listens on loopback: encrypted for those who want it, if it
    /// has a certificate.
    ///
    /// # Panics
    /// As [`Server::start`].
    #[cfg(feature = "tls")]
    #[must_use]
    pub fn on_network(certificate: Option<&crate::certificate::Certificate>) -> Server {
        let free = std::net::TcpListener::bind(("127.0.0.1", 0)).expect("a free port");
        let port = free.local_addr().expect("it is bound").port();
        let mut settings = vec!["listen_addresses=127.0.0.1".into(), format!("port={port}")];
        settings.extend(certificate.map(|_| "ssl=on".to_owned()));
        let server = Server::make(port, settings);
        if let Some(certificate) = certificate {
            server.hand_over("server.crt", &certificate.pem);
            server.hand_over("server.key", &certificate.key);
        }
        drop(free);
        server.resume();
        server
    }

    /// Puts a file where the server looks for it, for nobody else to read.
    #[cfg(feature = "tls")]
    fn hand_over(&self, name: &str, text: &str) {
        let file = self.dir.path().join("data").join(name);
        fs::write(&file, text).expect("room");
        fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).expect("its owner may");
        if is_root() {
            chown(&file, Some(NOBODY), Some(NOBODY)).expect("root may give a file away");
        }
    }

    fn make(port: u16, settings: Vec<String>) -> Server {
        let dir = TempDir::new().expect("a temporary folder");
        if is_root() {
            chown(dir.path(), Some(NOBODY), Some(NOBODY)).expect("root may give a folder away");
        }
        let mut initdb = unprivileged(&program("initdb"));
        initdb.args([
            "-U",
            USER,
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--no-locale",
            "--no-sync",
            "-D",
        ]);
        let made = initdb
            .arg(dir.path().join("data"))
            .output()
            .expect("initdb starts");
        assert!(
            made.status.success(),
            "{}",
            String::from_utf8_lossy(&made.stderr)
        );
        Server {
            dir,
            port,
            settings,
            largest: Mutex::new("unlimited".into()),
            running: Mutex::default(),
        }
    }

    /// The server that the tests of this process share; it ends with the process.
    #[must_use]
    pub fn shared() -> &'static Server {
        static SHARED: OnceLock<Server> = OnceLock::new();
        SHARED.get_or_init(Server::start)
    }

    /// Starts the server again after [`Server::crash`].
    ///
    /// # Panics
    /// If it does not start.
    pub fn resume(&self) {
        let mut watch = unprivileged(Path::new("/bin/sh"));
        watch
            .args(["-c", WATCH])
            .arg(program("postgres"))
            .arg(self.dir.path())
            .arg(&*self.largest())
            .args(self.settings.iter().flat_map(|setting| ["-c", setting]));
        let mut watch = watch.stdin(Stdio::piped()).spawn().expect("a shell starts");
        let pipe = watch.stdin.take().expect("its input is piped");
        let pid = self.dir.path().join("pid");
        let read = || fs::read_to_string(&pid).ok().filter(|pid| !pid.is_empty());
        let pid = wait_for(read).trim().to_owned();
        *self.running() = Some(Running { watch, pipe, pid });
        let ready = || self.psql("postgres", "SELECT").is_ok().then_some(());
        wait_for(ready);
    }

    /// Stops it as `pg_ctl stop -m immediate` does: no transaction is finished, nothing is
    /// written down; the next start recovers.
    ///
    /// # Panics
    /// If it does not run.
    pub fn crash(&self) {
        let running = self.running().take().expect("the server runs");
        stop(running, "-QUIT");
        let _ = fs::remove_file(self.dir.path().join("pid"));
    }

    /// From the next start on no file of the server grows beyond so many KiB: to it that is a disk
    /// on which nothing more fits. The write-ahead log needs 16 MiB. `None` makes room again.
    pub fn limit_files(&self, kib: Option<u64>) {
        // Blocks of 512 bytes, as POSIX has it.
        let limit = kib.map_or("unlimited".into(), |kib| (2 * kib).to_string());
        *self.largest() = limit;
    }

    fn largest(&self) -> std::sync::MutexGuard<'_, String> {
        self.largest.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Makes a database and returns its URL.
    ///
    /// # Panics
    /// If the server refuses.
    #[must_use]
    pub fn database(&self) -> String {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        let name = format!("test{}", NEXT.fetch_add(1, Ordering::Relaxed));
        self.psql("postgres", &format!("CREATE DATABASE {name}"))
            .expect("a database is made");
        self.url(&name)
    }

    /// The URL of a database of this server.
    #[must_use]
    pub fn url(&self, database: &str) -> String {
        let socket = self.dir.path().display().to_string().replace('/', "%2F");
        format!("postgresql://{USER}@{socket}:{}/{database}", self.port)
    }

    /// The URL of a database by the network, for one that was started so.
    #[must_use]
    pub fn network_url(&self, host: &str, database: &str) -> String {
        format!("postgresql://{USER}@{host}:{}/{database}", self.port)
    }

    /// The socket on which it listens.
    #[must_use]
    pub fn socket(&self) -> PathBuf {
        self.dir.path().join(format!(".s.PGSQL.{}", self.port))
    }

    /// Runs SQL as somebody who has the database but not the ledger; gives back what it prints.
    ///
    /// # Errors
    /// What the server says.
    pub fn psql(&self, database: &str, sql: &str) -> Result<String, String> {
        let done = Command::new(program("psql"))
            .args(["-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-d"])
            .arg(self.url(database))
            .args(["-c", sql])
            .output()
            .map_err(|error| error.to_string())?;
        match done.status.success() {
            true => Ok(String::from_utf8_lossy(&done.stdout).trim().to_owned()),
            false => Err(String::from_utf8_lossy(&done.stderr).into_owned()),
        }
    }

    fn running(&self) -> std::sync::MutexGuard<'_, Option<Running>> {
        self.running.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Some(running) = self.running().take() {
            stop(running, "-INT");
        }
    }
}

/// Ends a server by a signal to its process and waits until it is gone.
fn stop(mut running: Running, signal: &str) {
    // The watch must not send its own signal after ours: the number may be another's by then.
    let _ = running.pipe.write_all(b"keep\n");
    let _ = Command::new("kill").args([signal, &running.pid]).status();
    let _ = running.watch.wait();
}

fn wait_for<T>(mut look: impl FnMut() -> Option<T>) -> T {
    let start = Instant::now();
    loop {
        if let Some(found) = look() {
            return found;
        }
        assert!(start.elapsed() < PATIENCE, "the server does not start");
        sleep(Duration::from_millis(20));
    }
}

fn is_root() -> bool {
    fs::metadata("/proc/self").is_ok_and(|process| process.uid() == 0)
}

fn unprivileged(program: &Path) -> Command {
    let mut command = Command::new(program);
    if is_root() {
        command.uid(NOBODY).gid(NOBODY);
    }
    // The folder the tests run in need not be open to everybody.
    command
        .current_dir("/")
        .stdout(Stdio::null())
        .stderr(Stdio::piped());
    command
}

/// Finds a program of PostgreSQL: the newest that Debian has installed, or on the path.
#[must_use]
pub fn program(name: &str) -> PathBuf {
    let versions = fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten();
    let newest = versions
        .filter_map(|entry| {
            let version: u32 = entry.file_name().to_str()?.parse().ok()?;
            let program = entry.path().join("bin").join(name);
            program.exists().then_some((version, program))
        })
        .max();
    newest.map_or_else(|| name.into(), |(_, program)| program)
}
