import { InputError } from '../base/errors.ts';
import { readDeclaration } from '../tasks/declaration.ts';
import { drift } from '../tasks/drift.ts';
import { baselineFrom } from '../tasks/saved-report.ts';
import { deliver, deliveryFrom } from './deliver.ts';
import type { DriftOnlyArguments } from './drift-options.ts';
import { type CollectArguments, type JudgeArguments, judgeFrom, type OutputArguments } from './options.ts';
import { withHosts } from './session.ts';

type DriftArguments = CollectArguments &
  JudgeArguments &
  OutputArguments &
  DriftOnlyArguments & { readonly hosts: readonly string[] };

/** `preflight drift`: compares, writes the report, returns the exit code of its verdict. */
export async function runDrift(args: DriftArguments): Promise<number> {
  const { flake, declared, specialisation } = args;
  if ([flake, declared, args.configuration[0]].filter((one) => one !== undefined).length > 1)
    throw new InputError('Declared values come from one place: give --flake, --declared or --configuration.');
  if (specialisation !== undefined && flake === undefined)
    throw new InputError('--specialisation names one of a flake’s host: give --flake, too.');
  if (args.closure !== undefined) throw new InputError('A closure is compared by: preflight check HOST --closure PATH');
  const delivery = await deliveryFrom(args);
  const against = await baselineFrom(args.baseline, delivery.files);
  const judge = judgeFrom(args);
  const declaration = await readDeclaration({
    flake,
    declared,
    specialisation,
    configuration: args.configuration,
    seconds: args['eval-timeout'],
  });
  const report = await withHosts(args, args.facts, (gather) => drift({ gather, judge, ...declaration }));
  return deliver(against(report), delivery, args);
}
