import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { InputError } from '../../src/base/errors.ts';
import { refuseWithoutRoot, remoteCommand } from '../../src/host/remote-command.ts';
import { HostError } from '../../src/host/transport.ts';
import { needs } from '../support/needs.ts';

const nonce = 'Nonce0123456789abcdef';
const script = 'echo "$1" $VIA\n';

/** Stand-ins for sudo, which a login shell meets in every state. */
const programs = {
  gives: 'test "$1" = -n || exit 9\nshift\nVIA=sudo exec "$@"\n',
  refuses: 'echo "sudo: a password is required" >&2\nexit 1\n',
};

/** Login shells, as sshd starts them: SHELL -c COMMAND. */
const shells: readonly (readonly string[])[] = [['fish'], ['bash'], ['dash'], ['busybox', 'ash']];

const cases = [
  { program: 'gives', sudo: 'auto', prints: `${nonce} sudo\n` },
  { program: 'gives', sudo: 'always', prints: `${nonce} sudo\n` },
  { program: 'gives', sudo: 'never', prints: `${nonce}\n` },
  { program: 'refuses', sudo: 'auto', prints: `${nonce}\n` },
  { program: 'refuses', sudo: 'always', prints: '' },
  { program: 'missing', sudo: 'auto', prints: `${nonce}\n` },
  { program: 'missing', sudo: 'always', prints: '' },
] as const;

for (const [shell, ...applet] of shells) {
  if (shell === undefined) continue;
  t.test(`${[shell, ...applet].join(' ')} reads the command as meant`, needs(shell), async (t) => {
    const folder = t.testdir();
    for (const [name, text] of Object.entries(programs)) {
      mkdirSync(join(folder, name));
      writeFileSync(join(folder, name, 'sudo'), `#!/bin/sh\n${text}`);
      chmodSync(join(folder, name, 'sudo'), 0o755);
    }
    for (const { program, sudo, prints } of cases) {
      const text = remoteCommand({ sudo, sudoCommand: [join(folder, program, 'sudo')], nonce });
      const run = spawnSync(shell, [...applet, '-c', text], { input: script, encoding: 'utf8' });
      t.equal(run.stdout, prints, `sudo ${program}, ${sudo}`);
    }
  });
}

t.test('a name is looked for among the wrappers of NixOS, then in the PATH', async (t) => {
  const folder = t.testdir({ doas: '#!/bin/sh\nshift\nVIA=doas exec "$@"\n' });
  chmodSync(join(folder, 'doas'), 0o755);
  const text = remoteCommand({ sudo: 'always', sudoCommand: ['doas'], nonce });
  t.match(text, '/run/wrappers/bin/doas');
  const env = { ...process.env, PATH: `${folder}:${process.env.PATH}` };
  t.equal(spawnSync('sh', ['-c', text], { input: script, encoding: 'utf8', env }).stdout, `${nonce} doas\n`);
});

t.test('each program is told not to ask', async (t) => {
  const asked = (...sudoCommand: string[]) => remoteCommand({ sudo: 'always', sudoCommand, nonce });
  t.match(remoteCommand({ sudo: 'always', nonce }), '$r -n /bin/sh');
  t.match(asked('/usr/bin/doas'), '$r -n /bin/sh');
  t.match(asked('run0'), '$r --no-ask-password /bin/sh');
  t.match(asked('sudo', '-n', '-H'), '$r -n -H /bin/sh', 'a flag that is there is not repeated');
  t.match(asked('ksu', '-q'), '$r -q /bin/sh', 'an unknown program is called as given');
});

t.test('the text means the same to every shell', async (t) => {
  for (const sudo of ['auto', 'always', 'never'] as const) {
    const inner = /^exec \/bin\/sh -c '([^']*)' sh \w+$/.exec(remoteCommand({ sudo, nonce }))?.[1];
    t.ok(inner, `three plain words and one text in quotes, sudo ${sudo}`);
    t.notMatch(inner, /['\\!\n]/, 'nothing that fish, csh or a line reads otherwise');
  }
});

t.test('words that a shell would read are refused', async (t) => {
  const bad = [
    [],
    [''],
    ['-n'],
    ['sudo;id'],
    ['su do'],
    ['sudo', '$(id)'],
    ["sudo'"],
    ['sudo', '-u\nroot'],
    ['~/sudo'],
  ];
  for (const sudoCommand of bad) {
    t.throws(() => remoteCommand({ sudo: 'auto', sudoCommand, nonce }), InputError, JSON.stringify(sudoCommand));
  }
  t.throws(() => remoteCommand({ sudo: 'never', nonce: "a'; id #0123456789" }), RangeError);
});

t.test('a refusal is told from a probe that failed', async (t) => {
  const output = (stdout: string, stderr: string, exitCode: number) => ({
    stdout: Buffer.from(stdout),
    stderr: Buffer.from(stderr),
    exitCode,
  });
  const always = { sudo: 'always', nonce } as const;
  const refusal = output('noise of a login shell\n', 'motd\nsudo: a password\x1b[2J is required\n', 1);
  try {
    refuseWithoutRoot('ringtail', always, refusal);
    t.fail('not refused');
  } catch (error) {
    t.ok(error instanceof HostError && error.kind === 'sudo');
    t.match(error, { message: /^ringtail: sudo .*sudo: a password\\x1b\[2J is required\. .*--sudo auto/ });
  }
  t.doesNotThrow(() => refuseWithoutRoot('ringtail', { ...always, sudo: 'auto' }, refusal), 'auto has gone on without');
  t.doesNotThrow(() => refuseWithoutRoot('ringtail', always, output(`@begin ${nonce}\n`, '', 1)), 'the script ran');
});
