//! A server of S3 on loopback, over a folder that is gone with it. It checks signatures, and can be
//! stopped and started again on the same port.
//!
//! It does not know what is stored.

use std::fs;
use std::net::{SocketAddr, TcpListener};
use std::path::PathBuf;
use std::thread;

use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto::Builder;
use s3s::auth::SimpleAuth;
use s3s::service::{S3Service, S3ServiceBuilder};
use s3s_fs::FileSystem;
use tempfile::TempDir;
use tokio::net::TcpSocket;
use tokio::sync::oneshot;

/// The access key that the server knows.
pub const KEY: &str = "fadu-test";
/// Its secret.
pub const SECRET: &str = "fadu-test-secret";

/// A server of S3.
pub struct Server {
    dir: TempDir,
    address: SocketAddr,
    running: Option<(oneshot::Sender<()>, thread::JoinHandle<()>)>,
}

impl Server {
    /// Starts a server on a free port.
    ///
    /// # Panics
    /// If the system refuses a port or a folder.
    #[must_use]
    pub fn start() -> Server {
        let port = TcpListener::bind("127.0.0.1:0").and_then(|port| port.local_addr());
        let mut server = Server {
            dir: TempDir::new().expect("a temporary folder"),
            address: port.expect("a free port"),
            running: None,
        };
        server.resume();
        server
    }

    /// Makes a bucket.
    ///
    /// # Panics
    /// If the system refuses a folder.
    pub fn make(&self, bucket: &str) {
        fs::create_dir(self.folder(bucket)).expect("a new bucket");
    }

    /// Where the server keeps the objects of a bucket, each as a file of its name.
    #[must_use]
    pub fn folder(&self, bucket: &str) -> PathBuf {
        self.dir.path().join(bucket)
    }

    /// The environment by which a client finds the server and its key.
    #[must_use]
    pub fn environment(&self) -> [(&'static str, String); 4] {
        [
            ("AWS_ENDPOINT_URL", format!("http://{}", self.address)),
            ("AWS_ACCESS_KEY_ID", KEY.into()),
            ("AWS_SECRET_ACCESS_KEY", SECRET.into()),
            ("AWS_REGION", "us-east-1".into()),
        ]
    }

    /// Stops the server: nobody answers at its port any more.
    pub fn stop(&mut self) {
        if let Some((stop, thread)) = self.running.take() {
            drop(stop);
            let _ = thread.join();
        }
    }

    /// Starts it again on the same port, with what it had.
    ///
    /// # Panics
    /// If the system refuses the port.
    pub fn resume(&mut self) {
        let files = FileSystem::new(self.dir.path()).expect("a folder");
        let mut service = S3ServiceBuilder::new(files);
        service.set_auth(SimpleAuth::from_single(KEY, SECRET));
        let (service, address) = (service.build(), self.address);
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .expect("an event loop");
        let (stop, stopped) = oneshot::channel();
        let (ready, is_ready) = std::sync::mpsc::channel();
        let thread = thread::spawn(move || {
            runtime.block_on(async {
                tokio::select! {
                    () = serve(address, service, ready) => {}
                    _ = stopped => {}
                }
            });
        });
        is_ready.recv().expect("the port is ours");
        self.running = Some((stop, thread));
    }
}

async fn serve(address: SocketAddr, service: S3Service, ready: std::sync::mpsc::Sender<()>) {
    let socket = TcpSocket::new_v4().expect("a socket");
    // A port that was in use a moment ago is free for us.
    socket.set_reuseaddr(true).expect("a socket takes options");
    socket.bind(address).expect("the port is free");
    let listener = socket.listen(64).expect("a bound socket");
    let _ = ready.send(());
    while let Ok((stream, _)) = listener.accept().await {
        let service = service.clone();
        tokio::spawn(async move {
            let server = Builder::new(TokioExecutor::new());
            let _ = server.serve_connection(TokioIo::new(stream), service).await;
        });
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stop();
    }
}
