/** What is judged beside a host's own facts: what its configuration declares, and a built system. */
import { excerpt } from '../../base/display.ts';
import { declaredName } from '../declared-name.ts';
import type { ProjectDeclared, ProjectPath } from '../project.ts';
import type { Weakening } from './weakening.ts';

/** What hosts have of their own, and what the project has for all of them. */
interface Sources {
  readonly declared: ProjectDeclared | undefined;
  readonly closure: ProjectPath | undefined;
}

/** The keys of both; of a host, a key that neither it nor the project has is told of as gone. */
export const sourceKeys = ['declared', 'closure'] as const;

/** Whether another one is judged; undefined: one of the two has none. */
export function otherSource(
  was: Sources,
  is: Sources,
  key: (typeof sourceKeys)[number],
): Omit<Weakening, 'place'> | undefined {
  const [before, after] = [was, is].map((all) => sourceOf(all, key));
  if (!before || !after || before.key === after.key) return undefined;
  const message = `is ${excerpt(after.shown, 80)}, and was ${excerpt(before.shown, 80)}`;
  return { at: after.at, message };
}

function sourceOf({ declared, closure }: Sources, key: (typeof sourceKeys)[number]) {
  if (key === 'closure') return closure && { key: closure.value, shown: closure.written, at: closure };
  if (!declared) return undefined;
  return { key: declaredKey(declared), shown: declaredName(declared), at: declared.at };
}

function declaredKey(declared: ProjectDeclared): string {
  if (declared.kind === 'flake') return JSON.stringify([declared.folder.value, declared.host]);
  const paths = declared.kind === 'json' ? [declared.path] : declared.paths;
  return JSON.stringify([declared.kind, paths.map(({ value }) => value)]);
}
