import type { Duplex } from 'node:stream';

/** Bytes that a server may send before its identification. */
const greetingLimit = 8 << 10;

/** What a server says of itself before keys are exchanged. */
export interface Ident {
  /** Its software, such as `OpenSSH_9.2p1` or `Tailscale`; '' until it has passed by. */
  readonly software: () => string;
  /** Its first line, where it has not identified itself as an SSH server; else ''. */
  readonly foreign: () => string;
}

/** Listens in on the head of a paused stream, which ssh2 keeps to itself. */
export function readIdent(stream: Duplex): Ident {
  let head = '';
  let software: string | undefined;
  const read = (chunk: Buffer) => {
    head += chunk.toString('latin1');
    software = /^SSH-(?:2\.0|1\.99)-([^\r\n]*)\r?\n/m.exec(head)?.[1];
    if (software !== undefined || head.length > greetingLimit) stream.off('data', read);
  };
  stream.on('data', read);
  return {
    software: () => software ?? '',
    foreign: () => (software === undefined ? (head.split(/[\r\n]/, 1)[0] ?? '') : ''),
  };
}
