/** Facts that were saved earlier: read from a file, trusted no more than a host. */
import { createReadStream } from 'node:fs';
import { excerpt } from '../base/display.ts';
import { InputError } from '../base/errors.ts';
import type { FactsDocument } from '../base/facts.ts';

/** A document of one host is about 20 KB; this leaves room, and keeps a wrong file from filling the memory. */
const sizeLimit = 4 << 20;
const currentVersion = 1;

/**
 * Reads and checks a facts document (`-` is standard input).
 * Throws InputError, naming the file, the place in it and the way out, when it is no facts document of this version.
 */
export async function readFactsFile(file: string): Promise<FactsDocument> {
  const path = file === '-' ? 'standard input' : file;
  const text = await readBounded(file, path);
  const document = parse(path, text);
  const version =
    typeof document === 'object' && document !== null && 'schemaVersion' in document
      ? document.schemaVersion
      : undefined;
  if (typeof version === 'number' && version > currentVersion) {
    throw new InputError(
      `${path}: facts of schema version ${version}, and this preflight knows version ${currentVersion}. Use the preflight that collected them, or a newer one.`,
    );
  }
  const { default: validate } = await import('../generated/facts-validator.js');
  if (!validate(document)) {
    const error = validate.errors?.[0];
    const place = error?.instancePath ? ` at ${excerpt(error.instancePath, 120)}` : '';
    const extra =
      error?.keyword === 'additionalProperties' ? ` ("${excerpt(String(error.params.additionalProperty), 60)}")` : '';
    throw new InputError(
      `${path}: no facts document${place}: ${error?.message ?? 'not of its shape'}${extra}. Collect it anew with: preflight facts HOST -o FILE`,
    );
  }
  const facts = document as FactsDocument;
  // The pattern lets a month 13 pass; without a date, no --max-age could hold.
  if (Number.isNaN(Date.parse(facts.collectedAt)))
    throw new InputError(
      `${path}: no facts document at /collectedAt: "${facts.collectedAt}" is no date. Collect it anew with: preflight facts HOST -o FILE`,
    );
  return facts;
}

async function readBounded(name: string, path: string): Promise<string> {
  try {
    // Opened by a name, standard input could not be read where it is a socket.
    const stream: AsyncIterable<Buffer> = name === '-' ? process.stdin : createReadStream(name);
    const chunks: Buffer[] = [];
    let size = 0;
    for await (const chunk of stream) {
      size += chunk.length;
      if (size > sizeLimit)
        throw new InputError(`${path}: larger than ${sizeLimit >> 20} MB, so no facts document of one host.`);
      chunks.push(chunk);
    }
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks));
  } catch (error) {
    if (error instanceof InputError) throw error;
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ERR_ENCODING_INVALID_ENCODED_DATA')
      throw new InputError(`${path}: not UTF-8 text, so no facts document.`, { cause: error });
    throw new InputError(
      `${path}: cannot be read (${code ?? error}). Name a file written by: preflight facts HOST -o FILE`,
      { cause: error },
    );
  }
}

function parse(path: string, text: string): unknown {
  try {
    return JSON.parse(text, (key, value: unknown) => {
      if (key === '__proto__') throw new InputError(`${path}: has a key "__proto__", which no facts document has.`);
      return value;
    });
  } catch (error) {
    if (error instanceof InputError) throw error;
    // The parser recurses: what is nested thousands deep ends in a RangeError of the stack.
    if (error instanceof RangeError)
      throw new InputError(`${path}: nested too deeply, so no facts document.`, { cause: error });
    throw new InputError(`${path}: not JSON (${excerpt((error as Error).message, 120)}).`, { cause: error });
  }
}
