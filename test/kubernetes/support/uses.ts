import type { FactsDocument } from '../../../src/base/facts.ts';
import type { Place } from '../../../src/base/located.ts';
import type { AlloySummary, PyroscopeSummary } from '../../../src/base/rollout/configurations.ts';
import type { Container } from '../../../src/base/rollout/workload.ts';
import type { Uses } from '../../../src/kubernetes/programs.ts';

export const at: Place = { file: 'configuration', span: { start: 0, end: 0 } };
const located = <T>(value: T) => ({ value, ...at });

export const alloy: AlloySummary = {
  version: '1.13',
  writes: [],
  profilers: [at],
  discovers: [
    {
      role: located('pod'),
      attachesNode: false,
      attachesNamespace: false,
      namespaces: [],
      ownNamespace: false,
      unknownNamespaces: false,
    },
  ],
  environment: [{ ...located('HOSTNAME'), isNodeFilter: true }],
  paths: [],
};

export const pyroscope: PyroscopeSummary = {
  version: '2.2',
  architecture: located('v1-v2-dual'),
  targets: ['all'],
  httpPort: located(4040),
  grpcPort: located(9095),
  memberlistPort: located(7946),
  multitenancy: located(false),
  adminMode: located('disabled'),
  adminPort: located(4042),
  adminAddress: located('localhost'),
  storageBackend: located('filesystem'),
  folders: [
    { ...located('/data/v2/shared'), key: 'storage.filesystem.dir', mustSurvive: true },
    { ...located('/data/v2/metastore/data'), key: 'metastore.data_dir', mustSurvive: true },
    { ...located('/data/v2/metastore/raft'), key: 'metastore.raft.dir', mustSurvive: true },
  ],
  retentionSeconds: located(0),
  runtimeFiles: [],
  addresses: [{ ...located('localhost:9095'), key: 'metastore.address' }],
};

/** The configurations of the rollout, and what a comment `# The configuration …` says of another one. */
export function usesIn(text: string): (container: Container) => Uses {
  const [, said = ''] = /^# The configuration (.*)\.$/m.exec(text) ?? [];
  if (said === 'is not among the files') return () => ({});
  const backend = /storage\.backend: ([a-z0-9]+)/.exec(said)?.[1] ?? 'filesystem';
  const address = /metastore\.address: (\S+)/.exec(said)?.[1] ?? 'localhost:9095';
  const target = /the target ([a-z-]+)/.exec(said)?.[1] ?? 'all';
  const server = {
    ...pyroscope,
    storageBackend: located(backend),
    addresses: [{ ...located(address), key: 'metastore.address' }],
    targets: [target],
  };
  return ({ image }) => (image?.name.includes('pyroscope') ? { pyroscope: server } : { alloy });
}

/** A host with a kernel, whose first process may everything but what is named. */
export function host(release: string, ...lacking: readonly string[]): FactsDocument {
  const all = [
    'BPF',
    'PERFMON',
    'SYS_PTRACE',
    'CHECKPOINT_RESTORE',
    'SYS_RESOURCE',
    'DAC_READ_SEARCH',
    'SYSLOG',
    'SYS_ADMIN',
  ];
  return {
    schemaVersion: 1,
    host: 'ringtail',
    collectedAt: '2026-11-22T12:00:00Z',
    facts: { kernel: { release }, ceiling: { capabilities: all.filter((name) => !lacking.includes(name)) } },
    gaps: {},
    from: {},
  };
}
