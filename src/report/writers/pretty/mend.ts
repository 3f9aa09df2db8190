/** How to mend what failed, with the Nix line to copy. */
import type { Finding, Report, Target } from '../../../generated/report-types.ts';
import { mendedText, mendsOf, nixCommand, undoTexts } from '../../words/mends.ts';
import { field, type Page, paragraph } from './page.ts';

/** Empty when nothing that failed has a remedy. */
export function mendLines(page: Page, target: Target, failed: readonly Finding[], report: Report): string[] {
  const mends = mendsOf(failed);
  if (mends.length === 0) return [];
  const blocks = mends.map((mend) => [
    ...(mend.isCode ? [`  ${page.paint.code(mend.what)}`] : paragraph(page, mend.what, 2)),
    ...field(page, 'mends', mendedText(mend)),
    ...undoTexts(mend).flatMap((undo) => field(page, 'undo', undo)),
  ]);
  return [
    page.paint.strong('To mend it'),
    ...blocks.flatMap((block) => ['', ...block]),
    // The steps at the end have the command.
    ...(!report.next && mends.some(({ isCode }) => isCode) ? ['', ...nextStep(page, target)] : []),
  ];
}

function nextStep(page: Page, target: Target): string[] {
  const command = nixCommand(target, page.again);
  const lines = paragraph(page, `Next: ${command} writes these as one NixOS module.`);
  return lines.map((line) => line.replace(command, page.paint.code));
}
