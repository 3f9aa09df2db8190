/** A running host's facts with a built system laid over them: what will hold after the switch and the next boot. */
import type { Facts, FactsDocument } from '../../base/facts.ts';
import { forgetFollowing } from '../predict.ts';

type Sysctl = NonNullable<Facts['sysctl']>[string];

/**
 * A copy of the host's facts in which the settings, the system and its name are the closure's. The kernel stays the one that
 * runs: a switch does not change it. A sysctl.d file that only the host has keeps its say, since a switch does not
 * remove what NixOS did not write; a setting that this kernel does not have stays missing.
 */
export function overlay(host: FactsDocument, closure: FactsDocument): FactsDocument {
  const after = structuredClone(host);
  const names = fileNames(closure);
  const changed: string[] = [];
  const settings = Object.entries(closure.facts.sysctl ?? {}).map(([key, built]) => {
    const before = host.facts.sysctl?.[key] ?? {};
    copyOrigins(after, closure, `/sysctl/${key}`);
    const { live, undone, ...declared } = built;
    const kept = lasting(before.boot, built.boot, names);
    const next = kept ? kept.value : live;
    const isThere = host.gaps[`/sysctl/${key}/live`]?.reason !== 'missing';
    const setting: Sysctl = {
      ...declared,
      ...(kept ? { boot: kept } : {}),
      ...(isThere && next !== undefined ? { live: next } : {}),
      ...(undone || (kept && built.boot)
        ? { undone: [...(undone ?? []), ...(kept && built.boot ? [built.boot] : [])] }
        : {}),
    };
    if (kept) {
      for (const part of ['boot', 'live']) {
        after.from[`/sysctl/${key}/${part}`] = { source: kept.file, grade: 'predicted' };
        delete after.gaps[`/sysctl/${key}/${part}`];
      }
    }
    if (!isThere) {
      delete after.from[`/sysctl/${key}/live`];
      after.gaps[`/sysctl/${key}/live`] = { reason: 'missing' };
    }
    if (isThere && setting.live !== before.live) changed.push(key);
    return [key, setting] as const;
  });
  after.facts.sysctl = Object.fromEntries([...Object.entries(host.facts.sysctl ?? {}), ...settings]);
  if (closure.facts.os) {
    after.facts.os = closure.facts.os;
    copyOrigins(after, closure, '/os');
  }
  const { current, profile, specialisations } = closure.facts.nixos ?? {};
  after.facts.nixos = {
    ...after.facts.nixos,
    ...(current ? { current } : {}),
    ...(profile === undefined ? {} : { profile }),
    ...(specialisations ? { specialisations } : {}),
  };
  for (const part of ['current', 'profile', 'specialisations']) {
    forget(after, `/nixos/${part}`);
    const origin = closure.from['/nixos'];
    if (origin) after.from[`/nixos/${part}`] = origin;
  }
  forgetFollowing(after, changed);
  return after;
}

/** The host's winning assignment, where its file is none of the closure's and is read after the closure's. */
function lasting(host: Sysctl['boot'], built: Sysctl['boot'], names: ReadonlySet<string>): Sysctl['boot'] {
  if (!host || names.has(nameOf(host.file))) return undefined;
  return built === undefined || nameOf(host.file) > nameOf(built.file) ? host : undefined;
}

/** Files of the closure that are known by what they assign. */
function fileNames(closure: FactsDocument): ReadonlySet<string> {
  const settings = Object.values(closure.facts.sysctl ?? {});
  const files = settings.flatMap(({ deployed, boot, undone = [] }) => [deployed, boot, ...undone]);
  return new Set(['60-nixos.conf', ...files.flatMap((one) => (one ? [nameOf(one.file)] : []))]);
}

function nameOf(file: string): string {
  return file.slice(file.lastIndexOf('/') + 1);
}

/** Takes over what the closure says of a pointer and below: origins and gaps. */
function copyOrigins(after: FactsDocument, closure: FactsDocument, pointer: string): void {
  forget(after, pointer);
  for (const [at, origin] of Object.entries(closure.from)) if (isBelow(at, pointer)) after.from[at] = origin;
  for (const [at, gap] of Object.entries(closure.gaps)) if (isBelow(at, pointer)) after.gaps[at] = gap;
}

function forget(document: FactsDocument, pointer: string): void {
  for (const entries of [document.from, document.gaps]) {
    for (const at of Object.keys(entries)) if (isBelow(at, pointer)) delete entries[at];
  }
}

function isBelow(at: string, pointer: string): boolean {
  return at === pointer || at.startsWith(`${pointer}/`);
}
