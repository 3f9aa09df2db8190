import { readdir, readFile } from 'node:fs/promises';

/** The grammar of Nix is shipped as WebAssembly, built from this source. */
const grammar = `── tree-sitter-nix 66e3e9ce9180ae08fc57372061006ef83f0abde7 (MIT), as built by @cursorless/tree-sitter-wasms 0.7.0

`;

/** The licence texts of every package that is part of the bundle. `inputs` are the bundled files' paths. */
export async function thirdParty(inputs: readonly string[]): Promise<string> {
  const folders = inputs.flatMap((input) => /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input)?.[0] ?? []);
  const texts = await Promise.all([...new Set(folders)].sort().map(licenceOf));
  const ofGrammar = `${grammar}${(await readFile('scripts/build/tree-sitter-nix.licence', 'utf8')).trim()}\n`;
  return `preflight is bundled with these packages.\n\n${[...texts, ofGrammar].join('\n')}`;
}

async function licenceOf(folder: string): Promise<string> {
  const { name, version, license } = JSON.parse(await readFile(`${folder}/package.json`, 'utf8')) as Record<
    string,
    string
  >;
  const file = (await readdir(folder)).find((entry) => /^licen[cs]e/i.test(entry));
  const text = file ? (await readFile(`${folder}/${file}`, 'utf8')).trim() : '';
  return `── ${name} ${version} (${license})\n\n${text}\n`;
}
