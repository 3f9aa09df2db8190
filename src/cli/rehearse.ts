import { exitCodeOf } from '../report/verdict.ts';
import { loadWriter } from '../report/writer.ts';
import { rehearse } from '../tasks/rehearse.ts';
import { interruptible } from './interruptible.ts';
import { print, reportFiles, writeWhole } from './output.ts';
import { branchFrom, type RehearseArguments } from './rehearse-options.ts';
import { looksOf } from './terminal.ts';

/** `preflight rehearse`: rehearses the rebase, writes the report, returns the exit code of its verdict. */
export async function runRehearse(args: RehearseArguments): Promise<number> {
  const { onto, repository, validate, strict, verbose } = args;
  const branch = branchFrom(args);
  const files = await reportFiles(args.output);
  const { report, texts } = await interruptible((signal) =>
    rehearse({ branch, onto, repository, validate, strict, signal }),
  );
  const looks = looksOf(process.stdout, process.env, args.color);
  await print((await loadWriter(args.format)).write(report, { ...looks, texts, verbose }));
  for (const { format, path } of files) {
    const writer = await loadWriter(format);
    await writeWhole(path, writer.write(report, { width: 100, color: false, texts, verbose: true }));
  }
  return exitCodeOf(report);
}
