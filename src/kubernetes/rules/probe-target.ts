import { excerpt } from '../../base/display.ts';
import { commonSources } from '../../base/rule-sources.ts';
import { isShell } from '../arguments.ts';
import { meaning } from '../guesses.ts';
import { httpPortOf, listenAddressOf, probePortOf, probesOf } from '../listening.ts';
import { nameOf, type Program } from '../programs.ts';
import { sources } from '../sources.ts';
import { alsoAt, type KubernetesRule, placeIn } from './rule.ts';

export const probePort: KubernetesRule = {
  id: 'kubernetes.probe-port',
  severity: 'blocker',
  title: 'A probe’s port has a name that the container has',
  why: 'The kubelet looks the name up among the container’s ports. A probe of a name that is not there fails each time, and the pod is never ready.',
  sources: [sources.probes],
  check({ cluster, guess, report }) {
    for (const workload of cluster.workloads)
      for (const container of workload.pod.containers)
        for (const [kind, probe] of probesOf(container)) {
          const { port } = probe;
          if (typeof port?.value !== 'string' || probePortOf(container, probe) !== undefined) continue;
          const names = container.ports.flatMap(({ name }) => name ?? []);
          const hint = /^\d+$/.test(port.value)
            ? `Take the quotes off: ${port.value}`
            : meaning(guess(port.value, names));
          report(port, placeIn(workload, container, `${kind}/port`), {
            message: `no port of ${nameOf({ workload, container })} is named "${excerpt(port.value, 40)}"`,
            hint,
          });
        }
  },
};

const answered = {
  alloy: ['/-/ready', '/-/healthy', '/metrics'],
  pyroscope: ['/ready', '/metrics', '/api/v1/status/buildinfo'],
};
/** Where other programs answer. */
const elsewhere =
  /^\/(?:-\/(?:ready|healthy)|ready|readyz|readiness|healthz?|healthy|livez|liveness|live|ping|api\/health)\/?$/;

export const probeEndpoint: KubernetesRule = {
  id: 'kubernetes.probe-endpoint',
  severity: 'blocker',
  title: 'Probes ask where the program answers',
  why: 'Pyroscope says at /ready on 4040 whether it is ready, and Alloy at /-/ready on 12345. Any other path is answered with 404, any other port not at all, and the pod is never ready.',
  sources: [commonSources.pyroscopeReady, sources.alloyHttp],
  check({ servers, agents, guess, notLookedInto, report }) {
    for (const program of [...servers, ...agents]) {
      const { workload, container, name } = program;
      for (const [kind, probe] of probesOf(container)) {
        const { path } = probe;
        const place = placeIn(workload, container, kind);
        if (probe.kind === 'httpGet' && path && !answered[name].includes(path.value) && path.value !== '/') {
          const meant = guess(path.value, answered[name]);
          if (meant !== undefined || elsewhere.test(path.value))
            report(path, `${place}/path`, {
              message: `${nameOf(program)} does not answer at ${excerpt(path.value, 80)}`,
              hint: `Write ${meant ?? answered[name][0]}`,
            });
          else notLookedInto.add(`whether ${nameOf(program)} answers at ${excerpt(path.value, 80)}`);
        }
        if (probe.kind === 'httpGet' || probe.kind === 'tcpSocket') checkPort(program, kind, report);
      }
    }
  },
};

function checkPort(program: Program, kind: ReturnType<typeof probesOf>[number][0], report: Report): void {
  const { workload, container, name, uses } = program;
  const probe = container[kind];
  const asked = probe && probePortOf(container, probe);
  const port = httpPortOf(program);
  // In the admin server's exclusive mode /ready is elsewhere, which the comparison with the configuration judges.
  if (!probe?.port || asked === undefined || port === undefined || asked === port) return;
  if (name === 'pyroscope' && uses.pyroscope?.adminMode.value === 'exclusive') return;
  if (probe.kind === 'tcpSocket' && name === 'pyroscope') return;
  const declared = container.ports.find((candidate) => candidate.name === probe.port?.value);
  // The port of that name is what differs from the configuration, which is said once: src/agree/rules/listen-port.ts.
  if (declared && uses.pyroscope) return;
  report(probe.port, `${placeIn(workload, container, kind)}/port`, {
    message: `${nameOf(program)} listens on ${port}, and the probe asks on ${asked}`,
    hint: `Write port: ${port}`,
    related: declared ? alsoAt(declared, 'the port of that name') : [],
  });
}

type Report = Parameters<KubernetesRule['check']>[0]['report'];

export const probeAddress: KubernetesRule = {
  id: 'kubernetes.probe-address',
  severity: 'blocker',
  title: 'Alloy listens where its probes ask',
  why: 'Alloy listens on 127.0.0.1:12345 unless --server.http.listen-addr says otherwise, and the kubelet asks on the address of the pod: every probe is refused.',
  sources: [commonSources.alloyRun, sources.probes],
  check({ agents, notLookedInto, report }) {
    for (const agent of agents) {
      const { workload, container } = agent;
      const probes = probesOf(container).filter(([, { kind }]) => kind === 'httpGet' || kind === 'tcpSocket');
      const [first] = probes;
      if (!first) continue;
      if (isShell(container)) {
        notLookedInto.add(`where ${nameOf(agent)} listens: a shell puts its command line together`);
        continue;
      }
      const address = listenAddressOf(container);
      const isLocal = !address || /^(?:127\.|localhost(?::|$)|\[?::1\]?(?::|$))/.test(address.value);
      if (!isLocal) continue;
      const [kind, probe] = first;
      report(address ?? probe, placeIn(workload, container, kind), {
        message: `${nameOf(agent)} listens on ${excerpt(address?.value ?? '127.0.0.1:12345', 80)}, where the ${kind} does not reach it`,
        hint: 'Add the argument --server.http.listen-addr=0.0.0.0:12345',
        related: address ? alsoAt(probe, 'the probe') : [],
      });
    }
  },
};
