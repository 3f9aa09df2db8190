/** Test Anything Protocol 14 (testanything.org): a subtest for each target, a test point for each check. */

import type { Report } from '../../generated/report-types.ts';
import { type Case, type Suite, suitesOf } from '../cases.ts';
import type { Writer } from '../format.ts';
import { absentTexts } from '../words/baseline.ts';
import { detailsOf } from '../words/details.ts';
import { oneLine } from '../words/one-line.ts';

const head = 'TAP version 14\n# preflight\n';

export const tap: Writer = {
  format: 'tap',
  extension: 'tap',
  mark: head,
  write(report) {
    const suites = suitesOf(report);
    if (suites.length === 0) return `${head}1..1\nnot ok 1 - Something is examined\n`;
    const points = suites.map((suite, index) => `${subtest(suite, report.baseline)}${closing(suite, index + 1)}\n`);
    return `${head}${points.join('')}1..${suites.length}\n`;
  },
};

function subtest({ target, cases }: Suite, baseline: Report['baseline']): string {
  const lines = [
    `# Subtest: ${escaped(target.name)}`,
    ...(target.notes ?? []).map((note) => `    # note: ${oneLine(note)}`),
    ...cases.flatMap((one, index) => [pointOf(one, index + 1), ...diagnosis(one)]).map((line) => `    ${line}`),
    ...(target.notLookedInto ?? []).map((thing) => `    # not looked into: ${oneLine(thing)}`),
    ...absentTexts(target, baseline).map((text) => `    # ${text}`),
    `    1..${cases.length}`,
  ];
  return `${lines.join('\n')}\n`;
}

function closing({ target, cases }: Suite, number: number): string {
  const isReady = cases.every(({ outcome }) => outcome !== 'failed' && outcome !== 'unknown');
  return `${isReady ? 'ok' : 'not ok'} ${number} - ${escaped(target.name)} (${target.verdict})`;
}

/** What fails and does not block is a TODO: a reader counts it apart, and no failure. */
function pointOf({ name, outcome, message, finding }: Case, number: number): string {
  const isBad = outcome !== 'passed' && outcome !== 'skipped';
  const directives: Readonly<Record<Case['outcome'], string>> = {
    passed: '',
    failed: '',
    unknown: '',
    skipped: ` # SKIP ${reason(message)}`,
    waived: ` # TODO waived ${reason(message)}`,
    old: ' # TODO in the baseline',
    warned: ` # TODO ${finding?.status === 'unknown' ? 'not known' : (finding?.severity ?? 'info')}`,
  };
  return `${isBad ? 'not ok' : 'ok'} ${number} - ${escaped(name)}${directives[outcome]}`;
}

/** A block of YAML below what is not right. Its values are JSON, which YAML reads alike. */
function diagnosis({ outcome, message, finding }: Case): string[] {
  if (outcome === 'passed' || outcome === 'skipped') return [];
  const details = finding ? detailsOf(finding) : [];
  const texts = (label: string) => details.filter((detail) => detail.label === label).map(({ text }) => text);
  const values: Readonly<Record<string, unknown>> = {
    message: finding ? oneLine(finding.message) : message,
    ...(finding && { severity: finding.severity, axis: finding.axis, status: finding.status }),
    ...Object.fromEntries(
      (['at', 'read', 'waiver', 'change', 'why', 'risk', 'mend', 'undo', 'see'] as const).flatMap((label) => {
        const [first, ...others] = texts(label);
        return first === undefined ? [] : [[label, others.length === 0 ? first : [first, ...others]]];
      }),
    ),
  };
  return ['  ---', ...Object.entries(values).map(([key, value]) => `  ${key}: ${JSON.stringify(value)}`), '  ...'];
}

function escaped(text: string): string {
  return oneLine(text).replace(/[\\#]/g, '\\$&');
}

/** A brace at the end of a line would begin a subtest for some readers. */
function reason(message: string): string {
  const text = escaped(message) || '-';
  return text.endsWith('{') ? `${text}.` : text;
}
