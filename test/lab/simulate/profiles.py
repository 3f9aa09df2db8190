"""What each simulated host is: data only. A profile says how a host differs from a NixOS host that was left alone."""

from dataclasses import dataclass, field

KPTR = "kernel.kptr_restrict"
PERF = "kernel.perf_event_paranoid"

# What NixOS declares by itself, and what a machine shows that nobody has tuned.
NIXOS_DECLARES = {KPTR: 1, "vm.max_map_count": 1048576}
UNTUNED = {
    **NIXOS_DECLARES,
    PERF: 2,
    "kernel.unprivileged_bpf_disabled": 2,
    "kernel.yama.ptrace_scope": 1,
    "kernel.perf_event_max_sample_rate": 100000,
    "net.core.bpf_jit_enable": 1,
    "net.core.bpf_jit_harden": 0,
}
WANTED = {KPTR: 0, PERF: 1}
HARDENED = {KPTR: 2, PERF: 3}

RELEASE = "25.11.20260301.1ab1ab1"
CODENAME = "Xantusia"
REVISION = "1ab1" * 10
KERNEL = "6.12.74"
OLDER_KERNEL = "6.12.70"
KERNEL_BUILD = "#1-NixOS SMP PREEMPT_DYNAMIC Thu Feb 26 12:00:00 UTC 2026"
SYSTEMD = "258.3"
PARAMETERS = "loglevel=4 lsm=landlock,yama,bpf"

USER, UID, GID = "operator", 1000, 100
PASSWORD = "lab-password"
# openssl passwd -6 -salt nixoslab lab-password
PASSWORD_HASH = (
    "$6$nixoslab$EsBo/Sfk0Ni1/N/mZRisnbzEyd7t.9EXee4uf05yW9boWJe3f.bhbkp0LlcppexqhYGMKfBfNpbz6hnRJjwFR1"
)


@dataclass(frozen=True)
class Profile:
    live: dict = field(default_factory=dict)  # over UNTUNED
    declared: dict = field(default_factory=dict)  # over NIXOS_DECLARES
    booted_older: bool = False  # the running kernel belongs to an older generation, which declared nothing
    verdict: str = "ready"  # preflight's, with its default options
    error: str | None = None  # the kind of trouble in the report
    sudo: str = "nopasswd"  # or password, none
    minimal: bool = False  # busybox applets and ash, no config.gz, no tracefs
    perl: bool = False  # perl is there, and root may use bpf(2) and perf_event_open(2)
    lockdown: str = "none"
    btf: bool = True
    unreadable: tuple = ()  # keys whose file opens and then refuses to be read
    line: str = "plain"  # or slow (a long way off), hang (accepts and never speaks)
    command: str | None = None  # a program of programs.py that stands in for what the client asked for
    noise: bool = False
    known_host: str = "right"  # or wrong: known_hosts holds another key

    @property
    def values(self):
        return {**UNTUNED, **self.live}

    @property
    def declares(self):
        return {**NIXOS_DECLARES, **self.declared}

    @property
    def kernel(self):
        return OLDER_KERNEL if self.booted_older else KERNEL

    @property
    def shell(self):
        return "ash" if self.minimal else "fish"


def blocked(**more):
    return Profile(verdict="blocked", **more)


def mended(**more):
    return Profile(live=WANTED, declared=WANTED, **more)


def unjudged(error, **more):
    return mended(verdict="undetermined", error=error, **more)


PROFILES = {
    "ringtail-blocked": blocked(),
    "ringtail-ready": mended(),
    "ringtail-drift": Profile(live=WANTED),
    "ringtail-undeployed": blocked(declared=WANTED, booted_older=True),
    "hardened": blocked(
        live=HARDENED, declared=HARDENED, lockdown="integrity", btf=False, unreadable=("net.core.bpf_jit_harden",)
    ),
    "minimal": mended(minimal=True),
    "perl": mended(perl=True),
    "nosudo": blocked(sudo="none"),
    "sudo-password": blocked(sudo="password"),
    "garbage": mended(noise=True),
    "slow": mended(line="slow"),
    "hang": unjudged("timeout", line="hang"),
    "half": unjudged("disconnected", command="lab-half"),
    "hostkey-changed": unjudged("untrusted", known_host="wrong"),
    "flood": unjudged("output", command="lab-flood"),
}


def shows_addresses(values, root):
    """The kernel's rule for the addresses in /proc/kallsyms: kallsyms_show_value() in kernel/ksyms_common.c."""
    kptr, perf = int(values[KPTR]), int(values[PERF])
    return (kptr == 0 and perf <= 1) or (kptr <= 1 and root)
