/** One target as a section of the page. */
import type { Finding, Report, Target } from '../../../generated/report-types.ts';
import { markupText } from '../../escape/markup.ts';
import { partsOf } from '../../group.ts';
import { capitalised } from '../../words/capital.ts';
import type { LineOf } from '../../words/code.ts';
import { passedText } from '../../words/counts.ts';
import { fileTexts, howText } from '../../words/how.ts';
import { mendedText, mendsOf, nixCommand, undoTexts } from '../../words/mends.ts';
import { oneLine } from '../../words/one-line.ts';
import { placeText } from '../../words/place.ts';
import { verdictTones, wordOf } from '../../words/standing.ts';
import { waysToKnow } from '../../words/unknown.ts';
import { waiverText } from '../../words/waiver.ts';
import { commitTable } from './commits.ts';
import { driftTable } from './drift.ts';
import { findingBlock } from './finding.ts';

export interface Surroundings {
  readonly report: Report;
  readonly lineOf: LineOf;
  readonly again: string;
  /** Of the target in the report. */
  readonly index: number;
}

/** Findings that are unfolded when the page opens; with more, one wants to see them all in a list first. */
const unfolded = 12;

export function targetSection(target: Target, own: readonly Finding[], surroundings: Surroundings): string {
  const { report, lineOf, index } = surroundings;
  const { failed, unknown, noted, waived, old, passed, skipped } = partsOf(target, own);
  const isOpen = failed.length + unknown.length <= unfolded;
  const block = (finding: Finding) => findingBlock(finding, lineOf, isOpen);
  const ways = waysToKnow(unknown);
  const tally = passedText(passed, skipped);
  return [
    `<section aria-labelledby="target-${index}">`,
    header(target, index),
    ...(target.error
      ? [
          `<p class="error"><b>ERROR</b> Could not be examined (${target.error.kind}): ${text(target.error.message)}</p>`,
        ]
      : []),
    ...(target.rehearsal ? commitTable(target.rehearsal.commits) : []),
    ...(target.drift ? [driftTable(target.drift)] : []),
    ...titled('What failed', failed.map(block)),
    ...mending(target, target.drift ? own.filter(({ status }) => status === 'fail') : failed, surroundings),
    ...titled('What could not be judged', unknown.map(block)),
    ...(ways.length > 0 ? [`<h3>To know it</h3>\n${list(ways.map(text))}`] : []),
    ...folded(
      'Waived',
      waived.map((finding) => `${named(finding)}: ${text(waiverText(finding, report))}`),
      true,
    ),
    ...folded('In the baseline', old.map(findingItem), isOpen),
    ...folded('Noted', noted.map(findingItem), isOpen),
    ...folded('Not looked into', (target.notLookedInto ?? []).map(text), false),
    ...folded(
      tally,
      [...passed, ...skipped].map((finding) => `${wordOf(finding).toLowerCase()} ${named(finding)}`),
      false,
    ),
    ...(own.length === 0 && target.verdict === 'ready' && !target.drift ? ['<p>Nothing is wrong.</p>'] : []),
    '</section>',
  ].join('\n');
}

function header(target: Target, index: number): string {
  // That it is a file, its name says.
  const how = howText(target.kind === 'file' ? { ...target, kind: 'host' } : target);
  const tone = verdictTones[target.verdict];
  return [
    `<h2 id="target-${index}">${text(target.name)} <span class="badge ${tone}">${target.verdict.toUpperCase()}</span></h2>`,
    ...[how, ...fileTexts(target)].filter(Boolean).map((line) => `<p class="how">${text(line)}</p>`),
    ...(target.notes ?? []).map((note) => `<p class="note"><b>Note</b> ${text(note)}</p>`),
  ].join('\n');
}

/** Hints of findings in files stand beside their lines. */
function mending(target: Target, failed: readonly Finding[], { report, again }: Surroundings): string[] {
  const mends = target.kind === 'file' ? [] : mendsOf(failed);
  if (mends.length === 0) return [];
  const code = mends.filter(({ isCode }) => isCode).map(({ what }) => markupText(what));
  const items = mends.map((mend) => {
    const what = mend.isCode ? `<code>${markupText(mend.what)}</code>` : text(mend.what);
    const undo = undoTexts(mend).map((one) => `<br><span class="quiet">undo: ${text(one)}</span>`);
    return `${what}<br><span class="quiet">mends ${text(mendedText(mend))}</span>${undo.join('')}`;
  });
  return [
    '<h3>To mend it</h3>',
    ...(code.length > 0
      ? [
          `<pre class="copy" tabindex="0" aria-label="Lines of Nix">${code.join('\n')}</pre>`,
          ...(report.next
            ? []
            : [
                `<p><code>${markupText(oneLine(nixCommand(target, again)))}</code> writes these as one NixOS module.</p>`,
              ]),
        ]
      : []),
    list(items),
  ];
}

function titled(title: string, blocks: readonly string[]): string[] {
  return blocks.length === 0 ? [] : [`<h3>${title}</h3>`, ...blocks];
}

export function folded(title: string, items: readonly string[], isOpen: boolean): string[] {
  if (items.length === 0) return [];
  return [`<details class="aside"${isOpen ? ' open' : ''}><summary>${title}</summary>\n${list(items)}</details>`];
}

function list(items: readonly string[]): string {
  return `<ul>${items.map((item) => `<li>${item}</li>`).join('\n')}</ul>`;
}

/** A finding in a line of a list. */
export function findingItem(finding: Finding): string {
  return `${named(finding)}: ${text(capitalised(finding.message))}`;
}

function named({ title, check, location }: Finding): string {
  const place = location ? `<code>${markupText(placeText(location))}</code> ` : '';
  return `${place}${text(title)} <code>${markupText(oneLine(check))}</code>`;
}

function text(whole: string): string {
  return markupText(oneLine(whole));
}
