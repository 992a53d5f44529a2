//! Blocking work outside of any event loop. The clients of PostgreSQL and S3 drive small event loops
//! of their own, which must not be driven from inside another one.

use tokio::runtime::{Handle, RuntimeFlavor};
use tokio::task::block_in_place;

/// Runs blocking work where it may block: here, after what else this thread serves was handed to
/// another, or on a short-lived thread where the event loop has no other.
pub(crate) fn outside<T: Send>(work: impl FnOnce() -> T + Send) -> T {
    match Handle::try_current().map(|handle| handle.runtime_flavor()) {
        Err(_) => work(),
        Ok(RuntimeFlavor::MultiThread) => block_in_place(work),
        Ok(_) => std::thread::scope(|scope| match scope.spawn(work).join() {
            Ok(done) => done,
            Err(panic) => std::panic::resume_unwind(panic),
        }),
    }
}
