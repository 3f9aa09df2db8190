"""Starts hosts: an address, namespaces, the FUSE server that they share."""

import os
import random
import signal
import socket
import time
import traceback

import fuse
import root
from system import (
    NEW_IPC, NEW_MOUNTS, NEW_PID, NEW_UTS, NODEV, NOSUID, PRIVATE, REC, call, mount, read, redirect,
)  # fmt: skip

START_SECONDS = 30


def birth(pid):
    """The start time of a process, in clock ticks, which with its pid names it for good; None when it is gone."""
    try:
        fields = read(f"/proc/{pid}/stat").rpartition(")")[2].split()
    except OSError:
        return None
    return None if fields[0] == "Z" else int(fields[19])


def process(pid):
    return {"pid": pid, "birth": birth(pid)}


def alive(of):
    return of["birth"] is not None and birth(of["pid"]) == of["birth"]


def end(processes):
    """Kills them and waits until they are gone. Process 1 of a PID namespace takes its whole host with it."""
    for victim in filter(alive, processes):
        os.kill(victim["pid"], signal.SIGKILL)
    deadline = time.monotonic() + START_SECONDS
    while any(map(alive, processes)):
        if time.monotonic() > deadline:
            raise SystemExit("lab: still running: " + " ".join(str(p["pid"]) for p in filter(alive, processes)))
        time.sleep(0.01)


def give_addresses(hosts, port):
    """One in 127.213.0.0/16 for each, by chance, so that labs that start at the same moment do not meet."""
    taken = set()
    while len(taken) < len(hosts):
        address = f"127.213.{random.randrange(256)}.{random.randrange(1, 255)}"
        if address in taken:
            continue
        try:
            socket.create_server((address, port)).close()
        except OSError:
            continue
        taken.add(address)
    for host, address in zip(hosts, sorted(taken)):
        host.update(address=address, port=port)


def spawn(state, hosts, options):
    """Starts them; returns {name: pid} and the pid of their FUSE server, which ends with the last of them."""
    device = os.open("/dev/fuse", os.O_RDWR)
    mounted_read, mounted_write = os.pipe()
    pids_read, pids_write = os.pipe()
    server = os.fork()
    if server == 0:  # stays in the machine's mount namespace, so that it holds no mount of its own file system
        os.setsid()
        null = os.open("/dev/null", os.O_RDWR)
        redirect((null, null, null), kept=(device, mounted_read))
        if os.read(mounted_read, 1):
            fuse.serve(device, state, options.symbols)
        os._exit(0)
    builder = os.fork()
    if builder == 0:
        try:
            os.setsid()
            call("unshare", NEW_MOUNTS)
            mount(None, "/", None, REC | PRIVATE)
            data = f"fd={device},rootmode=40000,user_id=0,group_id=0,allow_other"
            mount("lab", f"{state}/fuse", "fuse", NOSUID | NODEV, data)
            os.write(mounted_write, b"x")
            for host in hosts:
                start_one(state, host, options, pids_write)
        except BaseException:
            traceback.print_exc()
            os._exit(1)
        os._exit(0)
    for descriptor in (device, mounted_read, mounted_write, pids_write):
        os.close(descriptor)
    with os.fdopen(pids_read) as lines:
        pids = {name: int(pid) for name, pid in map(str.split, lines)}
    os.waitpid(builder, 0)
    return pids, server


def start_one(state, host, options, pids):
    """Through a process in between: a PID namespace begins with the next child, not with who asked for it."""
    between = os.fork()
    if between == 0:
        call("unshare", NEW_MOUNTS | NEW_UTS | NEW_IPC)
        call("unshare", NEW_PID)
        pid = os.fork()
        if pid == 0:
            try:
                root.run(state, host, options)
            except BaseException:
                traceback.print_exc()
                os._exit(1)
        os.write(pids, f"{host['name']} {pid}\n".encode())
        os._exit(0)
    os.waitpid(between, 0)


def answers(host, deadline):
    """Whether its sshd greets before the deadline; a host that hangs need only accept."""
    while time.monotonic() < deadline and alive(host["process"]):
        try:
            with socket.create_connection((host["address"], host["port"]), timeout=2) as line:
                return host["profile"] == "hang" or line.recv(4) == b"SSH-"
        except OSError:
            time.sleep(0.01)
    return False
