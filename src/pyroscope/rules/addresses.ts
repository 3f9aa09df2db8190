import { excerpt } from '../../base/display.ts';
import type { PyroscopeRule } from '../rule.ts';
import { sources } from '../sources.ts';
import { usesV2 } from './architecture.ts';

export const addresses: PyroscopeRule = {
  id: 'pyroscope.address',
  severity: 'blocker',
  title: 'The server has an address for its metastore and its query backend',
  why: 'An empty one stops the start, and so does a kubernetes:/// address that does not name service, namespace and port. Such an address works in a cluster alone, with rights to watch its endpoints.',
  sources: [sources.metastore, sources.queryBackend, 'grafana/pyroscope, pkg/metastore/discovery/parse.go'],
  covers: ['metastore-address', 'query-backend-address', 'metastore-kubernetes-url'],
  check(context) {
    if (!usesV2(context)) return;
    for (const key of ['metastore.address', 'query_backend.address']) {
      const address = context.settings.text(key);
      if (address?.value === '')
        context.report(address, { message: `${key} is empty`, hint: 'Write HOST:9095', place: key });
    }
    const metastore = context.settings.text('metastore.address');
    if (
      metastore?.value.startsWith('kubernetes:') &&
      !/^kubernetes:\/\/\/[^./:]+\.[^./:]+[^/:]*:\w+$/.test(metastore.value)
    )
      context.report(metastore, {
        message: `"${excerpt(metastore.value, 80)}" does not name a service, its namespace and a port`,
        hint: 'Write kubernetes:///SERVICE.NAMESPACE.svc.cluster.local:9095',
        place: metastore.path,
      });
  },
};
