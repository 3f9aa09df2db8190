import { mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { printable } from '../base/display.ts';
import { InputError } from '../base/errors.ts';
import { loadPacks } from '../checks/load.ts';
import { jsonMark } from '../report/format.ts';
import { type Gathered, gather } from '../tasks/gather.ts';
import { withPlatform } from '../tasks/platform.ts';
import { type CollectArguments, type PackArguments, setsFrom } from './options.ts';
import { print, provePath, writeWhole } from './output.ts';
import { withHosts } from './session.ts';

type FactsArguments = CollectArguments &
  PackArguments & { readonly hosts: readonly string[]; readonly out?: string | undefined };

/** `preflight facts`: 0 when every host's facts were written, 3 when one gave none. */
export async function runFacts(args: FactsArguments): Promise<number> {
  const place = await placeOf(args);
  const packs = await loadPacks(args.pack, { sets: setsFrom(args) });
  const gathered = await withHosts(args, [], (request) =>
    gather({ ...request, collect: withPlatform(request.collect, packs) }),
  );
  let code = 0;
  for (const target of gathered) {
    if ('error' in target) {
      process.stderr.write(`preflight: ${printable(target.error.message, { lines: true })}\n`);
      code = 3;
      continue;
    }
    await write(place, target);
  }
  return code;
}

type Place = { readonly file: string } | { readonly folder: string } | undefined;

async function placeOf(args: FactsArguments): Promise<Place> {
  const several = new Set(args.hosts).size > 1;
  if (args.out === undefined) {
    if (several)
      throw new InputError('Facts of several hosts need a folder of their own: preflight facts a b -o FOLDER');
    return undefined;
  }
  if (several && !args.out.endsWith('.json')) await mkdir(args.out, { recursive: true }).catch(() => undefined);
  const folder = await stat(args.out).then(
    (found) => found.isDirectory(),
    () => false,
  );
  if (several && !folder)
    throw new InputError(
      `${args.out}: is no folder, and facts of several hosts need one. Make it: mkdir -p ${args.out}`,
    );
  if (folder) return { folder: args.out };
  await provePath(args.out, jsonMark);
  return { file: args.out };
}

async function write(place: Place, target: Extract<Gathered, { document: unknown }>): Promise<void> {
  const text = `${JSON.stringify(target.document, null, 2)}\n`;
  if (!place) return print(text);
  // Facts tell much of a host: they are for their owner alone.
  if ('file' in place) return writeWhole(place.file, text, 0o600);
  return writeWhole(join(place.folder, `${target.name.replace(/[^A-Za-z0-9._@-]/g, '_')}.json`), text, 0o600);
}
