"""A file system for files whose answer depends on who asks, spoken in the kernel's FUSE protocol (linux/fuse.h).

NAME of a host  its kallsyms: addresses or zeros, by the reader's uid and the host's live values each time it is opened
absent          bound over another file, it answers "no such file"
unreadable      it opens, and then refuses to be read, as some settings do without CAP_SYS_ADMIN
"""

import errno
import functools
import os
import stat
import struct

from profiles import KPTR, PERF, shows_addresses
from system import read

LOOKUP, FORGET, GETATTR, OPEN, READ, STATFS, RELEASE, FLUSH, INIT, ACCESS, INTERRUPT, BATCH_FORGET = (
    1, 2, 3, 14, 15, 17, 18, 25, 26, 34, 36, 42,
)  # fmt: skip
FOPEN_DIRECT_IO = 1

TEXT = """_text startup_64 _stext do_syscall_64 x64_sys_call schedule __schedule do_sys_openat2 vfs_read vfs_write
ksys_read kernel_clone do_exit bpf_prog_run_array perf_event_open bpf_map_lookup_elem tcp_sendmsg tcp_recvmsg ip_rcv
__kmalloc kfree copy_process finish_task_switch do_futex trace_call_bpf bpf_trace_run1 copy_from_user_nofault
nmi_uaccess_okay x86_fsbase_write_task __x64_sys_bpf do_nanosleep bpf_find_vma""".split()
OTHER = [("t", "perf_callchain_kernel"), ("t", "bpf_get_stackid"), ("D", "init_task"), ("T", "_etext")]
MODULES = [("t", "nvidia_open\t[nvidia]"), ("t", "nf_conntrack_in\t[nf_conntrack]")]


@functools.cache
def kallsyms(shown, count):
    """The file's text with at least `count` symbols."""
    named = [*(("T", name) for name in TEXT), *OTHER]
    filler = [("t", f"lab_symbol_{n}") for n in range(count - len(named) - len(MODULES))]
    lines = (
        f"{0xFFFFFFFF81000000 + n * 0x40 if shown else 0:016x} {kind} {name}\n"
        for n, (kind, name) in enumerate([*named, *filler, *MODULES])
    )
    return "".join(lines).encode()


class Server:
    """Answers requests; nodes are numbered in the order in which their names were looked up, 1 is the folder."""

    def __init__(self, state, symbols):
        self.state, self.symbols = state, symbols
        self.nodes = ["", ""]
        self.opened = {}

    def attributes(self, node):
        mode = stat.S_IFDIR | 0o755 if node == 1 else stat.S_IFREG | 0o444
        return struct.pack("<6Q10I", node, 0, 0, 0, 0, 0, 0, 0, 0, mode, 1, 0, 0, 0, 4096, 0)

    def text(self, host, uid):
        values = {key: read(f"{self.state}/hosts/{host}/live/{key}") for key in (KPTR, PERF)}
        return kallsyms(shows_addresses(values, uid == 0), self.symbols)

    def answer(self, operation, node, uid, body):
        name = self.nodes[node] if node < len(self.nodes) else ""
        if operation == INIT:
            return struct.pack("<4I2H2I2HI7I", 7, 31, 65536, 0, 12, 10, 4096, 1, 0, 0, 0, *[0] * 7)
        if operation == LOOKUP:
            name = body.rstrip(b"\0").decode()
            if name not in self.nodes:
                self.nodes.append(name)
            node = self.nodes.index(name)
            return struct.pack("<4Q2I", node, 0, 0, 0, 0, 0) + self.attributes(node)
        if operation in (GETATTR, OPEN, ACCESS) and name == "absent":
            raise OSError(errno.ENOENT, name)
        if operation == GETATTR:
            return struct.pack("<Q2I", 0, 0, 0) + self.attributes(node)
        if operation == OPEN:
            handle = max(self.opened, default=0) + 1
            self.opened[handle] = None if name == "unreadable" else self.text(name, uid)
            return struct.pack("<Q2I", handle, FOPEN_DIRECT_IO, 0)
        if operation == READ:
            handle, offset, size = struct.unpack_from("<2QI", body)
            text = self.opened.get(handle)
            if text is None:
                raise OSError(errno.EPERM, name)
            return text[offset : offset + size]
        if operation == RELEASE:
            self.opened.pop(struct.unpack_from("<Q", body)[0], None)
        if operation in (STATFS, RELEASE, FLUSH, ACCESS):
            return bytes(80 if operation == STATFS else 0)
        raise OSError(errno.ENOSYS, "not offered")


def serve(descriptor, state, symbols):
    """Serves until the last mount of the file system is gone."""
    server = Server(state, symbols)
    while True:
        try:
            request = os.read(descriptor, 1 << 17)
        except OSError as error:
            if error.errno == errno.ENODEV:
                return
            continue
        size, operation, unique, node, uid = struct.unpack_from("<2I2QI", request)
        if operation in (FORGET, INTERRUPT, BATCH_FORGET):  # these have no answer
            continue
        try:
            code, data = 0, server.answer(operation, node, uid, request[40:size])
        except (OSError, ValueError) as error:  # ValueError: live values that are no numbers
            code, data = -(getattr(error, "errno", 0) or errno.EIO), b""
        try:
            os.write(descriptor, struct.pack("<IiQ", 16 + len(data), code, unique) + data)
        except OSError:
            pass  # the asker was interrupted
