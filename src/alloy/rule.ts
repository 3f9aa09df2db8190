import type { SourceText } from '../base/text.ts';
import type { View } from './catalogue/view.ts';
import type { Findings } from './findings.ts';
import type { Scope } from './scope.ts';
import type { Settings } from './settings.ts';
import type { File, Statement } from './syntax/tree.ts';

/** One configuration, parsed: all files of a folder, as Alloy reads them. What a rule looks at. */
export interface Configuration {
  readonly files: readonly ParsedFile[];
  readonly view: View;
  readonly settings: Settings;
  /** What names mean at the top of the files. */
  readonly scope: Scope;
}

export interface ParsedFile {
  readonly source: SourceText;
  readonly tree: File;
  /** Whether the parser stumbled in a statement at the top of the file: what else is said of it would be guesswork. */
  readonly isBroken: (statement: Statement) => boolean;
}

/** A rule over a whole configuration. `notLookedInto` takes what the rule met and could not judge, in words. */
export type Rule = (
  configuration: Configuration,
  findings: Findings,
  notLookedInto: Set<string>,
) => void | Promise<void>;
