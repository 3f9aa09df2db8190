"""One host's root, laid out as NixOS lays it out, and its process 1."""

import os
import shutil
import signal

import generations
import kernel
import line
from profiles import CODENAME, GID, PASSWORD_HASH, PROFILES, RELEASE, UID, USER
from programs import LAB, interpreter, user_programs
from system import MNT_DETACH, bind, call, drop_capability, link, mount, read, redirect, store, write

PATH = ":".join([
    "/run/wrappers/bin",
    f"/home/{USER}/.nix-profile/bin",
    "/nix/profile/bin",
    f"/home/{USER}/.local/state/nix/profile/bin",
    f"/etc/profiles/per-user/{USER}/bin",
    "/nix/var/nix/profiles/default/bin",
    "/run/current-system/sw/bin",
])  # fmt: skip
FOLDERS = """bin usr/bin etc/ssh/authorized_keys.d nix/store run/sshd run/wrappers/bin run/systemd/timesync proc sys
dev/pts dev/shm var/empty""".split()

# capability.h. Root of a host is not root of the machine: no SYS_ADMIN, SYS_MODULE, SYS_BOOT, NET_ADMIN, SYS_TIME …
KEPT = {0, 1, 2, 3, 4, 5, 6, 7, 8, 10, 18, 23, 24, 29}
TO_PROFILE = {34, 38, 39}  # SYSLOG, PERFMON, BPF

NOISE = r"""printf '\033[1;34m*** Welcome to ringtail ***\033[0m\r\n'
printf 'kernel.kptr_restrict = 7\n{"not": "the answer"\n'
printf '\377\376 bytes that are no text\n'
echo 'direnv: error /home/operator/.envrc is blocked' >&2
function lab_goodbye --on-event fish_exit
    echo 'Goodbye!'
    echo 'logout noise' >&2
end
function fish_greeting
    echo 'greeting noise'
end
"""
BANNER = "###############\n# KEEP OUT :-) #\n###############\nkernel.perf_event_paranoid = 9\n"


def etc_files(host, profile):
    """Name below /etc -> text."""
    bin_ = "/run/current-system/sw/bin"
    return {
        "NIXOS": "",
        "hostname": host["name"] + "\n",
        "hosts": f"127.0.0.1 localhost\n127.0.0.2 {host['name']}\n",
        "os-release": f'ANSI_COLOR="0;38;2;126;186;228"\nBUILD_ID="{RELEASE}"\nCPE_NAME="cpe:/o:nixos:nixos:25.11"\n'
        f'HOME_URL="https://nixos.org/"\nID=nixos\nLOGO="nix-snowflake"\nNAME=NixOS\n'
        f'PRETTY_NAME="NixOS 25.11 ({CODENAME})"\nVERSION="25.11 ({CODENAME})"\n'
        f'VERSION_CODENAME={CODENAME.lower()}\nVERSION_ID="25.11"\n',
        "passwd": f"root:x:0:0:System administrator:/root:{bin_}/{'ash' if profile.minimal else 'bash'}\n"
        f"{USER}:x:{UID}:{GID}::/home/{USER}:{bin_}/{profile.shell}\n"
        f"sshd:x:998:998:SSH privilege separation user:/var/empty:{bin_}/false\n"
        f"nobody:x:65534:65534::/var/empty:{bin_}/false\n",
        "group": f"root:x:0:\nwheel:x:1:{USER}\ntty:x:3:\nusers:x:{GID}:\nsshd:x:998:\nnogroup:x:65534:\n",
        "nsswitch.conf": "passwd: files\ngroup: files\nshadow: files\nhosts: files\n",
        "sudo.conf": f"Plugin sudoers_policy {LAB}/libexec/sudoers.so\n",
        "pam.d/sudo": f"auth required {LAB}/libexec/pam_unix.so\naccount required {LAB}/libexec/pam_permit.so\n"
        f"session required {LAB}/libexec/pam_permit.so\n",
        "fish/config.fish": NOISE if profile.noise else "",
        "ssh/banner": BANNER if profile.noise else "",
        "ssh/sshd_config": sshd_config(host, profile),
    }


def sshd_config(host, profile):
    lines = [
        f"ListenAddress {host['address']}",
        f"Port {line.sshd_port(host, profile)}",
        "HostKey /etc/ssh/ssh_host_ed25519_key",
        "PermitRootLogin no",
        "PubkeyAuthentication yes",
        "PasswordAuthentication no",
        "KbdInteractiveAuthentication no",
        "AuthorizedKeysFile %h/.ssh/authorized_keys /etc/ssh/authorized_keys.d/%u",
        "UsePAM no",
        "UseDNS no",
        "MaxStartups 100",
        "MaxSessions 50",
        "PidFile none",
        "Subsystem sftp internal-sftp",
        f"SetEnv PATH={PATH} LANG=C.UTF-8 LOCPATH={LAB}/lib/locale",
    ]
    if profile.noise:
        lines.append("Banner /etc/ssh/banner")
    if profile.command:
        lines.append(f"ForceCommand {LAB}/bin/{profile.command}")
    return "\n".join(lines) + "\n"


def write_secrets(state, host, profile, root):
    """What only root reads: passwords, sudo's rules, the host's key."""
    password = PASSWORD_HASH if profile.sudo == "password" else "*"
    write(f"{root}/etc/shadow", f"root:!:1::::::\n{USER}:{password}:1::::::\n", 0o640)
    tag = "NOPASSWD:" if profile.sudo == "nopasswd" else ""
    write(f"{root}/etc/sudoers", f"root ALL=(ALL:ALL) SETENV: ALL\n%wheel ALL=(ALL:ALL) {tag}SETENV: ALL\n", 0o440)
    write(f"{root}/etc/ssh/ssh_host_ed25519_key", read(f"{state}/hosts/{host['name']}/hostkey"), 0o600)
    write(f"{root}/etc/ssh/authorized_keys.d/{USER}", read(f"{state}/id_ed25519.pub"), 0o444)


def install_k3s(root, programs, config):
    """A stand-in for k3s, which can do nothing but run this machine's kubectl, and the kubeconfig that k3s writes."""
    write(f"{root}/run/lab/kubectl")
    bind(os.path.realpath(shutil.which("kubectl")), f"{root}/run/lab/kubectl", readonly=True)
    script = '#!/bin/sh\n[ "$1" = kubectl ] || exit 64\nshift\nexec /run/lab/kubectl "$@"\n'
    write(f"{root}{programs}/bin/k3s", script, 0o755)
    write(f"{root}/etc/rancher/k3s/k3s.yaml", read(config), 0o600)


def build(state, host, profile, options):
    """Mounts the host's root on state/root, in the mount namespace of the caller."""
    root, base, folder = f"{state}/root", f"{state}/base", f"{state}/hosts/{host['name']}"
    mount("lab", root, "tmpfs", 0, "mode=755")
    for name in FOLDERS:
        os.makedirs(f"{root}/{name}")
    for name, mode, uid, gid in (("tmp", 0o1777, 0, 0), ("root", 0o700, 0, 0), (f"home/{USER}", 0o700, UID, GID)):
        os.makedirs(f"{root}/{name}")
        os.chmod(f"{root}/{name}", mode)
        os.chown(f"{root}/{name}", uid, gid)
    os.makedirs(root + LAB)
    bind(base + LAB, root + LAB, readonly=True)
    loader = interpreter(state)
    link(root + loader, f"{LAB}/lib/{os.path.basename(loader)}")
    programs = store("system-path", " ".join(user_programs(state, profile)))
    for name, target in user_programs(state, profile).items():
        link(f"{root}{programs}/bin/{name}", target)
    link(f"{root}/bin/sh", f"{LAB}/bin/{'dash' if profile.minimal else 'bash'}")
    link(f"{root}/usr/bin/env", f"{LAB}/bin/{'busybox' if profile.minimal else 'env'}")
    generations.install(root, profile, programs)
    if profile.sudo != "none":
        bind(f"{base}/wrappers", f"{root}/run/wrappers/bin", readonly=True)
    for name, text in etc_files(host, profile).items():
        write(f"{root}/etc/{name}", text)
    write_secrets(state, host, profile, root)
    if options.k3s:
        install_k3s(root, programs, options.k3s)
    shutil.copyfile(f"{base}/etc/ld.so.cache", f"{root}/etc/ld.so.cache")
    write(f"{root}/run/systemd/timesync/synchronized")
    kernel.mount_dev(root)
    kernel.mount_proc(root, profile, folder, f"{state}/fuse")
    kernel.mount_sys(root, profile)


def run(state, host, options):
    """Becomes process 1 of the host; the caller has made the namespaces. Does not return."""
    profile = PROFILES[host["profile"]]
    log = os.open(f"{state}/hosts/{host['name']}/log", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
    redirect((os.open("/dev/null", os.O_RDONLY), log, log))
    call("sethostname", host["name"], len(host["name"]))
    if profile.line == "hang":
        line.hold(host)
    build(state, host, profile, options)
    os.chdir(f"{state}/root")
    call("pivot_root", ".", ".")
    call("umount2", ".", MNT_DETACH)
    os.chdir("/")
    if profile.line == "slow" and os.fork():
        signal.signal(signal.SIGCHLD, signal.SIG_IGN)
        line.relay(host, options.slow_ms / 2000)
    for number in set(range(64)) - KEPT - (TO_PROFILE if profile.perl else set()):
        drop_capability(number)
    sshd = f"{LAB}/bin/sshd"
    os.execve(sshd, [sshd, "-D", "-e", "-f", "/etc/ssh/sshd_config"], {"PATH": PATH})
