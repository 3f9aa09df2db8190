// Two runs compared: `preflight diff`, and `--baseline` of the commands that judge.
import { spawnSync } from 'node:child_process';
import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import markdownIt from 'markdown-it';
import t from 'tap';
import validateDiff from '../../src/generated/diff-validator.js';
import type { Report } from '../../src/generated/report-types.ts';
import validateReport from '../../src/generated/report-validator.js';
import { importCommits, testRepository } from '../git/support/repository.ts';
import { everythingBy } from '../report/support/reports.ts';
import { temporaryFolder } from '../support/files.ts';
import { needs } from '../support/needs.ts';
import { preflight } from '../support/preflight.ts';

const folder = await temporaryFolder();
t.teardown(folder.remove);
const cwd = folder.path;
const run = (...words: string[]) => preflight(words, { cwd });

const ready = 'logging {\n  level = "info"\n}\n';
const oneFault = 'logging {\n  levl = "info"\n}\n';
const twoFaults = 'logging {\n  levl = "info"\n  fromat = "json"\n}\n';

/** The report of one Alloy file, in NAME.json. */
async function saved(name: string, text: string, file = 'config.alloy') {
  await folder.write({ [file]: text });
  const { code } = await run('validate', file, '--output', `json=${name}.json`, '--quiet');
  return code;
}

const codes = [
  await saved('ready', ready),
  await saved('one', oneFault),
  await saved('other', oneFault, 'other.alloy'),
  await saved('two', twoFaults),
];
const text = await readFile(join(cwd, 'two.json'), 'utf8');
const report: Report = JSON.parse(text);
const hostile = await everythingBy((before) => `${before}\x1b[31m\u202e<script>[x](https://e.vil)|\n# SKIP`);
await folder.write({
  'hostile.json': JSON.stringify(hostile),
  'truncated.json': text.slice(0, text.length >> 1),
  'empty.json': '',
  'later.json': JSON.stringify({ ...report, schemaVersion: 2 }),
  'facts.json': JSON.stringify({
    schemaVersion: 1,
    host: 'h',
    collectedAt: '2026-11-01T00:00:00Z',
    facts: {},
    gaps: {},
    from: {},
  }),
  'list.json': '[]',
  'null.json': 'null',
  'yaml.json': 'schemaVersion: 1\nfindings: []\n',
  'latin1.json': Buffer.from('{"a":"\xe9"}', 'latin1'),
  'binary.json': Buffer.from([0, 1, 2, 0xff]),
  'deep.json': '['.repeat(200_000),
  'proto.json': text.replace('"verdict"', '"__proto__": {}, "verdict"'),
  'date.json': JSON.stringify({ ...report, startedAt: 'yesterday \x1b[31m' }),
  'status.json': text.replaceAll('"status": "fail"', '"status": "failed"'),
});
await mkdir(join(cwd, 'folder.json'));
await symlink('two.json', join(cwd, 'link.json'));
const hasPipe = spawnSync('mkfifo', [join(cwd, 'pipe.json')]).status === 0;

t.test('the reports that are compared here', async (t) => t.same(codes, [0, 1, 1, 1]));

t.test('what cannot be compared is refused in one message', async (t) => {
  const table: [string, RegExp][] = [
    ['none.json', /none\.json: cannot be read \(ENOENT\)/],
    ['folder.json', /folder\.json: is no file/],
    ['/dev/null', /\/dev\/null: is no file/],
    ...(hasPipe ? ([['pipe.json', /pipe\.json: is no file/]] as [string, RegExp][]) : []),
    ['empty.json', /empty\.json: empty, so no report/],
    ['truncated.json', /truncated\.json: it ends in the middle/],
    ['later.json', /later\.json: of schema version 2, and this preflight compares reports of version 1/],
    ['facts.json', /facts\.json: no report of preflight/],
    ['list.json', /list\.json: no report of preflight/],
    ['null.json', /null\.json: no report of preflight/],
    ['yaml.json', /yaml\.json: not JSON/],
    ['latin1.json', /latin1\.json: not UTF-8/],
    ['binary.json', /binary\.json: not UTF-8/],
    ['deep.json', /deep\.json: (?:nested too deeply|not JSON)/],
    ['proto.json', /proto\.json: no report of preflight: .*__proto__/],
    ['date.json', /date\.json: no report of preflight: "yesterday \\x1b\[31m" is no date/],
    ['status.json', /status\.json: no report of preflight at \/findings\/0\/status/],
    [
      'other.json',
      /other\.json: is about other targets \(other\.alloy\) than (?:two\.json|this run) is \(config\.alloy\)/,
    ],
  ];
  // Both read reports alike.
  const judged = /none|truncated|later|other/;
  for (const [file, message] of table) {
    const judging = ['validate', 'config.alloy', '--quiet', '--baseline', file];
    for (const words of [['diff', file, 'two.json'], ...(judged.test(file) ? [judging] : [])]) {
      const { code, stdout, stderr } = await run(...words);
      t.equal(code, 2, words.join(' '));
      t.equal(stdout, '', words.join(' '));
      t.match(stderr, message);
      t.equal(stderr.trimEnd().split('\n').length, 1, 'one line');
      t.notMatch(stderr, /\x1b/);
    }
  }
  const later = await run('diff', 'two.json', 'truncated.json');
  t.match(later, { code: 2, stderr: /truncated\.json: it ends in the middle/ });
  t.match(await run('diff', 'two.json'), { code: 2, stderr: /preflight diff --help/ });
  t.match(await run('check', 'demo', '--baseline', 'a', '--baseline', 'b'), {
    code: 2,
    stderr: /--baseline is given twice/,
  });
});

t.test('exit codes and words of diff', async (t) => {
  const table: [string, string, number, RegExp][] = [
    ['ready', 'one', 1, /New\n\nFAIL {2}config\.alloy: Unknown attribute[\s\S]*BLOCKED {2}1 blocker\n {2}1 new\.\n$/],
    ['one', 'ready', 0, /Gone\n\nFAIL {2}config\.alloy[\s\S]*READY [\s\S]*1 gone\.\n$/],
    ['one', 'two', 1, /New\n[\s\S]*fromat[\s\S]*BLOCKED {2}1 blocker, 1 in the baseline\n {2}1 new, 1 unchanged\.\n$/],
    [
      'two',
      'one',
      0,
      /Gone\n[\s\S]*fromat[\s\S]*READY {2}nothing new[^\n]*; 1 in the baseline\n {2}1 gone, 1 unchanged\.\n$/,
    ],
    ['one', 'one', 0, /READY[\s\S]*1 unchanged\.\n$/],
    ['ready', 'ready', 0, /nothing was found in either report/],
  ];
  for (const [before, after, code, expected] of table) {
    const ran = await run('diff', `${before}.json`, `${after}.json`);
    t.equal(ran.code, code, `${before} ${after}`);
    t.match(ran.stdout, expected, `${before} ${after}`);
    t.equal(ran.stderr, '');
  }
  t.notMatch((await run('diff', 'one.json', 'one.json')).stdout, /levl/, 'what is unchanged is counted');
  t.match(
    (await run('diff', 'one.json', 'one.json', '--verbose')).stdout,
    /Unchanged\n\nOLD {2}config\.alloy[\s\S]*levl/,
  );
});

t.test('a diff for a program, and for a pull request', async (t) => {
  const { code, stdout } = await run('diff', 'one.json', 'two.json', '--format', 'json');
  const diff = JSON.parse(stdout);
  t.equal(code, 1);
  t.ok(validateDiff(diff), JSON.stringify(validateDiff.errors));
  t.match(diff, {
    verdict: 'blocked',
    before: { verdict: 'blocked' },
    counts: { new: 1, unchanged: 1, old: 1, gone: 0 },
    targets: { both: ['config.alloy'], before: [], after: [] },
    findings: [
      { state: 'new', after: { status: 'fail', location: { file: 'config.alloy', line: 3 } } },
      { state: 'unchanged', old: true },
    ],
  });
  const markdown = await run('diff', 'one.json', 'two.json', '--format', 'markdown');
  t.match(
    markdown.stdout,
    /^<!-- preflight diff -->\n## preflight diff: BLOCKED\n[\s\S]*<details open><summary>New: 1<\/summary>/,
  );
});

t.test('what a report says stays text', async (t) => {
  const gone = { ...hostile, findings: hostile.findings.slice(0, 3) };
  await folder.write({ 'gone.json': JSON.stringify(gone) });
  for (const [before, after] of [
    ['hostile', 'gone'],
    ['gone', 'hostile'],
  ]) {
    for (const format of ['pretty', 'json', 'markdown']) {
      const { code, stdout, stderr } = await run(
        'diff',
        `${before}.json`,
        `${after}.json`,
        '--format',
        format,
        '--verbose',
      );
      t.ok(code === 1 || code === 3, stderr);
      t.notMatch(stdout, /(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u, `${format}: nothing that a terminal would obey`);
      if (format === 'json') t.ok(validateDiff(JSON.parse(stdout)), JSON.stringify(validateDiff.errors));
      if (format === 'markdown') {
        const html = markdownIt({ html: true, linkify: true }).render(stdout);
        t.notMatch(html, /<script|<a /, 'no script and no link');
      }
    }
  }
});

t.test('--baseline of validate, in a report of its own shape', async (t) => {
  await folder.write({ 'config.alloy': twoFaults });
  const table: [string, number][] = [
    ['ready', 1],
    ['one', 1],
    ['two', 0],
  ];
  for (const [name, code] of table) {
    const words = ['validate', 'config.alloy', '--quiet', '--baseline', `${name}.json`];
    t.equal((await run(...words)).code, code, name);
    const ran = await run(...words, '--format', 'json');
    t.equal(ran.code, code, name);
    const judged = JSON.parse(ran.stdout);
    t.ok(validateReport(judged), JSON.stringify(validateReport.errors));
    await folder.write({ 'marked.json': ran.stdout });
    t.equal(
      (await run('validate', 'config.alloy', '--quiet', '--baseline', 'marked.json')).code,
      0,
      'and it is a baseline itself',
    );
  }
  for (const output of ['two.json', './link.json']) {
    const same = await run(
      'validate',
      'config.alloy',
      '--quiet',
      '--baseline',
      'two.json',
      '--output',
      `json=${output}`,
    );
    t.match(
      same,
      { code: 2, stderr: /--baseline two\.json: is written over/ },
      'what is new would be old in the next run',
    );
  }
  await folder.write({ 'config.alloy': 'a' });
  const broken = await run('validate', 'config.alloy', '--quiet', '--baseline', 'two.json');
  t.equal(broken.code, 1, 'a fault of another kind is new');
});

t.test('--baseline of check: what is not known stays not known', async (t) => {
  t.equal((await run('check', 'demo', '--quiet', '--output', 'json=demo.json')).code, 1);
  t.match(await run('check', 'demo', '--quiet', '--baseline', 'demo.json'), {
    code: 0,
    stdout: /READY {2}policy: nothing new; [^\n]*3 in the\n? *baseline/,
  });
  const document = JSON.parse(await readFile(join(cwd, 'demo.json'), 'utf8')) as Report;
  const fewer = document.findings.filter(({ check }) => check !== 'sysctl.kptr-restrict');
  await writeFile(join(cwd, 'fewer.json'), JSON.stringify({ ...document, findings: fewer }));
  t.match(await run('check', 'demo', '--quiet', '--baseline', 'fewer.json'), {
    code: 1,
    stdout: /FAIL {2}kernel\.kptr_restrict[\s\S]*new since the baseline/,
  });
  const lost = await run('check', 'demo', 'nowhere.invalid', '--quiet', '--baseline', 'demo.json');
  t.match(lost, { code: 3, stdout: /UNDETERMINED/ });
  t.match(await run('drift', 'demo', '--quiet', '--baseline', 'demo.json'), { code: 1, stdout: /baseline {2}/ });
});

t.test('--baseline of rehearse', needs('git'), async (t) => {
  const repository = await testRepository();
  t.teardown(repository.remove);
  importCommits(repository, [
    { branch: 'main', message: 'base', files: { a: 'a\n' } },
    { branch: 'b', message: 'b', files: { a: 'b\n' }, from: 'main' },
    { branch: 'main', message: 'c', files: { a: 'c\n' } },
  ]);
  const rehearse = (...words: string[]) => preflight(['rehearse', 'b', ...words], { cwd: repository.path });
  const file = join(cwd, 'branch.json');
  t.equal((await rehearse('--output', `json=${file}`)).code, 1);
  t.match(await rehearse('--baseline', file), { code: 0, stdout: /old[\s\S]*rebase\.conflict[\s\S]*READY/ });
  t.match(await rehearse('--baseline', join(cwd, 'two.json')), {
    code: 2,
    stderr: /is about other targets \(config\.alloy\)/,
  });
});
