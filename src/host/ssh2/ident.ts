import type { Duplex } from 'node:stream';

/** Bytes that a server may send before its identification; OpenSSH gives up after as much. */
const greetingLimit = 8 << 10;

/**
 * Tells `known` the software of the server, such as `OpenSSH_9.2p1` or `Tailscale`, as soon as it has passed by.
 * ssh2 keeps it to itself. To be called in the same turn as `Client.connect`, which pauses the stream.
 */
export function readIdent(stream: Duplex, known: (software: string) => void): void {
  let head = '';
  const read = (chunk: Buffer) => {
    head += chunk.toString('latin1');
    const software = /^SSH-(?:2\.0|1\.99)-([^\r\n]*)\r?\n/m.exec(head)?.[1];
    if (software !== undefined) known(software);
    if (software !== undefined || head.length > greetingLimit) stream.off('data', read);
  };
  stream.on('data', read);
}
