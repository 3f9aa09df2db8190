/** What systemd-sysctl makes of the sysctl.d files: sysctl.d(5), src/sysctl/sysctl.c. */
import type { Gap } from './facts.ts';

export interface SysctlFile {
  readonly path: string;
  readonly lines: readonly SysctlLine[];
  /** Why it could not be read to its end. */
  readonly trouble?: 'missing' | 'denied' | 'dangling' | 'unreadable';
}

export interface SysctlLine {
  readonly number: number;
  /** With slashes; it may be a pattern. */
  readonly key: string;
  /** Absent for a key that is only kept from patterns ("-key"). */
  readonly value?: string;
}

export interface Assignment {
  readonly file: string;
  readonly line: number;
  readonly value: string;
}

/** The assignments of one file's text. A file that is longer than `limit` lines is `unreadable`, as the probe has it. */
export function readSysctlFile(path: string, text: string, limit = 5000): SysctlFile {
  const lines = text.split('\n');
  const read = lines
    .slice(0, limit)
    .flatMap((line, index) => (/^\s*(?:[#;]|$)/.test(line) ? [] : (sysctlLine(index + 1, line) ?? [])));
  return { path, lines: read, ...(lines.length > limit ? { trouble: 'unreadable' } : {}) };
}

/** One line of such a file, or nothing where it assigns nothing and keeps nothing from patterns. */
export function sysctlLine(number: number, text: string): SysctlLine | undefined {
  const [name = '', value] = text.trim().split(/=(.*)/s);
  const ignored = name.startsWith('-');
  const key = slashed(name.slice(ignored ? 1 : 0).trim());
  if (value !== undefined) return { number, key, value: value.trim() };
  return ignored ? { number, key } : undefined;
}

/** The first separator decides: after a dot, dots and slashes change places; after a slash, the key is a path already. */
function slashed(key: string): string {
  const [separator] = /[./]/.exec(key) ?? [];
  if (separator !== '.') return key;
  return key.replace(/[./]/g, (one) => (one === '.' ? '/' : '.'));
}

/** What the sysctl.d files do to one key. */
export interface BootAssignment {
  /** The one that lasts, or why there is none. */
  readonly last: Assignment | { readonly gap: Gap };
  /** Those that are undone by a later or a plainer one, in systemd's order. */
  readonly undone: readonly Assignment[];
}

const folders = ['/etc/sysctl.d', '/run/sysctl.d', '/usr/local/lib/sysctl.d', '/usr/lib/sysctl.d'];

/**
 * Which assignment of a key (with slashes) the next boot makes. A file name counts once, in the first folder that has
 * it; files take effect in the order of their names, whatever the folder; a plain assignment goes before any pattern; the
 * last one wins.
 */
export function bootAssignments(files: readonly SysctlFile[]): (path: string) => BootAssignment {
  const byName = new Map<string, SysctlFile>();
  for (const folder of folders) {
    for (const file of files) {
      const name = file.path.slice(folder.length + 1);
      if (file.path === `${folder}/${name}` && !byName.has(name)) byName.set(name, file);
    }
  }
  const ordered = [...byName].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, file]) => file);
  return (path) => ofKey(ordered, path);
}

function ofKey(files: readonly SysctlFile[], path: string): BootAssignment {
  const all: Assignment[] = [];
  let plain: Assignment | 'kept' | undefined;
  let pattern: Assignment | undefined;
  let unsure: Gap | undefined;
  for (const file of files) {
    // systemd-sysctl skips a link that leads nowhere.
    if (file.trouble !== undefined && file.trouble !== 'dangling') unsure = { reason: file.trouble, detail: file.path };
    for (const line of file.lines) {
      const isOwn = line.key === path;
      if (!isOwn && !matches(line.key, path)) continue;
      const made = line.value === undefined ? undefined : { file: file.path, line: line.number, value: line.value };
      if (made) all.push(made);
      if (isOwn) {
        plain = made ?? 'kept';
        unsure = undefined;
      } else pattern = made ?? pattern;
    }
  }
  const found = plain ?? pattern;
  const last: BootAssignment['last'] =
    unsure !== undefined
      ? { gap: unsure }
      : found === undefined || found === 'kept'
        ? { gap: { reason: 'missing', detail: 'no sysctl.d file assigns it' } }
        : found;
  return { last, undone: all.filter((one) => one !== last) };
}

/** glob(7) without brackets, which count as themselves; a star does not match a slash. */
function matches(pattern: string, path: string): boolean {
  if (!/[*?]/.test(pattern)) return false;
  const wanted = pattern.split('/');
  const parts = path.split('/');
  return wanted.length === parts.length && wanted.every((part, index) => matchesPart(part, parts[index] ?? ''));
}

/** Goes back to the last star only, so that its time is bounded by the product of the lengths. */
function matchesPart(pattern: string, text: string): boolean {
  let at = 0;
  let star = -1;
  let mark = 0;
  let i = 0;
  while (i < text.length) {
    if (pattern[at] === '*') {
      star = at++;
      mark = i;
    } else if (pattern[at] === '?' || pattern[at] === text[i]) {
      at++;
      i++;
    } else if (star >= 0) {
      at = star + 1;
      i = ++mark;
    } else {
      return false;
    }
  }
  return /^\**$/.test(pattern.slice(at));
}
