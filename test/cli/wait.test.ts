// `check --wait`: asks until the host is ready, whatever becomes of it meanwhile.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import type { Report } from '../../src/generated/report-types.ts';
import { untilReady } from '../../src/tasks/wait.ts';
import { labNeeds, startLab } from '../lab/lab.ts';
import { temporaryFolder } from '../support/files.ts';
import { onlyWhere } from '../support/needs.ts';
import { preflight } from '../support/preflight.ts';

t.test('times that make no sense, and nothing that could change', async (t) => {
  const folder = await temporaryFolder({ 'f.json': '{}' });
  t.teardown(folder.remove);
  const table: [string[], RegExp][] = [
    [['--wait', '0'], /"0" is no duration/],
    [['--wait', '0s'], /--wait 0s: give a time from 1s to 7d/],
    [['--wait', '8d'], /--wait 8d: give a time from 1s to 7d/],
    [['--wait', '-1m'], /"-1m" is no duration/],
    [['--wait', 'long'], /"long" is no duration/],
    [['--wait', '1m', '--interval', '0s'], /--interval 0s: give a time of at least 1s/],
    [['--wait', '1m', '--interval', '2m'], /--interval 2m is not shorter than --wait 1m/],
    [['--wait', '1m', '--interval', '1m'], /--interval 1m is not shorter than --wait 1m/],
    [['--wait', '20s'], /--interval 20s is not shorter than --wait 20s/],
    [['--interval', '5s'], /give --wait, too/],
    [['--wait', '1m', '--wait', '2m'], /--wait is given twice/],
    [['--wait', '1m', '--facts', 'f.json'], /recorded facts do not change/],
    [['--wait', '1m', '--closure', './result'], /a built system does not change/],
  ];
  for (const [words, message] of table) {
    const host = words.some((word) => word === '--facts' || word === '--closure') ? [] : ['demo'];
    const { code, stdout, stderr } = await preflight(['check', ...host, ...words], { cwd: folder.path });
    t.equal(code, 2, words.join(' '));
    t.equal(stdout, '');
    t.match(stderr, message);
  }
});

t.test('until it is ready', async (t) => {
  const attempts = (answers: readonly string[]) => {
    const told: string[] = [];
    let asked = 0;
    return {
      told,
      asked: () => asked,
      request: {
        attempt: async () => answers[asked++] ?? 'ready',
        isReady: (answer: string) => answer === 'ready',
        notYet: (answer: string) => void told.push(answer),
      },
    };
  };
  const signal = new AbortController().signal;

  const soon = attempts(['ready']);
  t.equal(await untilReady(soon.request, { wait: 60_000, interval: 1, signal }), 'ready');
  t.same([soon.asked(), soon.told], [1, []]);

  const later = attempts(['blocked', 'unknown', 'ready']);
  t.equal(await untilReady(later.request, { wait: 60_000, interval: 1, signal }), 'ready');
  t.same([later.asked(), later.told], [3, ['blocked', 'unknown']]);

  const never = attempts(Array.from({ length: 10_000 }, () => 'blocked'));
  t.equal(await untilReady(never.request, { wait: 1000, interval: 50, signal }), 'blocked');
  t.ok(never.asked() > 1 && never.asked() < 10_000);

  const once = attempts(['blocked', 'ready']);
  t.equal(await untilReady(once.request, { wait: 5, interval: 60_000, signal }), 'blocked');
  t.equal(once.asked(), 1, 'no attempt could begin in time, so nobody waits for it');

  const cut: string[] = [];
  const hanging = {
    ...attempts([]).request,
    async attempt(own: AbortSignal) {
      cut.push('asked');
      if (cut.length === 1) return 'blocked';
      await new Promise((done) => own.addEventListener('abort', done));
      return 'interrupted';
    },
  };
  t.equal(await untilReady(hanging, { wait: 500, interval: 1, signal }), 'blocked', 'an attempt that hangs is cut off');
  t.equal(cut.length, 2);

  for (const when of ['in the pause', 'in an attempt']) {
    const abort = new AbortController();
    let asked = 0;
    const interrupted = {
      isReady: () => false,
      notYet: () => {
        if (when === 'in the pause') setTimeout(() => abort.abort(), 1);
      },
      async attempt(own: AbortSignal) {
        if (asked++ === 0) return 'whole';
        setTimeout(() => abort.abort(), 1);
        await new Promise((done) => own.addEventListener('abort', done));
        return 'half';
      },
    };
    const interval = when === 'in the pause' ? 60_000 : 1;
    t.equal(await untilReady(interrupted, { wait: 120_000, interval, signal: abort.signal }), 'whole', when);
  }

  const failing = { ...attempts([]).request, attempt: () => Promise.reject(new Error('a bad pack')) };
  await t.rejects(untilReady(failing, { wait: 60_000, interval: 1, signal }), /a bad pack/);
});

t.test('a host that is blocked, goes down and comes back ready', onlyWhere(await labNeeds()), async (t) => {
  const lab = await startLab(['ringtail-ready']);
  t.teardown(lab.stop);
  const host = lab.hosts.get('ringtail-ready');
  if (!host) throw new Error('the lab has its host');
  const reach = [
    'check',
    'ringtail-ready',
    '--ssh-config',
    lab.sshConfig,
    '--alloy-version',
    '1.13.1',
    '--timeout',
    '5',
  ];
  let hosts = lab.hosts;
  for (const transport of ['ssh2', 'openssh']) {
    await writeFile(join(host.liveFolder, 'kernel.kptr_restrict'), '1\n');
    const steps: string[] = [];
    let restarted = Promise.resolve(hosts);
    const { pid } = hosts.get(host.name) ?? host;
    const run = await preflight(
      [...reach, '--transport', transport, '--wait', '5m', '--interval', '1s', '--format', 'json'],
      {
        heard(stderr) {
          if (steps.length === 0 && /blocked: sysctl\.kptr-restrict; again in 1 s, .* left/.test(stderr)) {
            steps.push('down');
            process.kill(pid, 'SIGKILL');
          } else if (
            steps.length === 1 &&
            /could not be examined \((?:refused|disconnected)\); again in 1 s/.test(stderr)
          ) {
            steps.push('up');
            restarted = lab.restart();
          }
        },
      },
    );
    hosts = await restarted;
    t.same(steps, ['down', 'up'], `${transport}: ${run.stderr}`);
    t.equal(run.code, 0, `${transport}: ${run.stderr}`);
    const report: Report = JSON.parse(run.stdout);
    t.equal(report.verdict, 'ready');
    t.equal(run.stderr.match(/connecting/g)?.length, 1, 'that it connects is said once');
  }

  t.test('the deadline and Ctrl-C give the last report and its exit code', async (t) => {
    const live = join(host.liveFolder, 'kernel.kptr_restrict');
    await writeFile(live, '1\n');
    const [late, quiet, unknown] = await Promise.all([
      preflight([...reach, '--wait', '8s', '--interval', '1s']),
      preflight([...reach, '--wait', '2s', '--interval', '1s', '--quiet']),
      preflight(['check', 'nowhere.invalid', '--wait', '8s', '--interval', '1s']),
    ]);
    t.match(late, { code: 1, stdout: /BLOCKED/ });
    t.match(late.stderr, /ringtail-ready: blocked: sysctl\.kptr-restrict; again[\s\S]*not ready within 8 s/);
    t.match(quiet, { code: 1, stderr: '' });
    t.match(unknown, { code: 3, stderr: /could not be examined \(unresolved\); again in 1 s/ });
    const interrupted = await preflight([...reach, '--wait', '5m', '--interval', '4m'], {
      interruptWhen: (stderr) => stderr.includes('again in'),
    });
    t.match(interrupted, {
      code: 1,
      stdout: /BLOCKED/,
      stderr: /interrupted: the report is that of the last whole attempt/,
    });
  });
});
