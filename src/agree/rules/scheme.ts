import { excerpt } from '../../base/display.ts';
import { commonSources } from '../../base/rule-sources.ts';
import { serversOf } from '../clients.ts';
import type { AgreementRule } from '../rule.ts';

export const scheme: AgreementRule = {
  id: 'agree.scheme',
  severity: 'blocker',
  title: 'The scheme of a URL is what Pyroscope speaks at its HTTP port',
  why: 'Without server.http_tls_config the server speaks plain HTTP, with it TLS only. Behind a Service nothing translates: every request fails.',
  sources: [commonSources.pyroscopeParameters],
  check({ runs, clients }, report) {
    for (const client of clients) {
      const { program, url, address } = client;
      for (const { configured } of serversOf(client, runs)) {
        if (!configured || !address) continue;
        const { httpTls, httpPort } = configured.summary;
        const spoken = httpTls ? 'https' : 'http';
        if (address.scheme === spoken) continue;
        report({
          at: url,
          message: `${program} speaks ${address.scheme} to Pyroscope, which takes ${spoken}`,
          hint: `Write ${spoken}://${excerpt(address.host, 120)}:${address.port}`,
          related: [
            httpTls
              ? { ...httpTls, message: 'TLS is set up here' }
              : { ...httpPort, message: 'the server has no server.http_tls_config' },
          ],
        });
        break;
      }
    }
  },
};
