/** The tour: check the recorded host, mend it, check what the module would make of it. */
import { InputError } from '../base/errors.ts';
import type { Report } from '../generated/report-types.ts';
import { check } from './check.ts';
import { type JudgeOptions, judge } from './judge.ts';
import { mend } from './remedy.ts';

export interface Tour {
  readonly before: Report;
  readonly module: string;
  readonly after: Report;
}

/** Runs the tour against the host `demo`, whose SSH server lives in this process. */
export async function tour(): Promise<Tour> {
  const options: JudgeOptions = { packs: ['profiling'], sets: { alloy: '1.13.1' }, strict: false };
  const quiet = { started() {}, sent() {}, finished() {}, failed() {} };
  const connect = { identities: [], acceptNew: false, sudo: 'auto', timeout: 15, notify() {} } as const;
  const { report, gathered, packs } = await check({
    judge: options,
    gather: {
      hosts: ['demo'],
      factsFiles: [],
      collect: { transport: 'ssh2', active: true, connect },
      concurrency: 1,
      signal: new AbortController().signal,
      watch: quiet,
    },
  });
  const target = gathered[0];
  if (!target || 'error' in target)
    throw new InputError(`The demo host did not answer: ${target?.error.message ?? 'no target'}`);
  const now = new Date();
  const { module, predicted } = await mend(target.document, packs, report.findings, now);
  const healed = { kind: 'facts', name: 'demo, predicted', document: predicted } as const;
  const after = await judge([{ gathered: [healed], packs }], packs, options, now);
  return { before: report, module: module ?? '', after };
}
