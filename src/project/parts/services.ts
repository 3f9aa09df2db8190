import { excerpt } from '../../base/display.ts';
import { tenantFault } from '../../base/tenant.ts';
import { demandsNothing } from '../../base/text-pattern.ts';
import { versionRange } from '../../base/version.ts';
import { list } from '../../base/words.ts';
import type { YamlPath } from '../../base/yaml.ts';
import type { Service } from '../../generated/preflight-types.ts';
import type { ProjectService } from '../project.ts';
import { complaint, placeAt, type Reading } from '../reading.ts';
import { refuseTwice } from './twice.ts';

/** The keys that only some kinds have. */
const kindsOf: Readonly<Partial<Record<keyof Service, readonly Service['kind'][]>>> = {
  // The others do not say theirs.
  version: ['prometheus', 'loki', 'tempo', 'alloy', 'grafana', 'pyroscope', 'frigate'],
  status: ['http'],
  body: ['http'],
  tenant: ['pyroscope', 'loki', 'tempo', 'prometheus'],
  expect: ['pyroscope'],
  pyroscopeUid: ['grafana'],
  remoteWrite: ['prometheus'],
};

/** Throws InputError for a name that is taken, a URL with a password, a key of another kind, a range, a tenant or a text that is none. */
export function servicesOf(reading: Reading, services: readonly Service[]): readonly ProjectService[] {
  refuseTwice(reading, 'services', services, 'service');
  return services.map((service, index) => {
    const at = ['services', index];
    refuseOtherKinds(reading, at, service);
    refuseUrl(reading, [...at, 'url'], service.url);
    if (service.version !== undefined) refuseRange(reading, [...at, 'version'], service.version);
    if (service.body !== undefined) refuseEmptyPattern(reading, [...at, 'body'], service.body);
    if (service.tenant !== undefined) refuseTenant(reading, [...at, 'tenant'], service.tenant);
    return { at: placeAt(reading, at), ...service };
  });
}

function refuseOtherKinds(reading: Reading, at: YamlPath, service: Service): void {
  for (const [key, kinds] of Object.entries(kindsOf)) {
    if (!Object.hasOwn(service, key) || kinds.includes(service.kind)) continue;
    throw complaint(
      reading,
      [...at, key],
      `"${key}" is for services of the kind ${list(kinds, 'or')}, and this one is ${service.kind}. Take it out.`,
      'key',
    );
  }
}

/** No part of the URL is shown: it may hold a password. */
function refuseUrl(reading: Reading, at: YamlPath, text: string): void {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url) throw complaint(reading, at, '"url" is no URL. Write one such as https://grafana.example:3000.');
  if (url.username !== '' || url.password !== '')
    throw complaint(
      reading,
      at,
      '"url" holds a user or a password. Take them out, and name a variable: token: PREFLIGHT_TOKEN_NAME.',
    );
}

function refuseRange(reading: Reading, at: YamlPath, range: string): void {
  try {
    versionRange(range);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw complaint(reading, at, `${excerpt(error.message, 120)}. Write a range such as ">=11 <13".`);
  }
}

/** With | between several, where the server joins what they have. */
function refuseTenant(reading: Reading, at: YamlPath, tenant: string): void {
  for (const one of tenant.split('|')) {
    const fault = one === '' ? 'it is empty' : tenantFault(one);
    if (fault)
      throw complaint(reading, at, `"${excerpt(one, 60)}" is no tenant: ${fault}. Write it as the server has it.`);
  }
}

function refuseEmptyPattern(reading: Reading, at: YamlPath, body: string): void {
  if (demandsNothing(body))
    throw complaint(
      reading,
      at,
      '"body" holds only stars, which every answer does. Write a text, with \\* for a star.',
    );
}
