// Each fixture is a folder: input.json (what buildReport takes), and what must come of it: report.json and the pretty
// text at several widths. `UPDATE_EXPECTED=1 npx tap test/report/report.test.ts` writes them anew, to be read in the diff.
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import t from 'tap';
import { InputError } from '../../src/base/errors.ts';
import { displayWidth } from '../../src/base/width.ts';
import validate from '../../src/generated/report-validator.js';
import { buildReport, type ReportInput } from '../../src/report/build.ts';
import { formats, loadWriter } from '../../src/report/writer.ts';

const folder = join(import.meta.dirname, 'fixtures');
const fixtures = (await readdir(folder)).sort();
const pretty = await loadWriter('pretty');
const json = await loadWriter('json');

async function reportOf(fixture: string) {
  const input: Omit<ReportInput, 'startedAt'> & { startedAt: string } = JSON.parse(
    await readFile(join(folder, fixture, 'input.json'), 'utf8'),
  );
  return buildReport({ ...input, startedAt: new Date(input.startedAt) });
}

async function expected(file: string, actual: string): Promise<string> {
  if (process.env.UPDATE_EXPECTED === '1') await writeFile(file, actual);
  return readFile(file, 'utf8');
}

for (const fixture of fixtures) {
  t.test(fixture, async (t) => {
    const report = await reportOf(fixture);
    const file = (name: string) => join(folder, fixture, name);

    const text = json.write(report, { width: 80, color: true });
    t.equal(text, await expected(file('report.json'), text), 'JSON is the report');
    t.same(JSON.parse(text), JSON.parse(JSON.stringify(report)), 'and nothing but the report');
    t.ok(validate(JSON.parse(text)), `of the shape of the schema ${JSON.stringify(validate.errors)}`);
    t.notMatch(text, unsafe, 'with nothing in it that a terminal would obey');

    for (const width of [40, 60, 80, 120]) {
      const plain = pretty.write(report, { width, color: false });
      t.equal(plain, await expected(file(`expected.${width}.txt`), plain), `pretty at ${width} columns`);
      t.notMatch(plain, unsafe, 'nothing in it that a terminal would obey');
      t.same(plain.split('\n').filter(tooLong(width)), [], 'no line longer than the terminal but for one word');
      const colored = pretty.write(report, { width, color: true });
      t.not(colored, plain, 'colours are there when asked for');
      t.equal(stripVTControlCharacters(colored), plain, 'colours change no character');
    }

    const verbose = pretty.write(report, { width: 120, color: false, verbose: true });
    const passed = report.findings.filter(({ status, check }) => status === 'pass' && check !== 'nixos.drift');
    for (const { check } of passed) t.ok(verbose.includes(`(${check})`), `--verbose lists ${check}`);
  });
}

// Control characters, C1 codes, bidirectional and other format characters, lone surrogates.
const unsafe = /(?!\n)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;

/** Longer than the width though it could be broken: a label, and one word of ASCII, may be. */
function tooLong(width: number) {
  return (line: string) => {
    if (displayWidth(line) <= width || line.includes('boot.kernel.sysctl.')) return false;
    // A row of the table of settings.
    if (/\S {2,}\S.* {2,}\S/.test(line)) return false;
    return line
      .trim()
      .replace(/^(found|read|why|risk|see|check|note|at|undo|mends|noted|waived) +/, '')
      .includes(' ');
  };
}

t.test('a line of a host cannot pass for one of the report', async (t) => {
  const text = pretty.write(await reportOf('hostile'), { width: 80, color: false });
  t.notMatch(text, /^READY/m);
  t.match(text, /\\x1b\[31mred/);
  t.match(text, /\\u\{202e\}gnp\.exe/);
  t.match(text, /\\\$\{builtins\.abort/, 'an antiquotation in a value stays text in the Nix line');
});

t.test('an unknown format names those that there are', async (t) => {
  const names = ['pretty', 'json', 'junit', 'sarif', 'tap', 'markdown', 'html', 'github', 'textfile'];
  t.same(formats, names);
  await t.rejects(
    loadWriter('__proto__'),
    new InputError(`There is no format "__proto__". Formats: ${names.join(', ')}.`),
  );
  for (const format of formats) t.equal((await loadWriter(format)).format, format);
});

t.test('the documentation shows what is written', async (t) => {
  const shown = await readFile(join(import.meta.dirname, '../../docs/report.md'), 'utf8');
  const text = pretty.write(await reportOf('blocked-by-policy'), { width: 80, color: false });
  t.ok(
    shown.includes(`\`\`\`text\n${text}\`\`\`\n`),
    'docs/report.md holds the report of blocked-by-policy at 80 columns',
  );
});

t.test('the documentation of files names what the schema holds, in its shape', async (t) => {
  const page = await readFile(join(import.meta.dirname, '../../docs/report.md'), 'utf8');
  const [section = ''] = page.match(/^## Files\n.*?(?=^## )/ms) ?? [];
  const shown: unknown = JSON.parse(/```json\n(.*?)```/s.exec(section)?.[1] ?? '');
  const { $defs } = JSON.parse(await readFile(join(import.meta.dirname, '../../schemas/report.schema.json'), 'utf8'));
  const report = await reportOf('blocked-by-policy');
  t.ok(validate({ ...report, ...Object(shown) }), JSON.stringify(validate.errors));
  const named = new Set([...section.matchAll(/^\| `(\w+)` \|/gm)].map(([, key = '']) => key));
  const known = new Set([...Object.keys($defs.Target.properties), ...Object.keys($defs.Finding.properties)]);
  t.same(
    [...named].filter((key) => !known.has(key)),
    [],
    'every key is one of the schema',
  );
  for (const key of ['judgedFor', 'files', 'notes', 'notLookedInto', 'language', 'location', 'related', 'remedy'])
    t.ok(named.has(key), key);
});
