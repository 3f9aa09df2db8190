/** Imports run one way (cli → tasks → the middle row → report → base), and in no circle. */
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join, normalize } from 'node:path';

const middle = [
  'host',
  'checks',
  'nix',
  'alloy',
  'artifacts',
  'pyroscope',
  'kubernetes',
  'grafana',
  'container',
  'docs',
  'agree',
  'git',
  'services',
  'project',
];
const ranks: Record<string, number> = { cli: 4, tasks: 3, report: 1, base: 0, generated: -1 };
for (const folder of middle) ranks[folder] = 2;

const names = await readdir('src', { recursive: true });
const files = names
  .filter((name) => name.endsWith('.ts') && !name.startsWith('generated/'))
  .map((name) => join('src', name));
const imports = new Map<string, string[]>();
const faults: string[] = [];

for (const file of files) {
  const text = await readFile(file, 'utf8');
  const found = [...text.matchAll(/(?:from|import\()\s*'(\.[^']+)'/g)].map((match) =>
    normalize(join(dirname(file), match[1] ?? '')),
  );
  imports.set(file, found);
  for (const target of found) {
    const from = folderOf(file);
    const to = folderOf(target);
    const rankFrom = ranks[from];
    const rankTo = ranks[to];
    if (rankFrom === undefined || rankTo === undefined)
      faults.push(`${file}: imports ${target}, in a folder that has no place in the order`);
    else if (from !== to && rankTo >= rankFrom)
      faults.push(`${file}: imports ${target}, against the order of the folders`);
  }
  if (folderOf(file) !== 'cli' && /\bprocess\.(argv|stdout|exit\b|exitCode)/.test(text)) {
    faults.push(`${file}: touches the process; only src/cli may`);
  }
}

const done = new Set<string>();
for (const file of files) visit(file, []);

if (faults.length > 0) {
  console.error(faults.join('\n'));
  process.exit(1);
}

function folderOf(file: string): string {
  return file.split('/')[1] ?? '';
}

function visit(file: string, path: readonly string[]): void {
  if (path.includes(file)) {
    faults.push(`a circle of imports: ${[...path.slice(path.indexOf(file)), file].join(' → ')}`);
    return;
  }
  if (done.has(file)) return;
  for (const next of imports.get(file) ?? []) visit(next, [...path, file]);
  done.add(file);
}
