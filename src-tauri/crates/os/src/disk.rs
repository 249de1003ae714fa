//! What a folder lies on: a local disk, a network drive, a synced folder; and how much room is left.

use std::io;
use std::path::{Path, PathBuf};

/// Why a database can't live in a folder: SQLite's write-ahead log needs one computer's own disk,
/// and a synchroniser copies its files apart from each other (sqlite.org/wal.html, sqlite.org/howtocorrupt.html).
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum Elsewhere {
    /// The folder lies on another computer.
    #[error("{} lies on a network drive ({kind})", path.display())]
    Network {
        /// The folder.
        path: PathBuf,
        /// The file system's name, such as `nfs`.
        kind: String,
    },
    /// A program copies the folder to other computers.
    #[error("{} is synchronised by {service}", path.display())]
    Synced {
        /// The folder.
        path: PathBuf,
        /// Who synchronises it.
        service: &'static str,
    },
}

/// Refuses a folder (which need not exist yet) on a network drive or inside a synced folder.
///
/// # Errors
/// [`Elsewhere`], with what was found. A file system that can't be asked counts as local.
pub fn require_local(folder: &Path) -> Result<(), Elsewhere> {
    let absolute = std::path::absolute(folder).unwrap_or_else(|_| folder.to_owned());
    let existing = absolute.ancestors().find(|place| place.exists()).unwrap_or(&absolute);
    let real = existing.canonicalize().unwrap_or_else(|_| existing.to_owned());
    if let Some(service) = synced_by(&absolute).or_else(|| synced_by(&real)) {
        return Err(Elsewhere::Synced { path: absolute, service });
    }
    match network_kind(&real) {
        Some(kind) => Err(Elsewhere::Network { path: absolute, kind }),
        None => Ok(()),
    }
}

/// Bytes that this person may still write on the disk of `folder` (or of its nearest ancestor that exists).
///
/// # Errors
/// When the system can't say.
pub fn free_bytes(folder: &Path) -> io::Result<u64> {
    let absolute = std::path::absolute(folder)?;
    let existing = absolute.ancestors().find(|place| place.exists()).unwrap_or(&absolute);
    fs4::available_space(existing)
}

/// Folder names that synchronisers use, in lower case, and who they are. A name counts when it is
/// equal, or followed by ` (…)` or ` - …` (`OneDrive - Contoso`, `Dropbox (Personal)`).
const SYNCED: [(&str, &str); 15] = [
    ("cloudstorage", "a cloud service"),
    ("creative cloud files", "Creative Cloud"),
    ("dropbox", "Dropbox"),
    ("google drive", "Google Drive"),
    ("googledrive", "Google Drive"),
    ("icloud drive", "iCloud Drive"),
    ("iclouddrive", "iCloud Drive"),
    ("kdrive", "kDrive"),
    ("mobile documents", "iCloud Drive"),
    ("nextcloud", "Nextcloud"),
    ("onedrive", "OneDrive"),
    ("owncloud", "ownCloud"),
    ("pclouddrive", "pCloud"),
    ("proton drive", "Proton Drive"),
    ("seafile", "Seafile"),
];

/// File or folder that a synchroniser leaves at the top of what it copies.
const SYNC_MARKS: [(&str, &str); 2] = [(".stfolder", "Syncthing"), (".dropbox", "Dropbox")];

fn synced_by(path: &Path) -> Option<&'static str> {
    let by_name = path.components().find_map(|part| {
        let name = part.as_os_str().to_string_lossy().to_lowercase();
        SYNCED.iter().find(|(synced, _)| is_named(&name, synced)).map(|(_, service)| *service)
    });
    by_name.or_else(|| {
        // Why: Dropbox also keeps a `.dropbox` in the home folder itself; only a file inside a
        // folder that holds one marks a synced tree, and there it is a file, not a folder.
        let marked = |folder: &Path, mark: &str| match mark {
            ".dropbox" => folder.join(mark).is_file(),
            _ => folder.join(mark).exists(),
        };
        path.ancestors().find_map(|folder| {
            SYNC_MARKS.iter().find(|(mark, _)| marked(folder, mark)).map(|(_, service)| *service)
        })
    })
}

fn is_named(name: &str, synced: &str) -> bool {
    name.strip_prefix(synced)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with(" (") || rest.starts_with(" - "))
}

#[cfg(target_os = "linux")]
fn network_kind(path: &Path) -> Option<String> {
    let mounts = std::fs::read_to_string("/proc/self/mountinfo").unwrap_or_default();
    let kind = mounts::kind_of(&mounts, path)?;
    mounts::is_network(&kind).then_some(kind)
}

#[cfg(target_os = "macos")]
fn network_kind(path: &Path) -> Option<String> {
    /// From `sys/mount.h`: the file system is stored on this computer.
    const MNT_LOCAL: u32 = 0x1000;
    let found = rustix::fs::statfs(path).ok()?;
    if found.f_flags & MNT_LOCAL != 0 {
        return None;
    }
    let name = found.f_fstypename.iter().take_while(|c| **c != 0).map(|c| char::from(c.cast_unsigned()));
    Some(name.collect())
}

#[cfg(windows)]
fn network_kind(path: &Path) -> Option<String> {
    use std::path::{Component, Prefix};
    // Why: `canonicalize` turns a mapped drive letter into its `\\?\UNC\server\share`.
    let Some(Component::Prefix(prefix)) = path.components().next() else { return None };
    matches!(prefix.kind(), Prefix::UNC(..) | Prefix::VerbatimUNC(..)).then(|| "smb".to_owned())
}

#[cfg(not(any(target_os = "linux", target_os = "macos", windows)))]
fn network_kind(_path: &Path) -> Option<String> {
    None
}

#[cfg(target_os = "linux")]
mod mounts {
    use std::ffi::OsString;
    use std::os::unix::ffi::OsStringExt;
    use std::path::{Path, PathBuf};

    /// File systems whose disk is on another computer (names as in `/proc/filesystems` and FUSE subtypes).
    const NETWORK: [&str; 27] = [
        "9p",
        "afs",
        "beegfs",
        "ceph",
        "cifs",
        "coda",
        "davfs",
        "fuse.davfs2",
        "fuse.glusterfs",
        "fuse.google-drive-ocamlfuse",
        "fuse.goofys",
        "fuse.gvfsd-fuse",
        "fuse.juicefs",
        "fuse.onedriver",
        "fuse.rclone",
        "fuse.s3fs",
        "fuse.seadrive",
        "fuse.smbnetfs",
        "fuse.sshfs",
        "glusterfs",
        "gpfs",
        "lustre",
        "ncpfs",
        "nfs",
        "nfs4",
        "smb3",
        "smbfs",
    ];

    pub(super) fn is_network(kind: &str) -> bool {
        NETWORK.contains(&kind)
    }

    /// Kind of the file system that `path` lies on, from the text of `/proc/self/mountinfo`
    /// (proc_pid_mountinfo(5)): the longest mount point above it; of equals, the latest.
    pub(super) fn kind_of(mountinfo: &str, path: &Path) -> Option<String> {
        let lines = mountinfo.lines().filter_map(|line| {
            let (mount, device) = line.split_once(" - ")?;
            let point = unescape(mount.split(' ').nth(4)?);
            Some((point, device.split(' ').next()?))
        });
        let above = lines.filter(|(point, _)| path.starts_with(point));
        above.max_by_key(|(point, _)| point.as_os_str().len()).map(|(_, kind)| kind.to_owned())
    }

    /// A mount point as bytes: `\040` and its like stand for a byte in octal.
    fn unescape(text: &str) -> PathBuf {
        let mut bytes = Vec::with_capacity(text.len());
        let mut rest = text.as_bytes();
        while let [first, tail @ ..] = rest {
            let octal =
                tail.get(..3).filter(|_| *first == b'\\').and_then(|digits| std::str::from_utf8(digits).ok());
            match octal.and_then(|digits| u8::from_str_radix(digits, 8).ok()) {
                Some(byte) => {
                    bytes.push(byte);
                    rest = &tail[3..];
                }
                None => {
                    bytes.push(*first);
                    rest = tail;
                }
            }
        }
        PathBuf::from(OsString::from_vec(bytes))
    }

    #[cfg(test)]
    mod tests {
        use super::*;

        const MOUNTS: &str = "\
22 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw
30 22 0:40 / /home/ana/client\\040files rw - nfs4 server:/files rw,vers=4.2
31 22 0:41 / /home/ana/far rw,nosuid - fuse.sshfs ana@far: rw
32 22 8:1 / /media/stick rw - fuseblk /dev/sda1 rw
33 22 0:50 / /mnt/twice rw - ext4 /dev/vdb rw
34 33 0:51 / /mnt/twice rw - cifs //server/share rw";

        fn kind(path: &str) -> Option<String> {
            kind_of(MOUNTS, Path::new(path))
        }

        #[test]
        fn the_nearest_mount_above_a_path_decides() {
            assert_eq!(kind("/home/ana/photos").as_deref(), Some("ext4"));
            assert_eq!(kind("/home/ana/client files/a/b").as_deref(), Some("nfs4"), "a space in the name");
            assert_eq!(kind("/home/ana/far").as_deref(), Some("fuse.sshfs"), "the mount point itself");
            assert_eq!(kind("/home/ana/farther").as_deref(), Some("ext4"), "a longer name is another folder");
            assert_eq!(kind("/mnt/twice/x").as_deref(), Some("cifs"), "the latest mount lies on top");
        }

        #[test]
        fn network_file_systems_are_told_from_local_ones() {
            for far in ["nfs", "nfs4", "cifs", "smb3", "9p", "fuse.sshfs", "fuse.rclone"] {
                assert!(is_network(far), "{far}");
            }
            for near in ["ext4", "btrfs", "xfs", "tmpfs", "overlay", "fuseblk", "zfs", "apfs", "virtiofs"] {
                assert!(!is_network(near), "{near}");
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_ordinary_folder_is_local_even_before_it_exists() -> io::Result<()> {
        let folder = tempfile::tempdir()?;
        assert_eq!(require_local(&folder.path().join("not/yet/there")), Ok(()));
        Ok(())
    }

    #[test]
    fn synced_folders_are_known_by_name() {
        for (path, service) in [
            ("/home/ana/Dropbox/upbeat", "Dropbox"),
            ("/home/ana/Dropbox (Personal)/upbeat", "Dropbox"),
            ("/Users/ana/Library/CloudStorage/GoogleDrive-ana/x", "a cloud service"),
            ("/Users/ana/Library/Mobile Documents/com~apple~CloudDocs", "iCloud Drive"),
            ("/c/Users/ana/OneDrive - Contoso/x", "OneDrive"),
            ("/home/ana/kDrive", "kDrive"),
        ] {
            assert_eq!(synced_by(Path::new(path)), Some(service), "{path}");
        }
        for path in ["/home/ana/dropboxes/x", "/home/ana/Pictures", "/home/ana/onedrives"] {
            assert_eq!(synced_by(Path::new(path)), None, "{path}");
        }
    }

    #[test]
    fn a_synced_folder_is_known_by_its_mark() -> io::Result<()> {
        let folder = tempfile::tempdir()?;
        std::fs::create_dir(folder.path().join(".stfolder"))?;
        let found = require_local(&folder.path().join("deep/inside"));
        assert!(matches!(found, Err(Elsewhere::Synced { service: "Syncthing", .. })), "{found:?}");
        Ok(())
    }

    #[test]
    fn a_link_into_a_synced_folder_is_seen_through() -> io::Result<()> {
        let folder = tempfile::tempdir()?;
        std::fs::create_dir(folder.path().join("Nextcloud"))?;
        let link = folder.path().join("plain");
        #[cfg(unix)]
        std::os::unix::fs::symlink(folder.path().join("Nextcloud"), &link)?;
        #[cfg(windows)]
        std::os::windows::fs::symlink_dir(folder.path().join("Nextcloud"), &link)?;
        assert!(require_local(&link).is_err(), "the link's target is synced");
        Ok(())
    }

    #[test]
    fn there_is_room_on_the_disk() -> io::Result<()> {
        let folder = tempfile::tempdir()?;
        assert!(free_bytes(&folder.path().join("not/yet"))? > 0);
        Ok(())
    }
}
