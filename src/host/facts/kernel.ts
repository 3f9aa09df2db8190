import type { Facts, Gap } from '../../base/facts.ts';
import { pointerOf } from '../../base/pointer.ts';
import { configs, filesystems, parameters, sysctls } from '../../base/wanted.ts';
import { type Draft, defined, gapAt, observed, take, whole } from './draft.ts';
import { count, shortText } from './values.ts';

type Kernel = NonNullable<Facts['kernel']>;

export function kernelFacts(draft: Draft): Facts['kernel'] {
  const arch = draft.frame.facts.has('uname') ? 'uname' : '/proc/sys/kernel/arch';
  const kernel = defined<Kernel>({
    release: take(draft, '/proc/sys/kernel/osrelease', '/kernel/release', shortText),
    version: take(draft, '/proc/sys/kernel/version', '/kernel/version', shortText),
    machine: take(draft, arch, '/kernel/machine', shortText, arch === 'uname' ? 'uname(2)' : arch),
    tainted: take(draft, '/proc/sys/kernel/tainted', '/kernel/tainted', count),
    parameters: take(draft, '/proc/cmdline', '/kernel/parameters', () => parametersOf(draft)),
    config: config(draft),
    filesystems: take(draft, '/proc/filesystems', '/kernel/filesystems', () => {
      const found = draft.frame.lists.get('/proc/filesystems') ?? [];
      return filesystems.filter((name) => found.includes(name));
    }),
  });
  return whole(draft, '/kernel', kernel);
}

/** Parameters on the list, and sysctl.KEY of the keys on the list; the last of a repeated one counts. */
function parametersOf(draft: Draft): Record<string, string> {
  const wanted = new Set<string>([...parameters, ...sysctls.map((key) => `sysctl.${key.replaceAll('/', '.')}`)]);
  const words = (draft.frame.lists.get('/proc/cmdline') ?? []).flatMap((word) => {
    const [name = '', value = ''] = word.split(/=(.*)/s);
    const key = name.replaceAll('/', '.');
    return wanted.has(key) ? [[key, value.slice(0, 4096)] as const] : [];
  });
  return Object.fromEntries(words);
}

function config(draft: Draft): Kernel['config'] {
  const table = draft.frame.tables.get('config');
  if (table === undefined) {
    draft.gaps.set('/kernel/config', tableGap(draft, 'config'));
    return undefined;
  }
  observed(draft, '/kernel/config', '/proc/config.gz');
  const options = configs.flatMap((name) => {
    const value = table.get(name);
    if (value !== undefined) return [[name, value.replace(/^"(.*)"$/s, '$1').slice(0, 4096)] as const];
    draft.gaps.set(pointerOf(['kernel', 'config', name]), { reason: 'not-collected' });
    return [];
  });
  return Object.fromEntries(options);
}

/** Why awk gave no table: its file's own gap, that there is no awk, that it failed, or that gunzip did. */
export function tableGap(draft: Draft, file: string): Gap {
  const own = draft.frame.gaps.get(file);
  if (own !== undefined) return own;
  const awk = draft.frame.gaps.get('awk');
  if (awk?.reason === 'missing') return { reason: 'unsupported', detail: 'no awk on the host' };
  if (awk !== undefined) return { reason: 'unreadable', detail: `awk failed: ${awk.detail ?? 'no reason given'}` };
  return draft.frame.tables.has('clock')
    ? { reason: 'unreadable', detail: 'it could not be read to its end' }
    : gapAt(draft, file);
}
