import { bounded, stderrLimit } from '../bounded.ts';

/** What ssh and the host print on one stderr, taken apart. */
export interface SshLog {
  add(chunk: Uint8Array): void;
  /** What ssh itself said until it was authenticated, the server's banner among it. */
  own(): string;
  /** The last lines, where ssh says how the connection ended. */
  end(): string;
  authenticated(): boolean;
  /** What the host's command printed; all of it when a master connection was used, which authenticates no more. */
  remote(): Uint8Array;
  /** SHA256:… of the verified key, where ssh tells exactly one. */
  hostKey(): string | undefined;
}

/** Bytes of the end that are kept, for ssh's last words after a host's own noise. */
const endLimit = 2 << 10;

/** What ssh adds after the command at LogLevel VERBOSE. */
const statistics =
  /^(?:Transferred: sent \d+, received \d+ bytes, in [\d.]+ seconds|Bytes per second: sent [\d.]+, received [\d.]+)\r?\n/gm;

/**
 * Reads ssh's stderr at LogLevel VERBOSE. `onAuthenticated` is called once; `onLink` with each line of a banner that
 * holds a web address, such as the page on which Tailscale wants a person to log in.
 */
export function sshLog(onAuthenticated: () => void, onLink: (line: string) => void): SshLog {
  const own = bounded(2 * stderrLimit);
  const remote = bounded(stderrLimit);
  let authenticated = false;
  let rest = Buffer.alloc(0);
  let end = Buffer.alloc(0);

  const addLine = (line: Buffer) => {
    const kept = own.add(line);
    const text = line.toString('utf8').trim();
    // ssh's own warnings, of a key exchange that is not post-quantum for one, begin with stars.
    if (kept && /https?:\/\//.test(text) && !text.startsWith('**')) onLink(text);
    if (!/^Authenticated to \S+ /.test(text)) return;
    authenticated = true;
    onAuthenticated();
  };
  return {
    add(chunk) {
      end = Buffer.concat([end, chunk]).subarray(-endLimit);
      if (authenticated) return void remote.add(chunk);
      rest = Buffer.concat([rest, chunk]);
      for (let at = rest.indexOf('\n'); at >= 0 && !authenticated; at = rest.indexOf('\n')) {
        addLine(rest.subarray(0, at + 1));
        rest = rest.subarray(at + 1);
      }
      if (authenticated) remote.add(rest);
      // A line without an end is none of ssh's.
      else if (rest.length > stderrLimit) rest = rest.subarray(-stderrLimit);
    },
    own: () => Buffer.concat([own.bytes(), authenticated ? Buffer.alloc(0) : rest]).toString('utf8'),
    end: () => end.toString('utf8'),
    authenticated: () => authenticated,
    remote: () => {
      const bytes = authenticated ? remote.bytes() : own.bytes();
      return Buffer.from(Buffer.from(bytes).toString('latin1').replace(statistics, ''), 'latin1');
    },
    hostKey: () => {
      const told = [
        ...Buffer.from(own.bytes())
          .toString('latin1')
          .matchAll(/^Host key fingerprint is (SHA256:\S+)\r?$/gm),
      ];
      return told.length === 1 ? told[0]?.[1] : undefined;
    },
  };
}
