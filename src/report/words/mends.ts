/** How to mend what failed: each remedy once, whoever asks for it. */
import { printable } from '../../base/display.ts';
import { declaredAdvice, optionAdvice, optionDefinition, sysctlLine } from '../../base/nix-text.ts';
import { shellText } from '../../base/shell-word.ts';
import type { Finding, Target } from '../../generated/report-types.ts';

export interface Mend {
  /** A line of Nix, or words. */
  readonly what: string;
  readonly isCode: boolean;
  readonly findings: Finding[];
}

/** Lines of Nix first. Empty when nothing that failed has a remedy. */
export function mendsOf(failed: readonly Finding[]): Mend[] {
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
    for (const change of finding.remedy?.nixos ?? [])
      add(optionAdvice(change), optionDefinition(change) !== undefined, finding);
    if (finding.remedy?.text !== undefined) add(finding.remedy.text, false, finding);
  }
  return [...mends.values()].sort((a, b) => Number(b.isCode) - Number(a.isCode));
}

/** The checks that ask for it; of a line of Nix, whether it was proved. */
export function mendedText({ isCode, findings }: Mend): string {
  if (!isCode) return checksText(findings);
  const verified = checksText(findings.filter(({ remedy }) => remedy?.verified === true));
  const other = checksText(findings.filter(({ remedy }) => remedy?.verified !== true));
  return [
    ...(verified === '' ? [] : [`${verified} (verified: it passes on a copy of the facts)`]),
    ...(other === '' ? [] : [`${other} (not verified)`]),
  ].join('; ');
}

/** A remedy of several keys undoes them all at once; where another speaks of this key alone, that one is told. */
export function undoTexts({ findings }: Mend): string[] {
  const alone = findings.filter(({ remedy }) => Object.keys({ ...remedy?.sysctl, ...remedy?.declared }).length <= 1);
  return distinct((alone.length > 0 ? alone : findings).map(({ remedy }) => remedy?.undo));
}

/** The command that writes the lines of Nix as one module; `again` holds the options of this run. */
export function nixCommand({ kind, name }: Target, again = ''): string {
  const named = kind === 'facts' || kind === 'closure' ? [] : [shellText(printable(name))];
  return ['preflight nix', ...named, ...(again === '' ? [] : [again])].join(' ');
}

function checksText(findings: readonly Finding[]): string {
  return distinct(findings.map(({ check }) => check)).join(', ');
}

function distinct(texts: readonly (string | undefined)[]): string[] {
  return [...new Set(texts.filter((text) => text !== undefined))];
}
