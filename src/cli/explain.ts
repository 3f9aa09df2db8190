import { explainCheck, explainText, listText } from '../checks/explain.ts';
import { loadPacks } from '../checks/load.ts';
import { type PackArguments, setsFrom } from './options.ts';
import { print } from './output.ts';
import { looksOf } from './terminal.ts';

/** `preflight explain CHECK`. */
export async function runExplain(args: PackArguments & { readonly check: string }): Promise<number> {
  const packs = await loadPacks(args.pack, { sets: setsFrom(args) });
  await print(explainText(explainCheck(packs, args.check), width()));
  return 0;
}

/** `preflight list`. */
export async function runList(args: PackArguments): Promise<number> {
  const packs = await loadPacks(args.pack, { sets: setsFrom(args) });
  // Behind a pipe every check keeps to its line.
  await print(listText(packs.checks, process.stdout.isTTY ? width() : Number.POSITIVE_INFINITY));
  await print(`\nParameters, for --set NAME=VALUE: ${parametersText(packs.parameters)}\n`);
  return 0;
}

function width(): number {
  return looksOf(process.stdout, process.env, false).width;
}

function parametersText(parameters: Readonly<Record<string, unknown>>): string {
  return Object.entries(parameters)
    .map(([name, value]) => (value === null ? `${name} (not set)` : `${name} = ${String(value)}`))
    .join(', ');
}
