import { printable } from '../base/display.ts';
import { InputError } from '../base/errors.ts';
import type { Report } from '../generated/report-types.ts';
import { findProject, openProject } from '../project/open.ts';
import type { Project } from '../project/project.ts';
import { exitCodeOf } from '../report/verdict.ts';
import { type Gated, gate } from '../tasks/gate.ts';
import { baselineFrom } from '../tasks/saved-report.ts';
import { deliveryFrom } from './deliver.ts';
import {
  againFrom,
  askFrom,
  askServicesFrom,
  choiceFrom,
  type GateArguments,
  judgingFrom,
  maxAgeFrom,
  notifyWhenFrom,
} from './gate-options.ts';
import { projectOutputs } from './gate-outputs.ts';
import { interruptible } from './interruptible.ts';
import { setsFrom } from './options.ts';
import { startParts } from './parts-progress.ts';
import { programOnPath } from './program.ts';
import { withTerminal } from './session.ts';
import { writeReport } from './write-report.ts';

/** `preflight gate`: judges what preflight.yaml names, writes the report, returns the exit code of its verdict. */
export async function runGate(args: GateArguments): Promise<number> {
  const project = await projectFrom(args);
  const { files, tell } = await deliveryFrom({
    ...args,
    output: [...args.output, ...(await projectOutputs(project))],
    'notify-when': notifyWhenFrom(args, project),
  });
  const against = await baselineFrom(args.baseline, files);
  const { report, texts, troubles } = await judged(args, project, against);
  const { format, color, verbose } = args;
  const unwritten = await writeReport(report, { format, files, color }, { verbose, texts });
  await tell(report);
  throwWorst([...(unwritten ? [unwritten] : []), ...troubles]);
  return exitCodeOf(report);
}

async function projectFrom({ config }: GateArguments): Promise<Project> {
  const project = config === undefined ? await findProject('.', process.env) : await openProject(config, process.env);
  if (project) return project;
  throw new InputError(
    'There is no preflight.yaml here or in a folder above. Write one: preflight init, or name one: --config FILE.',
  );
}

async function judged(args: GateArguments, project: Project, against: (report: Report) => Report): Promise<Gated> {
  return interruptible(async (signal) => {
    const progress = startParts({ stderr: process.stderr, quiet: args.quiet, color: args.color });
    try {
      const { concurrency, collect } = askFrom(args, project, (message) => {
        for (const line of message.split('\n')) progress.notify(line);
      });
      return await gate({
        ...choiceFrom(args),
        project,
        ask: { concurrency, collect: (host) => withTerminal(collect(host), progress) },
        askServices: askServicesFrom(args),
        judging: judgingFrom(args, project),
        sets: setsFrom(args),
        maxAge: maxAgeFrom(args),
        evalSeconds: args['eval-timeout'],
        nixInstantiate: programOnPath('nix-instantiate', process.env.PATH),
        base: args.base,
        environment: process.env,
        against,
        again: (host) => againFrom(args, host),
        signal,
        watch: progress.row,
      });
    } finally {
      await progress.stop();
    }
  });
}

/** Bad input is told last and decides the exit code, unless something worse happened: 4 comes before 2. */
function throwWorst(troubles: readonly Error[]): void {
  const worst = troubles.find((error) => !(error instanceof InputError)) ?? troubles[0];
  if (worst === undefined) return;
  for (const { message } of new Set(troubles)) {
    if (message !== worst.message) process.stderr.write(`preflight: ${printable(message, { lines: true })}\n`);
  }
  throw worst;
}
