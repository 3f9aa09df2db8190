"""System calls that Python does not offer, and small helpers for files."""

import ctypes
import hashlib
import os

LIBC = ctypes.CDLL(None, use_errno=True)

# sched.h
NEW_MOUNTS, NEW_UTS, NEW_IPC, NEW_PID = 0x20000, 0x4000000, 0x8000000, 0x20000000
# sys/mount.h
RDONLY, NOSUID, NODEV, NOEXEC, REMOUNT, BIND, REC, PRIVATE = 1, 2, 4, 8, 32, 4096, 16384, 1 << 18
MNT_DETACH = 2
PR_CAPBSET_DROP = 24


def call(name, *arguments):
    """A function of libc that answers 0 for success."""
    arguments = [a.encode() if isinstance(a, str) else a for a in arguments]
    if getattr(LIBC, name)(*arguments) != 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{name}{tuple(arguments)}: {os.strerror(number)}")


def mount(source, target, kind=None, flags=0, data=None):
    call("mount", source, target, kind, ctypes.c_ulong(flags), data)


def bind(source, target, readonly=False):
    mount(source, target, None, BIND)
    if readonly:
        mount(None, target, None, BIND | REMOUNT | RDONLY)


def drop_capability(number):
    LIBC.prctl(PR_CAPBSET_DROP, number, 0, 0, 0)


def read(path):
    with open(path) as file:
        return file.read()


def write(path, data="", mode=0o644):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as file:
        file.write(data if isinstance(data, bytes) else data.encode())
    os.chmod(path, mode)


def link(path, target):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    os.symlink(target, path)


def store(name, content=""):
    """A made-up store path that looks like a real one, the same for the same name and content."""
    digest = hashlib.sha256((name + content).encode()).digest()
    return "/nix/store/" + "".join("0123456789abcdfghijklmnpqrsvwxyz"[b % 32] for b in digest) + "-" + name


def redirect(standard, kept=()):
    """Connects stdin, stdout and stderr to three descriptors and closes all others but `kept`."""
    for number, source in enumerate(standard):
        os.dup2(source, number)
    for number in set(range(3, 256)) - set(kept):
        os.closerange(number, number + 1)
