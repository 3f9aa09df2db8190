import type { Facts, Gap } from '../../base/facts.ts';
import { pointerOf } from '../../base/pointer.ts';
import { type Draft, gapAt, observed } from '../facts/draft.ts';
import { path } from '../facts/values.ts';

type Files = NonNullable<NonNullable<Facts['textfiles']>['files']>;

const most = 500;

/** The ages of the files that a node exporter reads, by path. `now`, in milliseconds, is by the host's clock. */
export function textfileFacts(draft: Draft, now: number): Facts['textfiles'] {
  if (!draft.frame.facts.has('textfiles')) {
    draft.gaps.set('/textfiles', gapAt(draft, 'textfiles'));
    return undefined;
  }
  observed(draft, '/textfiles', 'stat(2)');
  const folders = new Set<string>();
  const files = new Map<string, Files[string]>();
  const gap = (path: string, gap: Gap) => draft.gaps.set(pointerOf(['textfiles', 'files', path]), gap);
  let folder = '';
  let last = '';
  for (const line of draft.frame.lists.get('textfile') ?? []) {
    const [word = '', rest = ''] = line.split(/ (.*)/s);
    if (word === 'folder') {
      folder = path(rest) ?? '';
      if (folder !== '') folders.add(folder);
    } else if (/^\d{1,12}$/.test(word) && rest.startsWith('./') && folder !== '') {
      last = `${folder}/${rest.slice(2)}`;
      if (path(last) !== undefined)
        files.set(last, { path: last, age: Math.max(0, Math.floor(now / 1000) - Number(word)) });
    } else if (word === 'denied' || word === 'missing' || word === 'dangling' || word === 'unreadable') {
      gap(rest, { reason: word, detail: 'a folder of textfiles' });
    }
    if (word === 'end') last = '';
  }
  const kept = [...files].slice(0, most);
  // Its name or its time may have been cut, too.
  if (last !== '') files.delete(last);
  if (last !== '' || kept.length < files.size)
    gap('others', { reason: 'unreadable', detail: 'there are too many to be told' });
  return { folders: [...folders].slice(0, 8), files: Object.fromEntries(kept.filter(([name]) => name !== last)) };
}
