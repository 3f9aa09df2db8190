import { excerpt } from '../../base/display.ts';
import { commonSources } from '../../base/rule-sources.ts';
import { entryOf, textAt } from '../../base/yaml-documents.ts';
import { constantAt, isSet } from '../read.ts';
import type { FileRule } from '../rule.ts';
import { sources } from '../sources.ts';

/** Types that ask a server at `url`, and the port that it usually has. */
const servers: ReadonlyMap<string, number> = new Map([
  ['grafana-pyroscope-datasource', 4040],
  ['phlare', 4040],
  ['tempo', 3200],
  ['loki', 3100],
  ['prometheus', 9090],
]);

export const url: FileRule = {
  id: 'grafana.url',
  severity: 'blocker',
  title: 'The URL of a data source is one over http or https',
  why: 'Grafana stores any text. Every query then fails, and the page says no more than that the data source is not reachable.',
  sources: [sources.fileTypes, commonSources.grafanaPyroscope],
  check({ file, report }) {
    for (const { node, place } of file.entries) {
      const type = constantAt(node, 'type') ?? '';
      const port = servers.get(type);
      if (port === undefined) continue;
      const at = textAt(node, 'url');
      const text = constantAt(node, 'url');
      if (!isSet(node, 'url') || at?.text === '') {
        report(entryOf(node, 'url')?.keySpan ?? textAt(node, 'name') ?? node, {
          message: 'the data source has no url',
          hint: `Write for example url: http://HOST:${port}`,
          place: `${place}/url`,
        });
      } else if (at && text !== undefined) {
        const fault = faultOf(text, port);
        if (fault) report(at, { ...fault, place: `${place}/url` });
      }
    }
  },
};

export const urlLocalhost: FileRule = {
  id: 'grafana.url-localhost',
  severity: 'warning',
  title: 'In a cluster, the URL of a data source is not localhost',
  why: 'There it is the pod of Grafana itself, and the server runs in another one. On a machine where both run it is right, and nothing is said.',
  sources: [commonSources.kubernetesPods, commonSources.kubernetesDns],
  check({ file, options, report }) {
    if (options.isInCluster !== true) return;
    for (const { node, place } of file.entries) {
      const at = textAt(node, 'url');
      const text = constantAt(node, 'url');
      if (!at || text === undefined || !isLocal(text)) continue;
      report(at, {
        message: "the URL is localhost, which in a cluster is Grafana's own pod",
        hint: 'Write the name of the Service: http://NAME.NAMESPACE.svc:PORT',
        place: `${place}/url`,
      });
    }
  },
};

function faultOf(text: string, port: number): { readonly message: string; readonly hint: string } | undefined {
  const shown = excerpt(withoutUser(text), 120);
  const [, scheme] = /^([A-Za-z][A-Za-z0-9+.-]*):\/\//.exec(text) ?? [];
  if (scheme === undefined)
    return {
      message: `the URL "${shown}" has no scheme`,
      hint: `Write http://${shown.replace(/^\/+/, '') || `HOST:${port}`}`,
    };
  if (!['http', 'https'].includes(scheme.toLowerCase()))
    return {
      message: `the URL "${shown}" has the scheme ${excerpt(scheme, 20)}`,
      hint: 'Grafana asks over http or https',
    };
  if (!URL.canParse(text) || /\s/.test(text))
    return { message: `"${shown}" is no URL`, hint: `Write for example http://HOST:${port}` };
  return undefined;
}

/** What is before the @ may be a password. */
function withoutUser(text: string): string {
  return text.replace(/^([A-Za-z][A-Za-z0-9+.-]*:)?(\/\/)?[^/]*@/, '$1$2…@');
}

function isLocal(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { hostname } = new URL(text);
  return hostname === 'localhost' || hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(hostname);
}
