/** --notify: what of the command line says that a person is told, and when. */
import { printable } from '../base/display.ts';
import { InputError } from '../base/errors.ts';
import type { Report } from '../generated/report-types.ts';
import { notify, parseNotify, verdictBefore } from '../tasks/notify.ts';
import type { ReportFile } from './output.ts';

interface NotifyArguments {
  readonly notify?: string | undefined;
  readonly 'notify-when': 'change' | 'always';
}

/**
 * Reads the verdict of the run before, from the JSON report that this run will replace. Returns what tells of a report.
 * Throws InputError before anything runs.
 */
export async function notifier(
  args: NotifyArguments,
  files: readonly ReportFile[],
): Promise<(report: Report) => Promise<void>> {
  if (args.notify === undefined) return async () => {};
  const target = parseNotify(args.notify);
  const last = files.find(({ format }) => format === 'json');
  if (args['notify-when'] === 'change' && !last)
    throw new InputError(
      '--notify tells of a change, so it needs the report of the run before: add --output json=FILE, or --notify-when always.',
    );
  const before = last ? await verdictBefore(last.path) : undefined;
  return async (report) => {
    if (args['notify-when'] === 'change' && before === report.verdict) return;
    const trouble = await notify(target, report, before, process.env.PREFLIGHT_NTFY_TOKEN);
    if (trouble !== undefined) process.stderr.write(`preflight: ${printable(trouble)}\n`);
  };
}
