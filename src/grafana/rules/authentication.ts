import { commonSources } from '../../base/rule-sources.ts';
import { entryOf } from '../../base/yaml-documents.ts';
import { isSet, truthAt } from '../read.ts';
import type { FileRule } from '../rule.ts';

export const basicAuth: FileRule = {
  id: 'grafana.basic-auth',
  severity: 'warning',
  title: 'basicAuth: true, basicAuthUser and basicAuthPassword come together',
  why: 'Grafana sends user and password only with basicAuth: true, and an empty one for what is missing. The password is read from secureJsonData alone.',
  sources: [commonSources.grafanaHttpClient],
  check({ file, report }) {
    for (const { node, secureJsonData, place } of file.entries) {
      if (file.format === 'legacy') continue;
      const flag = entryOf(node, 'basicAuth');
      const user = entryOf(node, 'basicAuthUser');
      if (flag && truthAt(node, 'basicAuth') === true) {
        const missing = [
          ...(isSet(node, 'basicAuthUser') ? [] : ['basicAuthUser']),
          ...(isSet(secureJsonData, 'basicAuthPassword') ? [] : ['basicAuthPassword in secureJsonData']),
        ];
        if (missing.length === 0) continue;
        report(flag.keySpan, {
          message: `basicAuth is true without ${missing.join(' and ')}`,
          hint: 'Write what is missing, or take basicAuth out',
          place: `${place}/basicAuth`,
        });
      } else if (user && isSet(node, 'basicAuthUser') && (!flag || truthAt(node, 'basicAuth') === false)) {
        report(user.keySpan, {
          message: 'basicAuthUser is ignored without basicAuth: true',
          hint: 'Write basicAuth: true',
          place: `${place}/basicAuthUser`,
        });
      }
    }
  },
};

/** What a setting of TLS takes from secureJsonData. */
const material: ReadonlyMap<string, readonly string[]> = new Map([
  ['tlsAuth', ['tlsClientCert', 'tlsClientKey']],
  ['tlsAuthWithCACert', ['tlsCACert']],
]);

export const tlsMaterial: FileRule = {
  id: 'grafana.tls-material',
  severity: 'blocker',
  title: 'The certificates and keys that jsonData asks for are in secureJsonData',
  why: 'tlsAuth takes tlsClientCert and tlsClientKey, tlsAuthWithCACert takes tlsCACert. Without them Grafana cannot set the connection up, and every query fails.',
  sources: [commonSources.grafanaHttpClient],
  check({ file, report }) {
    for (const { jsonData, secureJsonData, place } of file.entries) {
      for (const [key, needed] of material) {
        const flag = entryOf(jsonData, key);
        if (!flag || truthAt(jsonData, key) !== true) continue;
        const missing = needed.filter((name) => !isSet(secureJsonData, name));
        if (missing.length === 0) continue;
        report(flag.keySpan, {
          message: `${key} is true without ${missing.join(' and ')} in secureJsonData`,
          hint: `Write for example ${missing[0]}: $__file{/etc/grafana/tls/…}`,
          place: `${place}/jsonData/${key}`,
        });
      }
    }
  },
};

export const tlsSkipVerify: FileRule = {
  id: 'grafana.tls-skip-verify',
  severity: 'warning',
  title: 'The certificate of the server is verified',
  why: 'With tlsSkipVerify: true anybody on the way can answer in its place, and reads the credentials that are sent.',
  sources: [commonSources.grafanaHttpClient, commonSources.grafanaPyroscope],
  check({ file, report }) {
    for (const { jsonData, place } of file.entries) {
      const flag = entryOf(jsonData, 'tlsSkipVerify');
      if (!flag || truthAt(jsonData, 'tlsSkipVerify') !== true) continue;
      report(flag.keySpan, {
        message: 'the certificate of the server is not verified',
        hint: 'Write tlsAuthWithCACert: true and tlsCACert in secureJsonData',
        place: `${place}/jsonData/tlsSkipVerify`,
      });
    }
  },
};
