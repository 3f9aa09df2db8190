/** One target: what is wrong, how to mend it, what is not known, and the rest folded. */
import { printable } from '../../../base/display.ts';
import type { Finding, Status, Target } from '../../../generated/report-types.ts';
import { count } from '../../sentence.ts';
import { driftLines } from './drift.ts';
import { failedBlock, line } from './finding.ts';
import { mendLines } from './mend.ts';
import { field, headline, type Page, paragraph, spaced } from './page.ts';
import { unknownLines } from './unknown.ts';

/** `rule` is a line drawn above it, or nothing. */
export function targetLines(page: Page, target: Target, findings: readonly Finding[], rule = ''): string[] {
  const own = bySeverity(findings.filter((finding) => finding.target === target.name));
  // What the table of settings says is not said twice.
  const told = own.filter(({ check, severity }) => severity !== 'info' && !(target.drift && check === 'nixos.drift'));
  const failed = own.filter(({ status, severity }) => status === 'fail' && severity !== 'info');
  return spaced([
    rule === '' ? header(page, target) : [rule, ...header(page, target)],
    target.error ? errorBlock(page, target.error) : [],
    driftLines(page, target),
    ...told.filter(({ status }) => status === 'fail').map((finding) => failedBlock(page, finding)),
    mendLines(page, target, failed),
    unknownLines(page, withStatus(told, 'unknown')),
    aside(page, target.drift ? told : own),
    target.drift ? [] : tally(page, own),
  ]);
}

/** The name, and in one quiet line how the facts were come by; notes stand out. */
function header(page: Page, target: Target): string[] {
  const how = howText(target);
  return [
    ...paragraph(page, target.name, 0, page.paint.strong),
    ...(how === '' ? [] : paragraph(page, how, 2, page.paint.quiet)),
    ...(target.notes ?? []).flatMap((note) => field(page, 'note', note, page.paint.doubtful)),
  ];
}

const kinds: Readonly<Record<Target['kind'], string>> = {
  host: '',
  facts: 'recorded facts',
  closure: 'closure',
  file: 'file',
  branch: 'branch',
  service: 'service',
};
const transports: Readonly<Record<NonNullable<Target['transport']>, string>> = {
  ssh2: 'over ssh2',
  openssh: 'over openssh',
  local: 'this machine',
  demo: 'recorded host of the demo',
};

function howText({ kind, transport, user, sudo, collectedAt, hostKey }: Target): string {
  const who = user === undefined ? '' : `as ${user}`;
  const root = sudo === undefined || user === 'root' ? '' : sudo ? 'with sudo' : 'without sudo';
  return [
    kinds[kind],
    transport === undefined ? '' : transports[transport],
    [who, root].filter(Boolean).join(' '),
    collectedAt === undefined ? '' : `read ${momentText(collectedAt)}`,
    hostKey === undefined ? '' : `host key ${hostKey}`,
  ]
    .filter(Boolean)
    .map((part) => printable(part))
    .join(', ');
}

/** `2026-11-03T09:12:44.120Z` -> `2026-11-03 09:12:44 UTC`; anything else stays as it is. */
function momentText(moment: string): string {
  return moment.replace(/^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2}:\d{2})(?:\.\d+)?Z$/, '$1 $2 UTC');
}

function errorBlock(page: Page, { kind, message }: NonNullable<Target['error']>): string[] {
  return [
    ...headline(page, 'ERROR', page.paint.bad, `Could not be examined (${kind})`),
    ...paragraph(page, message, 2),
  ];
}

/** What a reader may pass over: remarks of the checks, waivers with their reasons; with --verbose, what passed. */
function aside(page: Page, own: readonly Finding[]): string[] {
  const noted = own.filter(
    ({ status, severity }) => severity === 'info' && (status === 'fail' || status === 'unknown'),
  );
  const rest = page.verbose ? [...withStatus(own, 'pass'), ...withStatus(own, 'skip')] : [];
  return [
    ...noted.flatMap((finding) => line(page, 'noted', finding, finding.message)),
    ...withStatus(own, 'waived').flatMap((finding) => line(page, 'waived', finding, waiverText(finding))),
    ...rest.flatMap((finding) => line(page, finding.status, finding, finding.status === 'skip' ? finding.message : '')),
  ];
}

/** `23 checks passed, 4 skipped.` */
function tally(page: Page, own: readonly Finding[]): string[] {
  const passed = withStatus(own, 'pass').length;
  const skipped = withStatus(own, 'skip').length;
  if (passed + skipped === 0) return [];
  return paragraph(page, `${count(passed, 'check')} passed${skipped === 0 ? '' : `, ${skipped} skipped`}.`);
}

function waiverText({ waiver }: Finding): string {
  if (!waiver) return '';
  return waiver.until === undefined ? waiver.reason : `until ${waiver.until}: ${waiver.reason}`;
}

const order = ['blocker', 'warning', 'info'] as const;

function bySeverity(findings: readonly Finding[]): Finding[] {
  return order.flatMap((severity) => findings.filter((finding) => finding.severity === severity));
}

function withStatus(findings: readonly Finding[], status: Status): Finding[] {
  return findings.filter((finding) => finding.status === status);
}
