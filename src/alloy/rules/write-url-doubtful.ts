import { excerpt } from '../../base/display.ts';
import { commonSources } from '../../base/rule-sources.ts';
import { sources } from '../sources.ts';
import { eachUrl } from './endpoints.ts';
import type { RolloutRule } from './rule.ts';

/** Ports that others of the stack listen on by default. Source of Pyroscope's: cmd/pyroscope, server.grpc_listen_port and others. */
const others: Readonly<Record<string, string>> = {
  '3000': 'Grafana',
  '3100': 'Loki',
  '3200': 'Tempo',
  '4317': 'OTLP over gRPC',
  '4318': 'OTLP over HTTP',
  '7946': 'Pyroscope’s gossip',
  '9090': 'Prometheus',
  '9095': 'Pyroscope’s gRPC, which takes no pushes over HTTP',
  '12345': 'Alloy',
};

export const writeUrlDoubtful: RolloutRule = {
  id: 'alloy.write-url-doubtful',
  severity: 'warning',
  title: 'The URL of a pyroscope.write looks like that of a Pyroscope',
  why: 'Pyroscope listens on port 4040. In a pod, localhost is the pod itself. A wrong URL shows in Alloy’s log alone.',
  sources: [commonSources.pyroscopeImage, commonSources.kubernetesPods, sources.write],
  check(context) {
    eachUrl(context, ({ text, node, at, inside }) => {
      if (!/^https?:\/\//i.test(text) || !URL.canParse(text)) return;
      const { hostname, port, protocol } = new URL(text);
      const say = (message: string, hint: string): void => context.report(node, at, { message, hint, inside });
      const other = Object.hasOwn(others, port) ? others[port] : undefined;
      if (/^(?:localhost|127(?:\.\d+){3}|\[::1\]|0\.0\.0\.0)$/.test(hostname))
        say(
          `profiles are sent to ${hostname}, which in a pod is the pod itself`,
          'Write the name of Pyroscope’s Service',
        );
      else if (other !== undefined)
        say(`profiles are sent to port ${port}, the port of ${other}`, 'Pyroscope listens on 4040');
      else if (port === '' && protocol === 'http:' && isInCluster(hostname))
        say(
          `profiles are sent to port 80 of ${excerpt(hostname, 80)}`,
          'Pyroscope listens on 4040: write the port, if the Service has no other',
        );
    });
  },
};

function isInCluster(hostname: string): boolean {
  return !hostname.includes('.') || /\.svc(?:\.[\w.-]+)?$/.test(hostname);
}
