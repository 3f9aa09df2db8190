/** The one interface behind every way to run the probe, and what can go wrong on it. */
import type { HostAddress } from '../base/host-address.ts';
import type { TargetError } from '../generated/report-types.ts';

/** How to run as root: with sudo if it asks for no password, always, or not at all. */
export type SudoMode = 'auto' | 'always' | 'never';

/** Options of a connection, from the command line alone. */
export interface ConnectOptions {
  readonly user?: string;
  readonly port?: number;
  /** Paths of private keys, or of .pub files whose private half an agent holds. */
  readonly identities: readonly string[];
  readonly sshConfig?: string;
  readonly knownHosts?: string;
  /** Accept and remember the key of a host that is not known yet; never a changed one. */
  readonly acceptNew: boolean;
  readonly sudo: SudoMode;
  /** `sudo`, `doas`, `run0`, or an absolute path; the words that go before `/bin/sh`. */
  readonly sudoCommand?: readonly string[];
  /** Seconds that each phase (connect, authenticate, run) may take. */
  readonly timeout: number;
  /** Asks for a passphrase; absent when there is no terminal. */
  readonly askPassphrase?: (prompt: string) => Promise<string>;
  /** Called once there is nothing left to do but to wait for what the host says. */
  readonly sent?: () => void;
  /** Told what a person must know while it runs, such as the login URL in a server's banner. */
  readonly notify: (message: string) => void;
}

/** What goes over the connection: the script on stdin, the nonce as its argument. */
export interface ProbeRequest {
  readonly script: string;
  /** 16 or more random letters and digits. */
  readonly nonce: string;
}

/** What came back. Both streams are bounded; the bytes are hostile. */
export interface ProbeOutput {
  readonly stdout: Uint8Array;
  readonly stderr: Uint8Array;
  readonly exitCode?: number;
  readonly user?: string;
  /** SHA256:… fingerprint of the host key that was verified. */
  readonly hostKey?: string;
}

/** Runs the probe once. Throws HostError; an AbortError of the signal passes through. */
export type Transport = (
  host: HostAddress,
  request: ProbeRequest,
  options: ConnectOptions,
  signal: AbortSignal,
) => Promise<ProbeOutput>;

/** A host's trouble: the other hosts go on, and the report says which kind it was. */
export class HostError extends Error {
  override name = 'HostError';
  readonly kind: TargetError['kind'];
  constructor(kind: TargetError['kind'], message: string, options?: ErrorOptions) {
    super(message, options);
    this.kind = kind;
  }
}

/** Bytes of stdout after which a host's output counts as endless. The probe prints about 16 KB. */
export const outputLimit = 1 << 20;
