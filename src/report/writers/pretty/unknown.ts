/** What could not be judged, and what would make it known. */
import type { Finding } from '../../../generated/report-types.ts';
import { waysToKnow } from '../../words/unknown.ts';
import { listed } from './file.ts';
import { unknownBlock } from './finding.ts';
import { type Page, spaced } from './page.ts';

export function unknownLines(page: Page, unknown: readonly Finding[]): string[] {
  const ways = waysToKnow(unknown).flatMap((way) => listed(page, way));
  return spaced([
    ...unknown.map((finding) => unknownBlock(page, finding)),
    ways.length > 0 ? [page.paint.strong('To know it'), '', ...ways] : [],
  ]);
}
