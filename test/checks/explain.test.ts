import { readFile } from 'node:fs/promises';
import t from 'tap';
import { InputError } from '../../src/base/errors.ts';
import { displayWidth } from '../../src/base/width.ts';
import { explainCheck, explainText, listText } from '../../src/checks/explain.ts';
import { loadPacks } from '../../src/checks/load.ts';

const folder = 'test/checks/fixtures/packs/explain/';
const packs = await loadPacks([`${folder}words.yaml`], { sets: {} });

t.test('a check is explained whole, in words', async (t) => {
  for (const { id } of packs.checks) {
    const expected = await readFile(`${folder}${id}.txt`, 'utf8');
    t.equal(explainText(explainCheck(packs, id), 60), expected, id);
  }
});

t.test('every line fits, at any width', async (t) => {
  for (const width of [32, 40, 80, 120]) {
    const texts = [...packs.checks.map((check) => explainText(check, width)), listText(packs.checks, width)];
    for (const line of texts.join('').split('\n')) {
      const whole = line.trim().split(' ').length === 1 || line.includes('boot.kernel.sysctl');
      t.ok(whole || displayWidth(line) <= width, `${width}: ${line}`);
    }
  }
});

t.test('every check is listed', async (t) => {
  t.equal(listText(packs.checks, 100), await readFile(`${folder}list.txt`, 'utf8'));
  for (const { id } of packs.checks) t.match(listText(packs.checks, 30), `${id}\n`);
});

t.test('an unknown id names the one that was meant', async (t) => {
  t.throws(
    () => explainCheck(packs, 'words.leavs'),
    new InputError(`there is no check "words.leavs" in ${folder}words.yaml. Did you mean "words.leaves"?`),
  );
  t.throws(() => explainCheck(packs, 'constructor'), InputError);
});
