/** Reports for tests of the writers: those of the fixtures, and one in which every text is somebody's. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import type { Report } from '../../../src/generated/report-types.ts';
import { buildReport, type ReportInput } from '../../../src/report/build.ts';

export const fixturesFolder = join(import.meta.dirname, '../fixtures');

/** Every fixture of test/report/fixtures, by its name. */
export async function fixtureReports(): Promise<ReadonlyMap<string, Report>> {
  const names = (await readdir(fixturesFolder)).sort();
  return new Map(await Promise.all(names.map(async (name) => [name, buildReport(await inputOf(name))] as const)));
}

async function inputOf(fixture: string): Promise<ReportInput> {
  const input = JSON.parse(await readFile(join(fixturesFolder, fixture, 'input.json'), 'utf8'));
  return { ...input, startedAt: new Date(input.startedAt) };
}

/** The fixtures `everything` and `rehearsal` in one report, with every text mapped that a host, a file, a commit or a pack decides. */
export async function everythingBy(text: (before: string) => string): Promise<Report> {
  const kept = /^(?:kind|status|severity|axis|state|transport|language|startedAt|collectedAt|until|grade|reason|gap)$/;
  const walk = (value: unknown, key: string): unknown => {
    if (typeof value === 'string') return kept.test(key) && key !== 'reason' ? value : text(value);
    if (Array.isArray(value)) return value.map((one) => walk(one, key));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, walk(one, name)]));
  };
  const [input, branch] = await Promise.all([inputOf('everything'), inputOf('rehearsal')]);
  const all = {
    next: input.next,
    targets: [...input.targets, ...branch.targets],
    findings: [...input.findings, ...branch.findings],
  };
  const mapped: Pick<ReportInput, 'targets' | 'findings' | 'next'> = JSON.parse(JSON.stringify(walk(all, '')));
  return buildReport({ ...input, ...mapped });
}

const pieces = [
  ']]>',
  '<script>alert(1)</script>',
  '<img src=//e.vil/x>',
  '</details></pre>',
  '<!--',
  '-->',
  '&amp;',
  '&#0;',
  '"',
  "'",
  '`',
  '```\n',
  '~~~',
  '|',
  '\\',
  '[x](https://e.vil)',
  '![x](https://e.vil/x.png)',
  '<https://e.vil>',
  'https://e.vil/',
  'www.e.vil',
  '@team',
  'a@e.vil',
  '#1',
  'GH-1',
  ':smile:',
  '*x*',
  '_x_',
  '$x$',
  '::set-output name=x::y',
  '::error::x',
  '##[set-env name=x]y',
  '%0A::add-mask::x',
  '%25',
  '\n',
  '\r\n',
  '\n\n# heading\n',
  '\n    ',
  '\t',
  ' ',
  '- x',
  '1. x',
  '# SKIP',
  ' # TODO x',
  '# time=1ms',
  '\\#',
  '\nnot ok 1 - x',
  '\nBail out!\n',
  '\n1..0\n',
  '\n  ...\n',
  ' {',
  '}',
  '{0}',
  '__proto__',
  'constructor',
  '\0',
  '\x1b[31m',
  '\x85',
  '\u2028',
  '\u202e',
  '\ufeff',
  '\ufffe',
  '\uffff',
  '\ud800',
  '\udc00',
  '😀',
  '日本',
  'e\u0301',
  'word',
];

/** A text that tries to be more than a text. */
export const hostileText = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.array(fc.constantFrom(...pieces), { minLength: 1, maxLength: 6 }).map((all) => all.join('')),
  },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', minLength: 1, maxLength: 12 }) },
);
