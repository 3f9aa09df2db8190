import { dirname } from 'node:path';
import type { Directive, Line } from 'ssh-config';
import { excerpt } from '../../base/display.ts';
import { InputError } from '../../base/errors.ts';
import { matchesList } from '../../base/wildcards.ts';
import { HostError } from '../transport.ts';
import { includedFiles, linesOf } from './configuration-files.ts';
import type { Settings, SettingsRequest } from './settings.ts';
import { type Surroundings, sshFolder } from './surroundings.ts';
import { expandTokens, literalPath } from './tokens.ts';

/** Files that may include one another (READCONF_MAX_DEPTH of OpenSSH). */
const depthLimit = 16;

/** The keywords of which every value counts; of any other the first one found does. */
const gathered = new Set(['identityfile', 'certificatefile']);

/** The keywords whose words are values of their own; of any other the rest of the line is one value. */
const listed = new Set(['userknownhostsfile', 'globalknownhostsfile']);

/** What holds when nothing is said (ssh_config(5)). */
const defaults: readonly (readonly [string, readonly string[]])[] = [
  ['identityfile', ['rsa', 'ecdsa', 'ecdsa_sk', 'ed25519', 'ed25519_sk'].map((type) => `~/.ssh/id_${type}`)],
  ['userknownhostsfile', ['~/.ssh/known_hosts', '~/.ssh/known_hosts2']],
  ['globalknownhostsfile', ['/etc/ssh/ssh_known_hosts', '/etc/ssh/ssh_known_hosts2']],
];

interface Reading {
  readonly request: SettingsRequest;
  readonly around: Surroundings;
  readonly settings: Map<string, string[]>;
  readonly notify: (message: string) => void;
  /** Relative paths of Include lie here. */
  readonly folder: string;
  readonly depth: number;
}

/**
 * The effective settings of a host where ssh is not installed, read from ~/.ssh/config and the system's ssh_config, or
 * from --ssh-config alone: Host, Include, and Match by host, originalhost, user and localuser. `Match exec` is never
 * run: its block is passed over, and `notify` is told. Names are not made canonical.
 * Throws InputError when --ssh-config cannot be read, HostError `unresolved` when another file cannot be.
 */
export async function readConfiguration(
  request: SettingsRequest,
  notify: (message: string) => void,
  around: Surroundings,
): Promise<Settings> {
  const settings = new Map<string, string[]>();
  if (request.user !== undefined) settings.set('user', [request.user]);
  if (request.port !== undefined) settings.set('port', [String(request.port)]);
  if (request.identities.length > 0) settings.set('identityfile', request.identities.map(literalPath));
  const own = sshFolder(around);
  const reading = { request, around, settings, notify, folder: own, depth: 0 };
  try {
    await readFile(request.sshConfig ?? `${own}/config`, reading);
    if (request.sshConfig === undefined)
      await readFile(around.systemConfig, { ...reading, folder: dirname(around.systemConfig) });
  } catch (error) {
    const reason = excerpt(error instanceof Error ? error.message : String(error));
    if (request.sshConfig !== undefined)
      throw new InputError(`--ssh-config cannot be used: ${reason}`, { cause: error });
    const message = `${excerpt(request.name)}: your ssh configuration cannot be used: ${reason}`;
    throw new HostError('unresolved', message, { cause: error });
  }
  for (const [keyword, values] of defaults) if (!settings.has(keyword)) settings.set(keyword, [...values]);
  settings.set('hostname', [hostNameOf(reading)]);
  return settings;
}

async function readFile(file: string, reading: Reading): Promise<void> {
  if (reading.depth > depthLimit) throw new Error(`${file}: more than ${depthLimit} files include one another`);
  await readLines(await linesOf(file), reading);
}

async function readLines(lines: readonly Line[], reading: Reading): Promise<void> {
  for (const line of lines) {
    if (!('param' in line)) continue;
    const keyword = line.param.toLowerCase();
    if ('config' in line) {
      if (keyword === 'host' ? namesHost(line, reading) : matches(line, reading)) await readLines(line.config, reading);
    } else if (keyword === 'include') {
      for (const path of wordsOf(line)) {
        const files = await includedFiles(path.replace(/^~(?=\/)/, reading.around.home), reading.folder);
        for (const file of files) await readFile(file, { ...reading, depth: reading.depth + 1 });
      }
    } else record(keyword, listed.has(keyword) ? wordsOf(line) : [textOf(line)], reading.settings);
  }
}

function record(keyword: string, values: string[], settings: Map<string, string[]>): void {
  const present = settings.get(keyword);
  if (gathered.has(keyword)) settings.set(keyword, [...(present ?? []), ...values]);
  else if (present === undefined && !hasProxy(keyword, settings)) settings.set(keyword, values);
}

/** Of ProxyCommand and ProxyJump the one that comes first decides. */
function hasProxy(keyword: string, settings: Settings): boolean {
  return (
    (keyword === 'proxyjump' && settings.has('proxycommand')) ||
    (keyword === 'proxycommand' && settings.has('proxyjump'))
  );
}

function namesHost(line: Directive, { request }: Reading): boolean {
  return matchesList(request.name, wordsOf(line));
}

function matches(line: Directive, reading: Reading): boolean {
  const words = wordsOf(line);
  for (let at = 0; at < words.length; at++) {
    const [, not = '', criterion = ''] = /^(!?)(.*)$/s.exec(words[at]?.toLowerCase() ?? '') ?? [];
    if (criterion === 'all') continue;
    const holds = criterionHolds(criterion, (words[++at] ?? '').split(','), reading);
    if (holds === undefined || holds === (not === '!')) return false;
  }
  return true;
}

/** Undefined when the criterion is not judged here: neither it nor its contrary holds. */
function criterionHolds(criterion: string, patterns: readonly string[], reading: Reading): boolean | undefined {
  const { request, around, settings, notify } = reading;
  switch (criterion) {
    case 'host':
      return matchesList(
        hostNameOf(reading).toLowerCase(),
        patterns.map((pattern) => pattern.toLowerCase()),
      );
    case 'originalhost':
      return matchesList(request.name, patterns);
    case 'user':
      return matchesList(settings.get('user')?.[0] ?? around.user, patterns);
    case 'localuser':
      return matchesList(around.user, patterns);
    default:
      notify(`ssh is not installed: a block "Match ${excerpt(criterion, 40)}" of the ssh configuration is passed over`);
      return undefined;
  }
}

function hostNameOf({ request, settings }: Reading): string {
  const tokens = new Map([
    ['%', '%'],
    ['h', request.name],
  ]);
  return expandTokens(settings.get('hostname')?.[0] ?? request.name, tokens);
}

function wordsOf({ value }: Directive): string[] {
  return typeof value === 'string' ? [value] : value.map(({ val }) => val);
}

/** The rest of the line as it was written; the parser takes a ProxyCommand apart. */
function textOf({ value }: Directive): string {
  if (typeof value === 'string') return value;
  const words = value.map(({ val, separator, quoted }) => `${separator}${quoted ? `"${val}"` : val}`);
  return words.join('').trim();
}
