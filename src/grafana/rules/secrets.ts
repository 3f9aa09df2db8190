import { commonSources } from '../../base/rule-sources.ts';
import type { Span } from '../../base/text.ts';
import { entryOf, textAt, type YamlEntry, type YamlText } from '../../base/yaml-documents.ts';
import { referencesIn } from '../interpolation.ts';
import type { Entry } from '../read.ts';
import type { FileRule } from '../rule.ts';
import { sources } from '../sources.ts';

/** Keys of secureJsonData that hold nothing secret. */
const open = new Set(['tlsCACert', 'tlsClientCert']);
/** Keys whose value opens a door, wherever they stand. */
const telling =
  /(?:password|passwd|secret|token|api_?key|access_?key|private_?key|client_?key|secret_?key|httpHeaderValue\d+)$/i;
/** `https://user:password@host`. */
const withPassword = /^[A-Za-z][A-Za-z0-9+.-]*:\/\/[^/@\s:]*:[^/@\s]+@/;

export const plainSecret: FileRule = {
  id: 'grafana.plain-secret',
  severity: 'warning',
  title: 'No secret is written into the file',
  why: 'The file lies in a repository and in a ConfigMap, where whoever may read the namespace reads it too. A secret that was committed stays in the history.',
  sources: [sources.provisioning, commonSources.kubernetesConfigMaps],
  check({ file, report }) {
    for (const entry of file.entries) {
      for (const { written, at, place } of secretsOf(entry)) {
        report(at, {
          message: `a secret is written in plain text for "${written.key.slice(0, 80)}"`,
          hint: 'Write $VARIABLE or $__file{/path}, and replace the secret where it is valid',
          place,
        });
      }
      const url = textAt(entry.node, 'url');
      if (url && withPassword.test(url.text) && referencesIn(url.text).length === 0)
        report(url, {
          message: 'the URL holds a password in plain text',
          hint: 'Write basicAuth, basicAuthUser and basicAuthPassword in secureJsonData',
          place: `${entry.place}/url`,
        });
    }
  },
};

export const misplacedSecret: FileRule = {
  id: 'grafana.misplaced-secret',
  severity: 'blocker',
  title: 'Passwords stand in secureJsonData',
  why: 'Grafana no longer reads password and basicAuthPassword beside the other keys of an entry, and never reads them in jsonData, which it hands to every browser besides.',
  sources: [sources.fileTypes, commonSources.grafanaHttpClient, sources.provisioning],
  check({ file, report }) {
    const secret = new Set(['password', 'basicAuthPassword', 'tlsClientKey', 'tlsClientCert', 'tlsCACert']);
    for (const { node, jsonData, place } of file.entries) {
      const found = [node, jsonData].flatMap((map) => map?.entries.filter(({ key }) => secret.has(key)) ?? []);
      for (const { key, keySpan } of found)
        report(keySpan, {
          message: `${key} is not read here`,
          hint: `Write ${key} into secureJsonData`,
          place: `${place}/secureJsonData/${key}`,
        });
    }
  },
};

interface Secret {
  readonly written: YamlEntry & { readonly value: YamlText };
  /** A report masks the value of a telling key in the line that it shows; of another one that line is not shown. */
  readonly at: Span;
  readonly place: string;
}

function secretsOf({ node, jsonData, secureJsonData, place }: Entry): readonly Secret[] {
  const literal = ({ value }: YamlEntry): boolean =>
    value.kind === 'text' && value.text !== '' && referencesIn(value.text).length === 0;
  const secure = entryOf(node, 'secureJsonData') ?? entryOf(node, 'secure_json_data');
  const of = (entries: readonly YamlEntry[], at: string, holds: (key: string) => boolean): readonly Secret[] =>
    entries.flatMap(({ key, keySpan, value }) =>
      value.kind === 'text' && holds(key) && literal({ key, keySpan, value })
        ? [
            {
              written: { key, keySpan, value },
              at: telling.test(key) || !secure ? value : secure.keySpan,
              place: `${at}/${key.slice(0, 80)}`,
            },
          ]
        : [],
    );
  const tenants = new Set(
    (jsonData?.entries ?? []).flatMap(({ key, value }) =>
      key.startsWith('httpHeaderName') && value.kind === 'text' && /^x-scope-orgid$/i.test(value.text)
        ? [`httpHeaderValue${key.slice('httpHeaderName'.length)}`]
        : [],
    ),
  );
  return [
    ...of(node.entries, place, (key) => telling.test(key)),
    ...of(jsonData?.entries ?? [], `${place}/jsonData`, (key) => telling.test(key)),
    // The name of a tenant is none.
    ...of(secureJsonData?.entries ?? [], `${place}/secureJsonData`, (key) => !open.has(key) && !tenants.has(key)),
  ];
}
