import { excerpt } from '../../base/display.ts';
import { commonSources } from '../../base/rule-sources.ts';
import { mountOf } from '../mounted.ts';
import type { AgreementRule } from '../rule.ts';

/** Folders of a machine that a container has an empty or another one of. What is below /proc and /sys it has. */
const ofTheMachine = /^\/(?:var\/(?:log|lib)|run|etc\/machine-id|home|root|srv|mnt|opt|boot)(?:\/|$)/;
/** Rules of the language of manifests speak of these, since a profiler always needs them. */
const ofTheProfiler = /^\/(?:sys|tmp\/symb-cache)(?:\/|$)/;
/** What Alloy keeps for itself, and what kubelet puts into every container. */
const ofTheContainer = /^\/(?:var\/lib\/alloy|var\/run\/secrets|run\/secrets)(?:\/|$)/;

export const pathNotMounted: AgreementRule = {
  id: 'agree.path-not-mounted',
  severity: 'blocker',
  title: 'The folders of the machine that components read are mounted into the container',
  why: 'In the container the folder is empty or not there: the component reads nothing, and says nothing of it.',
  sources: [commonSources.kubernetesVolumes],
  check({ runs }, report) {
    for (const { container, workload, configured } of runs.alloy) {
      const said = new Set<string>();
      for (const path of configured?.summary.paths ?? []) {
        const { value, component, access } = path;
        if (access !== 'read' || !ofTheMachine.test(value) || ofTheProfiler.test(value) || ofTheContainer.test(value))
          continue;
        if (mountOf(container, value) || container.mounts.some((mount) => mount.path.startsWith(`${value}/`))) continue;
        if (said.has(value)) continue;
        said.add(value);
        report({
          at: path,
          message: `${excerpt(component, 60)} reads ${excerpt(value, 120)}, and the container "${excerpt(container.name, 60)}" has no mount there`,
          hint: `Mount it into the ${workload.kind} "${excerpt(workload.name, 60)}" as a hostPath`,
          related: [{ ...container.at, message: 'the container' }],
        });
      }
    }
  },
};
