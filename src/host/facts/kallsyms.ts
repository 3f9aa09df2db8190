import type { Facts, Gap } from '../../base/facts.ts';
import { symbols } from '../../base/wanted.ts';
import { type Draft, defined, observed } from './draft.ts';
import { tableGap } from './kernel.ts';
import { count } from './values.ts';

type Kallsyms = NonNullable<NonNullable<Facts['kallsyms']>['profiler']>;
type View = { readonly counts: Kallsyms; readonly source: string } | { readonly gap: Gap };

/** What the kernel shows of its symbols: to root, who stands for the profiler, and to the user who logged in. */
export function kallsymsFacts(draft: Draft, facts: Facts): Facts['kallsyms'] {
  const root = facts.probe?.uid === 0;
  const own = fromAwk(draft) ?? sampled(draft, 'kallsyms.sample', 0) ?? { gap: tableGap(draft, 'kallsyms') };
  const login = sampled(draft, 'kallsyms.user', 1) ?? {
    gap: draft.frame.gaps.get('kallsyms.user') ?? { reason: 'not-collected' as const },
  };
  const profiler = root ? credible(own, facts) : { gap: { reason: 'denied' as const, detail: 'not root' } };
  return defined<NonNullable<Facts['kallsyms']>>({
    profiler: place(draft, '/kallsyms/profiler', profiler),
    user: place(draft, '/kallsyms/user', root ? login : own),
  });
}

function place(draft: Draft, pointer: string, view: View): Kallsyms | undefined {
  if ('gap' in view) {
    draft.gaps.set(pointer, view.gap);
    return undefined;
  }
  observed(draft, pointer, view.source);
  return view.counts;
}

/**
 * Zeros that the probe saw because it lacks CAP_SYSLOG itself, where process 1 may pass it on, say nothing of the
 * profiler; unless kptr_restrict is 2, when every process sees zeros (kernel/kallsyms.c, kallsyms_show_value).
 */
function credible(view: View, facts: Facts): View {
  if ('gap' in view || view.counts.textNonzero > 0 || facts.sysctl?.['kernel.kptr_restrict']?.live === 2) return view;
  const lacks = facts.probe?.capabilities?.includes('SYSLOG') === false;
  if (!lacks || facts.ceiling?.capabilities?.includes('SYSLOG') === false) return view;
  return { gap: { reason: 'denied', detail: 'the probe ran as root without CAP_SYSLOG, and saw zeros' } };
}

function fromAwk(draft: Draft): View | undefined {
  const counts = draft.frame.tables.get('kallsyms');
  const names = draft.frame.tables.get('symbols');
  const number = (key: string) => count(counts?.get(key) ?? '');
  const text = number('text');
  const textNonzero = number('textNonzero');
  if (text === undefined || textNonzero === undefined) return undefined;
  return {
    source: '/proc/kallsyms',
    counts: {
      text,
      textNonzero,
      ...defined<Omit<Kallsyms, 'text' | 'textNonzero'>>({
        symbols: number('symbols'),
        modules: number('modules'),
        modulesNonzero: number('modulesNonzero'),
        names: names && namesOf(names),
      }),
    },
  };
}

function namesOf(table: ReadonlyMap<string, string>): NonNullable<Kallsyms['names']> {
  const known = symbols.flatMap((name) => {
    const seen = table.get(name);
    return seen === 'nonzero' || seen === 'zero' || seen === 'absent' ? [[name, seen] as const] : [];
  });
  return Object.fromEntries(known);
}

/** "TEXT NONZERO" of the first text symbols, after the number of the user who looked where `words` is 1. */
function sampled(draft: Draft, key: string, words: 0 | 1): View | undefined {
  const parts = draft.frame.facts.get(key)?.split(' ') ?? [];
  const text = count(parts[words] ?? '');
  const textNonzero = count(parts[words + 1] ?? '');
  if (text === undefined || textNonzero === undefined) return undefined;
  const user = words === 1 ? ` as user ${count(parts[0] ?? '') ?? 'unknown'}` : '';
  return { source: `/proc/kallsyms, its first text symbols${user}`, counts: { text, textNonzero } };
}
