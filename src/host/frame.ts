/** The frame that the probe prints: the grammar is told in probe/frame.sh. */
import { excerpt } from '../base/display.ts';
import { type Gap, gapReasons } from '../base/facts.ts';
import { decodeText } from './frame-text.ts';
import { HostError } from './transport.ts';

/** What one execution said, before any meaning is given to it. Keys are the host's: never use them on an object. */
export interface Frame {
  readonly facts: ReadonlyMap<string, string>;
  readonly lists: ReadonlyMap<string, readonly string[]>;
  readonly gaps: ReadonlyMap<string, Gap>;
  /** Of awk; one that was cut short is not there. */
  readonly tables: ReadonlyMap<string, ReadonlyMap<string, string>>;
}

const version = 2;
const reasons: ReadonlySet<string> = new Set(gapReasons);

/**
 * Finds the frame with this nonce among whatever else a host printed, and reads it.
 * Throws HostError, beginning with `host`: kind `output` when there is no frame or its end is missing, `protocol` when it
 * is not what the probe prints.
 */
export function readFrame(stdout: Uint8Array, nonce: string, host: string): Frame {
  const lines = Buffer.from(stdout).toString('latin1').split('\n');
  // What follows the last line break is not a whole line.
  const rest = lines.pop() ?? '';
  const begins = lines.flatMap((line, at) => (line.startsWith(`@begin ${nonce} `) ? [at] : []));
  const [begin] = begins;
  if (begin === undefined) throw noFrame(lines, rest, host);
  if (begins.length > 1) throw forged(host, 'two frames bear the nonce of this run');
  const said = lines[begin]?.slice(`@begin ${nonce} `.length) ?? '';
  if (said !== String(version)) {
    const message = `${host}: its probe speaks version "${excerpt(said, 20)}" of the protocol, and this preflight version ${version}. A key with a forced command runs an installed probe: write it anew with "preflight probe"`;
    throw new HostError('protocol', message);
  }
  const length = lines.slice(begin + 1).findIndex((line) => line.startsWith(`@end ${nonce} `));
  const body = lines.slice(begin + 1, length < 0 ? undefined : begin + 1 + length);
  if (length < 0) throw cutShort(body, rest, host);
  return readBody(body, lines[begin + 1 + length]?.slice(`@end ${nonce} `.length) ?? '', host);
}

function readBody(body: readonly string[], promised: string, host: string): Frame {
  const facts = new Map<string, string>();
  const lists = new Map<string, string[]>();
  const gaps = new Map<string, Gap>();
  const open = new Map<string, Map<string, string>>();
  const tables = new Map<string, ReadonlyMap<string, string>>();
  const awkFailed = body.some((line) => line.startsWith('!awk '));
  let count = 0;

  const readLine = (line: string): void => {
    const { type, key, text } = split(line);
    switch (type) {
      case '=':
        if (facts.has(key) || gaps.has(key)) throw new SyntaxError(`a second value of ${key}`);
        facts.set(key, text);
        break;
      case '*': {
        // Grown in place: a hostile frame may hold hundreds of thousands of them.
        const list = lists.get(key);
        if (list) list.push(text);
        else lists.set(key, [text]);
        break;
      }
      case '!':
        if (facts.has(key) || gaps.has(key)) throw new SyntaxError(`a second value of ${key}`);
        gaps.set(key, gapOf(text));
        break;
      case ':': {
        const table = open.get(key) ?? new Map<string, string>();
        const [, name, value] = /^(\S+) (.*)$/s.exec(text) ?? [];
        if (name === undefined || value === undefined) throw new SyntaxError('a row of a table without a value');
        if (table.has(name)) throw new SyntaxError(`a second value of ${key} ${name}`);
        open.set(key, table.set(name, value));
        return;
      }
      case '.': {
        const table = open.get(key);
        if (tables.has(key) || text !== String(table?.size ?? 0))
          throw new SyntaxError(`${key} with rows missing or added`);
        tables.set(key, table ?? new Map());
        open.delete(key);
        return;
      }
    }
    count += 1;
  };

  for (const [index, line] of body.entries()) {
    // An awk that failed may have left half a line, and the probe then begins a new one.
    if (line === '' || (body[index + 1]?.startsWith('!awk ') && !isLine(line))) continue;
    try {
      readLine(line);
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      throw forged(host, `line ${index + 2} of the frame is ${error.message}: "${excerpt(line, 80)}"`);
    }
  }
  if (promised !== String(count)) {
    throw forged(host, `it holds ${count} lines where its end says "${excerpt(promised, 20)}"`);
  }
  if (open.size > 0 && !awkFailed)
    throw forged(host, `the table ${excerpt([...open.keys()].join(', '), 60)} has no end`);
  return { facts, lists, gaps, tables };
}

type Type = '=' | '*' | '!' | ':' | '.';
const grammar = /^([=*!:.])([!-~]{1,256})(?: ([ -~]*))?$/;

function isLine(line: string): boolean {
  const [, type, , text = ''] = grammar.exec(line) ?? [];
  return type !== undefined && (type !== ':' || /^\S+ /.test(text));
}

function split(line: string): { type: Type; key: string; text: string } {
  const [, type, key, text = ''] = grammar.exec(line) ?? [];
  if (type === undefined || key === undefined) throw new SyntaxError('not of its grammar');
  return { type: type as Type, key, text: decodeText(text) };
}

function gapOf(text: string): Gap {
  const [, reason = '', detail] = /^(\S+)(?: (.*))?$/s.exec(text) ?? [];
  if (!isReason(reason)) throw new SyntaxError('a gap of no known reason');
  return detail === undefined || detail === '' ? { reason } : { reason, detail: detail.slice(0, 1000) };
}

function isReason(text: string): text is Gap['reason'] {
  return reasons.has(text);
}

function noFrame(lines: readonly string[], rest: string, host: string): HostError {
  const all = [...lines, rest].join('\n');
  const text = all.trim();
  if (/^@begin [A-Za-z0-9]+ \d+$/m.test(text)) {
    return forged(host, 'it bears the nonce of another run, so it was made up or recorded earlier');
  }
  const printed =
    text === '' ? 'it printed nothing' : `it printed ${all.length} bytes, beginning "${excerpt(text, 120)}"`;
  const advice =
    'Look for a login script or a forced command that ends the session, and try: ssh HOST /bin/sh -c true. --sudo never shows whether sudo is in the way';
  return new HostError('output', `${host}: the probe’s output is missing: ${printed}. ${advice}`);
}

function cutShort(body: readonly string[], rest: string, host: string): HostError {
  const last = excerpt(rest === '' ? (body.at(-1) ?? '') : rest, 80);
  const message = `${host}: the probe’s output breaks off after ${body.length} lines, at "${last}". The connection or the shell ended early; try again, and look at the host’s memory and sshd’s log if it stays so`;
  return new HostError('output', message);
}

function forged(host: string, what: string): HostError {
  const message = `${host}: the probe’s output is not to be trusted: ${what}. Look for programs on the host that write to the session (login scripts, forced commands, PAM modules), then try again`;
  return new HostError('protocol', message);
}
