import t from 'tap';
import { didYouMean } from '../../src/base/suggest.ts';
import { versionRange } from '../../src/base/version.ts';

/** Range -> versions inside it, outside of it. */
const ranges: Record<string, readonly [inside: string[], outside: string[]]> = {
  '>=5.10': [
    ['5.10', '5.10.0', '5.10.1', '6.1.0-13-amd64', 'v5.10.3', '10', '5.15.0-1051-aws'],
    ['5.9.16', '5.10-rc1', '4'],
  ],
  '>=1.13 <1.19': [
    ['1.13.0', 'v1.13.1', '1.18.99', '1.19.0-rc.0'],
    ['1.12.9', '1.19.0', '2', '1.13.0-rc.1'],
  ],
  '<4.19.309 || >=5.0': [
    ['4.19.308', '5.0.1', '3.10.0-1160.el7.x86_64'],
    ['4.19.309', '4.20', '5.0-rc7'],
  ],
  '<=6.12': [
    ['6.12', '6.12.74', '6.12.1-rc1', '5.4'],
    ['6.13', '6.13-rc1', '7'],
  ],
  '>6.12': [
    ['6.13', '6.13-rc1', '7.0'],
    ['6.12.74', '6.12'],
  ],
  '=6.12': [
    ['6.12.0', '6.12.74', '6.12-rc3'],
    ['6.1', '6.13', '6.120'],
  ],
  '=6.18-rc2': [
    ['6.18-rc2', '6.18.0-rc2'],
    ['6.18-rc1', '6.18.0', '6.18'],
  ],
  '>=6.18-rc2': [
    ['6.18-rc2', '6.18-rc10', '6.18.0'],
    ['6.18-rc1', '6.17.9'],
  ],
};

t.test('ranges of versions, kernel style', async (t) => {
  for (const [range, [inside, outside]] of Object.entries(ranges)) {
    const holds = versionRange(range);
    for (const version of inside) t.equal(holds(version), true, `${version} is in ${range}`);
    for (const version of outside) t.equal(holds(version), false, `${version} is not in ${range}`);
  }
});

t.test('what is no version is in no range and outside of none', async (t) => {
  for (const text of ['', 'linux', '-1', '.5', 'vv1', `${'9'.repeat(400)}`, '٣.١'])
    t.equal(versionRange('>=0')(text), undefined, text);
});

t.test('a bad range names the part that is wrong', async (t) => {
  for (const [range, part] of [
    ['5.10', '5.10'],
    ['>= 5.10', '>='],
    ['>=5.10 and <6', 'and'],
    ['>=5 ||', ''],
    ['', ''],
    ['^1.2', '^1.2'],
    ['>=1.2.3.4', '>=1.2.3.4'],
    [`>=${'1.'.repeat(50000)}`, '>=1.'],
  ] as const)
    t.throws(() => versionRange(range), new SyntaxError(), part);
});

t.test('a mistyped word finds the one that was meant', async (t) => {
  const words = ['require', 'severity', 'kernel.floor', 'id'];
  t.equal(didYouMean('requires', words), ' Did you mean "require"?');
  t.equal(didYouMean('SEVERTIY', words), ' Did you mean "severity"?');
  t.equal(didYouMean('di', words), ' Did you mean "id"?');
  for (const word of ['zebra', '', 'x'.repeat(1e6)]) t.equal(didYouMean(word, words), '', word.slice(0, 10));
});
