/** One NixOS module as text: its definitions, and the files that it imports by literal path. */

import { lookUp } from '../../base/nix/lookup.ts';
import { type NixFile, readNix } from '../../base/nix/read.ts';
import { bare, type NixBinding, type NixExpression, type NixSet } from '../../base/nix/tree.ts';
import type { SourceText, Span } from '../../base/text.ts';
import { type Said, type Scope, sysctlPath, sysctlsIn } from './definitions.ts';

export interface ModuleText {
  readonly source: SourceText;
  readonly file: NixFile;
  /** The attribute set of the module; undefined where it is computed, or the text is no Nix. */
  readonly set: NixSet | undefined;
  /** Whether definitions are below `config`. */
  readonly hasConfig: boolean;
  readonly said: readonly Said[];
  /** Paths as they are written, of `imports`. */
  readonly imports: readonly (Span & { readonly path: string })[];
  /** Imports that only evaluating tells. */
  readonly unclearImports: readonly Span[];
  /** Whether the name `lib` can be used. */
  readonly hasLib: boolean;
  /** The same of `pkgs`. */
  readonly hasPkgs: boolean;
}

/** Reads one module. Never throws. */
export async function readModule(source: SourceText): Promise<ModuleText> {
  const file = await readNix(source);
  const { set, names, scope } = bodyOf(file.expression);
  const hasConfig = set !== undefined && lookUp(set, ['config']).length + lookUp(set, ['options']).length > 0;
  const path = hasConfig ? ['config', ...sysctlPath] : sysctlPath;
  const { imports, unclearImports } = importsOf(set);
  return {
    source,
    file,
    set,
    hasConfig,
    said: set ? sysctlsIn(set, path, scope) : [],
    imports,
    unclearImports,
    hasLib: names.has('lib'),
    hasPkgs: names.has('pkgs'),
  };
}

/** The set that a module is, or that the function that it is returns. */
function bodyOf(root: NixExpression | undefined): {
  readonly set: NixSet | undefined;
  /** Arguments of the functions around it. */
  readonly names: ReadonlySet<string>;
  readonly scope: Scope;
} {
  const names = new Set<string>();
  const scope: (readonly NixBinding[])[] = [];
  let at = root && bare(root);
  while (at) {
    if (at.kind === 'set') return { set: at, names, scope };
    if (at.kind === 'function') {
      for (const { name } of at.formals?.members ?? []) names.add(name.name);
      at = bare(at.body);
    } else if (at.kind === 'let') {
      scope.push(at.bindings);
      at = bare(at.body);
    } else if (at.kind === 'with' || at.kind === 'assert') at = bare(at.body);
    else return { set: undefined, names, scope };
  }
  return { set: undefined, names, scope };
}

function importsOf(set: NixSet | undefined): Pick<ModuleText, 'imports' | 'unclearImports'> {
  const imports: (Span & { readonly path: string })[] = [];
  const unclearImports: Span[] = [];
  for (const { kind, value, binding } of set ? lookUp(set, ['imports']) : []) {
    const list = kind === 'exact' && value ? bare(value) : undefined;
    if (list?.kind !== 'list') unclearImports.push(binding);
    else {
      for (const element of list.elements) {
        const one = bare(element);
        const path = one.kind === 'path' && one.style === 'plain' ? one.value : undefined;
        if (path === undefined) unclearImports.push(one);
        else imports.push({ path, start: one.start, end: one.end });
      }
    }
  }
  return { imports, unclearImports };
}
