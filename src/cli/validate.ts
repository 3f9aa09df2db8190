import { exitCodeOf } from '../report/verdict.ts';
import { loadWriter } from '../report/writer.ts';
import { validate } from '../tasks/validate.ts';
import { print, reportFiles, writeWhole } from './output.ts';
import { looksOf } from './terminal.ts';
import { type ValidateArguments, validateFrom } from './validate-options.ts';

/** `preflight validate`: judges configurations, writes the report, returns the exit code of its verdict. */
export async function runValidate(args: ValidateArguments): Promise<number> {
  const request = validateFrom(args);
  const files = await reportFiles(args.output);
  const { report, texts } = await validate(request);
  const looks = looksOf(process.stdout, process.env, args.color);
  await print((await loadWriter(args.format)).write(report, { ...looks, texts }));
  for (const { format, path } of files) {
    const writer = await loadWriter(format);
    await writeWhole(path, writer.write(report, { width: 100, color: false, texts }));
  }
  return exitCodeOf(report);
}
