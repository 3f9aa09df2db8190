/** Requirements and values in words, for messages and for `preflight explain`. */
import { excerpt, printable } from '../base/display.ts';
import { gapReasons } from '../base/facts.ts';
import { wholePointer } from '../base/pointer.ts';
import { list } from '../base/words.ts';
import type { Comparison, Leaf, LeafSchema, Requirement } from './check.ts';
import { comparedIn } from './comparison.ts';
import { agreeing, factName, namedFact } from './fact-name.ts';
import { valueText } from './value-text.ts';

/** Whether the words stand for a schema or, inside `not`, for its opposite. */
export type Polarity = 'is' | 'is not';

/** {const: 0} -> `0`; {type: integer, maximum: 1} -> `at most 1`; inside `not`: `not 0`. */
export function wanted(schema: LeafSchema, polarity: Polarity = 'is'): string {
  const words = schema.description ?? schemaWords(schema);
  return polarity === 'is' ? words : `not ${words}`;
}

/** The words of a leaf that asks for a gap: `missing or empty`; inside `not`: `not missing`; for every reason `no value` and `a value`. */
export function gapWanted(reasons: readonly string[], polarity: Polarity = 'is'): string {
  if (gapReasons.every((reason) => reasons.includes(reason))) return polarity === 'is' ? 'no value' : 'a value';
  if (polarity === 'is not' && reasons.length === 1 && reasons.includes('not-collected')) return 'collected';
  const words = list(
    reasons.map((reason) => reason.replace('-', ' ')),
    'or',
  );
  return polarity === 'is' ? words : `not ${words}`;
}

/** A requirement as lines, two blanks deeper per level. A relative fact is named as one of a member of `each`. */
export function requirementLines(requirement: Requirement, each?: string): string[] {
  return linesOf(each === undefined ? requirement : ofMember(requirement, each));
}

/** The requirement with pointers that begin with a slash, where the fact has a name: NAME stands for the member. */
function ofMember(requirement: Requirement, each: string): Requirement {
  const inner = (one: Requirement) => ofMember(one, each);
  if ('all' in requirement) return { all: requirement.all.map(inner) };
  if ('any' in requirement) return { any: requirement.any.map(inner) };
  if ('first' in requirement) return { first: requirement.first.map(inner) };
  if ('not' in requirement) return { not: inner(requirement.not) };
  if ('cases' in requirement)
    return { cases: requirement.cases.map(({ when, require }) => ({ when: inner(when), require: inner(require) })) };
  const fact = memberFact(requirement.fact, each);
  if ('is' in requirement || 'gap' in requirement) return { ...requirement, fact };
  const { operator, other } = comparedIn(requirement);
  return { ...requirement, fact, [operator]: memberFact(other, each) };
}

/** A relative pointer as an absolute one, where people have a name for what is there; else as it was written. */
export function memberFact(fact: string, each: string): string {
  const pointer = wholePointer(fact, `${each.replaceAll('/*/', '/NAME/')}/NAME`);
  return factName(pointer) === pointer ? fact : pointer;
}

function linesOf(requirement: Requirement): string[] {
  if ('all' in requirement) return group('all of', requirement.all);
  if ('any' in requirement) return group('any of', requirement.any);
  if ('first' in requirement) return group('the first of these that is known', requirement.first);
  if ('not' in requirement)
    return 'fact' in requirement.not ? [leafWords(requirement.not, 'is not')] : group('not', [requirement.not]);
  if ('cases' in requirement)
    return requirement.cases.flatMap(({ when, require }, index) => [
      ...headed(index === 0 ? 'when' : 'otherwise, when', linesOf(when)),
      ...indented(headed('then', linesOf(require))),
    ]);
  return [leafWords(requirement)];
}

function group(title: string, members: readonly Requirement[]): string[] {
  const [only, ...others] = members;
  if (only && others.length === 0 && title !== 'not') return linesOf(only);
  return [`${title}:`, ...members.flatMap((member) => listItem(linesOf(member)))];
}

/** On one line where the requirement is one. */
function headed(title: string, [first = '', ...rest]: readonly string[]): string[] {
  return rest.length === 0 ? [`${title} ${first}`] : [title, ...indented([first, ...rest])];
}

function indented(lines: readonly string[]): string[] {
  return lines.map((line) => `  ${line}`);
}

function listItem([first = '', ...rest]: readonly string[]): string[] {
  return [`- ${first}`, ...indented(rest)];
}

function leafWords(leaf: Leaf, polarity: Polarity = 'is'): string {
  if (!('is' in leaf || 'gap' in leaf)) return comparisonText(leaf, polarity);
  const grade = leaf.grade === undefined ? '' : ` (${leaf.grade})`;
  return `${'gap' in leaf ? gapWords(leaf, polarity) : valueWanted(leaf, polarity)}${grade}`;
}

const comparing = {
  same: 'the same as',
  atMost: 'at most',
  atLeast: 'at least',
  among: 'among',
  inRange: 'a version of',
} as const;

function comparisonText(leaf: Comparison, polarity: Polarity): string {
  const { operator, other } = comparedIn(leaf);
  const name = namedFact(leaf.fact);
  return `${name.text} ${agreeing(name, polarity)} ${comparing[operator]} ${factName(other)}`;
}

function gapWords({ fact, gap }: Extract<Leaf, { gap: unknown }>, polarity: Polarity): string {
  const named = namedFact(fact);
  const whether = named.kind === 'statement';
  const name = whether ? `whether ${named.text}` : named.text;
  if (gap.length === 1 && gap.includes('not-collected')) {
    const verb = fact.startsWith('/params/') ? 'is' : 'was';
    const not = polarity === 'is' ? ' not' : '';
    return `${name} ${agreeing(named, verb)}${not} ${verb === 'is' ? 'set' : 'collected'}`;
  }
  const words = gapWanted(gap, polarity);
  if (!words.endsWith('value')) return `${name} ${agreeing(named, 'is')} ${words}`;
  return whether
    ? `${name} is ${words === 'no value' ? 'not ' : ''}known`
    : `${name} ${agreeing(named, 'has')} ${words}`;
}

function valueWanted({ fact, is }: Extract<Leaf, { is: unknown }>, polarity: Polarity): string {
  const name = namedFact(fact);
  const { text, kind } = name;
  if (kind === 'presence' && is.const === true) return `${text} ${polarity} there`;
  const words = printable(wanted(is, polarity));
  if (kind === 'statement') return `${text}: ${words}`;
  return `${text} ${agreeing(name, /^(has|matches) /.test(words) ? words : `is ${words}`)}`;
}

function printableName(text: string): string {
  return excerpt(text, 160);
}

/** Each keyword as words; `type` alone is said only when nothing else says more. */
function schemaWords(schema: LeafSchema): string {
  const words = [
    ...valueWords(schema),
    ...numberWords(schema),
    ...textWords(schema),
    ...listWords(schema),
    ...objectWords(schema),
  ];
  if (words.length === 0) return schema.type === undefined ? 'anything' : typeWords[schema.type];
  return list(words, 'and');
}

const typeWords = {
  null: 'null',
  boolean: 'true or false',
  integer: 'an integer',
  number: 'a number',
  string: 'text',
  array: 'a list',
  object: 'an object',
} as const;

function valueWords(schema: LeafSchema): string[] {
  return [
    ...(Object.hasOwn(schema, 'const') ? [valueText(schema.const)] : []),
    ...(schema.enum === undefined ? [] : [oneOf(schema.enum.map(valueText))]),
    ...(schema.not === undefined ? [] : [wanted(schema.not, 'is not')]),
  ];
}

function oneOf(values: readonly string[]): string {
  return values.length === 1 ? values.join('') : `one of ${values.join(', ')}`;
}

function numberWords(schema: LeafSchema): string[] {
  return [
    ...(schema.minimum === undefined ? [] : [`at least ${schema.minimum}`]),
    ...(schema.maximum === undefined ? [] : [`at most ${schema.maximum}`]),
    ...(schema.exclusiveMinimum === undefined ? [] : [`more than ${schema.exclusiveMinimum}`]),
    ...(schema.exclusiveMaximum === undefined ? [] : [`less than ${schema.exclusiveMaximum}`]),
  ];
}

function textWords(schema: LeafSchema): string[] {
  return [
    ...sizeWords('character', schema.minLength, schema.maxLength),
    ...(schema.pattern === undefined ? [] : [`matches /${printableName(schema.pattern)}/`]),
    ...(schema.version === undefined ? [] : [`version ${schema.version}`]),
  ];
}

function listWords(schema: LeafSchema): string[] {
  return [
    ...(schema.hasAll === undefined ? [] : [`has ${list(schema.hasAll.map(valueText), 'and')}`]),
    ...(schema.contains === undefined ? [] : [`a member that is ${wanted(schema.contains)}`]),
    ...(schema.items === undefined ? [] : [`every member is ${wanted(schema.items)}`]),
    ...sizeWords('member', schema.minItems, schema.maxItems),
    ...(schema.uniqueItems === true ? ['no member twice'] : []),
  ];
}

function objectWords(schema: LeafSchema): string[] {
  const properties = Object.entries(schema.properties ?? {});
  const patterns = Object.entries(schema.patternProperties ?? {});
  const others = schema.additionalProperties;
  return [
    ...(schema.required === undefined || schema.required.length === 0
      ? []
      : [`has ${list(schema.required.map(printableName), 'and')}`]),
    ...properties.map(([key, value]) => `${printableName(key)} is ${wanted(value)}`),
    ...patterns.map(([key, value]) => `every key like /${printableName(key)}/ is ${wanted(value)}`),
    ...(others === false ? ['no other key'] : []),
    ...(typeof others === 'object' ? [`every other key is ${wanted(others)}`] : []),
    ...sizeWords('key', schema.minProperties, schema.maxProperties),
  ];
}

function sizeWords(unit: string, least: number | undefined, most: number | undefined): string[] {
  const count = (number: number) => `${number} ${unit}${number === 1 ? '' : 's'}`;
  return [
    ...(least === undefined ? [] : [`at least ${count(least)}`]),
    ...(most === undefined ? [] : [`at most ${count(most)}`]),
  ];
}
