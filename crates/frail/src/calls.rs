//! The system's calls that change what a disk holds, as the C library names them: the linker takes
//! these for its. Each asks whether a watched disk carries it out.
//!
//! It does not know why a call fails.

use std::cell::Cell;
use std::ffi::CStr;
use std::fs::File;
use std::io;
use std::mem::ManuallyDrop;
use std::os::fd::FromRawFd;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;

use libc::{AT_FDCWD, c_char, c_int, c_long, c_uint, c_void, mode_t, off_t, size_t, ssize_t};

use crate::{COUNT, DISKS, Verdict, Watched};

/// A call that changes what a disk holds.
enum Call {
    Write(c_int),
    Truncate(c_int),
    Sync(c_int),
    Make(PathBuf),
    /// Opens a file that is there and makes it empty.
    Empty(PathBuf),
    Remove(PathBuf),
    Rename(PathBuf, PathBuf),
}

thread_local! {
    /// Set while this crate itself works on files.
    static WITHIN: Cell<bool> = const { Cell::new(false) };
}

/// Runs `work` with its calls going straight to the system.
pub(crate) fn untouched<T>(work: impl FnOnce() -> T) -> T {
    let before = WITHIN.replace(true);
    let result = work();
    WITHIN.set(before);
    result
}

fn is_watched() -> bool {
    COUNT.load(Ordering::Relaxed) > 0 && !WITHIN.get()
}

/// A descriptor as a file that is not closed afterwards.
fn file(fd: c_int) -> ManuallyDrop<File> {
    // SAFETY: the caller of the call that was intercepted has it open, and it is not closed here.
    ManuallyDrop::new(unsafe { File::from_raw_fd(fd) })
}

fn path_of(fd: c_int) -> Option<PathBuf> {
    let path = std::fs::read_link(format!("/proc/self/fd/{fd}")).ok()?;
    path.is_absolute().then_some(path)
}

/// The path a call was given, from the folder `fd` if it is relative.
fn path_at(fd: c_int, path: *const c_char) -> Option<PathBuf> {
    // SAFETY: callers of these functions give a string that ends with a zero.
    let bytes = unsafe { CStr::from_ptr(path) }.to_bytes();
    let path = Path::new(std::ffi::OsStr::from_bytes(bytes));
    match fd {
        AT_FDCWD => std::path::absolute(path).ok(),
        folder => Some(path_of(folder)?.join(path)),
    }
}

impl Call {
    fn path(&self) -> Option<PathBuf> {
        match self {
            Call::Write(fd) | Call::Truncate(fd) | Call::Sync(fd) => path_of(*fd),
            Call::Make(path) | Call::Empty(path) | Call::Remove(path) => Some(path.clone()),
            Call::Rename(_, to) => Some(to.clone()),
        }
    }

    fn grows(&self) -> bool {
        matches!(self, Call::Write(_) | Call::Make(_))
    }
}

impl Watched {
    fn holds(&self, path: &Path) -> bool {
        let shared = path.as_os_str().as_bytes().ends_with(b"-shm");
        path.starts_with(&self.root) && !shared
    }

    /// What must be remembered before `call` is carried out; for a name that goes, where its
    /// file is kept.
    fn before(&mut self, call: &Call, path: &Path) -> io::Result<Option<PathBuf>> {
        let unsynced = &mut self.unsynced;
        match call {
            Call::Write(fd) | Call::Truncate(fd) => unsynced.bytes_change(path, &file(*fd))?,
            Call::Empty(path) => unsynced.bytes_change(path, &File::open(path)?)?,
            Call::Remove(path) | Call::Rename(_, path) => return unsynced.keep(path),
            Call::Sync(_) | Call::Make(_) => {}
        }
        Ok(None)
    }

    fn after(&mut self, call: &Call, path: &Path, kept: Option<PathBuf>) -> io::Result<()> {
        match call {
            Call::Sync(fd) => self.unsynced.synced(path, &file(*fd))?,
            Call::Make(path) => self.unsynced.made(path),
            Call::Remove(path) => self.unsynced.removed(path, kept),
            Call::Rename(from, to) => self.unsynced.moved(from, to, kept),
            Call::Write(_) | Call::Truncate(_) | Call::Empty(_) => {}
        }
        Ok(())
    }
}

fn fail(errno: c_int) -> c_long {
    // SAFETY: the place of this thread's error number.
    unsafe { *libc::__errno_location() = errno };
    -1
}

/// Carries `call` out, or not, as the disk it concerns will have it. `perform` is given the share
/// of a write that is carried out: all, or half.
fn through(call: Option<Call>, perform: impl Fn(usize) -> c_long) -> c_long {
    match call {
        Some(call) => untouched(|| ruled(&call, perform)),
        None => perform(1),
    }
}

fn ruled(call: &Call, perform: impl Fn(usize) -> c_long) -> c_long {
    let Some(path) = call.path() else {
        return perform(1);
    };
    let mut disks = DISKS.lock();
    let Some(disk) = disks.iter_mut().find(|disk| disk.holds(&path)) else {
        drop(disks);
        return perform(1);
    };
    let verdict = disk.verdict(call.grows());
    if let Verdict::Fail(errno) = verdict {
        return fail(errno);
    }
    let kept = disk.before(call, &path);
    let kept = kept.expect("the test can remember what it may lose");
    let result = match verdict {
        // What a sync would save from is only played here: the waiting is saved too.
        _ if matches!(call, Call::Sync(_)) => 0,
        Verdict::Half if matches!(call, Call::Write(_)) => perform(2),
        Verdict::Half => return fail(libc::ENOSPC),
        _ => perform(1),
    };
    // The work of this crate must not leave its own error number behind.
    let errno = io::Error::last_os_error().raw_os_error();
    if result >= 0 {
        let noted = disk.after(call, &path, kept);
        noted.expect("the test can note what was carried out");
    }
    match verdict {
        Verdict::CarryOutAndFail => fail(libc::EIO),
        _ if result < 0 => fail(errno.unwrap_or(libc::EIO)),
        _ => result,
    }
}

/// Makes a call of the number given, without the C library's function of that name.
macro_rules! system {
    ($number:ident $(, $argument:expr)*) => {
        // SAFETY: the arguments are those the caller gave to the function of that name.
        unsafe { libc::syscall(libc::$number $(, $argument)*) }
    };
}

fn seen(call: impl FnOnce() -> Option<Call>) -> Option<Call> {
    match is_watched() {
        true => untouched(call),
        false => None,
    }
}

// SAFETY of all below: they have the names, the arguments and the meaning of the C library's.

#[unsafe(no_mangle)]
extern "C" fn write(fd: c_int, bytes: *const c_void, count: size_t) -> ssize_t {
    let call = seen(|| Some(Call::Write(fd)));
    through(call, |share| system!(SYS_write, fd, bytes, count / share)) as ssize_t
}

#[unsafe(no_mangle)]
extern "C" fn pwrite64(fd: c_int, bytes: *const c_void, count: size_t, at: off_t) -> ssize_t {
    let call = seen(|| Some(Call::Write(fd)));
    through(call, |share| {
        system!(SYS_pwrite64, fd, bytes, count / share, at)
    }) as ssize_t
}

#[unsafe(no_mangle)]
extern "C" fn pwrite(fd: c_int, bytes: *const c_void, count: size_t, at: off_t) -> ssize_t {
    pwrite64(fd, bytes, count, at)
}

#[unsafe(no_mangle)]
extern "C" fn copy_file_range(
    from: c_int,
    from_at: *mut off_t,
    to: c_int,
    to_at: *mut off_t,
    count: size_t,
    flags: c_uint,
) -> ssize_t {
    let call = seen(|| Some(Call::Write(to)));
    through(call, |share| {
        system!(
            SYS_copy_file_range,
            from,
            from_at,
            to,
            to_at,
            count / share,
            flags
        )
    }) as ssize_t
}

#[unsafe(no_mangle)]
extern "C" fn sendfile64(to: c_int, from: c_int, at: *mut off_t, count: size_t) -> ssize_t {
    let call = seen(|| Some(Call::Write(to)));
    through(call, |share| {
        system!(SYS_sendfile, to, from, at, count / share)
    }) as ssize_t
}

#[unsafe(no_mangle)]
extern "C" fn ftruncate64(fd: c_int, len: off_t) -> c_int {
    let call = seen(|| Some(Call::Truncate(fd)));
    through(call, |_| system!(SYS_ftruncate, fd, len)) as c_int
}

#[unsafe(no_mangle)]
extern "C" fn ftruncate(fd: c_int, len: off_t) -> c_int {
    ftruncate64(fd, len)
}

#[unsafe(no_mangle)]
extern "C" fn fsync(fd: c_int) -> c_int {
    let call = seen(|| Some(Call::Sync(fd)));
    through(call, |_| system!(SYS_fsync, fd)) as c_int
}

#[unsafe(no_mangle)]
extern "C" fn fdatasync(fd: c_int) -> c_int {
    let call = seen(|| Some(Call::Sync(fd)));
    through(call, |_| system!(SYS_fdatasync, fd)) as c_int
}

#[unsafe(no_mangle)]
extern "C" fn rename(from: *const c_char, to: *const c_char) -> c_int {
    let call = seen(|| {
        Some(Call::Rename(
            path_at(AT_FDCWD, from)?,
            path_at(AT_FDCWD, to)?,
        ))
    });
    through(call, |_| {
        system!(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, 0)
    }) as c_int
}

#[unsafe(no_mangle)]
extern "C" fn linkat(
    from_folder: c_int,
    from: *const c_char,
    to_folder: c_int,
    to: *const c_char,
    flags: c_int,
) -> c_int {
    let call = seen(|| Some(Call::Make(path_at(to_folder, to)?)));
    through(call, |_| {
        system!(SYS_linkat, from_folder, from, to_folder, to, flags)
    }) as c_int
}

#[unsafe(no_mangle)]
extern "C" fn link(from: *const c_char, to: *const c_char) -> c_int {
    linkat(AT_FDCWD, from, AT_FDCWD, to, 0)
}

#[unsafe(no_mangle)]
extern "C" fn unlinkat(folder: c_int, path: *const c_char, flags: c_int) -> c_int {
    let call = seen(|| Some(Call::Remove(path_at(folder, path)?)));
    through(call, |_| system!(SYS_unlinkat, folder, path, flags)) as c_int
}

#[unsafe(no_mangle)]
extern "C" fn unlink(path: *const c_char) -> c_int {
    unlinkat(AT_FDCWD, path, 0)
}

#[unsafe(no_mangle)]
extern "C" fn rmdir(path: *const c_char) -> c_int {
    unlinkat(AT_FDCWD, path, libc::AT_REMOVEDIR)
}

#[unsafe(no_mangle)]
extern "C" fn mkdir(path: *const c_char, mode: mode_t) -> c_int {
    let call = seen(|| Some(Call::Make(path_at(AT_FDCWD, path)?)));
    through(call, |_| system!(SYS_mkdirat, AT_FDCWD, path, mode)) as c_int
}

/// The mode stands where a third argument of any kind would: callers that give none leave
/// something there that is not looked at.
#[unsafe(no_mangle)]
extern "C" fn openat64(folder: c_int, path: *const c_char, flags: c_int, mode: mode_t) -> c_int {
    let call = seen(|| {
        let path = path_at(folder, path)?;
        let exists = path.symlink_metadata().is_ok();
        let (creates, empties) = (flags & libc::O_CREAT != 0, flags & libc::O_TRUNC != 0);
        match () {
            () if creates && !exists => Some(Call::Make(path)),
            () if empties && exists => Some(Call::Empty(path)),
            () => None,
        }
    });
    through(call, |_| system!(SYS_openat, folder, path, flags, mode)) as c_int
}

#[unsafe(no_mangle)]
extern "C" fn open64(path: *const c_char, flags: c_int, mode: mode_t) -> c_int {
    openat64(AT_FDCWD, path, flags, mode)
}

#[unsafe(no_mangle)]
extern "C" fn open(path: *const c_char, flags: c_int, mode: mode_t) -> c_int {
    openat64(AT_FDCWD, path, flags, mode)
}
