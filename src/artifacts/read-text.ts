/** Reads one file that may be anything: a binary, a gigabyte, a pipe. */
import { isUtf8 } from 'node:buffer';
import { type FileHandle, open } from 'node:fs/promises';

/** No configuration that people write comes near it; the largest ConfigMap is 1 MiB. Blocks of a few letters take a hundred times their length. */
export const sizeLimit = 16 << 20;

/** The text, or why there is none. A byte order mark stays. */
export type ReadText =
  | { readonly text: string }
  | { readonly rule: 'file.not-text' | 'file.too-large' | 'file.unreadable'; readonly reason: string };

/** Bytes that come as they come, such as those of standard input. */
export type Bytes = AsyncIterable<Uint8Array>;

/** Reads what stands at a path, or what a stream gives. */
export async function readText(from: string | Bytes): Promise<ReadText> {
  let file: FileHandle | undefined;
  try {
    let bytes: Buffer | undefined;
    if (typeof from === 'string') {
      file = await open(from, 'r');
      bytes = await readBytes(file);
    } else bytes = await gathered(from);
    if (!bytes) return { rule: 'file.too-large', reason: `the file is larger than ${sizeLimit >> 20} MB` };
    return textOf(bytes);
  } catch (error) {
    return { rule: 'file.unreadable', reason: `the file cannot be read (${(error as NodeJS.ErrnoException).code})` };
  } finally {
    await file?.close();
  }
}

async function readBytes(file: FileHandle): Promise<Buffer | undefined> {
  const stats = await file.stat();
  const { size } = stats;
  if (size > sizeLimit) return undefined;
  const chunks: Buffer[] = [];
  let total = 0;
  // A pipe has no size.
  for (let room = Math.max(size + 1, 64 << 10); ; room = 64 << 10) {
    const { bytesRead, buffer } = await file.read(Buffer.allocUnsafe(room), 0, room, null);
    if (bytesRead === 0) return chunks.length === 1 ? chunks[0] : Buffer.concat(chunks, total);
    chunks.push(buffer.subarray(0, bytesRead));
    total += bytesRead;
    if (total > sizeLimit) return undefined;
    // A regular file gives all that is asked for, or ends.
    if (stats.isFile() && bytesRead < room) return chunks.length === 1 ? chunks[0] : Buffer.concat(chunks, total);
  }
}

async function gathered(stream: Bytes): Promise<Buffer | undefined> {
  const chunks: Uint8Array[] = [];
  let total = 0;
  for await (const chunk of stream) {
    chunks.push(chunk);
    total += chunk.length;
    if (total > sizeLimit) return undefined;
  }
  return Buffer.concat(chunks, total);
}

function textOf(bytes: Buffer): ReadText {
  const rule = 'file.not-text';
  const mark = bytes.length > 1 ? bytes.readUInt16BE(0) : 0;
  if (mark === 0xfffe || mark === 0xfeff) return { rule, reason: 'the file is UTF-16, and only UTF-8 is read' };
  if (bytes.includes(0)) return { rule, reason: 'the file is binary' };
  if (!isUtf8(bytes)) return { rule, reason: 'the file is not UTF-8 text' };
  return { text: bytes.toString('utf8') };
}
