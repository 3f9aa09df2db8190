/** What a stranger gets: the packed tarball in an empty folder, and the README's words as written. */
import { execFile } from 'node:child_process';
import { cp, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import t from 'tap';
import { preflight } from '../support/preflight.ts';

const run = promisify(execFile);
const readme = await readFile('README.md', 'utf8');

t.test('the tarball runs in an empty folder, with nothing else installed', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'preflight-package-'));
  t.teardown(() => rm(folder, { recursive: true, force: true }));
  await run('npm', ['pack', '--ignore-scripts', '--pack-destination', folder], { cwd: resolve('.') });
  const [tarball] = (await readdir(folder)).filter((name) => name.endsWith('.tgz'));
  await run('npm', ['install', '--offline', '--prefix', folder, join(folder, tarball ?? '')], { cwd: folder });
  t.same(
    (await readdir(join(folder, 'node_modules'))).filter((name) => !name.startsWith('.')),
    ['nixos-preflight'],
  );
  const command = join(folder, 'node_modules/.bin/preflight');
  const { stdout: version } = await run(command, ['--version']);
  t.equal(version, `${JSON.parse(await readFile('package.json', 'utf8')).version}\n`);
  const { stdout: tour } = await run(command, ['demo'], { cwd: folder });
  t.match(tour, /boot\.kernel\.sysctl/);
  const { stdout: list } = await run(command, ['list'], { cwd: folder });
  t.match(list, /sysctl\.kptr-restrict/);
  const shipped = await readdir(join(folder, 'node_modules/nixos-preflight'));
  t.same(
    ['LICENSE', 'README.md', 'dist', 'schemas'].filter((name) => !shipped.includes(name)),
    [],
  );
});

t.test('what the package of Nix is made of is enough to build it', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'preflight-fileset-'));
  t.teardown(() => rm(folder, { recursive: true, force: true }));
  const [, list = ''] = /fileset\.unions \[([\s\S]*?)\];/.exec(await readFile('nix/package.nix', 'utf8')) ?? [];
  const paths = [...list.matchAll(/^ *\.\.\/(\S+)$/gm)].map(([, path = '']) => path);
  t.ok(paths.includes('src') && paths.includes('package.json'));
  const isSource = (path: string) => !path.endsWith('src/generated');
  for (const path of paths) await cp(path, join(folder, path), { recursive: true, filter: isSource });
  await symlink(resolve('node_modules'), join(folder, 'node_modules'));
  await run('npm', ['run', '-s', 'build'], { cwd: folder });
  const { stdout } = await run(process.execPath, ['dist/preflight.js', 'list'], { cwd: folder });
  t.match(stdout, /sysctl\.kptr-restrict/);
});

t.test('what was compiled before is taken, and done without where it is of no use', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'preflight-compiled-'));
  t.teardown(() => rm(folder, { recursive: true, force: true }));
  await cp('dist', folder, { recursive: true });
  const asked = `const { compiled, main } = await import(${JSON.stringify(`file://${folder}/main.js`)});
    await main(['check', '--facts', 'test/checks/fixtures/profiling/hosts/ringtail-blocked.json', '--format', 'tap']);
    console.log('# ' + JSON.stringify([...compiled.values()].map((script) => script.cachedDataRejected)));`;
  const program = join(folder, 'asked.mjs');
  await writeFile(program, asked);
  const env = { PATH: process.env.PATH };
  const taken = await run(process.execPath, [program], { env });
  const rejected: unknown[] = JSON.parse(taken.stdout.slice(taken.stdout.lastIndexOf('# ') + 2));
  t.ok(rejected.length > 10);
  t.same([...new Set(rejected)], [false], 'every script of the command');
  const packed = join(folder, 'scripts/packed');
  const bytes = await readFile(packed);
  const start = 4 + bytes.readUInt32LE();
  const index: Record<string, [number, number]> = JSON.parse(bytes.subarray(4, start).toString('utf8'));
  t.notOk(bytes.includes(process.cwd()), 'it does not say where it was built');
  for (const [at, size] of Object.values(index)) bytes.fill(0x78, start + at, start + at + size);
  await writeFile(packed, bytes);
  const refused = await run(process.execPath, [program], { env });
  t.match(refused.stdout, /# \[true/);
  await writeFile(packed, bytes.subarray(0, bytes.length / 2));
  const half = await run(process.execPath, [program], { env });
  await writeFile(packed, 'cut');
  const without = await run(process.execPath, [program], { env });
  const [before, ...after] = [taken, refused, half, without].map(({ stdout }) =>
    stdout.slice(0, stdout.lastIndexOf('# ')).replace(/duration_ms.*/g, ''),
  );
  t.match(before, /not ok 1 - kernel.kptr_restrict must be 0/);
  t.same(after, [before, before, before]);
});

t.test('the README’s start and test commands are package.json’s', async (t) => {
  const { scripts } = JSON.parse(await readFile('package.json', 'utf8'));
  const commands = [...readme.matchAll(/```sh\n([\s\S]*?)```/g)].flatMap((match) =>
    (match[1] ?? '').trim().split('\n'),
  );
  t.same(commands, ['npm ci && npm start', 'npm ci && npm test']);
  t.match(scripts.start, /dist\/preflight\.js demo/);
  t.match(await readFile('.ci/run', 'utf8'), /npm test/);
});

t.test('every command of the README’s table is one', async (t) => {
  const rows = [...readme.matchAll(/^\| `preflight ([a-z]+)/gm)].map((match) => match[1] ?? '');
  t.ok(rows.length >= 8);
  const { stdout: help, code } = await preflight(['--help']);
  t.equal(code, 0);
  for (const command of rows) t.match(help, new RegExp(`preflight ${command}\\b`), command);
  for (const file of [...readme.matchAll(/\]\(([^)#]+)\)/g)].map((match) => match[1] ?? '')) {
    t.ok((await readFile(file).catch(() => readdir(file))).length > 0, `${file} is there`);
  }
});

t.test('the commands that need no host', async (t) => {
  const explain = await preflight(['explain', 'sysctl.kptr-restrict']);
  t.equal(explain.code, 0, explain.stderr);
  t.match(explain.stdout, /kernel\.kptr_restrict/);
  const probe = await preflight(['probe']);
  t.equal(probe.code, 0);
  await run('sh', ['-n', '-c', probe.stdout]);
  t.notMatch((await preflight(['probe', '--no-active'])).stdout, /perf_event_open/);
  const completion = await preflight(['completion'], { env: { SHELL: '/bin/bash' } });
  t.match(completion.stdout, /compdef|complete/);
  const demo = await preflight(['demo']);
  t.equal(demo.code, 0, demo.stderr);
  t.match(demo.stdout, /blocked[\s\S]*boot\.kernel\.sysctl[\s\S]*ready/i);
  t.equal(demo.stderr, '');
  const check = await preflight(['check', 'demo', '--quiet']);
  t.equal(check.code, 1, 'the recorded host is blocked');
  t.equal(check.stderr, '', '--quiet says nothing on standard error');
});

t.test('this machine', async (t) => {
  const { code, stdout, stderr } = await preflight(['check', '--format', 'json']);
  t.ok([0, 1, 3].includes(code ?? 9), stderr);
  const report = JSON.parse(stdout);
  t.equal(report.targets[0].name, 'local');
  t.ok(report.findings.length > 10);
});
