import { excerpt } from '../../base/display.ts';
import { commonSources } from '../../base/rule-sources.ts';
import type { AgreementRule } from '../rule.ts';

export const servicePort: AgreementRule = {
  id: 'agree.service-port',
  severity: 'blocker',
  title: 'The port of a URL is one that the Service has',
  why: 'Nothing listens at another port of a Service: connections are refused or time out. A URL without a port means 80, with https 443.',
  sources: [commonSources.kubernetesService],
  check({ clients }, report) {
    for (const { program, url, address } of clients) {
      if (address?.target.kind !== 'service') continue;
      const { service } = address.target;
      // A headless Service hands out the addresses of the pods, and what listens there answers at any port.
      if (service.isHeadless || service.ports.length === 0) continue;
      if (service.ports.some(({ port }) => port === address.port)) continue;
      const [first, ...others] = service.ports;
      const ports = service.ports.map(({ port, name }) =>
        name === undefined ? `${port}` : `${port} (${excerpt(name, 30)})`,
      );
      report({
        at: url,
        message: `${program} sends to port ${address.port} of the Service "${excerpt(service.name, 60)}", which has ${ports.join(', ')}`,
        ...(first && others.length === 0
          ? { hint: `Write ${address.scheme}://${excerpt(address.host, 120)}:${first.port}` }
          : {}),
        related: first ? [{ file: first.file, span: first.span, message: `the Service has port ${first.port}` }] : [],
      });
    }
  },
};
