/** Files that lie in one folder and are named as if they lay in another one. */
import { join } from 'node:path';
import type { FilesRequest, JudgedFiles } from '../validate.ts';

/** Files and folders by their paths from the root of a repository. */
export type NamedFiles = Pick<FilesRequest, 'paths' | 'as' | 'isLeftOut'>;

/** The same files where they lie; '' is the working directory. */
export function inFolder(folder: string, { paths, as, isLeftOut }: NamedFiles): NamedFiles {
  const inside = (path: string) => withoutFolder(path, folder);
  return {
    paths: paths.map((path) => join(folder, path)),
    ...(as === undefined
      ? {}
      : { as: typeof as === 'string' ? as : new Map([...as].map(([path, kind]) => [join(folder, path), kind])) }),
    ...(isLeftOut ? { isLeftOut: (path: string) => isLeftOut(inside(path)) } : {}),
  };
}

/** What was judged where it lies, with the paths of the repository: wherever the folder's name stands, it is meant. */
export function namedAsIn(judged: JudgedFiles, folder: string): JudgedFiles {
  const rename = (text: string) => withoutFolder(text, folder);
  const { targets, findings, notJudged } = judged;
  const renamed: Omit<JudgedFiles, 'texts'> = JSON.parse(
    JSON.stringify({ targets, findings, notJudged }),
    (_key, value: unknown) => (typeof value === 'string' ? rename(value) : value),
  );
  return { ...renamed, texts: new Map([...judged.texts].map(([path, text]) => [rename(path), text])) };
}

/** Where the folder is a part of a longer name, it is another one. */
export function withoutFolder(text: string, folder: string): string {
  if (folder === '' || folder === '/') return text;
  const [first = '', ...rest] = text.split(folder);
  const rename = (part: string) => {
    if (part.startsWith('/')) return part.slice(1);
    return /^[\w-]/.test(part) ? folder + part : `.${part}`;
  };
  return rest.reduce((done, part) => done + rename(part), first);
}

/** Standard input of nobody. */
export async function* noInput(): AsyncGenerator<Uint8Array> {}
