import { excerpt } from '../../base/display.ts';
import type { Probe } from '../../base/rollout/workload.ts';
import { commonSources } from '../../base/rule-sources.ts';
import type { Runs } from '../link.ts';
import type { AgreementRule } from '../rule.ts';

/** What answers at the admin server only, in its exclusive mode. Source: grafana/pyroscope, pkg/api/api.go. */
const moved = /^\/(?:ready|metrics|api\/v1\/status\/|debug\/pprof\/)/;
const loopback = /^(?:localhost|127\.[\d.]+|::1|\[::1\])$/;

export const adminProbe: AgreementRule = {
  id: 'agree.admin-probe',
  severity: 'blocker',
  title: 'Probes ask the admin server where that alone answers, and it can be reached',
  why: 'With admin_server.mode exclusive, /ready and /metrics are no longer at the HTTP port but at that of the admin server, which listens on localhost unless http_listen_address says otherwise. A pod whose probe gets no answer is never ready.',
  sources: [commonSources.pyroscopeApi, commonSources.pyroscopeParameters],
  check({ runs }, report) {
    for (const run of runs.pyroscope) {
      const summary = run.configured?.summary;
      if (summary?.adminMode.value !== 'exclusive') continue;
      const { adminMode, adminPort, adminAddress } = summary;
      const probes = probesOf(run);
      const wrong = probes.filter(({ port }) => port !== adminPort.value);
      const isClosed = loopback.test(adminAddress.value);
      const [first, ...others] = wrong.length > 0 ? wrong : isClosed ? probes : [];
      if (!first) continue;
      report({
        at: first.probe.port ?? first.probe,
        message:
          wrong.length > 0
            ? `${excerpt(first.path, 60)} answers at the admin server alone, at port ${adminPort.value}, and the probe asks elsewhere`
            : `The admin server listens on ${excerpt(adminAddress.value, 60)}, where the probe does not reach it`,
        hint: isClosed
          ? `Ask at ${adminPort.value}, and set admin_server.http_listen_address to 0.0.0.0`
          : `Write port: ${adminPort.value}`,
        related: [
          { ...adminMode, message: 'the mode of the admin server' },
          ...others.map(({ probe }) => ({ ...probe, message: 'another probe' })),
        ],
      });
    }
  },
};

/** The probes that ask for what has moved, with the numbers of their ports; undefined where no port has the name. */
function probesOf({ container }: Runs['pyroscope'][number]) {
  const { readinessProbe, startupProbe, livenessProbe, ports } = container;
  return [readinessProbe, startupProbe, livenessProbe].flatMap((probe) => {
    const path = probe?.path?.value;
    if (probe?.kind !== 'httpGet' || path === undefined || !moved.test(path)) return [];
    return [{ probe, path, port: numberOf(probe, ports) }];
  });
}

function numberOf({ port }: Probe, ports: Runs['pyroscope'][number]['container']['ports']): number | undefined {
  if (typeof port?.value === 'number') return port.value;
  return ports.find(({ name }) => name !== undefined && name === port?.value)?.port;
}
