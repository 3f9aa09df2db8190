// The built command in every format: the same exit code, and files that are written over only where they are its own.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import { formats, loadWriter } from '../../src/report/writer.ts';
import { temporaryFolder } from '../support/files.ts';
import { preflight } from '../support/preflight.ts';

const good = 'pyroscope.write "default" {\n  endpoint {\n    url = "http://pyroscope:4040"\n  }\n}\n';
const folder = await temporaryFolder({
  'ready.alloy': good,
  'blocked.alloy': good.replace('url', 'ulr'),
  'undetermined.alloy.j2': `${good}{{ x }}\n`,
  'mine.html': '<!doctype html>\n<title>Mine</title>\n',
});
t.teardown(folder.remove);
const cwd = folder.path;
const elsewhere = { GITHUB_ACTIONS: '', FORGEJO_ACTIONS: '', GITEA_ACTIONS: '', GITHUB_STEP_SUMMARY: '' };
const verdicts = [
  ['ready.alloy', 0],
  ['blocked.alloy', 1],
  ['undetermined.alloy.j2', 3],
] as const;

t.test('the exit code is that of the verdict, whatever the format', async (t) => {
  for (const format of formats) {
    const { code, stdout } = await preflight(['validate', 'blocked.alloy', '--format', format], {
      cwd,
      env: elsewhere,
    });
    t.equal(code, 1, format);
    t.ok(stdout.startsWith((await loadWriter(format)).mark ?? '') && stdout.endsWith('\n'), `${format} is there`);
  }
  const outputs = formats.flatMap((format) => ['--output', `${format}=report.${format}`]);
  for (const [name, expected] of verdicts) {
    const { code, stderr } = await preflight(['validate', name, ...outputs], { cwd, env: elsewhere });
    t.equal(code, expected, `${name}, every format at once: ${stderr}`);
  }
  for (const format of formats) {
    const text = await readFile(join(cwd, `report.${format}`), 'utf8');
    t.ok(text.startsWith((await loadWriter(format)).mark ?? ''), `${format} was written, and written over`);
  }
});

t.test("somebody else's file is not written over", async (t) => {
  const { code, stderr } = await preflight(['validate', 'ready.alloy', '--output', 'html=mine.html'], { cwd });
  t.equal(code, 2);
  t.match(stderr, /mine\.html: is there already, and preflight did not write it/);
});

t.test('--format github', async (t) => {
  const words = ['validate', 'blocked.alloy', '--format', 'github'];
  const env = { ...elsewhere, GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: join(cwd, 'summary.md') };
  const onGitHub = await preflight(words, { cwd, env });
  t.match(onGitHub.stdout, /^::error file=blocked\.alloy,line=3,endLine=3,col=5,endColumn=7,title=Unknown attribute /m);
  t.match(await readFile(env.GITHUB_STEP_SUMMARY, 'utf8'), /^<!-- preflight -->\n## preflight: BLOCKED\n/);
  await preflight(words, { cwd, env });
  t.equal((await readFile(env.GITHUB_STEP_SUMMARY, 'utf8')).match(/^## preflight/gm)?.length, 2, 'it is added to');

  const summary = join(cwd, 'none.md');
  for (const other of [
    {},
    { GITHUB_ACTIONS: 'true', FORGEJO_ACTIONS: 'true' },
    { GITHUB_ACTIONS: 'true', GITEA_ACTIONS: 'true' },
  ]) {
    const { code, stdout } = await preflight(words, {
      cwd,
      env: { ...elsewhere, GITHUB_STEP_SUMMARY: summary, ...other },
    });
    t.equal(code, 1);
    t.match(stdout, /^FAIL blocked\.alloy:3:5: Unknown attribute/m);
    t.notMatch(stdout, /^\s*::/m);
  }
  await t.rejects(readFile(summary), { code: 'ENOENT' }, 'there is no summary elsewhere');

  const lost = await preflight(words, { cwd, env: { ...env, GITHUB_STEP_SUMMARY: '/dev/full' } });
  t.equal(lost.code, 4);
  t.match(lost.stdout, /^::error /m, 'the report comes although the summary could not be written');
  t.match(lost.stderr, /\/dev\/full: the summary of the job could not be written \(ENOSPC\)/);
});
