/** The sysctl.d files as the probe lists them. */
import { type SysctlFile, type SysctlLine, sysctlLine } from '../../base/sysctl-files.ts';

/** The probe's list ("file PATH", "NUMBER LINE" of it, "REASON PATH") as files, in the order of the list. */
export function parseFiles(members: readonly string[]): SysctlFile[] {
  const files = new Map<string, { lines: SysctlLine[]; trouble?: 'missing' | 'denied' | 'dangling' | 'unreadable' }>();
  let open: SysctlLine[] = [];
  for (const member of members) {
    const [first = '', rest = ''] = member.split(/ (.*)/s);
    if (/^\d{1,9}$/.test(first)) {
      const line = sysctlLine(Number(first), rest);
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
