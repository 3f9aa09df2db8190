import { type Facts, type Gap, numberOrText } from '../../base/facts.ts';
import { pointerOf } from '../../base/pointer.ts';
import { type Assignment, bootAssignments, type SysctlFile } from '../../base/sysctl-files.ts';
import { sysctls } from '../../base/wanted.ts';
import { type Draft, gapAt, observed, take } from './draft.ts';
import { parseFiles } from './sysctl-list.ts';

type Sysctl = NonNullable<Facts['sysctl']>[string];

/** Each key on the list: live, as the deployed generation declares it, and as the next boot would set it. */
export function sysctlFacts(draft: Draft): NonNullable<Facts['sysctl']> {
  const [deployed] = parseFiles(draft.frame.lists.get('sysctl.deployed') ?? []);
  const boot = bootAssignments(parseFiles(draft.frame.lists.get('sysctl.boot') ?? []));
  const entries = sysctls.map((path) => {
    const key = path.replaceAll('/', '.');
    const at = (member: string) => pointerOf(['sysctl', key, member]);
    const live = take(draft, `/proc/sys/${path}`, at('live'), numberOrText);
    const declared = place(draft, at('deployed'), inOneFile(draft, deployed, path));
    const { last, undone } = boot(path);
    const next = place(draft, at('boot'), last);
    const others = undone.slice(0, 64).map((one) => ({ ...one, value: numberOrText(one.value) }));
    const sysctl: Sysctl = {
      ...(live === undefined ? {} : { live }),
      ...(declared === undefined ? {} : { deployed: declared }),
      ...(next === undefined ? {} : { boot: next }),
      ...(others.length === 0 ? {} : { undone: others }),
    };
    return [key, sysctl] as const;
  });
  return Object.fromEntries(entries);
}

function place(draft: Draft, pointer: string, found: Assignment | { readonly gap: Gap }): Sysctl['boot'] {
  if ('gap' in found) {
    draft.gaps.set(pointer, found.gap);
    return undefined;
  }
  observed(draft, pointer, found.file);
  return { value: numberOrText(found.value), file: found.file, line: found.line };
}

function inOneFile(draft: Draft, file: SysctlFile | undefined, path: string): Assignment | { readonly gap: Gap } {
  if (file === undefined) return { gap: gapAt(draft, 'sysctl.deployed') };
  if (file.trouble !== undefined) return { gap: { reason: file.trouble, detail: file.path } };
  const last = file.lines.findLast((line) => line.key === path);
  if (last?.value === undefined) return { gap: { reason: 'missing', detail: `${file.path} does not assign it` } };
  return { file: file.path, line: last.number, value: last.value };
}
