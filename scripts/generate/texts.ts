import { readFile, readdir, writeFile } from 'node:fs/promises';

const folder = 'src/host/probe';

/** texts.ts: the probe's shell, awk, python and perl sources as constants, and the version of the package. */
export async function writeTexts(out: string): Promise<void> {
  const { version } = JSON.parse(await readFile('package.json', 'utf8')) as { version: string };
  const sources = (await readdir(folder)).filter((name) => /\.(sh|awk|py|pl)$/.test(name)).sort();
  const texts = await Promise.all(
    sources.map(async (name) => [name, await readFile(`${folder}/${name}`, 'utf8')] as const),
  );
  await writeFile(
    `${out}/texts.ts`,
    [
      `export const version = ${JSON.stringify(version)};`,
      `export const probeSources = ${JSON.stringify(Object.fromEntries(texts), null, 1)} as const;`,
      '',
    ].join('\n'),
  );
}
