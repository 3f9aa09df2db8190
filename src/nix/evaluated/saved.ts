/** Declared values that somebody else evaluated: `nix eval --json …config.boot.kernel.sysctl`, in a file. */
import { readFile, stat } from 'node:fs/promises';
import { excerpt } from '../../base/display.ts';
import { InputError } from '../../base/errors.ts';
import { type DeclaredValues, writtenValues } from './declared-values.ts';

const sizeLimit = 1 << 20;
const wayOut = 'Make it with: nix eval --json .#nixosConfigurations.HOST.config.boot.kernel.sysctl > FILE';

/** Throws InputError for what is no object of sysctls. */
export async function readDeclared(path: string): Promise<DeclaredValues> {
  const parsed: unknown = parse(path, await read(path));
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed))
    throw new InputError(`${path}: no object of sysctls. ${wayOut}`);
  const values = writtenValues(parsed as Record<string, unknown>);
  if (typeof values === 'string')
    throw new InputError(`${path}: "${excerpt(values, 80)}" is neither a number, a text nor a truth value. ${wayOut}`);
  return { from: path, values, files: new Map(), specialisations: [] };
}

async function read(path: string): Promise<string> {
  try {
    const { size } = await stat(path);
    if (size > sizeLimit) throw new InputError(`${path}: larger than ${sizeLimit >> 20} MB, so no list of sysctls.`);
    return await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof InputError) throw error;
    throw new InputError(`${path}: cannot be read (${(error as NodeJS.ErrnoException).code}). ${wayOut}`, {
      cause: error,
    });
  }
}

function parse(path: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const reason = error instanceof RangeError ? 'nested too deeply' : excerpt((error as Error).message, 120);
    throw new InputError(`${path}: not JSON (${reason}). ${wayOut}`, { cause: error });
  }
}
