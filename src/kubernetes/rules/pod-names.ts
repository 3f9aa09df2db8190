import { excerpt } from '../../base/display.ts';
import type { Place } from '../../base/located.ts';
import type { Container, Workload } from '../../base/rollout/workload.ts';
import { meaning } from '../guesses.ts';
import { folderOf } from '../mounts.ts';
import { nameOf, workloadName } from '../programs.ts';
import { sources } from '../sources.ts';
import { alsoAt, type KubernetesRule, placeIn, type RuleContext } from './rule.ts';

export const unknownVolume: KubernetesRule = {
  id: 'kubernetes.unknown-volume',
  severity: 'blocker',
  title: 'What a container mounts is a volume of its pod',
  why: 'The API server refuses a pod with a volumeMount of a name that neither volumes nor volumeClaimTemplates have.',
  sources: [sources.validation],
  check({ cluster, guess, report }) {
    for (const workload of cluster.workloads) {
      const names = new Set([...workload.pod.volumes, ...workload.volumeClaims].map(({ name }) => name));
      for (const container of containersOf(workload))
        for (const mount of container.mounts) {
          if (names.has(mount.volume)) continue;
          report(mount, placeIn(workload, container, 'volumeMounts'), {
            message: `${workloadName(workload)} has no volume "${excerpt(mount.volume, 80)}"`,
            hint: meaning(guess(mount.volume, names)),
          });
        }
    }
  },
};

export const repeatedName: KubernetesRule = {
  id: 'kubernetes.repeated-name',
  severity: 'blocker',
  title: 'Names and mount paths of a pod are there once',
  why: 'The API server refuses a pod with two containers, two volumes or two ports of one name, or with two mounts at one path of a container.',
  sources: [sources.validation],
  check({ cluster, report }) {
    for (const workload of cluster.workloads) {
      const of = workloadName(workload);
      const say = (what: string, key: string) => (at: Place, first: Place, name: string) =>
        report(at, placeIn(workload, undefined, key), {
          message: `${of} has two ${what} "${excerpt(name, 80)}"`,
          related: alsoAt(first, 'the first one'),
        });
      repeated(
        containersOf(workload).map(({ name, at }) => ({ ...at, name })),
        say('containers named', 'containers'),
      );
      repeated(workload.pod.volumes, say('volumes named', 'volumes'));
      for (const container of containersOf(workload)) {
        repeated(
          container.ports.flatMap(({ name, ...port }) => (name === undefined ? [] : [{ ...port, name }])),
          say('ports named', 'ports'),
        );
        repeated(
          container.mounts.map(({ path, ...mount }) => ({ ...mount, name: folderOf(path) })),
          say('mounts at', 'volumeMounts'),
        );
      }
    }
  },
};

export const repeatedVariable: KubernetesRule = {
  id: 'kubernetes.repeated-variable',
  severity: 'warning',
  title: 'A variable is set once',
  why: 'Of two variables of one name the last one counts, and what applies a manifest by merging may keep either.',
  sources: ['kubernetes/kubernetes, pkg/api/pod/warnings.go'],
  check({ cluster, report }) {
    for (const workload of cluster.workloads)
      for (const container of containersOf(workload))
        repeated(container.env, (at, first, name) =>
          report(at, placeIn(workload, container, `env/${excerpt(name, 80)}`), {
            message: `${nameOf({ workload, container })} sets ${excerpt(name, 80)} twice`,
            related: alsoAt(first, 'the first one'),
          }),
        );
  },
};

export const selectorMismatch: KubernetesRule = {
  id: 'kubernetes.selector-mismatch',
  severity: 'blocker',
  title: 'A workload selects the pods that it makes',
  why: 'The API server refuses a Deployment, StatefulSet or DaemonSet whose selector does not match the labels of its own template.',
  sources: [sources.workloadValidation],
  check({ cluster, report }) {
    for (const workload of cluster.workloads)
      for (const [key, label] of workload.selector?.labels ?? [])
        checkLabel({ report }, workload, key, label.value, label);
  },
};

function checkLabel(
  { report }: Pick<RuleContext, 'report'>,
  workload: Workload,
  key: string,
  value: string,
  at: Place,
): void {
  const has = workload.pod.labels.get(key);
  if (has === value) return;
  const shown = `${excerpt(key, 80)}=${excerpt(value, 80)}`;
  report(at, placeIn(workload, undefined, `selector/${excerpt(key, 80)}`), {
    message: `${workloadName(workload)} selects ${shown}, and its pods ${has === undefined ? 'have no such label' : `have ${excerpt(has, 80)}`}`,
    hint: 'Write the same in matchLabels and in the labels of the template',
    related: alsoAt(workload.pod.at, 'the pods'),
  });
}

function containersOf({ pod }: Workload): readonly Container[] {
  return [...pod.initContainers, ...pod.containers];
}

function repeated<T extends Place & { readonly name: string }>(
  items: readonly T[],
  say: (at: Place, first: Place, name: string) => void,
): void {
  const seen = new Map<string, T>();
  for (const item of items) {
    const first = seen.get(item.name);
    if (first) say(item, first, item.name);
    else seen.set(item.name, item);
  }
}
