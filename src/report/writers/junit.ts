/**
 * Test results for CI servers: a suite for each target, a case for each check. The elements and attributes are those that
 * every reader of JUnit's XML takes, in the order of the schema of Apache Ant's report (windyroad/JUnit-Schema) and of
 * Jenkins (jenkinsci/xunit-plugin, junit-10.xsd). Neither has a place for a warning: those are in `system-out`.
 */
import type { Report } from '../../generated/report-types.ts';
import { type Case, type Suite, suitesOf } from '../cases.ts';
import { markupText } from '../escape/markup.ts';
import type { Writer } from '../format.ts';
import { absentTexts } from '../words/baseline.ts';
import { detailsOf } from '../words/details.ts';
import { fileTexts, howText } from '../words/how.ts';
import { oneLine } from '../words/one-line.ts';

const head = '<?xml version="1.0" encoding="UTF-8"?>\n<!-- preflight -->\n';

export const junit: Writer = {
  format: 'junit',
  extension: 'xml',
  mark: head,
  write(report) {
    const suites = suitesOf(report).map((suite, index) => suiteText(suite, index, report));
    const none =
      '  <testsuite name="preflight" package="preflight" id="0" hostname="localhost" tests="1" failures="0" errors="1" ';
    const nothing = `${none}skipped="0" time="0" timestamp="${moment(report)}"><properties/><testcase name="Something is examined" classname="preflight" time="0"><error type="unknown" message="Nothing was examined"/></testcase><system-out/><system-err/></testsuite>\n`;
    return `${head}<testsuites>\n${suites.length > 0 ? suites.join('') : nothing}</testsuites>\n`;
  },
};

function suiteText({ target, cases }: Suite, index: number, report: Report): string {
  const count = (...outcomes: Case['outcome'][]) => cases.filter(({ outcome }) => outcomes.includes(outcome)).length;
  const attributes = {
    name: oneLine(target.name) || '-',
    package: 'preflight',
    id: index,
    hostname: target.kind === 'host' ? oneLine(target.name) || '-' : 'localhost',
    tests: cases.length,
    failures: count('failed'),
    errors: count('unknown'),
    skipped: count('skipped', 'waived', 'old'),
    // Only the whole run is timed.
    time: index === 0 ? report.durationMs / 1000 : 0,
    timestamp: moment(report),
  };
  const properties = {
    verdict: target.verdict,
    kind: target.kind,
    ...(target.language === undefined ? {} : { language: target.language }),
    version: report.tool.version,
  };
  return [
    `  <testsuite${attributesText(attributes)}>\n    <properties>\n`,
    ...Object.entries(properties).map(([name, value]) => `      <property${attributesText({ name, value })}/>\n`),
    '    </properties>\n',
    ...cases.map((one) => caseText(one, target.name)),
    `    <system-out>${markupText(asideOf(target, cases, report.baseline).join('\n'), { lines: true })}</system-out>\n`,
    '    <system-err/>\n  </testsuite>\n',
  ].join('');
}

function caseText({ name, outcome, message, finding }: Case, target: string): string {
  const open = `    <testcase${attributesText({ name, classname: oneLine(target) || '-', time: 0 })}`;
  if (outcome === 'passed' || outcome === 'warned') return `${open}/>\n`;
  if (outcome === 'skipped' || outcome === 'waived' || outcome === 'old') {
    const why = outcome === 'skipped' ? message : `${outcome === 'old' ? 'in the baseline:' : 'waived'} ${message}`;
    return `${open}>\n      <skipped${attributesText({ message: why })}/>\n    </testcase>\n`;
  }
  const element = outcome === 'failed' ? 'failure' : 'error';
  const type = outcome === 'failed' ? (finding?.severity ?? 'blocker') : 'unknown';
  const details = finding ? detailsOf(finding).map(({ label, text }) => `${label}: ${text}`) : [];
  const text = markupText([message, ...details].join('\n'), { lines: true });
  return `${open}>\n      <${element}${attributesText({ type, message })}>${text}</${element}>\n    </testcase>\n`;
}

/** What has no case of its own that fails. */
function asideOf(target: Suite['target'], cases: readonly Case[], baseline: Report['baseline']): string[] {
  const { notes = [], notLookedInto = [] } = target;
  return [
    ...[howText(target), ...fileTexts(target)].filter(Boolean).map(oneLine),
    ...notes.map((note) => `note: ${oneLine(note)}`),
    ...cases
      .filter(({ outcome }) => outcome === 'warned')
      .map(({ name, message, finding }) => `${finding?.severity ?? 'info'}: ${name}: ${message}`),
    ...notLookedInto.map((thing) => `not looked into: ${oneLine(thing)}`),
    ...absentTexts(target, baseline),
  ];
}

/** Without a time zone, which the schema does not allow: it is UTC. */
function moment({ startedAt }: Report): string {
  return /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}/.exec(startedAt)?.[0] ?? '1970-01-01T00:00:00';
}

function attributesText(attributes: Readonly<Record<string, string | number>>): string {
  return Object.entries(attributes)
    .map(([name, value]) => ` ${name}="${markupText(String(value))}"`)
    .join('');
}
