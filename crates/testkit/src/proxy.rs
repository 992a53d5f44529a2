//! A connection that can be cut at a chosen moment: everything that goes to a server's Unix socket
//! passes through here, and a test says what happens when certain bytes come by.
//!
//! It does not understand what passes.

use std::io::{Read, Write};
use std::net::Shutdown;
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use tempfile::TempDir;

/// What happens to a message from client to server that was armed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cut {
    /// The connection is cut before the message reaches the server.
    Before,
    /// The server carries the message out, but the client is cut off before any of its answer.
    After,
    /// The client is cut off at once; the server gets the message when the test says so.
    Late,
}

/// A message that is armed. Dropped, it goes on to the server if it was kept back.
pub struct Fate {
    late: Option<Sender<()>>,
    done: Receiver<()>,
}

impl Fate {
    /// Lets a message that was kept back go on, and waits until the server has answered it, or is
    /// gone.
    pub fn arrive(mut self) {
        drop(self.late.take());
        // An error as well: whoever would have said it is gone.
        let _ = self.done.recv();
    }
}

/// The message that is armed: the next that holds these bytes, or the one after so many.
enum Which {
    Holding(Vec<u8>),
    After(u64),
}

impl Which {
    fn is(&mut self, message: &[u8]) -> bool {
        match self {
            Which::Holding(bytes) => message.windows(bytes.len()).any(|w| w == bytes),
            Which::After(0) => true,
            Which::After(more) => {
                *more -= 1;
                false
            }
        }
    }
}

/// The other end of a [`Fate`].
struct Armed {
    which: Which,
    cut: Cut,
    go: Receiver<()>,
    /// Dropped once the message has met its fate.
    done: Sender<()>,
}

type Shared = Arc<Mutex<Option<Armed>>>;

/// A proxy before a server.
pub struct Proxy {
    dir: TempDir,
    armed: Shared,
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
        let armed = Shared::default();
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
    pub fn arm(&self, bytes: &[u8], cut: Cut) -> Fate {
        self.arm_which(Which::Holding(bytes.to_vec()), cut)
    }

    /// Lets the message after the next `before` meet its fate, once.
    pub fn arm_after(&self, before: u64, cut: Cut) -> Fate {
        self.arm_which(Which::After(before), cut)
    }

    /// Lets everything pass that has not met its fate yet. Whether something had.
    pub fn disarm(&self) -> bool {
        lock(&self.armed).take().is_none()
    }

    fn arm_which(&self, which: Which, cut: Cut) -> Fate {
        let ((late, go), (done, met)) = (channel(), channel());
        *lock(&self.armed) = Some(Armed {
            which,
            cut,
            go,
            done,
        });
        Fate {
            late: Some(late),
            done: met,
        }
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
fn pass(client: UnixStream, server: &PathBuf, armed: &Shared) {
    let Ok(server) = UnixStream::connect(server) else {
        return;
    };
    let Ok(ends) = client
        .try_clone()
        .and_then(|c| Ok((c, server.try_clone()?)))
    else {
        return;
    };
    let (armed, deaf) = (armed.clone(), Arc::<AtomicBool>::default());
    let (answered, heard) = channel();
    let cut_off = deaf.clone();
    thread::spawn(move || to_client(ends, &cut_off, &answered));
    thread::spawn(move || to_server(client, server, &armed, &deaf, &heard));
}

/// Passes answers on; to a client that is cut off, only their arrival is noted.
fn to_client(
    (mut client, mut server): (UnixStream, UnixStream),
    cut_off: &AtomicBool,
    answered: &Sender<()>,
) {
    let mut buffer = vec![0; 1 << 16];
    while let Ok(n @ 1..) = server.read(&mut buffer) {
        if cut_off.load(Ordering::SeqCst) {
            let _ = answered.send(());
        } else if client.write_all(&buffer[..n]).is_err() {
            break;
        }
    }
    let _ = client.shutdown(Shutdown::Both);
}

fn to_server(
    mut client: UnixStream,
    mut server: UnixStream,
    armed: &Shared,
    deaf: &AtomicBool,
    answered: &Receiver<()>,
) {
    let mut buffer = vec![0; 1 << 16];
    while let Ok(n @ 1..) = client.read(&mut buffer) {
        let message = &buffer[..n];
        let hit = |armed: &mut Armed| armed.which.is(message);
        // Taken out first: other connections must not wait for this one's fate.
        let fate = lock(armed).take_if(hit);
        let Some(Armed { cut, go, done, .. }) = fate else {
            match server.write_all(message) {
                Ok(()) => continue,
                Err(_) => break,
            }
        };
        if cut == Cut::Late {
            let _ = client.shutdown(Shutdown::Both);
            // Ends when the other side of the fate is dropped.
            let _ = go.recv();
        }
        if cut != Cut::Before {
            deaf.store(true, Ordering::SeqCst);
            // The answer shows that the server has carried the message out: no waiting by the
            // clock, which a busy machine would make a matter of luck.
            if server.write_all(message).is_ok() {
                let _ = answered.recv();
            }
        }
        drop(done);
        break;
    }
    let _ = client.shutdown(Shutdown::Both);
    let _ = server.shutdown(Shutdown::Both);
}
