"""A host's /proc, /sys and /dev: this machine's own, with the profile's facts bound over them."""

import gzip
import os
import stat
import struct

from generations import command_line
from profiles import KERNEL_BUILD
from system import NODEV, NOEXEC, NOSUID, RDONLY, bind, mount, read, write

CONFIG = """BPF BPF_SYSCALL HAVE_EBPF_JIT BPF_JIT BPF_JIT_DEFAULT_ON BPF_EVENTS BPF_LSM BPF_UNPRIV_DEFAULT_OFF CGROUPS
CGROUP_BPF PERF_EVENTS HW_PERF_EVENTS KALLSYMS KALLSYMS_ALL TRACEPOINTS EVENT_TRACING FTRACE FUNCTION_TRACER
FTRACE_SYSCALLS KPROBES KPROBE_EVENTS UPROBES UPROBE_EVENTS CROSS_MEMORY_ATTACH CHECKPOINT_RESTORE NAMESPACES USER_NS
MODULES SECURITY SECURITYFS SECURITY_YAMA RANDOMIZE_BASE UNWINDER_ORC IKCONFIG IKCONFIG_PROC DEBUG_INFO_BTF""".split()
FILESYSTEMS = """sysfs tmpfs bdev proc cgroup cgroup2 devtmpfs configfs debugfs tracefs securityfs sockfs bpf pipefs
ramfs hugetlbfs devpts autofs efivarfs mqueue fuse overlay""".split()
EVENTS = ("sched/sched_process_free", "sched/sched_switch", "syscalls/sys_enter_bpf", "syscalls/sys_exit_prctl")
LOCKDOWN = ("none", "integrity", "confidentiality")
DEVICES = {"null": (1, 3), "zero": (1, 5), "full": (1, 7), "random": (1, 8), "urandom": (1, 9), "tty": (5, 0)}
ALL_CAPABILITIES = f"{(1 << 41) - 1:016x}"
PRIVATE_MOUNT = NOSUID | NODEV | NOEXEC


def setting(key):
    return "sys/" + key.replace(".", "/")


def known_here(key):
    """A setting that this machine's kernel does not have cannot be simulated: there is nothing to bind over."""
    return os.path.exists("/proc/" + setting(key))


def prepare(folder, profile):
    """The files of the host that are bound over /proc, below its folder in the lab's state."""
    for key, value in profile.values.items():
        write(f"{folder}/live/{key}", f"{value}\n")
    names = CONFIG + (["SECURITY_LOCKDOWN_LSM"] if profile.lockdown != "none" else [])
    options = "".join(f"CONFIG_{n}=y\n" for n in names if profile.btf or n != "DEBUG_INFO_BTF")
    config = f"#\n# Linux/{os.uname().machine} {profile.kernel} Kernel Configuration\n#\n{options}"
    files = {
        "cmdline": command_line(profile),
        "version": f"Linux version {profile.kernel} (nixbld@localhost) (gcc (GCC) 14.3.0) {KERNEL_BUILD}\n",
        "filesystems": "".join(f"nodev\t{name}\n" for name in FILESYSTEMS) + "\text4\n\tvfat\n",
        "sys/kernel/osrelease": profile.kernel + "\n",
        "sys/kernel/version": KERNEL_BUILD + "\n",
        "config.gz": gzip.compress(config.encode(), mtime=0),
    }
    for name, content in files.items():
        write(f"{folder}/proc/{name}", content, 0o444)


def mount_dev(root):
    for name, number in DEVICES.items():
        os.mknod(f"{root}/dev/{name}", stat.S_IFCHR | 0o666, os.makedev(*number))
        os.chmod(f"{root}/dev/{name}", 0o666)
    for name, target in {
        "fd": "/proc/self/fd",
        "stdin": "fd/0",
        "stdout": "fd/1",
        "stderr": "fd/2",
        "ptmx": "pts/ptmx",
    }.items():
        os.symlink(target, f"{root}/dev/{name}")
    mount("devpts", f"{root}/dev/pts", "devpts", NOSUID | NOEXEC, "newinstance,ptmxmode=0666,mode=620,gid=3")
    os.chmod(f"{root}/dev/shm", 0o1777)


def mount_proc(root, profile, folder, special):
    """Read-only where it holds settings; `folder` has the host's own files, `special` is the FUSE mount."""
    proc = f"{root}/proc"
    mount("proc", proc, "proc", PRIVATE_MOUNT)
    for name in ("sys", "sysrq-trigger", "irq", "bus", "fs"):
        if os.path.exists(f"{proc}/{name}"):
            bind(f"{proc}/{name}", f"{proc}/{name}", readonly=True)
    for key in filter(known_here, profile.values):
        source = f"{special}/unreadable" if key in profile.unreadable else f"{folder}/live/{key}"
        bind(source, f"{proc}/{setting(key)}")
    for name in ("cmdline", "version", "filesystems", "sys/kernel/osrelease", "sys/kernel/version"):
        bind(f"{folder}/proc/{name}", f"{proc}/{name}", readonly=True)
    bind(f"{special}/{os.path.basename(folder)}", f"{proc}/kallsyms", readonly=True)
    if os.path.exists(f"{proc}/config.gz"):
        bind(f"{special}/absent" if profile.minimal else f"{folder}/proc/config.gz", f"{proc}/config.gz", readonly=True)
    # Process 1 as on a real host, where nothing is missing from the bounding set: the most that a pod can get.
    lines = [
        f"{line.split(':')[0]}:\t{ALL_CAPABILITIES}" if line.startswith(("CapPrm", "CapEff", "CapBnd")) else line
        for line in read("/proc/self/status").splitlines()
    ]
    write(f"{folder}/proc/1/status", "\n".join(lines) + "\n", 0o444)
    bind(f"{folder}/proc/1/status", f"{proc}/1/status", readonly=True)


def mount_sys(root, profile):
    """This machine's, read-only, with a /sys/kernel of the host's own."""
    kernel = f"{root}/sys/kernel"
    mount("sysfs", f"{root}/sys", "sysfs", RDONLY | PRIVATE_MOUNT)
    mount("sysfs", kernel, "tmpfs", PRIVATE_MOUNT, "mode=755")
    states = " ".join(f"[{state}]" if state == profile.lockdown else state for state in LOCKDOWN)
    modules = "capability,landlock,yama,bpf" + (",lockdown" if profile.lockdown != "none" else "")
    write(f"{kernel}/security/lockdown", states + "\n")
    write(f"{kernel}/security/lsm", modules, 0o444)
    if profile.btf:  # the header of an empty type table: enough to be found
        write(f"{kernel}/btf/vmlinux", struct.pack("<HBBIIIII", 0xEB9F, 1, 0, 24, 0, 0, 0, 1) + b"\0", 0o444)
    if not profile.minimal:
        os.makedirs(f"{kernel}/tracing")
        mount("tracefs", f"{kernel}/tracing", "tmpfs", PRIVATE_MOUNT, "mode=700")
        for number, event in enumerate(EVENTS, 300):
            write(f"{kernel}/tracing/events/{event}/id", f"{number}\n", 0o440)
    for kind, place in (("bpf", "bpf"), ("cgroup2", "cgroup")):
        try:
            mount(kind, f"{root}/sys/fs/{place}", kind, RDONLY | PRIVATE_MOUNT)
        except OSError:  # this machine's kernel or container does without
            pass
