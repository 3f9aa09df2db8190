import { readdir, readFile, writeFile } from 'node:fs/promises';

const folder = 'src/host/probe';
const recording = 'src/host/demo/ringtail-blocked.txt';

/** texts.ts: the probe's sources and the demo's recording as constants, and the version of the package. nix-texts.ts: Nix. schema-text.ts: what
 * editors read beside preflight.yaml. */
export async function writeTexts(out: string): Promise<void> {
  const { version } = JSON.parse(await readFile('package.json', 'utf8')) as { version: string };
  const names = (await readdir(folder, { recursive: true }))
    .filter((name) => /\.(sh|awk|py|pl|tmpl)$/.test(name))
    .sort();
  const sources: Record<string, string> = {};
  for (const name of names) sources[name] = await readFile(`${folder}/${name}`, 'utf8');
  const lines = [
    `export const version = ${JSON.stringify(version)};`,
    `export const probeSources = ${JSON.stringify(sources, null, 1)} as const;`,
    `export const demoRecording = ${JSON.stringify(await readFile(recording, 'utf8'))};`,
  ];
  await writeFile(`${out}/texts.ts`, `${lines.join('\n')}\n`);
  const schema = await readFile('schemas/preflight.schema.json', 'utf8');
  await writeFile(`${out}/schema-text.ts`, `export const preflightSchema = ${JSON.stringify(schema)};\n`);
  const modules = await readFile('src/nix/evaluated/modules.nix', 'utf8');
  await writeFile(`${out}/nix-texts.ts`, `export const modulesNix = ${JSON.stringify(modules)};\n`);
}
