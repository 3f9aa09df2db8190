import type { Expression } from '../../syntax/tree.ts';
import { remark, type Walk } from '../../walk.ts';
import { constantOf } from '../constant.ts';
import { wordsText } from '../texts.ts';

/** A literal, or the literals in a list, against the words that Alloy takes after decoding. */
export function checkWords(walk: Walk, value: Expression | undefined, words: readonly string[], name: string): void {
  if (value?.kind === 'list') {
    for (const element of value.elements) checkWords(walk, element, words, name);
    return;
  }
  const text = value && constantOf(value);
  if (value === undefined || typeof text !== 'string' || words.includes(text)) return;
  if (!walk.findings.hasRoom(walk.file, 'blocker')) return;
  remark(walk, value, {
    rule: 'alloy.bad-value',
    message: `${JSON.stringify(text.slice(0, 60))} is none of the values that "${name}" takes in Alloy ${walk.view.version}`,
    hint: wordsText(text, words),
    name,
  });
}
