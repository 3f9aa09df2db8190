import type { Span } from '../../base/text.ts';
import { absence } from '../catalogue/marks.ts';
import type { Body as Shape } from '../catalogue/view.ts';
import { mistypedIn } from '../mistyped.ts';
import { headOf, type Written } from '../types/written.ts';
import { remark, type Walk } from '../walk.ts';
import { remarkUnknown, type Unknown } from './unknown.ts';

/** A name in a body that nothing has there. */
export interface Stray extends Unknown {
  readonly at: Span;
}

/** What is not known in a body, what is missing in it, and how often blocks occur. A misspelled name that is missing then is one finding. */
export function checkNames(walk: Walk, shape: Shape, written: Written, strays: readonly Stray[]): void {
  const missing = missingIn(shape, written);
  if (strays.length > 0 || missing.length > 0) remarkNames(walk, written, strays, missing);
  checkCounts(walk, shape, written);
}

function remarkNames(walk: Walk, { block }: Written, strays: readonly Stray[], missing: readonly Missing[]): void {
  const mistyped = mistypedIn(
    strays.flatMap((stray) => (isOfOtherVersion(walk, stray) ? [] : stray.name)),
    missing.map(({ name }) => name),
  );
  for (const stray of strays) {
    const meant = mistyped.get(stray.name);
    remarkUnknown(walk, stray.at, meant === undefined ? stray : { ...stray, meant });
  }
  const meant = new Set(mistyped.values());
  for (const { what, name } of missing)
    if (!meant.has(name))
      remark(walk, headOf(block), {
        rule: `alloy.missing-${what}`,
        message: `${what} "${name}" is required and missing`,
        name,
      });
}

interface Missing {
  readonly what: 'attribute' | 'block';
  readonly name: string;
}

/** An attribute that is written as a block, or the reverse, was reported as such. */
function missingIn({ requiredArgs, requiredBlocks }: Shape, { attributes, blocks }: Written): readonly Missing[] {
  const missing: Missing[] = [];
  for (const { name } of requiredArgs)
    if (!attributes.has(name) && !blocks.has(name)) missing.push({ what: 'attribute', name });
  for (const { name } of requiredBlocks)
    if (!attributes.has(name) && !blocks.has(name)) missing.push({ what: 'block', name });
  return missing;
}

function isOfOtherVersion({ view, settings }: Walk, { elsewhere }: Stray): boolean {
  if (!elsewhere) return false;
  return absence(elsewhere, view.version, settings.version.said, view.catalogue.versions) !== undefined;
}

function checkCounts(walk: Walk, shape: Shape, { blocks }: Written): void {
  for (const [name, found] of blocks) {
    const count = shape.blocks.get(name)?.count;
    const last = found.at(-1);
    if (count !== undefined && last && found.length !== count)
      remark(walk, headOf(last), {
        rule: 'alloy.duplicate-block',
        message: `block "${name}" is wanted exactly ${count} times and written ${found.length} times`,
        name,
      });
  }
}
