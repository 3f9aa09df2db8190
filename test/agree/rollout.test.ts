import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import t from 'tap';
import { validate } from '../../src/tasks/validate.ts';
import { mutations } from './support/mutations.ts';

const healthy = 'test/agree/fixtures/rollout';

/** `FILE:LINE:COLUMN RULE` of each finding, the file as seen from the folder. */
async function found(folder: string): Promise<readonly string[]> {
  const { report } = await validate({ paths: [folder], strict: false, community: false });
  return report.findings.map(({ check, location }) => {
    const place = location ? `${relative(folder, location.file)}:${location.line}:${location.column}` : '';
    return `${place} ${check}`;
  });
}

t.test('a healthy rollout', async (t) => {
  t.same(await found(healthy), []);
});

t.test('each mistake is found once, where it is to be mended', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'preflight-rollout-'));
  t.teardown(() => rm(folder, { recursive: true }));
  await cp(healthy, folder, { recursive: true });
  for (const { what, file, old, new: now, found: expected } of mutations) {
    const path = join(folder, file);
    const text = await readFile(path, 'utf8');
    t.equal(text.split(old).length, 2, `${file}: ${old}`);
    await writeFile(
      path,
      text.replace(old, () => now),
    );
    const whole = /^\d/.test(expected) ? `${file}:${expected}` : expected;
    t.same(await found(folder), [whole], `${file}: ${what}`);
    await writeFile(path, text);
  }
});
