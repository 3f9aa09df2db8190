import { lstat, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { printable } from '../base/display.ts';
import { InputError } from '../base/errors.ts';
import type { Project } from '../project/project.ts';
import { init } from '../tasks/init.ts';
import type { InitArguments } from './init-options.ts';
import { interruptible } from './interruptible.ts';
import { print, provePath, writeWhole } from './output.ts';
import { isScreen } from './terminal.ts';

const schemaName = 'preflight.schema.json';

/** `preflight init`: writes preflight.yaml for this repository. Returns 0; a file that is there is bad input. */
export async function runInit({ output, force, schema, ask }: InitArguments): Promise<number> {
  const isPrinted = output === '-';
  const isAsked = ask && isScreen(process.stdin, process.env) && isScreen(process.stderr, process.env);
  const made = await interruptible((signal) =>
    init({
      folder: process.cwd(),
      output: isPrinted ? undefined : output,
      schema: schema ?? `./${schemaName}`,
      chooseHosts: isAsked ? askHosts : undefined,
      signal,
    }),
  );
  for (const note of made.notes) process.stderr.write(`preflight: ${printable(note)}\n`);
  if (isPrinted) {
    await print(made.text);
    return 0;
  }
  await provePath(made.path);
  if (!force && (await lstat(made.path).catch(() => undefined)))
    throw new InputError(
      `${made.path}: is there already. Judge by it: preflight gate. See what would be written: preflight init -o -. Write over it: --force.`,
    );
  await writeWhole(made.path, made.text);
  const isSchemaThere = schema !== undefined || (await writeSchema(join(dirname(made.path), schemaName)));
  process.stderr.write(`${summary(made.path, made.project)}\n`);
  if (!isSchemaThere)
    process.stderr.write(`preflight: ${schemaName}: is somebody else's, and was left alone; editors read it.\n`);
  return 0;
}

/** The schema of this version; false where a file of the name is none of preflight's. */
async function writeSchema(path: string): Promise<boolean> {
  const { preflightSchema } = await import('../generated/schema-text.ts');
  const there = await readFile(path, 'utf8').catch(() => undefined);
  if (there !== undefined && !there.includes(`"$id": "${schemaName}"`)) return false;
  if (there !== preflightSchema) await writeWhole(path, preflightSchema);
  return true;
}

function summary(path: string, { hosts, rollouts, services }: Project): string {
  const counts = [
    [hosts.length, 'host', 'hosts'],
    [rollouts.length, 'rollout', 'rollouts'],
    [services.length, 'service', 'services'],
  ] as const;
  const words = counts.flatMap(([count, one, many]) => (count === 0 ? [] : [`${count} ${count === 1 ? one : many}`]));
  return `Wrote ${printable(path)}: ${words.join(', ')}. Look through it, then: preflight gate --offline, preflight gate.`;
}

/** One question. An empty answer means all that were found. */
async function askHosts(found: readonly string[]): Promise<readonly string[]> {
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const what = found.length === 0 ? 'this machine' : found.join(' ');
    const left = new Promise<never>((_, reject) =>
      lines.once('close', () =>
        reject(new InputError('Nothing was written: the question was left without an answer.')),
      ),
    );
    const question = lines.question(`Hosts that you roll out to [${printable(what)}]: `);
    const answer = (await Promise.race([question, left])).trim();
    return answer === '' ? found : answer.split(/[\s,]+/);
  } finally {
    lines.close();
  }
}
