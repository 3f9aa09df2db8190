import type { FactsDocument } from '../base/facts.ts';
import type { Findings } from '../base/findings.ts';
import type { SourceText } from '../base/text.ts';
import type { View } from './catalogue/view.ts';
import type { Model } from './references/model.ts';
import type { Sanitiser } from './rules/sanitisers.ts';
import type { Scope } from './scope.ts';
import type { Settings } from './settings.ts';
import type { Block, File, Statement } from './syntax/tree.ts';

/** One configuration, parsed: all files of a folder, as Alloy reads them. What a rule looks at. */
export interface Configuration {
  readonly files: readonly ParsedFile[];
  readonly view: View;
  readonly settings: Settings;
  /** What names mean at the top of the files. */
  readonly scope: Scope;
  /** What the files import, as far as it could be read. */
  readonly imported: readonly ImportedModule[];
  /** What refers to what. */
  readonly model: Model;
  /**
   * Components and other statements of a module in which a name, a value or a reference was found wrong. What a later rule
   * would miss there may only be hidden by that: one mistake shall be one finding. Filled while the rules run.
   */
  readonly faulty: Set<Block>;
  /** The host that the configuration will run on. */
  readonly facts: FactsDocument | undefined;
  /** Components that take out of visitors' data what must not be stored. */
  readonly sanitisers: readonly Sanitiser[];
}

/** The files that one path brings: together they are one module, of `declare` and `import` blocks only. */
export interface ImportedModule {
  readonly files: readonly ParsedFile[];
  readonly scope: Scope;
}

export interface ParsedFile {
  readonly source: SourceText;
  readonly tree: File;
  /** The manifest that the text is a part of: what lies beside it there is not what lies beside it on disk. */
  readonly manifest: string | undefined;
  /** Whether the parser found fault with the file. Alloy would evaluate nothing, and blocks may be missing from the tree. */
  readonly hasErrors: boolean;
  /** Whether the parser stumbled in a statement at the top of the file: what else is said of it would be guesswork. */
  readonly isBroken: (statement: Statement) => boolean;
}

/** A rule over a whole configuration. `notLookedInto` takes what the rule met and could not judge, in words. */
export type Rule = (
  configuration: Configuration,
  findings: Findings,
  notLookedInto: Set<string>,
) => void | Promise<void>;
