/** The command on a real terminal, made by script(1): what it asks, and what goes where. */
import { execFileSync, spawn } from 'node:child_process';
import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import t from 'tap';
import { labNeeds, startLab } from '../lab/lab.ts';
import { onlyWhere } from '../support/needs.ts';

const passphrase = 'correct horse';

t.test('on a terminal', onlyWhere(await labNeeds()), async (t) => {
  const lab = await startLab(['ringtail-ready']);
  const folder = await mkdtemp(join(tmpdir(), 'preflight-terminal-'));
  t.teardown(async () => {
    await lab.stop();
    await rm(folder, { recursive: true, force: true });
  });
  const key = join(folder, 'key');
  await copyFile(lab.identityFile, key);
  execFileSync('ssh-keygen', ['-q', '-p', '-f', key, '-P', '', '-N', passphrase]);
  const config = join(folder, 'config');
  const host = lab.hosts.get('ringtail-ready');
  await writeFile(
    config,
    `Host ringtail\n HostName ${host?.address}\n Port ${host?.port}\n User ${host?.user}\n IdentityFile ${key}\n` +
      ` IdentitiesOnly yes\n UserKnownHostsFile ${lab.knownHosts}\n`,
  );

  for (const transport of ['ssh2', 'openssh']) {
    t.test(`${transport}: the passphrase of a key is asked for and not shown`, async (t) => {
      const report = join(folder, `${transport}.json`);
      const words = ['check', '--format', 'json', '--ssh-config', config, '--transport', transport, 'ringtail'];
      const { code, screen } = await onTerminal(words, report, /passphrase[^\n]*$/i, `${passphrase}\r`);
      t.equal(code, 0, screen);
      t.match(screen, /passphrase/i);
      t.notMatch(screen, new RegExp(passphrase));
      t.equal(JSON.parse(await readFile(report, 'utf8')).verdict, 'ready', 'standard output holds only the report');
    });
  }

  t.test('Ctrl-C at the question ends the run with 3', async (t) => {
    const report = join(folder, 'interrupted.json');
    const words = ['check', '--format', 'json', '--ssh-config', config, 'ringtail'];
    const { code } = await onTerminal(words, report, /passphrase[^\n]*$/i, '\u0003');
    t.equal(code, 3);
    t.equal(JSON.parse(await readFile(report, 'utf8')).targets[0].error.kind, 'auth');
  });

  t.test('without a terminal the way out is named', async (t) => {
    const { preflight } = await import('../support/preflight.ts');
    const { code, stdout } = await preflight(['check', '--ssh-config', config, 'ringtail']);
    t.equal(code, 3);
    t.match(stdout.replace(/\s+/g, ' '), /is encrypted.*ssh-add/);
  });
});

/** Runs the command with its standard output in a file, and types once the screen ends in what is waited for. */
function onTerminal(words: readonly string[], file: string, prompt: RegExp, typed: string) {
  const quoted = words.map((word) => `'${word}'`).join(' ');
  const command = `stty cols 80 rows 24; exec '${process.execPath}' '${resolve('dist/preflight.js')}' ${quoted} >'${file}'`;
  const { SSH_AUTH_SOCK: _agent, ...env } = process.env;
  const child = spawn('script', ['-qec', command, '/dev/null'], {
    env: { ...env, TERM: 'xterm', NODE_OPTIONS: '' },
    stdio: 'pipe',
  });
  return new Promise<{ code: number | null; screen: string }>((done) => {
    let screen = '';
    let asked = false;
    child.stdout.setEncoding('utf8').on('data', (text) => {
      screen += text;
      if (asked || !prompt.test(screen)) return;
      asked = true;
      child.stdin.write(typed);
    });
    child.on('close', (code) => done({ code, screen }));
  });
}
