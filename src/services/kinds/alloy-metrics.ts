/** What only the metrics of Alloy tell: its version, and how far profiles get. */
import type { ServiceFacts } from '../draft.ts';
import type { Probe } from '../probe.ts';
import { ServiceTrouble } from '../trouble.ts';

const path = '/metrics';

export function askMetrics(probe: Probe, facts: readonly ('version' | 'sending')[]): Promise<void> {
  return probe.collect(facts, path, async () => {
    const { status, text } = await probe.answered(path);
    if (status !== 200) throw new ServiceTrouble(`answered ${status}`);
    const source = probe.source(path);
    const [version, sending] = [versionIn(text), sendingIn(text)];
    if (version !== undefined) probe.draft.set({ version }, source);
    else if (facts.includes('version'))
      probe.draft.gap(['version'], new ServiceTrouble('names no version', { reason: 'missing' }), source);
    if (!facts.includes('sending')) return;
    if (sending) probe.draft.set({ sending }, source);
    else
      probe.draft.gap(['sending'], new ServiceTrouble('says nothing of a profiler', { reason: 'unsupported' }), source);
  });
}

/** Source: prometheus/common, version.NewCollector("alloy"). */
function versionIn(text: string): string | undefined {
  const labels = /^alloy_build_info\{([^\n]{0,1000})\} 1$/m.exec(text)?.[1] ?? '';
  return /(?:^|,)version="([^"]{1,100})"/.exec(labels)?.[1];
}

/**
 * Counters that have not counted yet are not there; the number of targets always is, where there is a profiler.
 * Source: alloy, internal/component/pyroscope/ebpf/metrics.go and write/metrics.go.
 */
function sendingIn(text: string): ServiceFacts['sending'] {
  const targets = sumOf(text, 'pyroscope_ebpf_active_targets');
  if (targets === undefined) return undefined;
  return {
    targets,
    collected: sumOf(text, 'pyroscope_ebpf_pprofs_total') ?? 0,
    sent: sumOf(text, 'pyroscope_write_sent_profiles_total') ?? 0,
    dropped: sumOf(text, 'pyroscope_write_dropped_profiles_total') ?? 0,
  };
}

/** Over all of its series; undefined where there is none. Throws ServiceTrouble for what is no number of things. */
function sumOf(text: string, metric: string): number | undefined {
  const values = text
    .split('\n')
    .filter((line) => line.startsWith(`${metric} `) || line.startsWith(`${metric}{`))
    .map((line) => Number(/ (\S+)$/.exec(line)?.[1] ?? Number.NaN));
  if (values.length === 0) return undefined;
  const sum = Math.round(values.reduce((one, other) => one + other, 0));
  if (!Number.isSafeInteger(sum) || sum < 0) throw new ServiceTrouble('answered 200, but not as alloy does');
  return sum;
}
