"""The line between a client and a host: a slow one, and one on which nobody speaks."""

import socket
import threading
import time


def sshd_port(host, profile):
    """The relay of a slow line stands on the host's port, and sshd on the next one."""
    return host["port"] + (profile.line == "slow")


def hold(host):
    """Accepts every connection and never says a word."""
    server, held = socket.create_server((host["address"], host["port"]), backlog=128), []
    while True:
        held.append(server.accept())


def relay(host, delay):
    """What is sent arrives `delay` seconds later, each way."""
    server = socket.create_server((host["address"], host["port"]), backlog=128)
    while True:
        client, sshd = server.accept()[0], socket.socket()
        if sshd.connect_ex((host["address"], host["port"] + 1)):
            client.close()
            continue
        for ends in ((client, sshd), (sshd, client)):
            threading.Thread(target=pump, args=(*ends, delay), daemon=True).start()


def pump(source, sink, delay):
    data = b"x"
    while data:
        try:
            data = source.recv(1 << 18)
            time.sleep(delay)
            if data:
                sink.sendall(data)
            else:
                sink.shutdown(socket.SHUT_WR)
        except OSError:
            return
