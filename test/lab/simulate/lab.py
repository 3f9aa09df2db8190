"""Simulated NixOS hosts behind real OpenSSH servers: the verbs. README.md says what the hosts are like.

Each host is an sshd, process 1 of its own mount, PID, UTS and IPC namespaces. Everything written lies below --state.
"""

import argparse
import fcntl
import json
import os
import select
import shutil
import subprocess
import sys
import time

import programs
import start
from kernel import known_here, prepare
from profiles import KERNEL, PASSWORD, PROFILES, RELEASE, USER, shows_addresses
from system import read, redirect, write

MARKER = ".lab"


def keygen(path):
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "lab", "-f", path], check=True)


def load(state):
    path = f"{state}/lab.json"
    return json.loads(read(path)) if os.path.exists(path) else {"hosts": [], "helpers": []}


def save(state, lab):
    """The record of what runs, and the files with which an ssh client reaches it."""
    write(f"{state}/lab.json.new", json.dumps(lab, indent=1))
    os.rename(f"{state}/lab.json.new", f"{state}/lab.json")
    known, config = "", ""
    for host in lab["hosts"]:
        wrong = PROFILES[host["profile"]].known_host == "wrong"
        key = read(f"{state}/stranger.pub" if wrong else f"{state}/hosts/{host['name']}/hostkey.pub")
        known += f"[{host['address']}]:{host['port']} {' '.join(key.split()[:2])}\n"
        config += f"Host {host['name']}\n  HostName {host['address']}\n  Port {host['port']}\n"
    config += (
        f'Host *\n  User {USER}\n  IdentityFile "{state}/id_ed25519"\n  IdentitiesOnly yes\n  BatchMode yes\n'
        f'  UserKnownHostsFile "{state}/known_hosts"\n  GlobalKnownHostsFile /dev/null\n  StrictHostKeyChecking yes\n'
    )
    write(f"{state}/known_hosts", known)
    write(f"{state}/ssh_config", config)


def inventory(state):
    """What a test needs to know; the shape is LabHost in lab.ts."""
    hosts = []
    for host in load(state)["hosts"]:
        profile = PROFILES[host["profile"]]
        folder = f"{state}/hosts/{host['name']}"
        views = {who: shows_addresses(profile.values, who == "root") for who in ("user", "root")}
        expected = {
            "verdict": profile.verdict,
            "error": profile.error,
            "live": {key: value for key, value in profile.values.items() if known_here(key)},
            "declared": profile.declares,
            "kallsyms": {who: "addresses" if shown else "zeros" for who, shown in views.items()},
            "sudo": profile.sudo,
            "lockdown": profile.lockdown,
            "btf": profile.btf,
            "configGz": not profile.minimal and os.path.exists("/proc/config.gz"),
            "tracefs": not profile.minimal,
            "shell": profile.shell,
            "kernel": profile.kernel,
            "rebootPending": profile.kernel != KERNEL,
            "nixos": RELEASE,
        }
        hosts.append({
            "name": host["name"],
            "profile": host["profile"],
            "address": host["address"],
            "port": host["port"],
            "user": USER,
            "pid": host["process"]["pid"],
            "liveFolder": f"{folder}/live",
            "log": f"{folder}/log",
            "hostKey": f"{folder}/hostkey.pub",
            "sudoPassword": PASSWORD if profile.sudo == "password" else None,
            "expected": expected,
        })  # fmt: skip
    return {"state": state, "hosts": hosts}


def up(state, options):
    """Starts what is not running yet. A host that has run before keeps its address and its key, as after a reboot."""
    wanted = {name: name for name in options.profiles}
    if options.count:
        if len(options.profiles) != 1:
            raise SystemExit("lab: --count goes with one profile")
        wanted = {f"{options.profiles[0]}-{n + 1:03}": options.profiles[0] for n in range(options.count)}
    unknown = set(wanted.values()) - set(PROFILES)
    if unknown:
        raise SystemExit(f"lab: no profile {' '.join(sorted(unknown))}; there are: {' '.join(PROFILES)}")
    if os.statvfs(state).f_flag & (os.ST_NOSUID | os.ST_NOEXEC):
        raise SystemExit(f"lab: {state} is mounted nosuid or noexec; choose another folder")
    programs.gather(state)
    for folder in ("fuse", "root", "hosts"):
        os.makedirs(f"{state}/{folder}", exist_ok=True)
    for key in ("id_ed25519", "stranger"):
        if not os.path.exists(f"{state}/{key}"):
            keygen(f"{state}/{key}")
    lab = load(state)
    kept = [host for host in lab["hosts"] if start.alive(host["process"])]
    there = {host["name"] for host in kept}
    before = {host["name"]: host for host in lab["hosts"]}
    new = [{"name": name, "profile": profile} for name, profile in wanted.items() if name not in there]
    if not new:
        return
    start.give_addresses([host for host in new if host["name"] not in before], options.port)
    for host in new:
        folder = f"{state}/hosts/{host['name']}"
        earlier = before.get(host["name"])
        keys = {end: read(f"{folder}/hostkey{end}") for end in ("", ".pub")} if earlier else {}
        shutil.rmtree(folder, ignore_errors=True)
        prepare(folder, PROFILES[host["profile"]])
        if earlier:
            host.update(address=earlier["address"], port=earlier["port"])
            for end, key in keys.items():
                write(f"{folder}/hostkey{end}", key, 0o600)
        else:
            keygen(f"{folder}/hostkey")
    pids, server = start.spawn(state, new, options)
    for host in new:
        host["process"] = start.process(pids.get(host["name"], 0))
    helpers = [helper for helper in lab["helpers"] if start.alive(helper)] + [start.process(server)]
    if options.owner and not lab["hosts"]:
        helpers.append(start.process(keep(state, options.owner)))
    save(state, {"hosts": kept + new, "helpers": helpers})
    deadline = time.monotonic() + start.START_SECONDS
    failed = [host["name"] for host in new if not start.answers(host, deadline)]
    for name in failed[:5]:
        log = f"{state}/hosts/{name}/log"
        print(f"lab: {name} did not start\n" + (read(log)[-2000:] if os.path.exists(log) else ""), file=sys.stderr)
    if failed:
        raise SystemExit(1)


def keep(state, owner):
    """A process that takes the lab down when the owner has ended, however that came about."""
    keeper = os.fork()
    if keeper == 0:
        os.setsid()
        null = os.open("/dev/null", os.O_RDWR)
        redirect((null, null, null))
        try:
            select.select([os.pidfd_open(owner)], [], [])
        except OSError:  # it has ended already
            pass
        os.execv(sys.executable, [sys.executable, "-Bs", os.path.abspath(__file__), "--state", state, "down"])
    return keeper


def down(state):
    lab = load(state)
    running = [host["process"] for host in lab["hosts"]] + lab["helpers"]
    start.end([of for of in running if of["pid"] != os.getpid()])
    shutil.rmtree(state)


def main():
    parser = argparse.ArgumentParser(prog="lab", description="simulated NixOS hosts for tests")
    parser.add_argument("--state", required=True, help="folder of all the lab's files")
    verbs = parser.add_subparsers(dest="verb", required=True)
    add = verbs.add_parser("up", help="start hosts and print the inventory").add_argument
    add("profiles", nargs="+", help=" ".join(PROFILES))
    add("--count", type=int, default=0, help="start so many hosts of one profile, NAME-001 and on")
    add("--port", type=int, default=2222)
    add("--slow-ms", type=int, default=500, help="round-trip time of the slow profile (500)")
    add("--symbols", type=int, default=0, help="at least so many symbols in kallsyms")
    add("--k3s", metavar="FILE", help="every host has a stand-in for k3s, with this kubeconfig")
    add("--owner", type=int, default=0, metavar="PID", help="take the lab down when this process has ended")
    verbs.add_parser("inventory", help="print the hosts as JSON")
    verbs.add_parser("down", help="stop all hosts and remove the folder")
    options = parser.parse_args()
    state = os.path.realpath(options.state)
    os.umask(0o022)
    marker = f"{state}/{MARKER}"
    if options.verb == "up" and not os.path.exists(marker):
        if os.path.isdir(state) and os.listdir(state):
            raise SystemExit(f"lab: {state} is not empty and not a lab's folder")
        write(marker)
    if not os.path.exists(marker):
        raise SystemExit(f"lab: no lab in {state}")
    with open(marker) as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if options.verb == "down":
            return down(state)
        if options.verb == "up":
            up(state, options)
        print(json.dumps(inventory(state), indent=1))


if __name__ == "__main__":
    main()
