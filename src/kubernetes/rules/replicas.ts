import type { PyroscopeSummary } from '../../base/rollout/configurations.ts';
import { commonSources } from '../../base/rule-sources.ts';
import { flagOf } from '../arguments.ts';
import { mountAt } from '../mounts.ts';
import { nameOf, type Program } from '../programs.ts';
import { sources } from '../sources.ts';
import { foldersOf } from '../storage.ts';
import { alsoAt, type KubernetesRule, placeIn } from './rule.ts';

/** More than one replica of everything in one process. */
function isMultiplied({ workload, uses }: Program): boolean {
  const { targets } = uses.pyroscope ?? {};
  return (workload.replicas?.value ?? 1) > 1 && (targets === undefined || targets.includes('all'));
}

/** The address of the metastore, where every replica means itself by it. */
function localMetastore({
  container,
  uses: { pyroscope },
}: Program): PyroscopeSummary['addresses'][number] | undefined {
  if (!pyroscope || pyroscope.architecture.value === 'v1' || flagOf(container, 'metastore.address')) return undefined;
  return pyroscope.addresses.find(
    ({ key, value }) => key === 'metastore.address' && /^(?:localhost|127\.|\[?::1)/.test(value),
  );
}

export const separateMetastores: KubernetesRule = {
  id: 'kubernetes.separate-metastores',
  severity: 'blocker',
  title: 'Replicas of a single binary form one metastore',
  why: 'The metastore’s and the query backend’s addresses are localhost by default, and so are the raft addresses: every replica of v2 forms a metastore of its own, and a query sees the part of the profiles that one replica took.',
  sources: [commonSources.pyroscopeParameters],
  check({ servers, notLookedInto, report }) {
    for (const server of servers) {
      const { workload, uses } = server;
      const { replicas } = workload;
      if (!replicas || !isMultiplied(server)) continue;
      const { pyroscope } = uses;
      if (!pyroscope) {
        notLookedInto.add(
          `whether the replicas of ${nameOf(server)} form one metastore: its configuration is not known`,
        );
        continue;
      }
      const address = localMetastore(server);
      if (!address) continue;
      report(replicas, placeIn(workload, undefined, 'replicas'), {
        message: `${replicas.value} replicas of ${nameOf(server)} form ${replicas.value} metastores: metastore.address is ${address.value}`,
        hint: 'Write replicas: 1, or name raft peers and addresses that every replica can reach',
        related: address.span.end > address.span.start ? alsoAt(address, 'the address') : [],
      });
    }
  },
};

export const separateStorage: KubernetesRule = {
  id: 'kubernetes.separate-storage',
  severity: 'blocker',
  title: 'Replicas that keep profiles on a file system share it',
  why: 'With storage.backend filesystem every replica writes to its own folder and reads from it alone. The server only logs a warning.',
  sources: [commonSources.pyroscopeParameters, 'grafana/pyroscope, pkg/pyroscope/pyroscope.go and modules.go'],
  check({ servers, report }) {
    for (const server of servers) {
      const { workload, container, uses } = server;
      const { pyroscope } = uses;
      const { replicas } = workload;
      if (pyroscope?.storageBackend.value !== 'filesystem' || !replicas || replicas.value <= 1) continue;
      const folder = foldersOf(server).find(({ key }) => key === 'storage.filesystem.dir');
      const mounted = folder && mountAt(workload, container, folder.paths[0] ?? '/');
      if (mounted?.volume?.source.kind === 'persistentVolumeClaim') continue;
      // Of replicas that do not even share a metastore one finding is enough.
      if (isMultiplied(server) && localMetastore(server)) continue;
      const { storageBackend } = pyroscope;
      report(replicas, placeIn(workload, undefined, 'replicas'), {
        message: `${replicas.value} replicas of ${nameOf(server)} keep profiles on file systems of their own`,
        hint: 'Write replicas: 1, use an object storage, or mount one claim that many nodes may write to',
        related: storageBackend.span.end > storageBackend.span.start ? alsoAt(storageBackend, 'the storage') : [],
      });
    }
  },
};

export const orderedStart: KubernetesRule = {
  id: 'kubernetes.ordered-start',
  severity: 'blocker',
  title: 'Pods that wait for each other are started together',
  why: 'With OrderedReady, the default, the second pod is started when the first one is ready, and a metastore is ready when most of its peers are there: none ever is. The chart writes Parallel.',
  sources: [sources.statefulSets, commonSources.pyroscopeReady, commonSources.pyroscopeChart],
  check({ servers, report }) {
    for (const server of servers) {
      const { workload } = server;
      const { podManagementPolicy, replicas } = workload;
      if (workload.kind !== 'StatefulSet' || (replicas?.value ?? 1) <= 1 || podManagementPolicy?.value === 'Parallel')
        continue;
      if (server.uses.pyroscope?.architecture.value === 'v1') continue;
      report(podManagementPolicy ?? workload.at, placeIn(workload, undefined, 'podManagementPolicy'), {
        message: `${nameOf(server)} has ${replicas?.value} replicas, which are started one after the other`,
        hint: 'Write podManagementPolicy: Parallel',
      });
    }
  },
};
