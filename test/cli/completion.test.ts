/** Completion: every command and every option, in each shell. */
import { execFile } from 'node:child_process';
import { chmod } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import t from 'tap';
import { shells } from '../../src/cli/completion.ts';
import { temporaryFolder } from '../support/files.ts';
import { findProgram, onlyWhere } from '../support/needs.ts';
import { preflight } from '../support/preflight.ts';

/** What stands in a help page at the beginning of a line, or behind a short name. */
function optionsIn(help: string): readonly string[] {
  return [...help.matchAll(/^ +(?:-\w, )?(--[a-z][\w-]*)/gm)].map(([, name = '']) => name);
}

const { stdout: help } = await preflight(['--help']);
const commands = [...new Set([...help.matchAll(/^ +preflight ([a-z]+)\b/gm)].map(([, name = '']) => name))];

async function completed(...words: readonly string[]): Promise<readonly string[]> {
  const { stdout, code } = await preflight(['--get-yargs-completions', 'preflight', ...words]);
  t.equal(code, 0, words.join(' '));
  return stdout.split('\n').map((line) => line.split(':')[0] ?? '');
}

t.test('every command can be completed', async (t) => {
  t.ok(commands.length >= 15, commands.join(' '));
  const found = await completed('');
  for (const command of commands) t.ok(found.includes(command), command);
});

t.test('every option of every command can be completed', async (t) => {
  const left = [...commands];
  const work = async (): Promise<void> => {
    for (let command = left.pop(); command !== undefined; command = left.pop()) {
      const { stdout } = await preflight([command, '--help']);
      const options = optionsIn(stdout);
      t.ok(options.includes('--help'), command);
      const found = await completed(command, '--');
      for (const option of options) t.ok(found.includes(option), `${command} ${option}`);
    }
  };
  await Promise.all([work(), work()]);
});

t.test('ids of checks and rules can be completed', async (t) => {
  t.same((await completed('explain', 'alloy.ebpf-')).filter(Boolean).sort(), ['alloy.ebpf-once', 'alloy.ebpf-targets']);
  t.ok((await completed('list', 'sysctl.k')).includes('sysctl.kptr-restrict'));
});

const folder = await temporaryFolder({
  preflight: `#!/bin/sh\nexec "${process.execPath}" "${resolve('dist/preflight.js')}" "$@"\n`,
  'some file.alloy': '',
});
t.teardown(folder.remove);
await chmod(join(folder.path, 'preflight'), 0o755);

/** What the shell itself would offer behind `preflight explain sysctl.kp` and `preflight gate --offl`. */
const asked: Readonly<Record<(typeof shells)[number], string>> = {
  bash: `eval "$(preflight completion bash)"
    for line in "explain sysctl.kp" "gate --offl"; do
      COMP_WORDS=(preflight $line); COMP_CWORD=2; _preflight; echo "\${COMPREPLY[@]}"
    done`,
  zsh: `compdef() { :; }; compadd() { print -- "\${(P)2}"; }; _files() { print files; }
    eval "$(preflight completion zsh)"
    for line in "explain sysctl.kp" "gate --offl"; do
      words=(preflight \${=line}); CURRENT=3; _preflight
    done`,
  fish: 'preflight completion fish | source; complete -C "preflight explain sysctl.kp"; complete -C "preflight gate --offl"',
};

for (const shell of shells)
  t.test(`${shell} completes`, onlyWhere(findProgram(shell) ? [] : [shell]), async (t) => {
    const env = { ...process.env, PATH: `${folder.path}:${process.env.PATH}`, HOME: folder.path };
    const stdout = await new Promise<string>((done) =>
      execFile(shell, ['-c', asked[shell]], { env, cwd: folder.path }, (_error, out, err) => done(out + err)),
    );
    t.match(stdout, /sysctl\.kptr-restrict/);
    t.match(stdout, /--offline/);
    t.notMatch(stdout, /some file/);
  });
