import type { PyroscopeRule } from '../rule.ts';
import type { Setting } from '../settings.ts';

/** Ways to get in that the storage refuses beside each other. */
const rivals: readonly (readonly [string, string])[] = [
  ['user_assigned_id', 'account_key'],
  ['user_assigned_id', 'connection_string'],
  ['user_assigned_id', 'client_id'],
  ['account_key', 'connection_string'],
];
const together = ['az_tenant_id', 'client_id', 'client_secret'];

export const azure: PyroscopeRule = {
  id: 'pyroscope.azure',
  severity: 'blocker',
  title: 'There is one way to get into an Azure container',
  why: 'The storage module does not start with two of an account key, a connection string and an assigned identity, and with a part of az_tenant_id, client_id and client_secret.',
  sources: ['thanos-io/objstore, providers/azure/azure.go'],
  covers: ['azure-required'],
  check({ settings, report }) {
    if (settings.text('storage.backend')?.value !== 'azure') return;
    const set = (key: string): Setting<string> | undefined => {
      const setting = settings.text(`storage.azure.${key}`);
      return setting?.value === '' ? undefined : setting;
    };
    for (const [one, other] of rivals) {
      const [first, second] = [set(one), set(other)];
      if (!first || !second) continue;
      report(second, {
        message: `storage.azure.${one} and ${other} are both set`,
        hint: 'Take one of them out',
        place: second.path,
        related: [{ file: first.file, span: first.span, message: `${one} is set here` }],
      });
      return;
    }
    const [given] = together.flatMap((key) => set(key) ?? []);
    // A key that this version does not have, or whose value is not known, is not missing.
    const missing = together.filter((key) => settings.text(`storage.azure.${key}`)?.value === '');
    if (given && missing.length > 0)
      report(given, {
        message: `${given.path} is set, and ${missing.join(' and ')} ${missing.length > 1 ? 'are' : 'is'} not`,
        hint: 'Set all three, or none',
        place: given.path,
      });
  },
};
