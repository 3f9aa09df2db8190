import type { PyroscopeSummary } from '../../base/rollout/configurations.ts';
import { reached, selects } from '../reach.ts';
import type { AgreementRule } from '../rule.ts';

/** metastore.raft.bind_address; the summary does not carry it. Source: grafana/pyroscope, pkg/metastore/raftnode. */
const raftPort = 9099;

export const listenPort: AgreementRule = {
  id: 'agree.listen-port',
  severity: 'blocker',
  title: 'A port that the Service of Pyroscope leads to is one that the server listens at',
  why: 'The configuration of the server alone decides where it listens; ports in manifests only say so. Connections through the Service are refused.',
  check({ rollout, runs }, report) {
    for (const { workload, container, configured } of runs.pyroscope) {
      if (!configured) continue;
      const said = new Set<unknown>();
      for (const service of rollout.cluster.services) {
        if (!selects(service, workload)) continue;
        for (const port of service.ports) {
          const end = reached(port, workload);
          if (!end || (end.container && end.container !== container) || said.has(end.at.span)) continue;
          // What another container of the pod listens at is not known.
          if (!end.container && workload.pod.containers.length > 1) continue;
          if (listens(configured.summary, end.number)) continue;
          said.add(end.at.span);
          const { httpPort } = configured.summary;
          report({
            at: end.at,
            message: `The Service "${service.name}" leads to port ${end.number} of Pyroscope, which listens at ${httpPort.value}`,
            hint: `Write ${httpPort.value} here, or change server.http_listen_port`,
            related: [{ ...httpPort, message: `server.http_listen_port is ${httpPort.value}` }],
          });
        }
      }
    }
  },
};

function listens(summary: PyroscopeSummary, port: number): boolean {
  const { httpPort, grpcPort, memberlistPort, adminPort, adminMode } = summary;
  const ports = [httpPort.value, grpcPort.value, memberlistPort.value, raftPort];
  return ports.includes(port) || (adminMode.value !== 'disabled' && port === adminPort.value);
}
