import { diffOf } from '../report/diff/diff.ts';
import { exitCodeOf } from '../report/verdict.ts';
import { readReport, refuseStrangers } from '../tasks/saved-report.ts';
import type { DiffArguments } from './diff-options.ts';
import { print } from './output.ts';
import { looksOf } from './terminal.ts';

/** `preflight diff`: compares two reports. Returns the exit code that the later one has with the earlier one as its baseline. */
export async function runDiff({
  before: earlier,
  after: later,
  format,
  verbose,
  color,
}: DiffArguments): Promise<number> {
  const [before, after] = await Promise.all([readReport(earlier), readReport(later)]);
  refuseStrangers(before, after, { before: earlier, after: later });
  const diff = diffOf(before, after);
  const looks = { ...looksOf(process.stdout, process.env, color), verbose };
  if (format === 'json') await print((await import('../report/diff/json.ts')).diffJson(diff));
  else if (format === 'markdown') await print((await import('../report/diff/markdown.ts')).diffMarkdown(diff));
  else await print((await import('../report/diff/pretty.ts')).diffPretty(diff, looks));
  return exitCodeOf(diff.after);
}
