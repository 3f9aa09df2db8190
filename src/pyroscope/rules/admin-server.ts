import { commonSources } from '../../base/rule-sources.ts';
import type { PyroscopeRule } from '../rule.ts';

const loopback = /^(?:localhost|127(?:\.\d{1,3}){3}|::1|\[::1\])$/;

export const adminServer: PyroscopeRule = {
  id: 'pyroscope.admin-server',
  severity: 'warning',
  title: 'With admin_server.mode exclusive the admin port can be reached from outside',
  why: '/ready, /metrics, the status API, the pages of the rings and pprof leave the main port, and the admin port listens on localhost by default: probes of the kubelet and scrapes fail.',
  sources: [commonSources.pyroscopeApi],
  covers: ['admin-exclusive-ready', 'R4.24'],
  check({ settings, report }) {
    const mode = settings.text('admin_server.mode');
    const address = settings.text('admin_server.http_listen_address');
    const port = settings.number('admin_server.http_listen_port');
    if (mode?.value !== 'exclusive' || !address || !loopback.test(address.value)) return;
    const at = address.from === 'default' ? mode : address;
    report(at, {
      message: `/ready and /metrics are at ${address.value}:${port?.value ?? 4042} alone, where no probe gets`,
      hint: 'Write admin_server.http_listen_address: 0.0.0.0, and move probes and scrapes to the admin port',
      place: at.path,
    });
  },
};
