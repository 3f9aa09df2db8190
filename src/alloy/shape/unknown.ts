import { excerpt } from '../../base/display.ts';
import { didYouMean } from '../../base/suggest.ts';
import type { Span } from '../../base/text.ts';
import type { RawArgument, RawBody } from '../catalogue/format.ts';
import { absence } from '../catalogue/marks.ts';
import { markFaulty, remark, type Walk } from '../walk.ts';

export interface Unknown {
  readonly what: 'component' | 'block' | 'attribute';
  readonly name: string;
  /** The element of that name in other versions. */
  readonly elsewhere?: RawArgument | RawBody | undefined;
  /** What is required here, missing, and spelled nearly like it. */
  readonly meant?: string;
  /** What else might have been meant. */
  readonly known: () => Iterable<string>;
}

/** A name that this version of Alloy does not have here: when it had it, or what was likely meant. */
export function remarkUnknown(walk: Walk, at: Span, { what, name, elsewhere, meant, known }: Unknown): void {
  // Looking for near names costs more than all the rest.
  if (!walk.findings.hasRoom(walk.file, 'blocker')) {
    markFaulty(walk, `alloy.unknown-${what}`);
    return;
  }
  const { view, settings } = walk;
  const why = elsewhere && absence(elsewhere, view.version, settings.version.said, view.catalogue.versions);
  const shown = excerpt(name, 80);
  remark(walk, at, {
    rule: `alloy.unknown-${what}`,
    message:
      why === undefined
        ? `there is no ${what} "${shown}" ${what === 'component' ? '' : 'here'}`.trim()
        : `${what} "${shown}" ${why}`,
    hint:
      meant !== undefined
        ? `Did you mean "${meant}"? It is required, and missing`
        : why === undefined
          ? didYouMean(name, known())
          : undefined,
    ...(what === 'component' ? {} : { name }),
  });
}
