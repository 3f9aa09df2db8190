/** The commits of a branch whose rebase was rehearsed, a row each. */
import type { RehearsedCommit } from '../../../generated/report-types.ts';
import { count } from '../../count.ts';
import { markupText } from '../../escape/markup.ts';
import { commitRows, commitTones, commitWords } from '../../words/commits.ts';
import { shortCommit } from '../../words/how.ts';
import { oneLine } from '../../words/one-line.ts';

/** Rows; more are folded, but for those that need a person. */
const shown = 200;

export function commitTable(commits: readonly RehearsedCommit[]): string[] {
  if (commits.length === 0) return [];
  const { rows, folded } = commitRows(commits, shown);
  const lines = rows.map(({ commit, state, subject }) => {
    const id = `<th scope="row"><code>${markupText(oneLine(shortCommit(commit)))}</code></th>`;
    return `<tr class="${commitTones[state]}">${id}<td>${commitWords[state]}</td><td>${markupText(oneLine(subject))}</td></tr>`;
  });
  return [
    '<div class="wide" tabindex="0" role="region" aria-label="Commits">',
    '<table class="commits"><thead><tr><th scope="col">commit</th><th scope="col">what becomes of it</th><th scope="col">subject</th></tr></thead>',
    `<tbody>${lines.join('\n')}</tbody></table>`,
    ...(folded > 0 ? [`<p class="quiet">and ${count(folded, 'more commit')} replayed</p>`] : []),
    '</div>',
  ];
}
