import { commonSources } from '../../base/rule-sources.ts';
import { mountAt } from '../mounts.ts';
import { effective, isTrue } from '../privileges.ts';
import { nameOf, type Program } from '../programs.ts';
import { sources } from '../sources.ts';
import { foldersOf } from '../storage.ts';
import { alsoAt, type KubernetesRule, placeIn } from './rule.ts';

export const runAsNonRoot: KubernetesRule = {
  id: 'kubernetes.run-as-non-root',
  severity: 'blocker',
  title: 'runAsNonRoot comes with a user that is not root, by its number',
  why: 'The kubelet starts no container that must not be root and whose user is 0, or is not known as a number. Pyroscope’s image names its user by name ("pyroscope", 10001), and Alloy’s image names none, which is root.',
  sources: [
    'kubernetes/kubernetes, pkg/kubelet/kuberuntime/security_context_others.go',
    commonSources.pyroscopeImage,
    commonSources.alloyImage,
  ],
  check({ cluster, servers, agents, profilers, notLookedInto, report }) {
    const programs = new Map([...servers, ...agents].map((program) => [program.container, program]));
    const profiling = new Set(profilers.map(({ container }) => container));
    for (const workload of cluster.workloads)
      for (const container of [...workload.pod.initContainers, ...workload.pod.containers]) {
        const user = effective(workload, container, 'runAsUser');
        const nonRoot = effective(workload, container, 'runAsNonRoot');
        if (!isTrue(nonRoot)) continue;
        const place = placeIn(workload, container, 'securityContext/runAsUser');
        if (user?.value === 0)
          report(user, place, {
            message: `${nameOf({ workload, container })} runs as user 0, and must not be root`,
            hint: 'Write runAsNonRoot: false, or another user',
            related: alsoAt(nonRoot, 'it must not be root'),
          });
        const program = programs.get(container);
        if (user || !program || profiling.has(container)) continue;
        if (program.isOfficial)
          report(nonRoot, place, {
            message: `${nameOf(program)} must not be root, and its image ${program.name === 'pyroscope' ? 'names its user by name' : 'names no user'}`,
            hint: `Write runAsUser: ${program.name === 'pyroscope' ? 10001 : 473} beside it`,
          });
        else
          notLookedInto.add(
            `whether the image of ${nameOf(program)} names its user by a number, as runAsNonRoot needs it`,
          );
      }
  },
};

export const volumeOwner: KubernetesRule = {
  id: 'kubernetes.volume-owner',
  severity: 'warning',
  title: 'Volumes belong to the user of the server',
  why: 'Pyroscope runs as user 10001. Most volumes belong to root when they are new; with fsGroup the kubelet gives them to a group of the pod, and without it the server cannot write, and stops. hostPath is never given over.',
  sources: [commonSources.pyroscopeImage, commonSources.pyroscopeChart, sources.securityContexts],
  check({ servers, report }) {
    for (const server of servers) {
      const { workload, container } = server;
      const user = effective(workload, container, 'runAsUser');
      if (user?.value === 0 || workload.pod.security.fsGroup) continue;
      const claimed = foldersOf(server).flatMap(({ paths }) => {
        const mounted = mountAt(workload, container, paths[0] ?? '/');
        const isOwned = mounted?.isClaimed || mounted?.volume?.source.kind === 'persistentVolumeClaim';
        return mounted && isOwned && !isPrepared(server, mounted.mount.volume) ? [mounted.mount] : [];
      });
      const [mount] = claimed;
      if (!mount) continue;
      report(workload.pod.security.at ?? workload.pod.at, placeIn(workload, undefined, 'securityContext/fsGroup'), {
        message: `${nameOf(server)} runs as user ${user?.value ?? 10001}, and the pod has no fsGroup: its volume may belong to root`,
        hint: 'Write fsGroup: 10001 in the securityContext of the pod',
        related: alsoAt(mount, 'the volume is mounted here'),
      });
    }
  },
};

/** Whether a container before it gets the volume, and may change its owner. */
function isPrepared({ workload }: Program, volume: string): boolean {
  return workload.pod.initContainers.some(({ mounts }) => mounts.some((mount) => mount.volume === volume));
}

export const workingDirectory: KubernetesRule = {
  id: 'kubernetes.working-directory',
  severity: 'warning',
  title: 'The server runs in the folder that its paths are meant for',
  why: 'Default paths such as ./data are relative, and the image’s working directory is /. With another one every default path is another folder, beside the volume that is mounted for it.',
  sources: [commonSources.pyroscopeImage, commonSources.pyroscopeParameters],
  check({ servers, report }) {
    for (const server of servers) {
      const { workload, container } = server;
      const moved = container.workingDir;
      if (!moved) continue;
      const isMoved = foldersOf(server).some(({ paths }) => {
        const [now, inImage] = paths.map((path) => mountAt(workload, container, path)?.mount);
        return paths.length > 1 && now !== inImage && now === undefined;
      });
      if (!isMoved) continue;
      report(moved, placeIn(workload, container, 'workingDir'), {
        message: `workingDir moves the relative paths of ${nameOf(server)} away from its volumes`,
        hint: 'Take workingDir out, or write absolute paths into the configuration',
      });
    }
  },
};
