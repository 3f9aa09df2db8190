/** What is asked of expressions and their values. */
import type { RuleText } from '../../base/rule-text.ts';

export const typeRules = [
  {
    id: 'alloy.wrong-type',
    severity: 'blocker',
    title: 'A value is of the type that is wanted',
    why: 'Alloy converts numbers, booleans and texts into each other where that can be done, and nothing else. It refuses the configuration, or the component fails when the value arrives.',
  },
  {
    id: 'alloy.bad-value',
    severity: 'blocker',
    title: 'A value is one of those that are taken',
    why: 'The component checks it when it starts, and does not start.',
  },
  {
    id: 'alloy.bad-duration',
    severity: 'blocker',
    title: 'A duration is written as Go writes it',
    why: 'Each number has its unit, from ns to h: days and weeks are none, and a number alone is none either. Source of the grammar is ParseDuration of Go.',
  },
  {
    id: 'alloy.bad-number',
    severity: 'blocker',
    title: 'A text that stands for a number is one',
    why: 'Alloy reads the digits of a text as decimals, and fails for anything else.',
  },
  {
    id: 'alloy.bad-operand',
    severity: 'blocker',
    title: 'Operators, indices and calls are given what they work on',
    why: 'Alloy fails when it evaluates the expression.',
  },
  {
    id: 'alloy.argument-count',
    severity: 'blocker',
    title: 'A function is given as many arguments as it takes',
    why: 'Alloy fails when it evaluates the call.',
  },
  {
    id: 'alloy.unknown-function',
    severity: 'blocker',
    title: 'A function that is called is there, in this version',
    why: 'Alloy takes the name for a component that there is not, and refuses the configuration.',
  },
  {
    id: 'alloy.unknown-key',
    severity: 'blocker',
    title: 'An object has no keys but those that are known',
    why: 'The decoder of the component refuses the object.',
  },
  {
    id: 'alloy.missing-key',
    severity: 'warning',
    title: 'An object has the keys that are needed',
    why: 'Alloy takes the object, and the component is left without what it needs.',
  },
  {
    id: 'alloy.exclusive',
    severity: 'blocker',
    title: 'At most one of several ways is given',
    why: 'The HTTP client has one kind of credentials and one source for each part of TLS, and refuses two. Where a value is only known when Alloy runs, it is a warning.',
    sources: ['prometheus/common, config/http_config.go'],
  },
  {
    id: 'alloy.secret-to-string',
    severity: 'blocker',
    title: 'A secret is given only where a secret is wanted',
    why: 'Alloy refuses to turn a secret into a text that its interface shows. convert.nonsensitive does it on purpose.',
  },
  {
    id: 'alloy.strict-literal',
    severity: 'warning',
    title: 'A literal has the very type of its argument, where alloy validate is to pass',
    why: 'alloy run converts the literal, and alloy validate of 1.14 to 1.16 refuses it: a pipeline that asks it first is stopped.',
    sources: ['grafana/alloy, syntax/typecheck'],
  },
  {
    id: 'alloy.octal-number',
    severity: 'warning',
    title: 'A number has no leading zero',
    why: 'It is octal then, as in C: 010 is 8.',
  },
  {
    id: 'alloy.repeated-key',
    severity: 'warning',
    title: 'A key is written once in an object',
    why: 'The last one counts, and the others are dropped without a word.',
  },
  {
    id: 'alloy.verbatim-key',
    severity: 'warning',
    title: 'A key in quotes means itself',
    why: 'Nothing is escaped in a key: a backslash is a part of it, and an empty key is two quotes.',
  },
  {
    id: 'alloy.sign-and-power',
    severity: 'warning',
    title: 'A power of a negative number is in brackets',
    why: 'The sign binds tighter than ^: -2 ^ 2 is 4.',
  },
  {
    id: 'alloy.integer-division',
    severity: 'warning',
    title: 'A division of integers comes out even',
    why: 'The rest is cut off: 1 / 2 is 0.',
  },
  {
    id: 'alloy.never-equal',
    severity: 'warning',
    title: 'Values of one kind are compared',
    why: 'Nothing is converted to be compared: the text of a variable is never equal to a number.',
  },
  {
    id: 'alloy.number-cut',
    severity: 'warning',
    title: 'An integer is given where an integer is wanted',
    why: 'Alloy cuts a fraction off, and keeps of a number that is too large what fits. It says neither.',
  },
] as const satisfies readonly RuleText[];

export type TypeRule = (typeof typeRules)[number]['id'];
