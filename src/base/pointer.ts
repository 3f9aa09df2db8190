/** JSON Pointer (RFC 6901), reading own properties only, so that no key of a document reaches a prototype. */

/** '/sysctl/a~1b' -> ['sysctl', 'a/b']. Throws a SyntaxError on text that is not a pointer. */
export function segmentsOf(pointer: string): string[] {
  if (pointer === '') return [];
  if (!pointer.startsWith('/') || /~(?![01])/.test(pointer))
    throw new SyntaxError(`"${pointer}" is not a JSON Pointer`);
  return pointer
    .slice(1)
    .split('/')
    .map((segment) => segment.replaceAll('~1', '/').replaceAll('~0', '~'));
}

/** ['sysctl', 'a/b'] -> '/sysctl/a~1b'. */
export function pointerOf(segments: readonly string[]): string {
  return segments.map((segment) => `/${segment.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

/** The value at a pointer, or undefined where there is none. */
export function valueAt(document: unknown, pointer: string): unknown {
  let value = document;
  for (const segment of segmentsOf(pointer)) {
    if (value === null || typeof value !== 'object' || !Object.hasOwn(value, segment)) return undefined;
    value = (value as Record<string, unknown>)[segment];
  }
  return value;
}

/** A pointer as packs write it, whole: without a leading slash it starts from `member`, and `.` is the member itself. */
export function wholePointer(pointer: string, member: string): string {
  if (pointer.startsWith('/')) return pointer;
  return pointer === '.' ? member : `${member}/${pointer}`;
}

/** The pointer itself and then each of its parents, nearest first; the root '' is left out. */
export function* selfAndParents(pointer: string): Generator<string> {
  for (let at = pointer; at !== ''; at = at.slice(0, at.lastIndexOf('/'))) yield at;
}
