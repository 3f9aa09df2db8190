import { excerpt } from '../../base/display.ts';
import type { PyroscopeSummary } from '../../base/rollout/configurations.ts';
import type { ServicePort } from '../../base/rollout/workload.ts';
import { commonSources } from '../../base/rule-sources.ts';
import { serversOf } from '../clients.ts';
import { reached } from '../reach.ts';
import type { AgreementRule } from '../rule.ts';

export const httpPort: AgreementRule = {
  id: 'agree.http-port',
  severity: 'blocker',
  title: 'Profiles are sent to the HTTP port of Pyroscope, and read from it',
  why: 'At the other ports the server speaks gRPC, gossip or raft, and at that of the admin server it takes no profiles.',
  sources: [commonSources.pyroscopeParameters, commonSources.pyroscopeApi],
  check({ runs, clients }, report) {
    const said = new Set<ServicePort>();
    for (const client of clients) {
      const { program, url, address } = client;
      if (address?.target.kind !== 'service') continue;
      const { service } = address.target;
      for (const { workload, configured } of serversOf(client, runs)) {
        if (!configured) continue;
        const { httpPort: http } = configured.summary;
        const port = service.ports.find((one) => one.port === address.port);
        const number = port ? reached(port, workload)?.number : service.isHeadless ? address.port : undefined;
        if (number === undefined || number === http.value) continue;
        const name = nameOf(number, configured.summary);
        // What nothing listens at is said where the Service leads there, or here where there is no Service between.
        if (name === undefined && !service.isHeadless) continue;
        const asHttp = { ...http, message: `server.http_listen_port is ${http.value}` };
        if (
          port &&
          !service.isHeadless &&
          !service.ports.some((one) => reached(one, workload)?.number === http.value)
        ) {
          // No port of the Service leads to HTTP, so it is not the client that is wrong.
          if (!said.has(port))
            report({
              at: port.targetPort ?? port,
              message: `The Service "${excerpt(service.name, 60)}" leads ${port.port} to ${number}${named(name)}; Pyroscope takes HTTP at ${http.value}`,
              related: [asHttp, { ...url, message: `${program} sends here` }],
            });
          said.add(port);
        } else
          report({
            at: url,
            message: `${program} sends to port ${address.port}${named(name)}; Pyroscope takes HTTP at ${http.value}`,
            related: [asHttp],
          });
        break;
      }
    }
  },
};

function named(name: string | undefined): string {
  return name === undefined ? '' : `, that of ${name}`;
}

function nameOf(port: number, { grpcPort, memberlistPort, adminPort }: PyroscopeSummary): string | undefined {
  return new Map([
    [grpcPort.value, 'gRPC'],
    [memberlistPort.value, 'memberlist'],
    [adminPort.value, 'the admin server'],
  ]).get(port);
}
