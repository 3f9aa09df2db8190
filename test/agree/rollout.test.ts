/** Whole rollouts, as `preflight validate` judges them. */
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { Readable } from 'node:stream';
import t, { type Test } from 'tap';
import { agreementRules } from '../../src/agree/rules/all.ts';
import type { Finding } from '../../src/generated/report-types.ts';
import { acrossRules } from '../../src/grafana/across/all.ts';
import { kubernetesRules } from '../../src/kubernetes/rules/all.ts';
import { validate } from '../../src/tasks/validate.ts';
import { mutations } from './support/mutations.ts';

const healthy = 'test/agree/fixtures/rollout';
const docs = await readFile('docs/agreement-rules.md', 'utf8');
const coverage = await readFile('docs/coverage.md', 'utf8');

async function findingsIn(folder: string): Promise<readonly Finding[]> {
  const { report } = await validate({
    paths: [folder],
    stdin: () => Readable.from([]),
    upgradeTo: [],
    placeholders: false,
    community: false,
    strict: false,
  });
  return report.findings;
}

/** `FILE:LINE:COLUMN RULE` of each finding, the file as seen from the folder. */
async function found(folder: string): Promise<readonly string[]> {
  return (await findingsIn(folder)).map(({ check, location }) => {
    const place = location ? `${relative(folder, location.file)}:${location.line}:${location.column}` : '';
    return `${place} ${check}`;
  });
}

async function temporary(t: Test): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'preflight-rollout-'));
  t.teardown(() => rm(folder, { recursive: true }));
  return folder;
}

t.test('nothing is found in a healthy rollout', async (t) => {
  t.same(await found(healthy), []);
});

t.test('each mistake in it is found once, where it is to be mended', async (t) => {
  const folder = await temporary(t);
  await cp(healthy, folder, { recursive: true });
  for (const { what, file, old, new: now, found: expected } of mutations) {
    const path = join(folder, file);
    const text = await readFile(path, 'utf8');
    t.equal(text.split(old).length, 2, `${file} has once: ${old}`);
    await writeFile(
      path,
      text.replace(old, () => now),
    );
    const place = /^\d/.test(expected) ? `${file}:${expected}` : expected;
    t.same(await found(folder), [place], `${file}: ${what}`);
    await writeFile(path, text);
  }
});

/** Texts in code blocks, each with the file that is named before it. */
function filesIn(text: string): ReadonlyMap<string, string> {
  return new Map(
    [...text.matchAll(/^`([\w./-]+)`\n\n```\w+\n(.*?)```/gms)].map(([, name = '', content = '']) => [name, content]),
  );
}

t.test('each example in the documentation is reported by its rule, or silent', async (t) => {
  const folder = await temporary(t);
  const [before = '', ...sections] = docs.split(/^### /m);
  const base = filesIn(before);
  const judge = async (files: ReadonlyMap<string, string>): Promise<readonly Finding[]> => {
    await rm(folder, { recursive: true });
    for (const [name, text] of [...base, ...files]) {
      await mkdir(dirname(join(folder, name)), { recursive: true });
      await writeFile(join(folder, name), text);
    }
    return (await findingsIn(folder)).filter(({ check }) => check.startsWith('agree.'));
  };
  t.same(await judge(new Map()), [], 'the files of the examples');
  const seen = new Set<string>();
  for (const section of sections) {
    const [id = ''] = section.split('\n');
    const [bad = '', good = ''] = section.split(/^Silent/m);
    if (filesIn(bad).size === 0) continue;
    seen.add(id);
    const reported = await judge(filesIn(bad));
    t.same([...new Set(reported.map(({ check }) => check))], [id], `${id}: reported`);
    t.ok(
      reported.every(({ related }) => related && related.length > 0),
      `${id}: both places are named`,
    );
    t.same(await judge(filesIn(good)), [], `${id}: silent`);
  }
  t.same(
    agreementRules.map(({ id }) => id).filter((id) => !seen.has(id)),
    ['agree.kernel-version', 'agree.judged-for'],
    'every rule that needs no more than files has examples here',
  );
});

t.test('the documentation says what the rules say', (t) => {
  const prose = docs.replace(/\s+/g, ' ');
  for (const { id, severity, title, why } of agreementRules)
    t.ok(prose.includes(`### ${id} ${title}. ${severity === 'info' ? 'An' : 'A'} ${severity}. ${why}`), id);
  t.end();
});

t.test('docs/coverage.md names the rules that compare files', (t) => {
  const [, section = ''] = coverage.split(/^## Agreement across files$/m);
  const rows = [...section.matchAll(/^\| (.+?) \| (done|undecidable|open) \| (.+) \|$/gm)];
  const ids = new Set([...agreementRules, ...kubernetesRules, ...acrossRules].map(({ id }) => id));
  const named = new Set<string>();
  for (const [, pair = '', state, how = ''] of rows) {
    const rules = [...how.matchAll(/`((?:agree|kubernetes|grafana|alloy|pyroscope)\.[\w-]+)`/g)].map(
      ([, id = '']) => id,
    );
    for (const id of rules) named.add(id);
    t.same(
      rules.filter((id) => /^(?:agree|kubernetes|grafana)\./.test(id) && !ids.has(id)),
      [],
      `${pair}: its rules exist`,
    );
    t.ok(state === 'done' ? rules.length > 0 : rules.length === 0, `${pair}: ${state}`);
  }
  t.ok(rows.length > 10, 'there are pairs');
  t.same(
    agreementRules.map(({ id }) => id).filter((id) => !named.has(id)),
    [],
    'every rule that compares files stands for a pair',
  );
  t.end();
});
