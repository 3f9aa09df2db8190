/** For a comment on a pull request: what is new is seen at once, the rest is folded. */
import type { Compared, State } from '../compare.ts';
import { codeSpan, markdownText } from '../escape/markdown.ts';
import { capitalised } from '../words/capital.ts';
import { momentText } from '../words/how.ts';
import { placeText } from '../words/place.ts';
import { wordOf } from '../words/standing.ts';
import { type Block, fitting } from '../writers/markdown/blocks.ts';
import { countsText, findingOf, type ReportDiff, states, stateTitles, targetsOf } from './diff.ts';
import { moreTexts } from './words.ts';

const head = '<!-- preflight diff -->\n';
/** Characters of the whole text: GitHub takes comments of 65,536. */
const longest = 60_000;
/** Characters of one text. */
const longestText = 1000;

export function diffMarkdown(diff: ReportDiff): string {
  const { before, after, verdictAfter } = diff;
  const only = targetsOf(diff);
  const missing = (text: string, names: readonly string[]): Block[] =>
    names.length === 0 ? [] : [{ rank: 1, text: inline(`${text}: ${names.join(', ')}`) }];
  const blocks: Block[] = [
    { rank: 0, text: `## preflight diff: ${after.verdict.toUpperCase()}\n\n${inline(after.summary.sentence)}` },
    {
      rank: 0,
      text: `${inline(`${momentText(before.startedAt)} (${before.verdict}) and ${momentText(after.startedAt)} (${verdictAfter})`)}: ${countsText(diff)}.`,
    },
    ...missing('Only in the earlier report', only.before),
    ...missing('Only in the later report', only.after),
    ...states.flatMap((state, index) => groupOf(diff, state, index + 1)),
  ];
  const { text, left } = fitting(blocks, longest - head.length - 200);
  const more = left === 0 ? '' : `\n${left} parts of this comparison did not fit; \`--format json\` has all of it.\n`;
  return `${head}${text}${more}`;
}

/** Findings of one part, which is left out as a whole where it does not fit. */
const partOf = 20;

/** Empty where nothing is of this state. */
function groupOf(diff: ReportDiff, state: State, rank: number): Block[] {
  const title = stateTitles[state];
  const all = diff.compared.filter((one) => one.state === state);
  const parts = Array.from({ length: Math.ceil(all.length / partOf) }, (_, at) =>
    all.slice(at * partOf, (at + 1) * partOf),
  );
  return parts.map((part, index) => {
    const name =
      parts.length === 1
        ? `${title}: ${all.length}`
        : `${title}: ${index * partOf + 1} to ${index * partOf + part.length} of ${all.length}`;
    const items = part.map((one) => `- ${itemOf(diff, one)}`).join('\n');
    return {
      rank,
      text: `<details${state === 'new' ? ' open' : ''}><summary>${name}</summary>\n\n${items}\n\n</details>`,
    };
  });
}

function itemOf(diff: ReportDiff, one: Compared): string {
  const finding = findingOf(one);
  const { target, title, check, message, location } = finding;
  const place = location ? `${codeSpan(placeText(location))} ` : '';
  const more = moreTexts(one, diff).map(({ label, text }) => ` (${label} ${inline(text)})`);
  return `**${wordOf(finding)}** ${inline(target)}: ${place}${inline(title)} (${codeSpan(check)}): ${inline(capitalised(message))}${more.join('')}`;
}

function inline(text: string): string {
  return markdownText(text.length > longestText ? `${text.slice(0, longestText)}…` : text);
}
