import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build, type Metafile } from 'esbuild';
import t from 'tap';

const entries = { judge: 'src/checks/judge.ts', load: 'src/checks/load.ts' };
const folder = await mkdtemp(join(tmpdir(), 'preflight-bundle-'));
t.teardown(() => rm(folder, { recursive: true }));
const { metafile } = await build({
  entryPoints: entries,
  outdir: folder,
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  outExtension: { '.js': '.mjs' },
  banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
  metafile: true,
  logLevel: 'error',
});

t.test('judging a shipped pack loads neither yaml nor ajv, nor the other packs', async (t) => {
  for (const [name, source] of Object.entries(entries)) {
    const inputs = loadedAtOnce(metafile, source);
    t.ok(inputs.includes('src/generated/packs.ts'), `${name} has the shipped packs`);
    t.same(
      inputs.filter((input) => /node_modules\/(yaml|ajv)\/|\/pack-[\w-]+\.js$|\/leaf\.ts$|\/yaml\.ts$/.test(input)),
      [],
      name,
    );
  }
});

/** Every source that importing the bundle of an entry executes, without what is imported later. */
function loadedAtOnce({ outputs }: Metafile, source: string): string[] {
  const chunks = new Set(Object.keys(outputs).filter((name) => outputs[name]?.entryPoint === source));
  for (const chunk of chunks)
    for (const { path, kind } of outputs[chunk]?.imports ?? []) if (kind === 'import-statement') chunks.add(path);
  return [...chunks].flatMap((chunk) => Object.keys(outputs[chunk]?.inputs ?? {}));
}

t.test('a pattern is stopped in the bundle, too, and the process ends', async (t) => {
  const script = join(folder, 'script.mjs');
  await writeFile(
    script,
    `import { judgeHost } from './judge.mjs';
    import { loadPacks } from './load.mjs';
    const packs = await loadPacks(['test/checks/fixtures/packs/judge/slow.yaml'], { sets: {} });
    const facts = (hostname) => ({ schemaVersion: 1, host: 'h', collectedAt: '', facts: { hostname }, gaps: {}, from: {} });
    console.log((await judgeHost(packs, facts('aaaa'), 'h'))[0].status);
    await judgeHost(packs, facts('a'.repeat(60) + '!'), 'h').catch(({ name, message }) => console.log(name, message));`,
  );
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [script], {
    env: { PATH: '' },
    timeout: 60_000,
  });
  t.match(stdout, /^pass\nInputError .*slow\.yaml:8:39: the pattern/);
  t.equal(stderr, '');
});
