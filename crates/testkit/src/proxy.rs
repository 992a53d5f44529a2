//! A connection that can be cut at a chosen moment: everything that goes to a server's Unix socket
//! passes through here, and a test says what happens when certain bytes come by.
//!
//! It does not understand what passes.

use std::io::{Read, Write};
use std::net::Shutdown;
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use tempfile::TempDir;

/// What happens to a message from client to server that holds the bytes armed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cut {
    /// The connection is cut before the message reaches the server.
    Before,
    /// The server gets the message, but the client is cut off before any answer.
    After,
    /// The client is cut off at once; the server gets the message this much later.
    Late(Duration),
}

type Armed = Arc<Mutex<Option<(Vec<u8>, Cut)>>>;

/// A proxy before a server.
pub struct Proxy {
    dir: TempDir,
    armed: Armed,
}

impl Proxy {
    /// Starts a proxy before the PostgreSQL server that listens on this socket.
    ///
    /// # Panics
    /// If the system refuses a socket.
    #[must_use]
    pub fn before(server: &Path) -> Proxy {
        let dir = TempDir::new().expect("a temporary folder");
        let name = server.file_name().expect("a socket has a name");
        let listener = UnixListener::bind(dir.path().join(name)).expect("a new socket");
        let armed = Armed::default();
        let (server, shared) = (server.to_owned(), armed.clone());
        // Ends with the process: a thread that only waits holds nobody up.
        thread::spawn(move || {
            for client in listener.incoming().flatten() {
                pass(client, &server, &shared);
            }
        });
        Proxy { dir, armed }
    }

    /// The URL of the server by way of this proxy.
    #[must_use]
    pub fn url(&self, database: &str) -> String {
        let socket = self.dir.path().display().to_string().replace('/', "%2F");
        format!("postgresql://fadu@{socket}/{database}")
    }

    /// Lets the next message that holds these bytes meet its fate, once.
    pub fn arm(&self, bytes: &[u8], cut: Cut) {
        *lock(&self.armed) = Some((bytes.to_vec(), cut));
    }

    /// Whether the message has come by.
    #[must_use]
    pub fn has_cut(&self) -> bool {
        lock(&self.armed).is_none()
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Passes one connection on in both directions.
fn pass(client: UnixStream, server: &PathBuf, armed: &Armed) {
    let Ok(server) = UnixStream::connect(server) else {
        return;
    };
    let Ok(ends) = client
        .try_clone()
        .and_then(|c| Ok((c, server.try_clone()?)))
    else {
        return;
    };
    let armed = armed.clone();
    thread::spawn(move || to_server(client, server, &armed));
    thread::spawn(move || to_client(ends));
}

fn to_client((mut client, mut server): (UnixStream, UnixStream)) {
    let _ = std::io::copy(&mut server, &mut client);
    let _ = client.shutdown(Shutdown::Both);
}

fn to_server(mut client: UnixStream, mut server: UnixStream, armed: &Armed) {
    let mut buffer = vec![0; 1 << 16];
    while let Ok(n @ 1..) = client.read(&mut buffer) {
        let message = &buffer[..n];
        let hit =
            |(bytes, _): &mut (Vec<u8>, Cut)| message.windows(bytes.len()).any(|w| w == bytes);
        // Taken out first: other connections must not wait for this one's fate.
        let fate = lock(armed).take_if(hit);
        match fate {
            None => {
                if server.write_all(message).is_err() {
                    break;
                }
            }
            Some((_, Cut::Before)) => break,
            Some((_, cut)) => {
                let _ = client.shutdown(Shutdown::Both);
                if let Cut::Late(after) = cut {
                    thread::sleep(after);
                }
                let _ = server.write_all(message);
                // The server carries out what it has got before it sees that nobody listens.
                thread::sleep(Duration::from_millis(300));
                break;
            }
        }
    }
    let _ = client.shutdown(Shutdown::Both);
    let _ = server.shutdown(Shutdown::Both);
}
