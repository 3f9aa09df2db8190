/** The rules of a SARIF log: each check once, with what a reader of a result wants to know of it. */
import type { Finding, Report } from '../../../generated/report-types.ts';
import { codeSpan, markdownText } from '../../escape/markdown.ts';
import { oneLine } from '../../words/one-line.ts';

const levels = { blocker: 'error', warning: 'warning', info: 'note' } as const;

export function levelOf(severity: Finding['severity']): 'error' | 'warning' | 'note' {
  return levels[severity];
}

/** In the order in which they first occur. What a finding does not say of its rule stands in the report's `rules`. */
export function rulesOf(findings: readonly Finding[], known: Report['rules'] = {}) {
  const first = new Map<string, Finding>();
  for (const finding of findings) {
    const id = oneLine(finding.check);
    if (!first.has(id)) first.set(id, finding);
  }
  return [...first]
    .map(([id, found]) => [id, { ...found, ...textsOf(found, known) }] as const)
    .map(([id, finding]) => ({
      id,
      shortDescription: { text: oneLine(finding.title) },
      fullDescription: { text: oneLine(finding.why ?? finding.title) },
      help: helpOf(finding),
      ...(isAddress(finding.runbook) && { helpUri: finding.runbook }),
      defaultConfiguration: { level: levelOf(finding.severity) },
      properties: { axis: finding.axis, severity: finding.severity, tags: ['preflight', finding.axis] },
    }));
}

/** Of a rule that is code. */
function textsOf({ check, why }: Finding, known: NonNullable<Report['rules']>): Partial<Finding> {
  const rule = Object.hasOwn(known, check) ? known[check] : undefined;
  if (!rule) return {};
  const { title, sources, page } = rule;
  return {
    title,
    why: why ?? rule.why,
    ...(sources ? { sources } : {}),
    ...(page === undefined ? {} : { runbook: page }),
  };
}

function helpOf({ check, title, why, risk, remedy, runbook, sources = [] }: Finding) {
  const parts: [string, string | undefined][] = [
    ['Why', why],
    ['Risk', risk],
    ['Undo', remedy?.undo],
    ['See', runbook],
    ...sources.map((source): [string, string] => ['Source', source]),
  ];
  const known = parts.flatMap(([label, text]) => (text === undefined ? [] : [[label, oneLine(text)] as const]));
  return {
    text: [
      oneLine(title),
      ...known.map(([label, text]) => `${label}: ${text}`),
      `preflight explain ${oneLine(check)}`,
    ].join('\n\n'),
    markdown: [
      markdownText(title),
      ...known.map(([label, text]) => `**${label}**: ${isAddress(text) ? `<${text}>` : markdownText(text)}`),
      codeSpan(`preflight explain ${check}`),
    ].join('\n\n'),
  };
}

function isAddress(text: string | undefined): text is string {
  return text !== undefined && /^https:\/\/[\w.-]+(?:\/[\w./~%#?=&+-]*)?$/.test(text);
}
