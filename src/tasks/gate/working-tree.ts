/** The files of a rollout as they are in the working tree. */
import { stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { walkFolder } from '../../artifacts/folder.ts';
import { readText } from '../../artifacts/read-text.ts';
import { globOf, isGlob } from '../../project/glob.ts';
import type { ProjectPath, ProjectRollout } from '../../project/project.ts';
import { inFolder, namedAsIn, noInput } from '../rehearse/named.ts';
import { type FilesRequest, judgeFiles } from '../validate.ts';
import { filesOf } from './files.ts';
import { settled } from './not-judged.ts';
import { type Part, secondsSince } from './part.ts';
import { insideOf, placed } from './paths.ts';
import { filesText, howToJudge, partOf, type RolloutsRequest, rowOf, targetOf } from './rollout.ts';
import { versionsOf } from './versions.ts';

export async function inWorkingTree(request: RolloutsRequest, rollout: ProjectRollout): Promise<Part> {
  const { project, signal } = request;
  const { root } = project.home;
  const row = rowOf(request, rollout);
  const begun = Date.now();
  return settled(targetOf(rollout), row, signal, async () => {
    row.phase('reading');
    const place = { name: 'the working tree', paths: await pathsIn(request, rollout) };
    const read = async (path: ProjectPath) => {
      const found = await readText(await insideOf(project, path));
      return 'text' in found ? found.text : undefined;
    };
    // From the top of the repository, the paths are what they are called.
    const base = process.cwd() === root ? '' : root;
    const asked: FilesRequest = {
      ...inFolder(base, filesOf(project, rollout, place)),
      ...(await versionsOf(project, rollout, read)),
      ...howToJudge(request, row),
      border: root,
      stdin: noInput,
      upgradeTo: [],
      placeholders: false,
      community: false,
    };
    const judged = await judgeFiles(asked).catch((error: unknown) => {
      throw placed(project, rollout.at, error);
    });
    row.done(`${filesText(judged.targets.length)} judged in ${secondsSince(begun)}`);
    return partOf(namedAsIn(judged, base), rollout, request, await request.facts);
  });
}

/**
 * The files that the entries may be about, and links, which are judged by what they lead to inside of the repository; one that
 * leads out is named there, and not read. Throws InputError.
 */
async function pathsIn({ project }: RolloutsRequest, { files }: ProjectRollout): Promise<readonly string[]> {
  const { root } = project.home;
  const found = new Set<string>();
  for (const path of files.flatMap((entry) => entry.paths)) {
    const start = isGlob(path.value) ? { ...path, value: globOf(path.value).folder || '.' } : path;
    const there = join(root, start.value);
    if (!(await stat(there).catch(() => undefined))) continue;
    await insideOf(project, start);
    if (!(await stat(there)).isDirectory()) found.add(start.value);
    else
      for (const { files: own, links } of await walkFolder(there, root))
        for (const file of [...own, ...links]) found.add(relative(root, file.path).split(sep).join('/'));
  }
  return [...found];
}
