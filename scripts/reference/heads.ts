/** The title, the severity and the reason of a rule on its page: written from the code, which is where they are kept. */

import type { RuleText } from '../../src/base/rule-text.ts';
import { wrap } from '../../src/base/width.ts';
import { sectionsOf } from './sections.ts';

const width = 118;

/**
 * A page with the heads of its sections as the rules have them. A head is two paragraphs behind the heading, the second one
 * may be followed by others. Sections of ids that are no rules stay as they are.
 */
export function withHeads(page: string, text: string, rules: ReadonlyMap<string, RuleText>): string {
  const lines = text.split('\n');
  const heads = sectionsOf(page, lines).flatMap(({ id, from }) => {
    const rule = rules.get(id);
    return rule ? [{ from, to: endOfHead(lines, from), head: headOf(rule) }] : [];
  });
  for (const { from, to, head } of heads.reverse()) lines.splice(from + 1, to - from - 1, ...head);
  return lines.join('\n');
}

function headOf({ title, severity, why, sources }: RuleText): readonly string[] {
  const source = ` Source: ${sources.join('; ')}.`;
  return [
    '',
    ...wrap(`${title}. ${severity === 'info' ? 'An' : 'A'} ${severity}.`, width),
    '',
    ...wrap(why + source, width),
  ];
}

/** The line behind the second paragraph. */
function endOfHead(lines: readonly string[], heading: number): number {
  let at = heading + 1;
  for (let paragraph = 0; paragraph < 2; paragraph++) {
    while (lines[at] === '') at++;
    while (lines[at] !== '' && lines[at] !== undefined) at++;
  }
  return at;
}
