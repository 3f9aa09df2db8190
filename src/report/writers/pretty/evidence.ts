import type { Finding } from '../../../generated/report-types.ts';
import { readTexts } from '../../words/evidence.ts';
import { field, type Page } from './page.ts';

export function evidenceLines(page: Page, finding: Finding): string[] {
  return readTexts(finding).flatMap((text, index) => field(page, index === 0 ? 'read' : '', text));
}
