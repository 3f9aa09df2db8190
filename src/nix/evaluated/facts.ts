/** What a configuration declares, as facts: how a host's settings will be after a switch to it. */
import { excerpt } from '../../base/display.ts';
import type { Facts, FactsDocument, Gap } from '../../base/facts.ts';
import { pointerOf } from '../../base/pointer.ts';
import { sysctls } from '../../base/wanted.ts';
import { kernelDefaults, nixosDefaults } from '../closure/kernel-defaults.ts';
import type { DeclaredValues } from './declared-values.ts';

/**
 * Of settings alone, on the grade `predicted`. What is declared nowhere has NixOS's own value, or what a usual kernel starts
 * with. Nothing else is known of the host.
 */
export function declaredFacts({ from, values, files, unknown }: DeclaredValues, now: Date): FactsDocument {
  const gaps: Record<string, Gap> = {};
  const origins: FactsDocument['from'] = {};
  const sysctl: NonNullable<Facts['sysctl']> = {};
  for (const path of sysctls) {
    const key = path.replaceAll('/', '.');
    const pointer = pointerOf(['sysctl', key, 'live']);
    const reason = unknown?.get(key);
    const value = values.get(key) ?? nixosDefaults.get(key) ?? kernelDefaults.get(key);
    if (reason !== undefined) gaps[pointer] = { reason: 'unsupported', detail: excerpt(reason, 500) };
    else if (value === undefined) gaps[pointer] = { reason: 'not-collected', detail: 'nothing declares it' };
    else {
      const [file] = files.get(key) ?? [];
      sysctl[key] = { live: value };
      const source = values.has(key) ? (file ?? from) : 'the value where nothing declares it';
      origins[pointer] = { source: excerpt(source, 1000), grade: 'predicted' };
    }
  }
  return {
    schemaVersion: 1,
    host: excerpt(from, 255),
    collectedAt: now.toISOString(),
    facts: { sysctl },
    gaps,
    from: origins,
  };
}
