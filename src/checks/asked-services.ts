/** What packs ask of services, and which of their checks need nothing else. */
import { segmentsOf, wholePointer } from '../base/pointer.ts';
import { pointersOf } from './asked.ts';
import type { LoadedCheck, LoadedPacks } from './check.ts';

/** The parts of a facts document that come from services. */
const areas = ['services', 'alerting'];

/** The facts of a service that checks ask for, such as `ready`: what stands behind /services/NAME or `each: /services`. */
export function serviceFactsAsked({ checks }: LoadedPacks): ReadonlySet<string> {
  const asked = checks.flatMap((check) => wholePointers(check));
  return new Set(asked.flatMap(([area, , fact]) => (area === 'services' && fact !== undefined ? [fact] : [])));
}

export function asksServices({ checks }: LoadedPacks): boolean {
  return checks.some((check) => areasOf(check).some((area) => areas.includes(area)));
}

/** Whether cameras are all that is asked of services: then there need not be any. */
export function asksCamerasAlone(packs: LoadedPacks): boolean {
  const asked = serviceFactsAsked(packs);
  return asked.size === 1 && asked.has('cameras') && !asksTestAlert(packs);
}

/** Whether a check asks for what only --test-alert gives. */
export function asksTestAlert({ checks }: LoadedPacks): boolean {
  return checks.some((check) => areasOf(check).includes('alerting'));
}

/** What packs ask of services that are not listed, and the way out; undefined: nothing. `kinds`: of those that are listed. */
export function serviceLacking(packs: LoadedPacks, kinds: readonly string[]): string | undefined {
  if (!asksServices(packs) || asksCamerasAlone(packs)) return undefined;
  if (kinds.length === 0)
    return 'the packs ask for services, and it names none. Add one: services: [{ name, kind, url }].';
  // Without it nothing fails, and nothing shows that profiles arrive.
  return serviceFactsAsked(packs).has('profileTypes') && !kinds.includes('pyroscope')
    ? 'the packs ask whether profiles arrive, and it names no Pyroscope. Add it: services: [{ name, kind: pyroscope, url }].'
    : undefined;
}

/** The packs with only those checks that ask services and nothing else, or with only the others. */
export function partOf(packs: LoadedPacks, part: 'services' | 'others'): LoadedPacks {
  const ofServices = (check: LoadedCheck) =>
    areasOf(check).length > 0 && areasOf(check).every((area) => areas.includes(area));
  return { ...packs, checks: packs.checks.filter((check) => ofServices(check) === (part === 'services')) };
}

/** First segments of the pointers, but for parameters. */
function areasOf(check: LoadedCheck): string[] {
  return wholePointers(check).flatMap(([area = '']) => (area === 'params' ? [] : [area]));
}

function wholePointers(check: LoadedCheck): string[][] {
  const { each = '' } = check;
  return pointersOf(check).map((pointer) => segmentsOf(wholePointer(pointer, `${each}/*`)));
}
