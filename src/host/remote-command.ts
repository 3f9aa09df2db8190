import { excerpt } from '../base/display.ts';
import { InputError } from '../base/errors.ts';
import { lastLine } from './bounded.ts';
import { HostError, type ProbeOutput, type SudoMode } from './transport.ts';

/** What decides the text that a host is asked to run. */
export interface RemoteCommand {
  readonly sudo: SudoMode;
  /** The program that makes root, and its words; `sudo` when absent. */
  readonly sudoCommand?: readonly string[];
  readonly nonce: string;
}

/**
 * The flag with which a program refuses instead of asking for a password.
 * Sources: sudo(8), doas(1), run0(1) (systemd 256).
 */
const unattended = new Map([
  ['sudo', '-n'],
  ['doas', '-n'],
  ['run0', '--no-ask-password'],
]);

/**
 * The one command that runs on a host; the script follows on its stdin, the nonce is the script's $1.
 *
 * The login shell sees three plain words and one text in single quotes, which fish, bash, dash, ash and zsh read alike:
 * the text holds no quote, backslash, line break or exclamation mark. A program that refuses to make root has not read
 * stdin, so that with `auto` the second shell gets the whole script. A setuid wrapper of NixOS goes before the PATH,
 * because a shell that is no login shell may have a PATH without it.
 *
 * Throws an InputError when a word of `sudoCommand` is more than a name, a path or a flag.
 */
export function remoteCommand({ sudo, sudoCommand = ['sudo'], nonce }: RemoteCommand): string {
  if (!/^[A-Za-z0-9]{16,}$/.test(nonce)) throw new RangeError('a nonce is 16 or more letters and digits');
  const plain = 'exec /bin/sh -s -- "$1"';
  if (sudo === 'never') return wrapped(plain, nonce);
  const [program, ...flags] = sudoWords(sudoCommand);
  const wrapper = `/run/wrappers/bin/${program}`;
  const find = program.includes('/') ? `r=${program}` : `r=${wrapper}; test -x $r || r=${program}`;
  const asRoot = ['$r', ...flags, '/bin/sh -s -- "$1"'].join(' ');
  return wrapped(sudo === 'auto' ? `${find}; ${asRoot} || ${plain}` : `${find}; exec ${asRoot}`, nonce);
}

function wrapped(text: string, nonce: string): string {
  return `exec /bin/sh -c '${text}' sh ${nonce}`;
}

/** The words of --sudo-command, with the flag that forbids a prompt where the program is known and it is missing. */
function sudoWords(words: readonly string[]): [string, ...string[]] {
  const [program, ...flags] = words;
  const bad = words.find((word) => !/^[A-Za-z0-9._/-]+$/.test(word));
  if (program === undefined || program.startsWith('-') || bad !== undefined) {
    throw new InputError(
      `--sudo-command ${excerpt(JSON.stringify(words.join(' ')))}: give a program, by name or path, and its flags, ` +
        'of letters, digits and ./_- only, such as sudo, doas, run0 or /run/wrappers/bin/sudo',
    );
  }
  const flag = unattended.get(program.slice(program.lastIndexOf('/') + 1));
  return flag === undefined || flags.includes(flag) ? [program, ...flags] : [program, flag, ...flags];
}

/**
 * With `--sudo always`, whether root was refused: the command failed, and the script, whose frame bears the nonce, has
 * not run. Throws a HostError that quotes what sudo said; `who` begins its message.
 */
export function refuseWithoutRoot(who: string, command: RemoteCommand, output: ProbeOutput): void {
  if (command.sudo !== 'always' || output.exitCode === 0) return;
  if (Buffer.from(output.stdout).includes(command.nonce)) return;
  const program = command.sudoCommand?.[0] ?? 'sudo';
  const said = lastLine(output.stderr);
  throw new HostError(
    'sudo',
    `${who}: ${program} did not give root: ${said === '' ? `it ended with ${output.exitCode ?? 'a signal'}` : said}. ` +
      `Allow it without a password (security.sudo.wheelNeedsPassword, or extraRules with NOPASSWD), or use --sudo auto ` +
      'to see what an ordinary user sees',
  );
}
