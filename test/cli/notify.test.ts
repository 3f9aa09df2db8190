// --notify tells of a change of the verdict, and never changes what the command says.
import { join } from 'node:path';
import t from 'tap';
import { startFakeNtfy } from '../fakes/ntfy.ts';
import { temporaryFolder } from '../support/files.ts';
import { preflight } from '../support/preflight.ts';

const folder = await temporaryFolder();
t.teardown(folder.remove);
const { stdout: facts } = await preflight(['facts', 'demo', '-q']);
const ready = JSON.parse(facts);
Object.assign(ready.facts.sysctl['kernel.kptr_restrict'], { live: 0 });
Object.assign(ready.facts.sysctl['kernel.perf_event_paranoid'], { live: 1 });
await folder.write({ 'blocked.json': facts, 'ready.json': JSON.stringify(ready) });

t.test('of a change', async (t) => {
  let answer: number | 'hang' | 'redirect' = 200;
  const ntfy = await startFakeNtfy(() => answer);
  t.teardown(ntfy.stop);
  const run = (file: string, ...more: string[]) =>
    preflight(
      ['check', '--facts', file, '--output', 'json=report.json', '--notify', `ntfy:${ntfy.url}/sub/hosts`, ...more],
      { cwd: folder.path, env: { PREFLIGHT_NTFY_TOKEN: 'tk_secret' } },
    );
  const first = await run('blocked.json');
  t.equal(first.code, 1);
  t.match(ntfy.messages, [
    {
      path: '/sub/',
      token: 'Bearer tk_secret',
      body: {
        topic: 'hosts',
        title: 'demo: blocked',
        message: /policy: 2 violations[\s\S]*kernel\.kptr_restrict must be 0/,
      },
    },
  ]);
  t.notMatch(first.stdout + first.stderr, /tk_secret/);
  await run('blocked.json');
  t.equal(ntfy.messages.length, 1, 'not of the same verdict again');
  t.equal((await run('ready.json')).code, 0);
  t.match(ntfy.messages[1]?.body, { title: 'demo: ready', message: /^It was blocked\./ });
  await run('ready.json', '--notify-when', 'always');
  t.equal(ntfy.messages.length, 3, 'always when asked');
  answer = 507;
  const full = await run('blocked.json');
  t.equal(full.code, 1, 'an answer that is none changes no exit code');
  t.match(full.stderr, /answered 507/);
  answer = 'redirect';
  t.match((await run('ready.json')).stderr, /could not be told/, 'a redirect is not followed');
  await ntfy.stop();
  const gone = await run('blocked.json');
  t.equal(gone.code, 1);
  t.match(gone.stderr, /could not be told: .*ECONNREFUSED/);
});

t.test('bad input', async (t) => {
  const table: readonly (readonly [readonly string[], RegExp])[] = [
    [['--notify', 'https://ntfy.example/x', '--notify-when', 'always'], /no address of ntfy/],
    [['--notify', 'ntfy:https://ntfy.example/', '--notify-when', 'always'], /is no topic/],
    [['--notify', 'ntfy:https://a:hunter2@ntfy.example/x', '--notify-when', 'always'], /no password in the URL/],
    [['--notify', 'ntfy:file:///x', '--notify-when', 'always'], /no address of ntfy/],
    [['--notify', 'ntfy:https://ntfy.example/x'], /add --output json=FILE/],
  ];
  for (const [words, says] of table) {
    const { code, stdout, stderr } = await preflight(['check', '--facts', join(folder.path, 'ready.json'), ...words]);
    t.equal(code, 2, words.join(' '));
    t.match(stderr, says);
    t.notMatch(stderr, /hunter2/);
    t.equal(stdout, '');
  }
});
