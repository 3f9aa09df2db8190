import type { Expression } from '../syntax/tree.ts';
import { constantOf } from '../types/constant.ts';

/** Where the `filename` of an `import.file` leads, as far as it can be read off the text. */
export interface Filename {
  readonly path: string;
  /** Begins at the folder of the file, as `module_path` does; otherwise at the folder that Alloy is started in. */
  readonly fromModule: boolean;
}

/** Reads `"x.alloy"`, `module_path + "/x.alloy"` and `file.path_join(module_path, "x.alloy")`; others give undefined. */
export function filenameOf(expression: Expression): Filename | undefined {
  const text = joined(expression);
  if (text === undefined) return undefined;
  if (!text.startsWith(modulePath)) return text.includes(modulePath) ? undefined : { path: text, fromModule: false };
  const path = text.slice(modulePath.length);
  if (path.includes(modulePath) || !path.startsWith('/')) return undefined;
  return { path: path.replace(/^\/+/, ''), fromModule: true };
}

/** Stands for `module_path` in the text: a character that no path has. */
const modulePath = '\0';

function joined(expression: Expression): string | undefined {
  const constant = constantOf(expression);
  if (constant !== undefined)
    return typeof constant === 'string' && !constant.includes(modulePath) ? constant : undefined;
  switch (expression.kind) {
    case 'identifier':
      return expression.name === 'module_path' ? modulePath : undefined;
    case 'paren':
      return joined(expression.inner);
    case 'binary': {
      if (expression.operator !== '+') return undefined;
      const [left, right] = [joined(expression.left), joined(expression.right)];
      return left === undefined || right === undefined ? undefined : left + right;
    }
    case 'call': {
      const { callee } = expression;
      const isJoin = callee.kind === 'access' && callee.name.text === 'path_join' && callee.value.kind === 'identifier';
      if (!isJoin || callee.value.kind !== 'identifier' || callee.value.name !== 'file') return undefined;
      const parts = expression.arguments.map(joined);
      return parts.includes(undefined) ? undefined : parts.filter((part) => part !== '').join('/');
    }
    default:
      return undefined;
  }
}
