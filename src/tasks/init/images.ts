import type { VersionedProgram } from '../../project/project.ts';

/** The versions of a program that a file of manifests names as tags of its image: `grafana/alloy:v1.13.1`. */
export async function imageVersions(program: VersionedProgram, path: string, text: string): Promise<readonly string[]> {
  if (!text.includes(program)) return [];
  const { versionFileOf } = await import('../rehearse/versions.ts');
  const found = (await versionFileOf(path)?.read(path, text)) ?? [];
  return found.flatMap(({ what, version }) =>
    what.startsWith('image ') && what.endsWith(`/${program}`) ? [version] : [],
  );
}
