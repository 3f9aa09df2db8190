/** What a host's facts would be once a module is deployed and switched to. */
import { type Facts, type FactsDocument, numberOrText, readFact } from '../base/facts.ts';
import { pointerOf, selfAndParents } from '../base/pointer.ts';

type Setting = NonNullable<Facts['sysctl']>[string];

/** Where NixOS writes boot.kernel.sysctl (nixos/modules/config/sysctl.nix). */
const written = '/etc/sysctl.d/60-nixos.conf';

/** Facts that cannot be known before a setting is really changed. */
const follows = {
  settings: ['kernel.kptr_restrict', 'kernel.perf_event_paranoid'],
  views: ['profiler', 'user'],
} as const;

/**
 * The assignment in a sysctl.d file that systemd-sysctl reads after 60-nixos.conf (it sorts by file name, whatever the
 * folder: sysctl.d(5)), so that the module's own value does not last. Undefined where nothing overrides it.
 */
export function overriding(document: FactsDocument, key: string): Setting['boot'] {
  const boot = settingOf(document.facts, key)?.boot;
  return boot && nameOf(boot.file) > nameOf(written) ? boot : undefined;
}

/**
 * A copy of the facts with each sysctl deployed, set at boot and live, on the grade `predicted`. A later sysctl.d file
 * keeps its say: switching runs systemd-sysctl, which reads it last, so that its value is predicted, not the module's.
 * A setting that this kernel does not have stays missing, and a sysctl.d file that could not be read stays unknown.
 * What depends on a setting that changes (who sees addresses in kallsyms) becomes a gap.
 */
export function predictFacts(
  document: FactsDocument,
  sysctls: Readonly<Record<string, number | string>>,
): FactsDocument {
  const predicted = structuredClone(document);
  const changed: string[] = [];
  for (const [key, wish] of Object.entries(sysctls)) {
    const before = settingOf(document.facts, key)?.live;
    const module = { value: numberOrText(String(wish)), file: written };
    const boot = overriding(document, key) ?? module;
    const gapOf = (part: string) => {
      const reading = readFact(document, pointerOf(['sysctl', key, part]));
      return 'gap' in reading ? reading.gap.reason : undefined;
    };
    const after: Setting = { deployed: module };
    if (gapOf('live') !== 'missing') after.live = boot.value;
    if ([undefined, 'missing', 'not-collected'].includes(gapOf('boot'))) after.boot = boot;
    if (after.live !== undefined && after.live !== before) changed.push(key);
    place(predicted, key, after, boot.file);
  }
  forgetFollowing(predicted, changed);
  return predicted;
}

/** Makes a gap of what depends on settings that changed in the document: who sees addresses in kallsyms. */
export function forgetFollowing(document: FactsDocument, changed: readonly string[]): void {
  const reasons = follows.settings.filter((key) => changed.includes(key));
  if (reasons.length > 0) forgetKallsyms(document, `not read again after ${reasons.join(' and ')} changed`);
}

/** Puts what is known of the setting in, and leaves the gaps of what is not. */
function place(document: FactsDocument, key: string, setting: Setting, file: string): void {
  document.facts.sysctl = own(document.facts.sysctl, key, setting);
  for (const part of Object.keys(setting)) {
    const pointer = pointerOf(['sysctl', key, part]);
    for (const at of selfAndParents(pointer)) delete document.gaps[at];
    const source = part === 'deployed' ? written : file;
    document.from[pointer] = { source, grade: 'predicted' };
  }
}

function settingOf(facts: Facts, key: string) {
  return facts.sysctl && Object.hasOwn(facts.sysctl, key) ? facts.sysctl[key] : undefined;
}

function nameOf(file: string): string {
  return file.slice(file.lastIndexOf('/') + 1);
}

/** A copy with one more own member, whatever its name. */
function own<T>(members: Readonly<Record<string, T>> | undefined, key: string, value: T): Record<string, T> {
  return Object.fromEntries([...Object.entries(members ?? {}), [key, value]]);
}

function forgetKallsyms(document: FactsDocument, detail: string): void {
  for (const view of follows.views) {
    if (!document.facts.kallsyms?.[view]) continue;
    delete document.facts.kallsyms[view];
    const pointer = `/kallsyms/${view}`;
    for (const entries of [document.gaps, document.from]) {
      for (const at of Object.keys(entries)) if (at === pointer || at.startsWith(`${pointer}/`)) delete entries[at];
    }
    document.gaps[pointer] = { reason: 'not-collected', detail };
  }
}
