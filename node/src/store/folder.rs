//! The data folder: the names in it, the lock on it, and the room on its disk.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use super::{EngineKind, OpenError, StoreError};

/// Backups that the node makes by itself.
pub const BACKUPS: &str = "backups";
/// The extension of a backup's name.
pub const BACKUP_EXTENSION: &str = "artel-backup";
/// Pictures and documents, each file named by the SHA-256 of its bytes.
pub const MEDIA: &str = "media";
/// A restore that is under way.
pub(super) const RESTORING: &str = "restoring";
/// A store that was restored beside the one in use, and takes its place at the next start.
pub(super) const RESTORED: &str = "restored";
const LOCK: &str = "lock";

/// The exclusive right to a data folder. It ends with the process, however that ends.
#[derive(Debug)]
pub struct FolderLock {
    _file: File,
}

impl FolderLock {
    /// Makes the folder if need be, and locks it.
    ///
    /// # Errors
    /// When another process has it, or the folder cannot be written.
    pub fn take(folder: &Path) -> Result<FolderLock, OpenError> {
        let no_rights = |source| OpenError::NoRights { path: folder.to_owned(), source };
        make_for_owner(folder).map_err(no_rights)?;
        if let Some(owner) = owner_other_than_root(folder) {
            return Err(OpenError::NotRoots { folder: folder.to_owned(), owner });
        }
        let mut file = OpenOptions::new()
            .create(true)
            .truncate(false)
            .read(true)
            .write(true)
            .open(folder.join(LOCK))
            .map_err(no_rights)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                return Err(OpenError::InUse { folder: folder.to_owned(), process: holder(&mut file) });
            }
            Err(TryLockError::Error(source)) => return Err(no_rights(source)),
        }
        // The number is a courtesy to the person who finds the folder in use; a full disk must not stop the start.
        let _ = file.set_len(0).and_then(|()| write!(file, "{}", std::process::id()));
        Ok(FolderLock { _file: file })
    }
}

/// Makes the data folder, unless it is there: there are keys in it, so that others than its owner have no way in.
fn make_for_owner(folder: &Path) -> io::Result<()> {
    if folder.is_dir() {
        return Ok(());
    }
    if let Some(parent) = folder.parent() {
        std::fs::create_dir_all(parent)?;
    }
    let mut maker = std::fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut maker, 0o700);
    match maker.create(folder) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists && folder.is_dir() => Ok(()),
        made => made,
    }
}

/// Makes a file, or empties one, that only its owner can read.
pub(super) fn file_for_owner(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// Whose a folder is, if we are root and it is somebody else's: files that root makes there would shut the node out.
#[cfg(unix)]
fn owner_other_than_root(folder: &Path) -> Option<String> {
    use std::os::unix::fs::MetadataExt;
    let owner = std::fs::metadata(folder).ok()?.uid();
    (rustix::process::geteuid().is_root() && owner != 0).then(|| {
        let users = std::fs::read_to_string("/etc/passwd").unwrap_or_default();
        user_name(&users, owner).unwrap_or_else(|| format!("#{owner}"))
    })
}

#[cfg(not(unix))]
fn owner_other_than_root(_folder: &Path) -> Option<String> {
    None
}

/// The name that the system's list of users, in the form of passwd(5), has for a number.
#[cfg(unix)]
fn user_name(users: &str, number: u32) -> Option<String> {
    users.lines().find_map(|line| {
        let mut fields = line.split(':');
        let name = fields.next()?;
        (fields.nth(1)?.parse() == Ok(number)).then(|| name.to_owned())
    })
}

fn holder(file: &mut File) -> Option<String> {
    let mut number = String::new();
    file.take(20).read_to_string(&mut number).ok()?;
    number.trim().parse::<u32>().ok().map(|number| number.to_string())
}

/// Where an engine keeps its files.
pub(super) fn engine_folder(folder: &Path, kind: EngineKind) -> PathBuf {
    folder.join(kind.name())
}

/// Refuses a folder that holds a store of another engine, since opening it would show an empty node.
pub(super) fn refuse_other_engine(folder: &Path, asked: EngineKind) -> Result<(), OpenError> {
    for found in EngineKind::ALL {
        if found != asked && engine_folder(folder, found).exists() {
            return Err(OpenError::OtherEngine { folder: folder.to_owned(), found, asked });
        }
    }
    Ok(())
}

/// Whether the disk has more room than so many bytes; yes where nobody can tell.
pub(super) fn has_room(folder: &Path, bytes: u64) -> bool {
    room(folder).is_none_or(|room| room > bytes)
}

/// How many bytes the disk below `path` has left for us; `None` where nobody can tell.
#[cfg(unix)]
pub fn room(path: &Path) -> Option<u64> {
    let about = rustix::fs::statvfs(path).ok()?;
    about.f_bavail.checked_mul(about.f_frsize)
}

/// How many bytes the disk below `path` has left for us; `None` where nobody can tell.
#[cfg(not(unix))]
pub fn room(_path: &Path) -> Option<u64> {
    None
}

/// How many bytes the files below a folder take up; those that cannot be looked at do not count.
pub(super) fn bytes_below(folder: &Path) -> u64 {
    let Ok(entries) = std::fs::read_dir(folder) else { return 0 };
    let sizes = entries.filter_map(Result::ok).map(|entry| match entry.metadata() {
        Ok(about) if about.is_dir() => bytes_below(&entry.path()),
        Ok(about) => about.len(),
        Err(_) => 0,
    });
    sizes.fold(0, u64::saturating_add)
}

/// Makes the names in a folder durable: a file that was made or renamed is only safe after this.
pub(super) fn sync_folder(folder: &Path) -> Result<(), StoreError> {
    if cfg!(windows) {
        return Ok(());
    }
    File::open(folder).and_then(|folder| folder.sync_all()).map_err(|source| StoreError::io(folder, source))
}

/// Removes a file or a folder, and does not mind if there is none.
pub(super) fn remove_if_there(path: &Path) -> Result<(), StoreError> {
    let removed = if path.is_dir() { std::fs::remove_dir_all(path) } else { std::fs::remove_file(path) };
    match removed {
        Err(source) if source.kind() != io::ErrorKind::NotFound => Err(StoreError::io(path, source)),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_user_is_called_by_name() {
        let users = "root:x:0:0:root:/root:/bin/bash\nbroken\nartel:x:998:998:Artel:/var/lib/artel:/usr/sbin/nologin\n";
        assert_eq!(user_name(users, 998).as_deref(), Some("artel"));
        assert_eq!(user_name(users, 0).as_deref(), Some("root"));
        assert_eq!(user_name(users, 1000), None);
    }
}
