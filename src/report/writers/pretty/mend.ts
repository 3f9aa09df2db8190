/** How to mend what failed: each remedy once, whoever asks for it, with the Nix line to copy. */
import { printable } from '../../../base/display.ts';
import { declaredAdvice, sysctlLine } from '../../../base/nix-text.ts';
import { shellWord } from '../../../base/shell-word.ts';
import type { Finding, Target } from '../../../generated/report-types.ts';
import { field, type Page, paragraph } from './page.ts';

interface Mend {
  /** A line of Nix, or words. */
  readonly what: string;
  readonly isCode: boolean;
  readonly findings: Finding[];
}

/** Empty when nothing that failed has a remedy. */
export function mendLines(page: Page, target: Target, failed: readonly Finding[]): string[] {
  const mends = mendsOf(failed);
  if (mends.length === 0) return [];
  const blocks = mends.map((mend) => [
    ...(mend.isCode ? [`  ${page.paint.code(mend.what)}`] : paragraph(page, mend.what, 2)),
    ...field(page, 'mends', mend.isCode ? provedText(mend) : checksText(mend.findings)),
    ...undoTexts(mend.findings).flatMap((undo) => field(page, 'undo', undo)),
  ]);
  return [
    page.paint.strong('To mend it'),
    ...blocks.flatMap((block) => ['', ...block]),
    ...(mends.some(({ isCode }) => isCode) ? ['', ...nextStep(page, target)] : []),
  ];
}

function mendsOf(failed: readonly Finding[]): Mend[] {
  const mends = new Map<string, Mend>();
  const add = (what: string, isCode: boolean, finding: Finding) => {
    const mend = mends.get(what) ?? { what, isCode, findings: [] };
    mend.findings.push(finding);
    mends.set(what, mend);
  };
  for (const finding of failed) {
    for (const [key, value] of Object.entries(finding.remedy?.sysctl ?? {})) add(sysctlLine(key, value), true, finding);
    for (const [key, value] of Object.entries(finding.remedy?.declared ?? {})) {
      add(declaredAdvice(key, value), false, finding);
    }
    if (finding.remedy?.text !== undefined) add(finding.remedy.text, false, finding);
  }
  return [...mends.values()].sort((a, b) => Number(b.isCode) - Number(a.isCode));
}

function provedText({ findings }: Mend): string {
  const verified = checksText(findings.filter(({ remedy }) => remedy?.verified === true));
  const other = checksText(findings.filter(({ remedy }) => remedy?.verified !== true));
  return [
    ...(verified === '' ? [] : [`${verified} (verified: it passes on a copy of the facts)`]),
    ...(other === '' ? [] : [`${other} (not verified)`]),
  ].join('; ');
}

function nextStep(page: Page, target: Target): string[] {
  const command = `preflight nix${target.kind === 'facts' || target.kind === 'closure' ? '' : ` ${wordOf(target.name)}`}${page.again}`;
  const lines = paragraph(page, `Next: ${command} writes these as one NixOS module.`);
  return lines.map((line) => line.replace(command, page.paint.code));
}

/** A name as a shell takes it; `[::1]:2222` would be a pattern. */
function wordOf(name: string): string {
  return /^[\w@.:-]+$/.test(name) ? name : shellWord(printable(name));
}

/** A remedy of several keys undoes them all at once; where another speaks of this key alone, that one is told. */
function undoTexts(findings: readonly Finding[]): string[] {
  const alone = findings.filter(({ remedy }) => Object.keys({ ...remedy?.sysctl, ...remedy?.declared }).length <= 1);
  return distinct((alone.length > 0 ? alone : findings).map(({ remedy }) => remedy?.undo));
}

function checksText(findings: readonly Finding[]): string {
  return distinct(findings.map(({ check }) => check)).join(', ');
}

function distinct(texts: readonly (string | undefined)[]): string[] {
  return [...new Set(texts.filter((text) => text !== undefined))];
}
