import { explain, loadReference, type ReferenceRequest } from '../tasks/reference.ts';
import { type PackArguments, setsFrom } from './options.ts';
import { print } from './output.ts';
import type { ListArguments } from './reference-options.ts';
import { looksOf } from './terminal.ts';

/** `preflight explain ID`. */
export async function runExplain(args: PackArguments & { readonly id: string }): Promise<number> {
  await print(await explain(args.id, requestFrom(args), width()));
  return 0;
}

/** `preflight list`. */
export async function runList(args: ListArguments): Promise<number> {
  const { prefix, kind: kinds } = args;
  const reference = await loadReference(requestFrom(args), { ...(prefix === undefined ? {} : { prefix }), kinds });
  if (args.format === 'text') {
    const { listText } = await import('../tasks/reference/list-text.ts');
    // Behind a pipe everything keeps to its line.
    await print(listText(reference, process.stdout.isTTY ? width() : Number.POSITIVE_INFINITY));
    return 0;
  }
  const { failureModes } = await import('../generated/failure-modes.js');
  if (args.format === 'markdown') {
    await print((await import('../tasks/reference/markdown.ts')).referenceMarkdown(reference, failureModes));
    return 0;
  }
  const { ruleExamples } = await import('../generated/rule-examples.js');
  const { referenceDocument } = await import('../tasks/reference/json.ts');
  await print(`${JSON.stringify(referenceDocument(reference, failureModes, ruleExamples), undefined, 2)}\n`);
  return 0;
}

function requestFrom(args: PackArguments): ReferenceRequest {
  return { packs: args.pack, sets: setsFrom(args) };
}

function width(): number {
  return looksOf(process.stdout, process.env, false).width;
}
