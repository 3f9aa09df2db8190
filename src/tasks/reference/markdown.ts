/** The reference as Markdown. docs/checks.md is this, of what preflight ships. Links are relative to docs/. */
import type { FailureMode } from '../../base/failure-mode.ts';
import type { LoadedCheck } from '../../checks/check.ts';
import { requirementLines } from '../../checks/describe.ts';
import { factsOf, remedyLines } from '../../checks/explain.ts';
import { codeBlock, codeSpan, markdownText } from '../../report/escape/markdown.ts';
import { ruleKinds } from '../rules.ts';
import type { ListedRule, Reference } from './listed.ts';

/** A whole document, with a newline at its end. */
export function referenceMarkdown({ checks, rules }: Reference, failures: readonly FailureMode[]): string {
  const kinds = ruleKinds
    .map(({ name, title }) => ({ title, rules: rules.filter(({ kind }) => kind === name) }))
    .filter((kind) => kind.rules.length > 0);
  return `${[
    '# What preflight checks',
    'This is what `preflight list --format markdown` prints; `preflight explain ID` shows one check or rule with all that is known of it.',
    ...(checks.length === 0
      ? []
      : [
          '## Checks of hosts',
          'A check belongs to a pack, and is a requirement over facts: [writing-checks.md](writing-checks.md) has the language.',
          ...checks.flatMap((check) => checkSection(check, failures)),
        ]),
    ...kinds.flatMap(({ title, rules: own }) => [`## ${title}`, ruleTable(own)]),
  ].join('\n\n')}\n`;
}

function checkSection(check: LoadedCheck, failures: readonly FailureMode[]): string[] {
  const { id, title, axis, severity, grade, when, require, each, why, risk, remedy, sources, runbook } = check;
  const nix = remedyLines(check).filter((line) => line.endsWith(';'));
  const known = failures.filter(({ ids }) => ids.includes(id));
  return [
    `### ${id}`,
    `${markdownText(title)}. A ${severity}, ${axis}${grade === undefined ? '' : `, at best ${grade}`}.`,
    paragraph(why),
    ...(each === undefined ? [] : [`For each member of ${codeSpan(each)}.`]),
    ...(when ? [`It applies when\n\n${codeBlock(requirementLines(when, each), 'text')}`] : []),
    `It requires\n\n${codeBlock(requirementLines(require, each), 'text')}`,
    `and reads ${factsOf(check).map(codeSpan).join(', ')}.`,
    ...(nix.length > 0 ? [codeBlock(moduleOf(nix), 'nix')] : []),
    [
      ...(remedy?.text === undefined ? [] : [`* Remedy: ${markdownText(remedy.text)}`]),
      ...(risk === undefined ? [] : [`* Risk: ${markdownText(risk)}`]),
      ...(remedy?.undo === undefined ? [] : [`* Undo: ${markdownText(remedy.undo)}`]),
      ...known.map(({ symptom, cause }) => `* In the field: ${codeSpan(symptom)}. ${markdownText(cause)}`),
      `* Runbook: ${runbookLink(runbook)}`,
      `* Sources: ${[...new Set([...sources, ...known.flatMap((mode) => mode.sources)])].map(codeSpan).join(', ')}`,
    ].join('\n'),
  ];
}

/** A whole NixOS module, to be imported. */
function moduleOf(lines: readonly string[]): string[] {
  const head = lines.some((line) => line.includes('pkgs.')) ? ['{ pkgs, ... }:'] : [];
  return [...head, '{', ...lines.map((line) => `  ${line}`), '}'];
}

function paragraph(text: string): string {
  return text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map(markdownText)
    .join('\n\n');
}

/** A page of this repository is linked, anything else is text. */
function runbookLink(runbook: string): string {
  const path = /^docs\/([\w./#-]+)$/.exec(runbook)?.[1];
  return path === undefined ? markdownText(runbook) : `[${markdownText(path)}](${path})`;
}

function ruleTable(rules: readonly ListedRule[]): string {
  const rows = rules.map(({ id, severity, title, page }) => {
    const name = page === undefined ? `\`${id}\`` : `[${id}](${page.replace(/^docs\//, '')})`;
    return `| ${name} | ${severity} | ${markdownText(title)} |`;
  });
  return ['| rule | severity | what must hold |', '|---|---|---|', ...rows].join('\n');
}
