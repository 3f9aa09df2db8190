/** The versions that a rollout's files are judged for: written in preflight.yaml, or read where it says. */
import { excerpt, printable } from '../../base/display.ts';
import { InputError } from '../../base/errors.ts';
import { entryOf, type YamlNode } from '../../base/yaml-documents.ts';
import type { Project, ProjectPath, ProjectRollout, ProjectVersion, VersionedProgram } from '../../project/project.ts';
import type { FilesRequest } from '../validate.ts';
import { saidAt } from './paths.ts';

export type Versions = Pick<FilesRequest, 'alloyVersion' | 'pyroscopeVersion' | 'grafanaVersion'>;

/** The text of a file; undefined: there is none. */
export type ReadPath = (path: ProjectPath) => Promise<string | undefined>;

/** Throws InputError for a file that does not say the version. */
export async function versionsOf(
  project: Project,
  { versions }: Pick<ProjectRollout, 'versions'>,
  read: ReadPath,
): Promise<Versions> {
  const of = async (program: VersionedProgram) => {
    const version = versions[program];
    return version === undefined ? undefined : versionOf(project, program, version, read);
  };
  const [alloyVersion, pyroscopeVersion, grafanaVersion] = await Promise.all([
    of('alloy'),
    of('pyroscope'),
    of('grafana'),
  ]);
  return {
    ...(alloyVersion === undefined ? {} : { alloyVersion }),
    ...(pyroscopeVersion === undefined ? {} : { pyroscopeVersion }),
    ...(grafanaVersion === undefined ? {} : { grafanaVersion }),
  };
}

async function versionOf(
  project: Project,
  program: VersionedProgram,
  version: ProjectVersion,
  read: ReadPath,
): Promise<string> {
  if ('value' in version) return version.value;
  const { from, key } = version;
  const say = (what: string) => new InputError(`${saidAt(project, from)}: ${printable(from.written)} ${what}`);
  const text = await read(from);
  if (text === undefined) throw say('is not there, or is no text file.');
  const found = key === undefined ? await named(from.value, text, program) : await standsAt(text, key.value);
  if (found === undefined)
    throw say(
      key === undefined
        ? `names no ${program} with its version. Say where it stands: key: KEY.KEY.`
        : `has no version at ${excerpt(key.value, 100)}.`,
    );
  return found;
}

async function named(path: string, text: string, program: VersionedProgram): Promise<string | undefined> {
  const { readServiceVersions } = await import('../../docs/service-versions.ts');
  const { summary = [] } = await readServiceVersions({ path, text });
  return summary.find(({ component }) => component === program || component === `grafana-${program}`)?.value;
}

/** Keys with dots between them; a key that holds dots itself is tried as a whole first. */
async function standsAt(text: string, key: string): Promise<string | undefined> {
  const { readYamlDocuments } = await import('../../base/yaml-documents.ts');
  const [root] = readYamlDocuments(text).documents;
  const at = (node: YamlNode | undefined, rest: string): YamlNode | undefined => {
    const whole = entryOf(node, rest)?.value;
    if (whole) return whole;
    const dot = rest.indexOf('.');
    return dot < 0 ? undefined : at(entryOf(node, rest.slice(0, dot))?.value, rest.slice(dot + 1));
  };
  const found = at(root, key);
  return found?.kind === 'text' ? found.text : undefined;
}
