/**
 * One page for a person with a browser: self-contained, without a script, and with a policy by which it asks nobody for
 * anything. The verdict first, then for each target what failed and how to mend it; what may be passed over is folded.
 */
import type { Report } from '../../generated/report-types.ts';
import { markupText } from '../escape/markup.ts';
import type { Writer } from '../format.ts';
import { byTarget } from '../group.ts';
import { absentParts, baselineText } from '../words/baseline.ts';
import { linesOf } from '../words/code.ts';
import { countsText, judgedTexts } from '../words/counts.ts';
import { momentText } from '../words/how.ts';
import { oneLine } from '../words/one-line.ts';
import { sentenceIn } from '../words/sentence.ts';
import { verdictTones } from '../words/standing.ts';
import { stylePolicy, styleText } from './html/style.ts';
import { findingItem, folded, targetSection } from './html/target.ts';

const head = '<!doctype html>\n<!-- preflight -->\n';

export const html: Writer = {
  format: 'html',
  extension: 'html',
  mark: head,
  write(report, { texts, again = '' }) {
    const lineOf = linesOf(texts);
    const sections = byTarget(report).map(([target, own], index) =>
      targetSection(target, own, { report, lineOf, again, index }),
    );
    const policy = `default-src 'none'; style-src '${stylePolicy}'; img-src data:; base-uri 'none'; form-action 'none'`;
    return [
      `${head}<html lang="en">\n<head>\n<meta charset="utf-8">`,
      `<meta http-equiv="Content-Security-Policy" content="${policy}">`,
      '<meta name="viewport" content="width=device-width, initial-scale=1">',
      '<meta name="color-scheme" content="light dark">',
      '<meta name="referrer" content="no-referrer">',
      '<link rel="icon" href="data:,">',
      `<title>${markupText(`${report.verdict.toUpperCase()}: ${titleOf(report)} - preflight`)}</title>`,
      `<style>${styleText}</style>\n</head>\n<body>`,
      '<a class="skip" href="#findings">Skip to what was found</a>',
      summary(report),
      `<main id="findings" tabindex="-1">`,
      ...steps(report),
      ...sections,
      ...notJudged(report),
      ...baselineSection(report),
      '</main>',
      footer(report),
      '</body>\n</html>\n',
    ].join('\n');
  },
};

function titleOf({ targets }: Report): string {
  const [first, ...others] = targets;
  return first && others.length === 0 ? oneLine(first.name) : `${targets.length} targets`;
}

function summary(report: Report): string {
  const { verdict, summary, targets } = report;
  const isOfFiles = targets.every(({ kind }) => kind === 'file');
  const counts = (['policy', 'function'] as const).map(
    (axis) => `<div><dt>${axis}</dt><dd>${countsText(summary[axis])}</dd></div>`,
  );
  return [
    `<header class="verdict ${verdictTones[verdict]}">`,
    `<h1><span class="mark">${verdict.toUpperCase()}</span> <span class="sentence">${markupText(oneLine(summary.sentence))}</span></h1>`,
    ...(report.baseline
      ? [`<p>${markupText(oneLine(`Compared with the report of ${baselineText(report, report.baseline)}.`))}</p>`]
      : []),
    ...(isOfFiles ? [] : [`<dl class="counts">${counts.join('')}</dl>`]),
    ...(targets.length > 1 ? [targetTable(report)] : []),
    '</header>',
  ].join('\n');
}

function targetTable(report: Report): string {
  const rows = byTarget(report).map(([target, findings], index) => {
    const sentence = sentenceIn(report, target, findings);
    const tone = verdictTones[target.verdict];
    return [
      `<tr><th scope="row"><a href="#target-${index}">${markupText(oneLine(target.name))}</a></th>`,
      `<td><span class="badge ${tone}">${target.verdict.toUpperCase()}</span></td>`,
      `<td>${markupText(oneLine(sentence))}</td></tr>`,
    ].join('');
  });
  return [
    '<nav aria-label="Targets">',
    '<table class="targets"><thead><tr><th scope="col">target</th><th scope="col">verdict</th><th scope="col">what it means</th></tr></thead>',
    `<tbody>${rows.join('\n')}</tbody></table>`,
    '</nav>',
  ].join('\n');
}

/** What a person does next, with the commands to copy. */
function steps({ next = [] }: Report): string[] {
  if (next.length === 0) return [];
  const items = next.map(({ text, command }) => {
    const code = command === undefined ? '' : `<br><code>${markupText(oneLine(command))}</code>`;
    return `<li>${markupText(oneLine(text))}${code}</li>`;
  });
  return ['<section aria-labelledby="next">', '<h2 id="next">Next</h2>', `<ol>${items.join('\n')}</ol>`, '</section>'];
}

function notJudged({ notJudged: names = [] }: Report): string[] {
  if (names.length === 0) return [];
  const items = names.map((name) => `<li><code>${markupText(oneLine(name))}</code></li>`);
  return [
    `<section><details><summary>Of no kind that preflight knows: ${names.length}</summary><ul>${items.join('')}</ul></details></section>`,
  ];
}

/** What an earlier report has beside this one. */
function baselineSection({ baseline }: Report): string[] {
  const parts = baseline ? absentParts(baseline) : [];
  if (parts.length === 0) return [];
  return [
    '<section aria-labelledby="baseline">\n<h2 id="baseline">Compared with the baseline</h2>',
    ...parts.flatMap(({ title, findings }) => folded(title, findings.map(findingItem), false)),
    '</section>',
  ];
}

function footer(report: Report): string {
  const { version, packs } = report.tool;
  const packTexts = packs.map(({ name, sha256 }) => `pack ${name} (${sha256.slice(0, 12)})`);
  const run = [`preflight ${version}`, ...packTexts, momentText(report.startedAt), `${report.durationMs / 1000} s`];
  return [
    '<footer>',
    ...judgedTexts(report).map((text) => `<p>${markupText(oneLine(text))}</p>`),
    `<p>${markupText(oneLine(run.join(', ')))}</p>`,
    '</footer>',
  ].join('\n');
}
