import type { RawArgument } from './format.ts';

type Marked = Pick<RawArgument, 'since' | 'until' | 'versions'> & {
  readonly was?: readonly { readonly from?: string; readonly until: string; readonly [key: string]: unknown }[];
};

/** Whether an element exists in a version, as far as its own marks say. `order` is all versions, oldest first. */
export function exists({ since, until, versions }: Marked, version: string, order: readonly string[]): boolean {
  if (versions) return versions.includes(version);
  const at = order.indexOf(version);
  return (since === undefined || order.indexOf(since) <= at) && (until === undefined || at <= order.indexOf(until));
}

/** The element with the values of its keys that hold in a version. */
export function at<T extends Marked>(element: T, version: string, order: readonly string[]): T {
  if (!element.was) return element;
  const index = order.indexOf(version);
  const past = element.was.find(
    ({ from, until }) => (from === undefined || order.indexOf(from) <= index) && index <= order.indexOf(until),
  );
  if (!past) return element;
  const changes = Object.entries(past).map(([key, value]) => [key, value ?? undefined]);
  return { ...element, ...Object.fromEntries(changes) };
}

/** `exists since 1.15, you run 1.13.1`: why an element of another version is not there; undefined when it is there. */
export function absence(element: Marked, version: string, said: string, order: readonly string[]): string | undefined {
  if (exists(element, version, order)) return undefined;
  const { since, until, versions } = element;
  if (versions) return `exists in ${versions.join(', ')}, ${said}`;
  if (until !== undefined && order.indexOf(until) < order.indexOf(version))
    return `was removed after ${until}, ${said}`;
  return `exists since ${since}, ${said}`;
}

/** A member of a record out of the catalogue, by a name out of a configuration. */
export function own<T>(record: Readonly<Record<string, T>> | undefined, name: string): T | undefined {
  return record && Object.hasOwn(record, name) ? record[name] : undefined;
}
