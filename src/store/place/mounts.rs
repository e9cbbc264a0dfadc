//! Which file system a path lies on, told from the text of `/proc/self/mountinfo`.

use std::path::{Path, PathBuf};

/// What a file system means for a file that several programs lock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Local,
    /// Another machine's disk.
    Network,
    /// Served by a program (FUSE): an encrypted or a remote folder, whose locks and syncs are that program's.
    Program,
    /// A Windows drive under WSL.
    Windows,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Mount {
    pub(crate) kind: Kind,
    /// As the kernel names it ("nfs4").
    pub(crate) name: String,
    pub(crate) point: PathBuf,
}

const NETWORK: [&str; 22] = [
    "nfs",
    "nfs4",
    "cifs",
    "smb3",
    "smbfs",
    "ncpfs",
    "afs",
    "9p",
    "ceph",
    "glusterfs",
    "gpfs",
    "lustre",
    "beegfs",
    "ocfs2",
    "gfs2",
    "coda",
    "orangefs",
    "pvfs2",
    "vboxsf",
    "vmhgfs",
    "prl_fs",
    "acfs",
];

/// The mount that a path lies on: the one whose point leads farthest, and of several there the last.
///
/// A machine that stands as a whole on such a file system is a container: its root counts as local.
pub(crate) fn of(mountinfo: &str, path: &Path) -> Option<Mount> {
    let mut found: Option<Mount> = None;
    for mount in mountinfo.lines().filter_map(line) {
        let farther = |known: &Mount| mount.point.components().count() >= known.point.components().count();
        if path.starts_with(&mount.point) && found.as_ref().is_none_or(farther) {
            found = Some(mount);
        }
    }
    found.map(|mount| if mount.point == Path::new("/") { Mount { kind: Kind::Local, ..mount } } else { mount })
}

/// `36 35 98:0 /root /mnt/point rw,noatime master:1 - ext3 /dev/root rw,errors=continue`
fn line(text: &str) -> Option<Mount> {
    let (before, after) = text.split_once(" - ")?;
    let point = PathBuf::from(unescaped(before.split(' ').nth(4)?));
    let mut words = after.split(' ');
    let name = words.next()?.to_owned();
    let source = unescaped(words.next().unwrap_or_default());
    let options = words.next().unwrap_or_default();
    let kind = kind(&name, &source, options);
    Some(Mount { kind, name, point })
}

fn kind(name: &str, source: &str, options: &str) -> Kind {
    let drive = source.get(1..2) == Some(":") && source.starts_with(|c: char| c.is_ascii_alphabetic());
    if name == "drvfs" || name == "9p" && (options.contains("aname=drvfs") || drive) {
        return Kind::Windows;
    }
    if NETWORK.contains(&name) {
        return Kind::Network;
    }
    // A container's own layers are served by a program too.
    let served = name == "fuse" || name == "fuseblk" || name.starts_with("fuse.") && name != "fuse.fuse-overlayfs";
    if served { Kind::Program } else { Kind::Local }
}

/// Blanks, tabs, line breaks and backslashes stand as three octal digits.
fn unescaped(text: &str) -> String {
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, more)) = rest.split_first() {
        let code = more.get(..3).and_then(|digits| std::str::from_utf8(digits).ok());
        match code.filter(|_| *first == b'\\').and_then(|digits| u8::from_str_radix(digits, 8).ok()) {
            Some(byte) => {
                out.push(byte);
                rest = &more[3..];
            }
            None => {
                out.push(*first);
                rest = more;
            }
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    const MOUNTS: &str = "\
27 1 254:0 / / rw,relatime - ext4 /dev/vda rw
30 27 0:41 / /home/dana/NAS rw,relatime shared:5 - nfs4 nas:/team rw,vers=4.2
31 27 0:42 / /home/dana/Team\\040Share rw - cifs //server/share rw
32 27 0:43 / /mnt/c rw,noatime - 9p C:\\134 rw,dirsync,aname=drvfs;path=C:\\;uid=1000
33 27 0:44 / /home/dana/vault rw - fuse.gocryptfs /home/dana/.vault rw
34 27 0:45 / /media/stick rw - fuseblk /dev/sdb1 rw
35 30 8:1 / /home/dana/NAS/local rw - xfs /dev/sdc1 rw
36 27 0:50 / /auto rw - autofs systemd-1 rw
37 36 0:51 / /auto rw - nfs nas:/auto rw
";

    fn kind_of(path: &str) -> (Kind, String) {
        let mount = of(MOUNTS, Path::new(path)).expect("every path lies somewhere");
        (mount.kind, mount.name)
    }

    #[test]
    fn the_mount_that_leads_farthest_is_the_one_that_counts() {
        for (path, kind, name) in [
            ("/home/dana/coachlog.db", Kind::Local, "ext4"),
            ("/home/dana/NASTY/coachlog.db", Kind::Local, "ext4"),
            ("/home/dana/NAS/coachlog.db", Kind::Network, "nfs4"),
            ("/home/dana/NAS/local/coachlog.db", Kind::Local, "xfs"),
            ("/home/dana/Team Share/coachlog.db", Kind::Network, "cifs"),
            ("/mnt/c/Users/dana/coachlog.db", Kind::Windows, "9p"),
            ("/home/dana/vault/coachlog.db", Kind::Program, "fuse.gocryptfs"),
            ("/media/stick/coachlog.db", Kind::Program, "fuseblk"),
            ("/auto/coachlog.db", Kind::Network, "nfs"),
        ] {
            assert_eq!(kind_of(path), (kind, name.to_owned()), "{path}");
        }
    }

    #[test]
    fn a_container_that_stands_on_such_a_file_system_as_a_whole_is_let_be() {
        for name in ["9p", "fuse.fuse-overlayfs", "overlay", "nfs"] {
            let text = format!("1 0 0:1 / / rw - {name} none rw\n");
            assert_eq!(of(&text, Path::new("/tmp/x.db")).map(|m| m.kind), Some(Kind::Local), "{name}");
        }
    }

    #[test]
    fn lines_that_nobody_understands_are_passed_over() {
        assert_eq!(of("", Path::new("/x")), None);
        assert_eq!(of("a b c\n - \n1 2 3\n\\04 - x", Path::new("/x")), None);
        assert_eq!(unescaped("a\\040b\\04"), "a b\\04");
    }
}
