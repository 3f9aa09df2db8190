import { excerpt, printable } from '../../base/display.ts';
import { InputError } from '../../base/errors.ts';
import { type HostAddress, parseHost, userFault } from '../../base/host-address.ts';
import type { YamlPath } from '../../base/yaml.ts';
import type { Host } from '../../generated/preflight-types.ts';
import { hostKey } from '../host-key.ts';
import type { ProjectHost } from '../project.ts';
import { complaint, placeAt, type Reading, textAt } from '../reading.ts';
import { closureOf, declaredOf, packsOf, parametersOf } from './shared.ts';

/** Throws InputError for what is no host, and for one that is named twice. */
export function hostsOf(reading: Reading, hosts: readonly Host[]): readonly ProjectHost[] {
  const seen = new Map<string, number>();
  return hosts.map((host, index) => {
    const at = ['hosts', index];
    const one = hostOf(reading, at, host);
    const key = hostKey(one);
    const first = seen.get(key);
    if (first !== undefined) {
      const { line } = reading.yaml.positionOf(['hosts', first, 'name']);
      throw complaint(
        reading,
        [...at, 'name'],
        `the host "${excerpt(one.address.name, 80)}" is named twice, first in line ${line}. Put both into one entry.`,
      );
    }
    seen.set(key, index);
    return one;
  });
}

function hostOf(reading: Reading, at: YamlPath, host: Host): ProjectHost {
  const { user, port, transport, sudo, timeout } = host;
  const name = textAt(reading, [...at, 'name'], host.name);
  const address = addressOf(reading, [...at, 'name'], name);
  for (const key of ['user', 'port'] as const) {
    if (host[key] !== undefined && address[key] !== undefined)
      throw complaint(reading, [...at, key], `the ${key} stands in "name", too. Take one of them out.`);
  }
  const login = user === undefined ? undefined : textAt(reading, [...at, 'user'], user);
  const fault = login === undefined ? undefined : userFault(login);
  if (fault !== undefined) throw complaint(reading, [...at, 'user'], `${fault}. Write the name of a user.`);
  return {
    at: placeAt(reading, at),
    name,
    address,
    packs: packsOf(reading, [...at, 'packs'], host.packs),
    parameters: parametersOf(reading, [...at, 'parameters'], host.parameters),
    declared: declaredOf(reading, [...at, 'declared'], host.declared),
    closure: closureOf(reading, [...at, 'closure'], host.closure),
    ...(login === undefined ? {} : { user: login }),
    ...(port === undefined ? {} : { port }),
    ...(transport === undefined ? {} : { transport }),
    ...(sudo === undefined ? {} : { sudo }),
    ...(timeout === undefined ? {} : { timeout }),
  };
}

function addressOf(reading: Reading, at: YamlPath, name: string): HostAddress {
  try {
    return parseHost(name);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    throw complaint(reading, at, printable(error.message));
  }
}
