/** What it costs to write a report of 10,000 findings, format by format, each in a process of its own. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { formats } from '../../src/report/writer.ts';

export async function benchWriters(): Promise<void> {
  const rows: string[] = [];
  for (const format of formats) {
    const words = ['--import', 'tsx', join(import.meta.dirname, 'write-once.ts'), format];
    const { stdout } = await promisify(execFile)(process.execPath, words);
    const { first, best, bytes, memory } = JSON.parse(stdout);
    const speed = (time: number) => (bytes / 1e6 / (time / 1000)).toFixed(0);
    rows.push(
      `| ${format} | ${(bytes / 1e6).toFixed(2)} | ${first.toFixed(0)} | ${speed(first)} | ${speed(best)} | ${(memory / 1e6).toFixed(0)} |`,
    );
  }
  console.log(
    [
      '## Writers, a report of 10,000 findings over 120 targets',
      '',
      '| format | MB | ms, the first time | MB/s, the first time | MB/s, best of 5 | MB of memory, the first time |',
      '|---|---|---|---|---|---|',
      ...rows,
      '',
    ].join('\n'),
  );
}
