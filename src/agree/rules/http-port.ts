import { serversOf } from '../clients.ts';
import { reached } from '../reach.ts';
import type { AgreementRule } from '../rule.ts';

export const httpPort: AgreementRule = {
  id: 'agree.http-port',
  severity: 'blocker',
  title: 'Profiles are sent to the HTTP port of Pyroscope, and read from it',
  why: 'At the other ports the server speaks gRPC, gossip or raft, and at that of the admin server it takes no profiles.',
  check({ runs, clients }, report) {
    for (const client of clients) {
      const { program, url, address } = client;
      if (address?.target.kind !== 'service') continue;
      const { service } = address.target;
      for (const { workload, configured } of serversOf(client, runs)) {
        if (!configured) continue;
        const { httpPort: http, grpcPort, memberlistPort, adminPort } = configured.summary;
        const port = service.ports.find((one) => one.port === address.port);
        const number = port ? reached(port, workload)?.number : service.isHeadless ? address.port : undefined;
        if (number === undefined || number === http.value) continue;
        const name = new Map([
          [grpcPort.value, 'gRPC'],
          [memberlistPort.value, 'memberlist'],
          [adminPort.value, 'the admin server'],
        ]).get(number);
        // What nothing listens at is said where the Service leads there, or here where there is no Service between.
        if (name === undefined && !service.isHeadless) continue;
        report({
          at: url,
          message: `${program} sends to port ${address.port}${name === undefined ? '' : `, that of ${name}`}; Pyroscope takes HTTP at ${http.value}`,
          related: [{ ...http, message: `server.http_listen_port is ${http.value}` }],
        });
        break;
      }
    }
  },
};
