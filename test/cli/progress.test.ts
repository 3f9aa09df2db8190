// The display is tried on a real pseudo-terminal, made by script(1) of util-linux.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import t from 'tap';
import { isScreen, looksOf } from '../../src/cli/terminal.ts';

const folder = mkdtempSync(join(tmpdir(), 'preflight-progress-'));
t.teardown(() => import('node:fs').then(({ rmSync }) => rmSync(folder, { recursive: true, force: true })));

const hasScript = spawnSync('script', ['--version']).status === 0;
const noScript = process.env.CI !== 'true' && !hasScript && { skip: 'script(1) of util-linux is not installed' };

/** Runs the driver under a pseudo-terminal, with one stream taken away from it into a file. */
function onTerminal(mode: string, redirect: 'stdout' | 'stderr' | 'none') {
  const file = join(folder, `${mode}.${redirect}`);
  const into = { stdout: `>'${file}'`, stderr: `2>'${file}'`, none: '' }[redirect];
  const driver = fileURLToPath(import.meta.resolve('./progress-driver.ts'));
  // A terminal that nobody sits at has no size, and nothing is drawn on it.
  const command = `stty cols 80 rows 24; exec '${process.execPath}' --import tsx '${driver}' ${mode} ${into}`;
  const { NO_COLOR: _, FORCE_COLOR: __, ...env } = process.env;
  const run = spawnSync('script', ['-qec', command, '/dev/null'], {
    env: { ...env, TERM: 'xterm-256color', NODE_OPTIONS: '' },
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: 60_000,
  });
  // What guards the cursor shows it once more at the very end.
  const terminal = run.stdout.replace(/(?:\x1b\[\?25h)+$/, shown);
  return { code: run.status, terminal, file: redirect === 'none' ? '' : readFileSync(file, 'utf8') };
}

const shown = '\x1b[?25h';

/** Whether the last word to the terminal about its cursor was to show it. */
function cursorShown(terminal: string): boolean {
  return terminal.lastIndexOf(shown) >= terminal.lastIndexOf('\x1b[?25l');
}

t.test('on a terminal', noScript || {}, async (t) => {
  t.test('stderr is the terminal, stdout a file: the file holds the report and nothing else', async (t) => {
    const { code, terminal, file } = onTerminal('plain', 'stdout');
    t.equal(code, 0);
    t.equal(file, 'REPORT\n');
    t.match(terminal, /alpha {2}asking/);
    t.match(terminal, /b\\x1b\[2Jeta {2}no answer/, 'one line of a message, its escapes made visible');
    t.notMatch(terminal, /second line/);
    t.ok(terminal.includes('\x1b[?25l'), 'the cursor was hidden');
    t.ok(cursorShown(terminal), 'and is shown again');
    t.match(
      terminal,
      /\x1b\[1Alog in at https:\/\/login\.example\/\\x1b\[1m\r\n/,
      'a note stands in a line of its own',
    );
  });

  t.test(
    'stdout is the terminal, stderr a file: plain lines in the file, the report alone on the terminal',
    async (t) => {
      const { terminal, file } = onTerminal('plain', 'stderr');
      t.equal(terminal, 'REPORT\r\n');
      const lines = ['alpha: asking', 'b\\x1b[2Jeta: no answer', 'log in at https://login.example/\\x1b[1m'];
      t.equal(file, `${[...lines, 'alpha: facts collected'].join('\n')}\n`);
    },
  );

  t.test('both are the terminal: the display is gone when the report comes', async (t) => {
    const { terminal } = onTerminal('plain', 'none');
    t.ok(terminal.endsWith(`REPORT\r\n${shown}`));
    t.ok(cursorShown(terminal));
  });

  t.test('quiet: nothing', async (t) => {
    t.equal(onTerminal('quiet', 'stdout').terminal, '');
    t.equal(onTerminal('quiet', 'stderr').file, '');
  });

  t.test('hosts that answer at once: no display at all', async (t) => {
    const { terminal, file } = onTerminal('fast', 'stdout');
    t.equal(file, 'REPORT\n');
    t.notOk(terminal.includes('\x1b'));
  });

  t.test('while a passphrase is asked for, nothing moves', async (t) => {
    const { terminal } = onTerminal('pause', 'stdout');
    t.match(terminal.replaceAll(/\x1b\[\?25[hl]/g, ''), /Passphrase: typed\r\n/);
    t.ok(terminal.slice(terminal.indexOf('typed')).includes('alpha  asking'), 'and then it goes on');
    t.ok(cursorShown(terminal));
  });

  t.test('a first Ctrl-C is the caller’s, a second ends the process; the cursor is shown', async (t) => {
    const graceful = onTerminal('graceful', 'stdout');
    t.equal(graceful.code, 3);
    t.equal(graceful.file, 'INTERRUPTED REPORT\n');
    t.ok(cursorShown(graceful.terminal));
    const killed = onTerminal('interrupt', 'stdout');
    t.equal(killed.code, 130);
    t.equal(killed.file, '');
    t.ok(cursorShown(killed.terminal));
  });

  t.test('forgotten, it keeps no process alive and no cursor hidden', async (t) => {
    const { code, terminal, file } = onTerminal('forgotten', 'stdout');
    t.equal(code, 0);
    t.equal(file, 'REPORT\n');
    t.ok(cursorShown(terminal));
  });
});

t.test('colour and width of a stream', async (t) => {
  const tty = { isTTY: true, columns: 120 };
  const table: [object, Record<string, string>, boolean | undefined, boolean][] = [
    [tty, { TERM: 'xterm' }, undefined, true],
    [tty, {}, undefined, true],
    [tty, { TERM: 'dumb' }, undefined, false],
    [tty, { TERM: 'xterm', NO_COLOR: '1' }, undefined, false],
    [tty, { TERM: 'xterm', NO_COLOR: '' }, undefined, true],
    [tty, { NO_COLOR: '1', FORCE_COLOR: '1' }, undefined, false],
    [tty, { FORCE_COLOR: '0' }, undefined, false],
    [tty, { TERM: 'xterm' }, false, false],
    [tty, { FORCE_COLOR: '1' }, false, false],
    [{}, {}, undefined, false],
    [{}, { TERM: 'xterm' }, undefined, false],
    [{}, { FORCE_COLOR: '1' }, undefined, true],
    [{}, { FORCE_COLOR: '', TERM: 'dumb' }, undefined, true],
    [{}, { NO_COLOR: '1' }, true, true],
  ];
  for (const [stream, env, option, color] of table) {
    t.equal(looksOf(stream, env, option).color, color, JSON.stringify([stream, env, option]));
  }
  t.equal(looksOf(tty, { COLUMNS: '40' }).width, 120);
  t.equal(looksOf({}, { COLUMNS: '40' }).width, 40);
  for (const COLUMNS of ['', '0', '-3', '1e9', 'wide', '9'.repeat(20)]) t.equal(looksOf({}, { COLUMNS }).width, 80);
  t.equal(looksOf({ columns: 0 }, {}).width, 80, 'some terminals do not know their width');
  t.equal(isScreen({ isTTY: true }, { TERM: 'dumb' }), false);
});
