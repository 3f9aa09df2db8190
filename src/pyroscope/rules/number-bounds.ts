import { modulesOf } from '../modules.ts';
import type { PyroscopeRule, RuleContext } from '../rule.ts';
import { sources } from '../sources.ts';
import { checksCompactor, usesV2 } from './architecture.ts';

interface Bound {
  /** A key, or how the keys end. */
  readonly key: string;
  readonly isDuration?: true;
  readonly holds: (value: number) => boolean;
  /** What it must be. */
  readonly words: string;
  readonly when?: (context: RuleContext) => boolean;
}

const runs =
  (module: string) =>
  (context: RuleContext): boolean =>
    modulesOf(context.settings, context.version).has(module);
const positive = (value: number): boolean => value > 0;

const table: readonly Bound[] = [
  {
    key: 'query_scheduler.max_used_instances',
    holds: (value) => value === 0,
    words: '0 while service_discovery_mode is dns',
    when: ({ settings }) => settings.text('query_scheduler.service_discovery_mode')?.value === 'dns',
  },
  { key: 'query_scheduler.max_used_instances', holds: (value) => value >= 0, words: '0 or more' },
  { key: 'limits.store_gateway_tenant_shard_size', holds: (value) => value >= 0, words: '0 or more' },
  {
    key: 'compactor.max_opening_blocks_concurrency',
    holds: (value) => value >= 1,
    words: '1 or more',
    when: checksCompactor,
  },
  ...['heartbeat_period', 'heartbeat_timeout'].flatMap((name): Bound[] => [
    {
      key: `segment_writer.lifecycler.${name}`,
      isDuration: true,
      holds: positive,
      words: 'more than 0s',
      when: (context) => usesV2(context) && runs('segment-writer')(context),
    },
    {
      key: `ingester.lifecycler.${name}`,
      isDuration: true,
      holds: positive,
      words: 'more than 0s',
      when: runs('ingester'),
    },
  ]),
  { key: '.replication_factor', holds: positive, words: '1 or more' },
  { key: 'symbolizer.max_debuginfod_concurrency', holds: (value) => value >= 1, words: '1 or more', when: usesV2 },
];

export const numberBounds: PyroscopeRule = {
  id: 'pyroscope.number-bounds',
  severity: 'blocker',
  title: 'A number is in the bounds that the server or its modules set',
  why: 'The server does not start otherwise. A replication factor above the number of replicas is never refused: writes fail later.',
  sources: [
    sources.scheduler,
    sources.compactor,
    'grafana/pyroscope, pkg/storegateway/gateway.go',
    'grafana/pyroscope, pkg/symbolizer/symbolizer.go',
    'grafana/dskit, ring/ring.go',
    'grafana/dskit, ring/lifecycler.go',
  ],
  covers: [
    'sched-max-used',
    'store-gateway-shard',
    'compactor-opening',
    'lifecycler-heartbeat',
    'replication-factor',
    'symbolizer-positive',
    'R4.8',
  ],
  check(context) {
    const reported = new Set<string>();
    for (const { key, isDuration, holds, words, when } of table) {
      const keys = key.startsWith('.') ? [...context.view.byPath.keys()].filter((path) => path.endsWith(key)) : [key];
      for (const path of keys) {
        const setting = isDuration ? context.settings.seconds(path) : context.settings.number(path);
        if (!setting || setting.from === 'default' || holds(setting.value) || reported.has(path)) continue;
        if (when && !when(context)) continue;
        reported.add(path);
        context.report(setting, { message: `"${path}" must be ${words}`, place: path });
      }
    }
  },
};
