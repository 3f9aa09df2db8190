/** Texts that several overlays of one base bring are judged for each of them, and told once. */
import type { Judged } from '../../report/diagnostics/findings.ts';
import { inFiles } from '../located.ts';
import type { JudgedTarget } from './target.ts';
import { samePlace } from './variants.ts';

/**
 * Targets that say the same of the same text for the same version become one. Of a text that is judged for several versions a
 * finding is kept in the first target that has it, and the others say so.
 */
export function textsOnce(targets: readonly JudgedTarget[]): JudgedTarget[] {
  const kept: JudgedTarget[] = [];
  /** By the text that they are about. */
  const byText = new Map<string, JudgedTarget[]>();
  for (const target of targets) {
    const key = textOf(target);
    const before = byText.get(key) ?? [];
    const same = before.find((one) => isSame(one, target));
    if (same) {
      // Other findings may name the text by the path that it has here.
      const at = kept.findIndex(({ target: { name } }) => name === same.target.name);
      const one = kept[at];
      if (one) kept[at] = { ...one, placed: [...one.placed, ...target.placed] };
      continue;
    }
    const said = new Set(before.flatMap((one) => keysOf(one)));
    byText.set(key, [...before, target]);
    const own = keysOf(target);
    const judged = target.judged.filter((_, index) => !said.has(own[index] ?? ''));
    const count = target.judged.length - judged.length;
    const [first] = before;
    if (count === 0 || !first) {
      kept.push(target);
      continue;
    }
    const note = `What is found in it for ${first.target.name}, too, is said there (${count})`;
    kept.push({ ...target, judged, target: { ...target.target, notes: [...(target.target.notes ?? []), note] } });
  }
  return kept;
}

/** The language, and where the texts stand. */
function textOf({ target, placed }: JudgedTarget): string {
  const texts = placed.map(({ file, map, text }) => `${file} ${map?.end ?? ''} ${text.length}`);
  return [target.language ?? '', ...(placed.length > 0 ? texts : [target.name])].join('\n');
}

function isSame(left: JudgedTarget, right: JudgedTarget): boolean {
  const [one, other] = [keysOf(left), keysOf(right)];
  return (
    left.target.judgedFor?.version === right.target.judgedFor?.version &&
    one.length === other.length &&
    one.every((key, index) => key === other[index])
  );
}

/** What is the same finding in the same file, whatever the text is called. */
function keysOf({ judged, placed }: JudgedTarget): readonly string[] {
  const known = new Map(placed.map((text) => [text.path, text]));
  const counts = new Map<string, number>();
  return inFiles(known, judged).map(({ diagnostic, status, variant = '' }: Judged) => {
    const key = `${status} ${variant} ${samePlace(diagnostic)}`;
    const count = (counts.get(key) ?? 0) + 1;
    counts.set(key, count);
    return `${count} ${key}`;
  });
}
