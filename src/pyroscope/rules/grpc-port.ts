import { excerpt } from '../../base/display.ts';
import { modulesOf } from '../modules.ts';
import type { PyroscopeRule } from '../rule.ts';
import { sources } from '../sources.ts';
import { usesV2 } from './architecture.ts';

const local = /^(?:localhost|127\.0\.0\.1|\[::1\]):(\d+)$/;

export const grpcPort: PyroscopeRule = {
  id: 'pyroscope.grpc-port',
  severity: 'blocker',
  title: 'A single binary reaches its own metastore and query backend at its gRPC port',
  why: 'Their addresses are localhost:9095 by default. With another server.grpc_listen_port the server starts, and never becomes ready.',
  sources: [sources.metastore, sources.queryBackend],
  covers: ['grpc-port-coupling', 'R4.20'],
  check(context) {
    const { settings, version, report } = context;
    const port = settings.number('server.grpc_listen_port');
    if (!usesV2(context) || !port) return;
    const modules = modulesOf(settings, version);
    for (const [key, module] of [
      ['metastore.address', 'metastore'],
      ['query_backend.address', 'query-backend'],
    ] as const) {
      const address = settings.text(key);
      const local9095 = local.exec(address?.value ?? '')?.[1];
      if (!address || !modules.has(module) || local9095 === undefined || Number(local9095) === port.value) continue;
      const at = address.from === 'default' ? port : address;
      report(at, {
        message: `${key} is ${excerpt(address.value, 60)}${address.from === 'default' ? ' by default' : ''}, and the server listens on port ${port.value}`,
        hint: `Write ${key}: localhost:${port.value}`,
        place: at.path,
      });
    }
  },
};
