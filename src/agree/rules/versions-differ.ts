import { excerpt } from '../../base/display.ts';
import type { Place } from '../../base/located.ts';
import type { Cluster } from '../../base/rollout/workload.ts';
import { ourOwn } from '../../base/rule-sources.ts';
import { baseName } from '../link.ts';
import type { AgreementRule, Scene } from '../rule.ts';
import { versionIn } from '../version-text.ts';

export const versionsDiffer: AgreementRule = {
  id: 'agree.version',
  severity: 'warning',
  title: 'Image tag, container build, docker compose, service-versions.yaml and documentation name the same version',
  why: 'Who reads one of them decides by it: an image is built that nobody runs, an update is looked for twice or not at all.',
  sources: [ourOwn('agreement-rules.md', 'a version that several files name is read in any of them')],
  check(scene, report) {
    for (const [component, claims] of claimsOf(scene)) {
      const common = mostCommon(claims);
      if (!common) continue;
      for (const claim of claims) {
        if (claim.version === common.version) continue;
        report({
          at: claim.at,
          message: `${claim.says} ${excerpt(component, 60)} ${excerpt(claim.version, 40)}, and ${common.says} ${excerpt(common.version, 40)}`,
          related: [{ ...common.at, message: `${common.says} ${excerpt(common.version, 40)}` }],
        });
      }
    }
  },
};

/** Who names a version, in the order in which they are believed where as many say one thing as another. */
interface Claim {
  readonly version: string;
  readonly at: Place;
  /** In words, with the version behind it: `the documentation names`. */
  readonly says: string;
}

/** What is said of each program that the manifests run; where they run several versions of it, of each workload. */
function claimsOf({ rollout, runs }: Scene): ReadonlyMap<string, readonly Claim[]> {
  const claims = new Map<string, Claim[]>();
  const add = (component: string, text: string, at: Place, says: string): void => {
    const version = versionIn(text);
    if (version === undefined) return;
    const known = claims.get(component) ?? [];
    if (!known.some((one) => one.at.file === at.file && one.at.span.start === at.span.start))
      claims.set(component, [...known, { version, at, says }]);
  };
  const others = (rollout.otherClusters ?? []).flatMap(runVersions);
  for (const [program, list] of [
    ['pyroscope', runs.pyroscope],
    ['alloy', runs.alloy],
  ] as const) {
    const versions = new Set(list.map(({ container }) => versionIn(container.image?.tag ?? '')));
    // What one overlay says, and another one runs, is meant for that.
    const isElsewhere = (text: string): boolean => {
      const version = versionIn(text);
      return !versions.has(version) && others.some((one) => one.program === program && one.version === version);
    };
    /** The claims that a workload belongs to. */
    const keyOf = (workload: string): string => (versions.size > 1 ? workload : program);
    for (const { container, workload } of list) {
      const { image } = container;
      if (image?.tag !== undefined) add(keyOf(workload.name), image.tag, image.tagAt ?? image, 'the manifests run');
    }
    for (const { summary } of rollout.containers) {
      const built = list.filter(
        ({ container }) => container.image && isImage(container.image.name, summary.name?.value),
      );
      for (const key of new Set(built.map(({ workload }) => keyOf(workload.name)))) {
        if (summary.version && !isElsewhere(summary.version.value))
          add(key, summary.version.value, summary.version, 'the container build makes');
        if (summary.tag && !isElsewhere(summary.tag.value))
          add(key, summary.tag.value, summary.tag, 'the container build tags');
      }
    }
    for (const named of rollout.versions) {
      const name = named.component.toLowerCase();
      const own = name === program ? undefined : list.find(({ workload }) => workload.name.toLowerCase() === name);
      const [meant] = own ? [own] : name === program ? list : [];
      // Where several versions run, the plain name of the program may mean any of them.
      if (!meant || isElsewhere(named.value) || (!own && versions.size > 1 && versions.has(versionIn(named.value))))
        continue;
      add(keyOf(meant.workload.name), named.value, named, saying[named.from]);
    }
  }
  return claims;
}

const saying = {
  documentation: 'the documentation names',
  'service-versions': 'service-versions.yaml names',
  compose: 'docker compose runs',
} as const;

/** The programs that a cluster runs, by the names of their images. */
function runVersions({ workloads }: Cluster): { readonly program: string; readonly version: string | undefined }[] {
  return workloads.flatMap(({ pod }) =>
    pod.containers.map((container) => ({
      program: baseName(container) ?? '',
      version: versionIn(container.image?.tag ?? ''),
    })),
  );
}

/** Whether a container runs the image of a build: what only one of the two names, registry or folders, is not compared. */
function isImage(image: string, built: string | undefined): boolean {
  return built !== undefined && (image === built || image.endsWith(`/${built}`) || built.endsWith(`/${image}`));
}

function mostCommon(claims: readonly Claim[]): Claim | undefined {
  const counts = new Map<string, number>();
  for (const { version } of claims) counts.set(version, (counts.get(version) ?? 0) + 1);
  const most = Math.max(0, ...counts.values());
  return claims.find(({ version }) => counts.get(version) === most);
}
