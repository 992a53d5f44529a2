//! The program as its users meet it: how long from its start to its first answer, what memory it
//! holds when nobody asks anything, and how many pages of the portal it serves a second with a
//! million published decisions: the list at page 1 and at page 50,000, one decision, a search.
//!
//! Baselines in the same run: nginx answering with the same bytes from a file, driven by the same
//! `wrk` in turns; for the start, a process that does nothing. The decisions are one real published
//! item of a played case under a million numbers and times, laid straight into the public tables.
//! Needs `fadu` built in the same profile, `nginx` and `wrk`; run with `make bench`.
//! `DECISIONS=n` makes it smaller or larger.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use benches::measure::{median, range, setting, sized, timed};
use benches::work::{CODE, Load, folder};
use registry::clock::Clock;
use registry::installation::Installation;
use registry::{Office, Order, Target};
use rusqlite::{Connection, params};
use tempfile::TempDir;

/// Decisions on one page of the list.
const PAGE: usize = 20;
/// Connections that ask at once.
const CONNECTIONS: usize = 32;
const ROUNDS: usize = 5;
const STARTS: usize = 20;

fn main() {
    let decisions = setting("DECISIONS", sized(1_000_000, 2_000));
    let dir = TempDir::new().expect("a folder");
    let (took, ()) = timed(|| lay_down(dir.path(), decisions));
    println!("{decisions} published decisions, laid down in {took:.1?}");
    starts(dir.path());
    pages(dir.path(), decisions);
}

/// An installation with one case played to its publication, and its public item many times over.
fn lay_down(dir: &Path, decisions: usize) {
    copy(&folder(), &dir.join("packs").join(CODE));
    let load = Load::played();
    let packs = [(CODE.to_owned(), load.pack.clone())].into();
    let installation = Installation::open(dir, &packs, Clock::system()).expect("a fresh folder");
    play(&load, installation.office(CODE).expect("just founded"));
    drop(installation);
    let views = Connection::open(dir.join("views.db")).expect("it was just written");
    multiply(&views, decisions).expect("room");
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("room");
    for entry in std::fs::read_dir(from).expect("a folder") {
        let path = entry.expect("an entry").path();
        let target = to.join(path.file_name().expect("a name"));
        if path.is_dir() {
            copy(&path, &target);
        } else {
            std::fs::copy(&path, &target).expect("room");
        }
    }
}

fn play(load: &Load, office: &Office) {
    load.set_up(office);
    let mut case = None;
    for no in 1..=u32::try_from(load.records()).expect("few") {
        let order = Order {
            target: case.map_or(Target::NewCase, Target::Case),
            ..load.order(1, no, None)
        };
        case = office.submit(order).expect("the load is lawful").case;
    }
}

/// Every copy has an id, a number and a time of its own, and its terms for the search.
fn multiply(views: &Connection, decisions: usize) -> rusqlite::Result<()> {
    views.execute_batch(
        "PRAGMA synchronous = OFF; BEGIN;
         CREATE TEMP TABLE one AS SELECT * FROM published LIMIT 1;
         CREATE TEMP TABLE one_terms AS SELECT DISTINCT term FROM terms
             WHERE (agency, id) = (SELECT agency, id FROM one);",
    )?;
    let copies = i64::try_from(decisions).expect("it fits");
    views.execute(
        "WITH RECURSIVE n(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < ?1)
         INSERT INTO published SELECT agency, 'b' || n, category, publication, title,
             number || '之' || n, party, formed,
             strftime('%Y-%m-%dT%H:%M:%S+08:00', '2020-01-02', '+' || (n * 100) || ' seconds'), body,
             folded || '之' || n
         FROM one, n",
        params![copies],
    )?;
    views.execute_batch(
        "INSERT OR IGNORE INTO terms (term, at, agency, id) SELECT term, at, agency, id FROM one_terms, published
             WHERE id LIKE 'b%';
         UPDATE counts SET n = (SELECT count(*) FROM published p WHERE p.category = counts.category);
         COMMIT; PRAGMA wal_checkpoint(TRUNCATE);",
    )
}

/// A server that is stopped when it is no longer wanted.
struct Running {
    child: Child,
    address: SocketAddr,
}

impl Drop for Running {
    fn drop(&mut self) {
        // It may be gone already; nothing of it is wanted any more.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The program of the same build as this bench.
fn program() -> PathBuf {
    let this = std::env::current_exe().expect("it runs");
    let profile = this.ancestors().nth(2).expect("deps in a profile's folder");
    profile.join("fadu")
}

fn free_address() -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    listener.local_addr().expect("an address")
}

fn serve(data: &Path) -> Running {
    let address = free_address();
    let child = Command::new(program())
        .args(["serve", "--data"])
        .arg(data)
        .args(["--listen", &address.to_string()])
        .env("FADU_LOG", "error")
        .stdout(Stdio::null())
        .spawn()
        .expect("`fadu` is built beside this bench");
    Running { child, address }
}

/// The answer to one request; `None` while nobody listens.
fn get(address: SocketAddr, path: &str) -> Option<String> {
    let mut stream = TcpStream::connect(address).ok()?;
    let request = format!("GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).ok()?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).ok()?;
    answer.starts_with("HTTP/1.1 200").then_some(answer)
}

fn first_answer(data: &Path) -> (Duration, Running) {
    let begun = Instant::now();
    let running = serve(data);
    while get(running.address, "/healthz").is_none() {
        assert!(begun.elapsed() < Duration::from_secs(60), "no answer");
        std::thread::sleep(Duration::from_micros(200));
    }
    (begun.elapsed(), running)
}

fn starts(data: &Path) {
    let mut ours = Vec::new();
    let mut nothing = Vec::new();
    for _ in 0..sized(STARTS, 1) {
        let (took, running) = first_answer(data);
        ours.push(took.as_secs_f64() * 1000.0);
        drop(running);
        let (took, _) = timed(|| Command::new("true").status());
        nothing.push(took.as_secs_f64() * 1000.0);
    }
    let spread = range(&ours);
    println!(
        "start to first answer {:.1} ms ({spread}; goal 50); a process that does nothing {:.1} ms",
        median(ours),
        median(nothing)
    );
    let (_, running) = first_answer(data);
    std::thread::sleep(Duration::from_secs(sized(3, 0)));
    let held = resident(running.child.id());
    println!("idle memory {held:.1} MiB (goal 32)");
}

/// Memory a process holds, in MiB, as the system tells it.
fn resident(pid: u32) -> f64 {
    let told = std::fs::File::open(format!("/proc/{pid}/status")).expect("Linux");
    let lines = BufReader::new(told).lines().map_while(Result::ok);
    let line = lines.into_iter().find(|line| line.starts_with("VmRSS:"));
    let kib = line.and_then(|line| line.split_whitespace().nth(1)?.parse::<f64>().ok());
    kib.expect("VmRSS in kB") / 1024.0
}

/// The pages that are asked for, each with its address.
fn asked(data: &Path, decisions: usize) -> Vec<(&'static str, String)> {
    let views = Connection::open(data.join("views.db")).expect("it was just written");
    let skip = (50_000 * PAGE).min(decisions) - PAGE;
    let sql = "SELECT at || '|' || id || '|' || agency FROM published ORDER BY at DESC, id DESC LIMIT 1 OFFSET ?1";
    let key: String = views
        .query_row(sql, [i64::try_from(skip).expect("it fits") - 1], |row| {
            row.get(0)
        })
        .expect("so many rows");
    let key = key.replace('+', "%2B").replace('|', "%7C");
    vec![
        ("list, page 1", "/decisions".to_owned()),
        ("list, page 50,000", format!("/decisions?after={key}")),
        ("one decision", format!("/decisions/{CODE}/b1")),
        (
            "search, all match",
            format!("/decisions?q={}", "%E5%A4%84%E7%BD%9A"),
        ),
    ]
}

fn pages(data: &Path, decisions: usize) {
    let (_, running) = first_answer(data);
    let files = TempDir::new().expect("a folder");
    let asked = asked(data, decisions);
    for (at, (name, path)) in asked.iter().enumerate() {
        let answer = get(running.address, path).unwrap_or_else(|| panic!("{name}: {path}"));
        let (_, body) = answer.split_once("\r\n\r\n").expect("a body");
        assert!(body.len() > 1000, "{name} is not a page");
        std::fs::write(files.path().join(format!("{at}.html")), body).expect("room");
    }
    let nginx = nginx(files.path());
    println!(
        "{:<20}{:>12}{:>12}{:>8}",
        "pages a second", "nginx", "fadu", "ratio"
    );
    for (at, (name, path)) in asked.iter().enumerate() {
        let (mut ours, mut theirs) = (Vec::new(), Vec::new());
        for _ in 0..sized(ROUNDS, 1) {
            ours.push(driven(running.address, path));
            theirs.push(driven(nginx.address, &format!("/{at}.html")));
        }
        let spread = range(&ours);
        let (ours, theirs) = (median(ours), median(theirs));
        println!(
            "{name:<20}{theirs:>12.0}{ours:>12.0}{:>8.2}   {spread}",
            ours / theirs
        );
    }
    println!("memory after it {:.1} MiB", resident(running.child.id()));
}

/// nginx as it comes, with as many workers as the program has threads, over a folder of files.
fn nginx(files: &Path) -> Running {
    let address = free_address();
    let conf = format!(
        "daemon off; worker_processes 2; pid {dir}/pid; error_log stderr error;
         events {{ worker_connections 512; }}
         http {{ access_log off; sendfile on; tcp_nopush on; open_file_cache max=16;
           keepalive_requests 100000000; types {{ text/html html; }}
           client_body_temp_path {dir}/b; proxy_temp_path {dir}/p; fastcgi_temp_path {dir}/f;
           uwsgi_temp_path {dir}/u; scgi_temp_path {dir}/s;
           server {{ listen {address}; root {dir}; }} }}",
        dir = files.display()
    );
    std::fs::write(files.join("nginx.conf"), conf).expect("room");
    // A worker that has given up being root must still reach the files.
    open_to_all(files);
    let child = Command::new("nginx")
        .arg("-c")
        .arg(files.join("nginx.conf"))
        .spawn()
        .expect("nginx is installed");
    let running = Running { child, address };
    for _ in 0..500 {
        if get(address, "/0.html").is_some() {
            return running;
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    panic!("nginx does not answer")
}

fn open_to_all(dir: &Path) {
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::set_permissions(dir, std::fs::Permissions::from_mode(0o755)).expect("it is ours");
}

/// Answers a second that `wrk` gets for one address.
fn driven(address: SocketAddr, path: &str) -> f64 {
    let seconds = sized(4, 1);
    let out = Command::new("wrk")
        .args(["-t1", &format!("-c{CONNECTIONS}"), &format!("-d{seconds}s")])
        .arg(format!("http://{address}{path}"))
        .output()
        .expect("wrk is installed");
    let told = String::from_utf8_lossy(&out.stdout);
    assert!(!told.contains("Non-2xx"), "{path}: {told}");
    let line = told
        .lines()
        .find_map(|line| line.strip_prefix("Requests/sec:"));
    line.and_then(|rate| rate.trim().parse().ok())
        .unwrap_or_else(|| panic!("{told}"))
}
