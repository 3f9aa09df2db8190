/** What systemd-sysctl makes of the sysctl.d files: sysctl.d(5), src/sysctl/sysctl.c. */
import type { Gap } from '../../base/facts.ts';

export interface SysctlFile {
  readonly path: string;
  readonly lines: readonly SysctlLine[];
  /** Why it could not be read to its end. */
  readonly trouble?: 'missing' | 'denied' | 'dangling' | 'unreadable';
}

interface SysctlLine {
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

/** The probe's list ("file PATH", "NUMBER LINE" of it, "REASON PATH") as files, in the order of the list. */
export function parseFiles(members: readonly string[]): SysctlFile[] {
  const files = new Map<string, { lines: SysctlLine[]; trouble?: 'missing' | 'denied' | 'dangling' | 'unreadable' }>();
  let open: SysctlLine[] = [];
  for (const member of members) {
    const [first = '', rest = ''] = member.split(/ (.*)/s);
    if (/^\d{1,9}$/.test(first)) {
      const line = parseLine(Number(first), rest);
      if (line !== undefined && line.number > 0) open.push(line);
    } else if (rest.startsWith('/') && rest.length <= 4096) {
      const file = files.get(rest) ?? { lines: [] };
      open = file.lines;
      if (first !== 'file')
        file.trouble = first === 'missing' || first === 'denied' || first === 'dangling' ? first : 'unreadable';
      files.set(rest, file);
    }
  }
  return [...files].map(([path, file]) => ({ path, ...file }));
}

function parseLine(number: number, text: string): SysctlLine | undefined {
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

const folders = ['/etc/sysctl.d', '/run/sysctl.d', '/usr/local/lib/sysctl.d', '/usr/lib/sysctl.d'];

/**
 * Which assignment of a key (with slashes) the next boot makes. A file name counts once, in the first folder that has
 * it; files take effect in the order of their names, whatever the folder; a plain assignment goes before any pattern; the
 * last one wins.
 */
export function bootAssignments(files: readonly SysctlFile[]): (path: string) => Assignment | { readonly gap: Gap } {
  const byName = new Map<string, SysctlFile>();
  for (const folder of folders) {
    for (const file of files) {
      const name = file.path.slice(folder.length + 1);
      if (file.path === `${folder}/${name}` && !byName.has(name)) byName.set(name, file);
    }
  }
  const ordered = [...byName].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, file]) => file);
  return (path) => winner(ordered, path);
}

function winner(files: readonly SysctlFile[], path: string): Assignment | { readonly gap: Gap } {
  let plain: Assignment | 'kept' | undefined;
  let pattern: Assignment | undefined;
  let unsure: Gap | undefined;
  for (const file of files) {
    // systemd-sysctl skips a link that leads nowhere.
    if (file.trouble !== undefined && file.trouble !== 'dangling') unsure = { reason: file.trouble, detail: file.path };
    for (const line of file.lines) {
      if (line.key === path) {
        plain = line.value === undefined ? 'kept' : { file: file.path, line: line.number, value: line.value };
        unsure = undefined;
      } else if (line.value !== undefined && matches(line.key, path)) {
        pattern = { file: file.path, line: line.number, value: line.value };
      }
    }
  }
  if (unsure !== undefined) return { gap: unsure };
  const found = plain ?? pattern;
  return found === undefined || found === 'kept'
    ? { gap: { reason: 'missing', detail: 'no sysctl.d file assigns it' } }
    : found;
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
