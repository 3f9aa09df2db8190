import type { ProjectDeclared } from './project.ts';

/** What is declared as preflight.yaml says where: `./nixos#ringtail`, a file, files. */
export function declaredName(declared: ProjectDeclared): string {
  if (declared.kind === 'flake') return `${declared.folder.written}#${declared.host}`;
  return declared.kind === 'json' ? declared.path.written : declared.paths.map(({ written }) => written).join(', ');
}
