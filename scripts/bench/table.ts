import type { Measured } from './measure.ts';

/** A Markdown table; the first row is the reference, and `budget` is what the others may cost of it. */
export function table(title: string, rows: readonly Measured[], budgets: Readonly<Record<string, number>>): string {
  const reference = rows[0]?.median ?? 1;
  const lines = rows.map((row, index) => {
    const ratio = row.median / reference;
    const budget = budgets[row.name];
    const verdict = budget === undefined ? '' : `${budget} ${ratio <= budget ? 'kept' : '**missed**'}`;
    const cells = [row.name, row.median.toFixed(0), `${row.least.toFixed(0)}–${row.most.toFixed(0)}`];
    return `| ${[...cells, index === 0 ? 'reference' : ratio.toFixed(2), verdict].join(' | ')} |`;
  });
  return [
    `## ${title}`,
    '',
    '| what | median ms | least–most | ratio | budget |',
    '|---|---|---|---|---|',
    ...lines,
    '',
  ].join('\n');
}
