/** What `preflight list` shows on a terminal. */
import { printable } from '../../base/display.ts';
import { hanging } from '../../base/sections.ts';
import { wrap } from '../../base/width.ts';
import { ruleKinds } from '../rules.ts';
import type { Reference } from './listed.ts';

interface Row {
  readonly id: string;
  /** Short words before the title. */
  readonly words: readonly string[];
  readonly title: string;
}

/**
 * The checks, and the rules by their kinds, each group under its title. One line for each: id, axis of a check, severity, title;
 * the title on a line of its own where the width is short. A newline at its end.
 */
export function listText({ checks, rules, parameters, descriptions }: Reference, width: number): string {
  const groups = [
    {
      title: 'Checks of packs',
      rows: checks.map(({ id, axis, severity, title }): Row => ({ id, words: [axis, severity], title })),
    },
    ...ruleKinds.map(({ name, title: about }) => ({
      title: `${about} (${name})`,
      rows: rules
        .filter(({ kind }) => kind === name)
        .map(({ id, severity, title }): Row => ({ id, words: [severity], title })),
    })),
  ].filter(({ rows }) => rows.length > 0);
  const lines = groups.flatMap(({ title, rows }, index) => [
    ...(index === 0 ? [] : ['']),
    ...wrap(title, width),
    ...rowLines(rows, width),
  ]);
  const told = Object.entries(parameters).flatMap(([name, value]) => {
    const about = descriptions.get(name);
    return [
      ...hanging(`${name} ${printable(valueText(value))}`, 2, width),
      ...(about === undefined ? [] : hanging(printable(about), 6, width)),
    ];
  });
  const asked = told.length === 0 ? [] : ['', ...wrap('Parameters, for --set NAME=VALUE', width), ...told];
  return [...lines, ...asked].map((line) => `${line.trimEnd()}\n`).join('');
}

const columns = { axis: 10, severity: 9 };

function rowLines(rows: readonly Row[], width: number): string[] {
  const idColumns = Math.max(0, ...rows.map(({ id }) => id.length)) + 2;
  return rows.flatMap(({ id, words, title }) => {
    const padded = words.map((word, index) => word.padEnd(index < words.length - 1 ? columns.axis : columns.severity));
    const start = `  ${id.padEnd(idColumns)}${padded.join('')}`;
    const room = width - start.length;
    if (room < 24) return [`  ${id}`, ...hanging(`${words.join(', ')}: ${printable(title)}`, 4, width)];
    const [first = '', ...rest] = wrap(printable(title), room);
    return [`${start}${first}`, ...rest.map((line) => ' '.repeat(start.length) + line)];
  });
}

function valueText(value: unknown): string {
  if (value === null) return '(not set)';
  const text = String(value);
  return text === '' ? '(empty)' : `= ${text}`;
}
