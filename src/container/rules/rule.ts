import type { Diagnostic } from '../../base/diagnostic.ts';
import type { RuleText } from '../../base/rule-text.ts';
import type { Recipe } from '../recipe.ts';

export interface ContainerFinding extends Pick<Diagnostic, 'span' | 'message' | 'hint' | 'related' | 'status'> {
  /** Absent: the file that describes the image. */
  readonly file?: string;
}

export interface ContainerRule extends RuleText {
  readonly check: (recipe: Recipe) => readonly ContainerFinding[];
}

/** What tells the configuration of an image that is built. A person types it: the path is quoted where it has to be. */
export function inspectImage(path: string): string {
  const word = /^[\w./-]+$/.test(path) && !path.startsWith('-') ? path : 'FILE';
  return `Decide it with: skopeo inspect --config docker-archive:$(nix-build --no-out-link ${word})`;
}

/** What tells how a Go program was built. */
export const inspectProgram =
  'Decide it with: go version -m on the server of the built image, which lists tags and ldflags.';
