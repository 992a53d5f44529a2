//! Blocking work outside of any event loop. The clients of PostgreSQL and S3 drive small event loops
//! of their own, which must not be driven from inside another one.

use tokio::runtime::Handle;

/// Runs blocking work where it may block: here, or on a short-lived thread.
pub(crate) fn outside<T: Send>(work: impl FnOnce() -> T + Send) -> T {
    if Handle::try_current().is_err() {
        return work();
    }
    std::thread::scope(|scope| match scope.spawn(work).join() {
        Ok(done) => done,
        Err(panic) => std::panic::resume_unwind(panic),
    })
}
