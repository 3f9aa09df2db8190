"""Generations of the system in /nix/store, and the links that lead to them."""

import os

from profiles import KERNEL, NIXOS_DECLARES, OLDER_KERNEL, PARAMETERS, RELEASE, SYSTEMD
from system import link, store, write

# Of systemd's own example/sysctl.d/50-default.conf, which NixOS installs: a glob, a leading dash, a comment.
SYSTEMD_DEFAULTS = """# Source route verification
net.ipv4.conf.default.rp_filter = 2
net.ipv4.conf.*.rp_filter = 2
-net.ipv4.conf.all.rp_filter
-net.core.default_qdisc = fq_codel
kernel.core_uses_pid = 1
"""


def sysctl_conf(values):
    return "".join(f"{key}={value}\n" for key, value in sorted(values.items()))


def system_path(declares, kernel):
    return store(f"nixos-system-ringtail-{RELEASE}", sysctl_conf(declares) + kernel)


def command_line(profile):
    declares = NIXOS_DECLARES if profile.booted_older else profile.declares
    return f"initrd=\\EFI\\nixos\\initrd.efi init={system_path(declares, profile.kernel)}/init {PARAMETERS}\n"


def write_generation(root, declares, kernel, programs):
    """One generation; returns its store path."""
    top, etc = system_path(declares, kernel), store("etc", sysctl_conf(declares))
    modules, systemd = store(f"linux-{kernel}-modules"), store(f"systemd-{SYSTEMD}")
    write(f"{root}{etc}/etc/sysctl.d/60-nixos.conf", sysctl_conf(declares), 0o444)
    write(f"{root}{systemd}/example/sysctl.d/50-default.conf", SYSTEMD_DEFAULTS, 0o444)
    link(f"{root}{etc}/etc/sysctl.d/50-default.conf", f"{systemd}/example/sysctl.d/50-default.conf")
    for name, text in {
        "nixos-version": RELEASE,
        "kernel-params": PARAMETERS,
        "system": f"{os.uname().machine}-linux",
    }.items():
        write(f"{root}{top}/{name}", text, 0o444)
    os.makedirs(f"{root}{modules}/lib/modules/{kernel}", exist_ok=True)
    os.makedirs(f"{root}{top}/specialisation")
    for name, target in {
        "etc": f"{etc}/etc",
        "sw": programs,
        "kernel": store(f"linux-{kernel}") + "/bzImage",
        "kernel-modules": modules,
        "systemd": systemd,
    }.items():
        link(f"{root}{top}/{name}", target)
    return top


def install(root, profile, programs):
    """The current and the booted generation, the profile, and /etc's way to its files."""
    current = write_generation(root, profile.declares, KERNEL, programs)
    booted = write_generation(root, NIXOS_DECLARES, OLDER_KERNEL, programs) if profile.booted_older else current
    for path, target in {
        "run/current-system": current,
        "run/booted-system": booted,
        "nix/var/nix/profiles/system": "system-2-link",
        "nix/var/nix/profiles/system-2-link": current,
        "nix/var/nix/profiles/system-1-link": booted,
        "etc/static": f"{current}/etc",
        "etc/sysctl.d/50-default.conf": "/etc/static/sysctl.d/50-default.conf",
        "etc/sysctl.d/60-nixos.conf": "/etc/static/sysctl.d/60-nixos.conf",
    }.items():
        link(f"{root}/{path}", target)
