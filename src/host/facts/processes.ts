import type { Facts } from '../../base/facts.ts';
import { type Draft, observed, take } from './draft.ts';
import { capabilities, count, initialUserNamespace, shortText } from './values.ts';

type Profiler = NonNullable<Facts['profiler']>;
const canProfile = ['BPF', 'PERFMON', 'SYS_ADMIN'];
const seccompModes = new Map([
  ['0', 'disabled' as const],
  ['1', 'strict' as const],
  ['2', 'filter' as const],
]);

export function ceilingFacts(draft: Draft): Facts['ceiling'] {
  const found = take(draft, '/proc/1/status', '/ceiling', capabilities);
  return found && { capabilities: found };
}

/** The running process that can profile; Alloy before others, else the first that was found. */
export function profilerFacts(draft: Draft): Facts['profiler'] {
  const found = (draft.frame.lists.get('process') ?? []).flatMap((line) => profilerOf(line) ?? []);
  const able = found.filter((one) => one.capabilities.some((name) => canProfile.includes(name)));
  const profiler = able.find((one) => one.name === 'alloy') ?? able[0];
  if (profiler === undefined && !draft.frame.facts.has('/proc/1/status')) {
    draft.gaps.set('/profiler', { reason: 'denied', detail: '/proc hides the processes of others' });
    return undefined;
  }
  if (profiler === undefined) {
    const detail =
      found.length > 0
        ? `${found.length} with the name of one, none with ${canProfile.join(', ')}`
        : 'no process with the name of one';
    draft.gaps.set('/profiler', { reason: 'missing', detail });
    return undefined;
  }
  observed(draft, '/profiler', `/proc/PID/status, limits, uid_map of ${profiler.name}`);
  for (const key of ['initialUserNamespace', 'hostPid', 'memlock', 'seccomp'] as const) {
    if (profiler[key] === undefined) draft.gaps.set(`/profiler/${key}`, { reason: 'unreadable' });
  }
  return profiler;
}

/** "CAPEFF NAMESPACES SECCOMP UID_MAP SOFT HARD NAME", "-" where there is nothing. */
function profilerOf(line: string): Profiler | undefined {
  const [mask = '', namespaces = '', seccomp = '', map = '', soft = '', hard = '', ...words] = line.split(' ');
  const held = capabilities(mask);
  const name = shortText(words.join(' '));
  if (held === undefined || name === undefined) return undefined;
  const initial = initialUserNamespace(map);
  const depth = count(namespaces);
  const limits = { soft: limit(soft), hard: limit(hard) };
  const mode = seccompModes.get(seccomp);
  return {
    name,
    capabilities: held,
    ...(initial === undefined ? {} : { initialUserNamespace: initial }),
    ...(depth === undefined ? {} : { hostPid: depth === 1 }),
    ...(limits.soft === undefined || limits.hard === undefined
      ? {}
      : { memlock: { soft: limits.soft, hard: limits.hard } }),
    ...(mode === undefined ? {} : { seccomp: mode }),
  };
}

function limit(text: string): number | 'unlimited' | undefined {
  return text === 'unlimited' ? text : count(text);
}
