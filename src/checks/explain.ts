/** What `preflight explain` and `preflight list` say about checks. */
import { excerpt, printable } from '../base/display.ts';
import { InputError } from '../base/errors.ts';
import { optionAdvice, sysctlLine } from '../base/nix-text.ts';
import { didYouMean } from '../base/suggest.ts';
import { wrap } from '../base/width.ts';
import type { LoadedCheck, LoadedPacks } from './check.ts';
import { requirementLines } from './describe.ts';
import { factName } from './fact-name.ts';

/** The check of an id. Throws InputError, with the id that was meant where one is near. */
export function explainCheck(packs: LoadedPacks, id: string): LoadedCheck {
  const check = packs.checks.find((candidate) => candidate.id === id);
  if (check) return check;
  const hint =
    didYouMean(
      id,
      packs.checks.map((candidate) => candidate.id),
    ) || ' `preflight list` shows them all.';
  throw new InputError(
    `there is no check "${excerpt(id, 100)}" in ${packs.packs.map(({ source }) => source).join(', ')}.${hint}`,
  );
}

/** Everything about one check as plain text, wrapped at `width` columns, with a newline at its end. */
export function explainText(check: LoadedCheck, width: number): string {
  const { remedy } = check;
  const sections = [
    section('For each', check.each === undefined ? [] : [`member of ${factName(check.each)}`], width),
    section('Applies when', check.when ? requirementLines(check.when) : [], width),
    section('Requires', requirementLines(check.require), width),
    section('Told beside a failure', (check.tell ?? []).map(factName), width),
    section('Why', paragraphs(check.why), width),
    section('Risk of following the advice', paragraphs(check.risk), width),
    remedySection(remedy, width),
    section('Undo', paragraphs(remedy?.undo), width),
    section('Runbook', paragraphs(check.runbook), width),
    section(
      'Sources',
      check.sources.map((source) => `- ${printable(source)}`),
      width,
    ),
  ];
  const grade = check.grade === undefined ? '' : `, at best ${check.grade}`;
  const facts = wrap(`${check.axis}, ${check.severity}${grade}`, width);
  const head = [check.id, ...wrap(printable(check.title), width), ...facts];
  return `${[head, ...sections.filter((lines) => lines.length > 0)].map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

/** One line per check: id, axis, severity, title; the title on a line of its own where the width is short. */
export function listText(checks: readonly LoadedCheck[], width: number): string {
  const idColumns = Math.max(0, ...checks.map(({ id }) => id.length)) + 2;
  const titleAt = idColumns + 'function  blocker  '.length;
  const lines = checks.flatMap(({ id, axis, severity, title }) => {
    const start = `${id.padEnd(idColumns)}${axis.padEnd(10)}${severity.padEnd(9)}`;
    const room = width - titleAt;
    if (room < 24) return [id, ...hanging(`${axis}, ${severity}: ${printable(title)}`, 2, width)];
    const [first = '', ...rest] = wrap(printable(title), room);
    return [`${start}${first}`, ...rest.map((line) => ' '.repeat(titleAt) + line)];
  });
  return lines.map((line) => `${line.trimEnd()}\n`).join('');
}

/** Lines of Nix stay whole, so that they can be copied. */
function remedySection(remedy: LoadedCheck['remedy'], width: number): string[] {
  const nix = Object.entries(remedy?.sysctl ?? {}).map(([key, value]) => `  ${sysctlLine(key, value)}`);
  for (const change of remedy?.nixos ?? []) nix.push(`  ${optionAdvice(change)}`);
  const words = section('Remedy', paragraphs(remedy?.text), width);
  return nix.length === 0 ? words : ['Remedy', ...nix, ...words.slice(1)];
}

function section(title: string, lines: readonly string[], width: number): string[] {
  return lines.length === 0 ? [] : [title, ...lines.flatMap((line) => hanging(line, 2, width))];
}

function paragraphs(text: string | undefined): string[] {
  const lines = (text ?? '').split('\n').map((line) => printable(line).trimEnd());
  return lines.filter((line) => line !== '');
}

/** Wraps a line, `indent` columns in; what goes on starts below the text, after blanks and `- `. */
function hanging(line: string, indent: number, width: number): string[] {
  const [, lead = '', text = ''] = /^((?: |- )*)(.*)$/s.exec(line) ?? [];
  const first = ' '.repeat(indent) + lead;
  const room = Math.max(20, width - first.length);
  return wrap(text, room).map((part, index) => `${index === 0 ? first : ' '.repeat(first.length)}${part}`);
}
