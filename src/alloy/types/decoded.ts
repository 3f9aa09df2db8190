import { excerpt } from '../../base/display.ts';
import type { Type } from '../catalogue/type.ts';
import type { Argument } from '../catalogue/view.ts';
import type { Expression } from '../syntax/tree.ts';
import { remark, type Walk } from '../walk.ts';
import { constantOf } from './constant.ts';
import { refusal } from './convert.ts';
import { checkWhole } from './surprises.ts';
import { formatFault, wordsText } from './texts.ts';
import { kindText, type Value } from './value.ts';

/** What an argument asks of a text beyond its type. */
export type Wanted = Pick<Argument, 'words' | 'ignoreCase' | 'format'>;

/** A value against the type that it is decoded into, and its text against what the argument takes. */
export function checkDecoded(walk: Walk, expression: Expression, value: Value, type: Type, wanted?: Wanted): void {
  const refused = refusal(value, type);
  const { typeText } = walk.view;
  if (refused === 'secret')
    remark(walk, expression, {
      rule: 'alloy.secret-to-string',
      message: 'a secret is given where a plain string is wanted',
      hint: 'Alloy refuses it. If the value may be shown, write convert.nonsensitive(…) around it',
    });
  else if (refused === 'kind')
    remark(walk, expression, {
      rule: 'alloy.wrong-type',
      message: `a value of type ${typeText(type)} is wanted, this is ${kindText(value, typeText)}`,
      hint: type.kind === 'list' ? 'Write it in brackets: [ … ]' : undefined,
    });
  else if (refused)
    remark(walk, expression, {
      rule: type.kind === 'duration' ? 'alloy.bad-duration' : 'alloy.bad-number',
      message: `"${excerpt(refused.text, 60)}" is no ${type.kind === 'duration' ? 'duration' : 'number'}`,
      hint: refused.fault,
    });
  else if (type.kind === 'int') {
    const constant = Number(constantOf(expression) ?? Number.NaN);
    if (!Number.isNaN(constant)) checkWhole(walk, expression, constant);
  } else if (wanted && type.kind === 'string') checkText(walk, expression, value, wanted);
}

/** A text against the words that its argument takes, or what its Go type can parse. */
function checkText(walk: Walk, expression: Expression, value: Value, { words, ignoreCase, format }: Wanted): void {
  const text = value.kind === 'string' ? value.value : value.kind === 'number' ? value.value?.toString() : undefined;
  if (text === undefined) return;
  if (words) {
    const known = ignoreCase ? [...words].some((word) => word.toLowerCase() === text.toLowerCase()) : words.has(text);
    if (known || !walk.findings.hasRoom(walk.file, 'blocker')) return;
    remark(walk, expression, {
      rule: 'alloy.bad-value',
      message: `"${excerpt(text, 60)}" is none of the values that are taken here`,
      hint: wordsText(text, [...words]),
    });
  } else if (format !== undefined) {
    const fault = formatFault(format, text);
    if (fault !== undefined)
      remark(walk, expression, {
        rule: 'alloy.bad-value',
        // A URL may hold a password.
        message: `"${excerpt(text.replace(/\/\/[^/?#]*@/, '//…@'), 60)}" cannot be read`,
        hint: fault,
      });
  }
}
