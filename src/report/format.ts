/** What a format of the report is. Adding one is a file in writers/ and a line in writers/all.ts. */
import type { Report } from '../generated/report-types.ts';

/** What the place that the text goes to can show. */
export interface WriteOptions {
  /** Columns; a format that nobody reads on a terminal ignores it. */
  readonly width: number;
  readonly color: boolean;
  /** Also what passed and what was skipped, one line each. */
  readonly verbose?: boolean;
  /** The options of this run that another command needs as well, as words for a shell. */
  readonly again?: string;
  /** Whole texts of files that findings are in, by their paths: lines are shown from them. */
  readonly texts?: ReadonlyMap<string, string>;
  /** Whether it goes to the log of GitHub Actions, which obeys commands in it. */
  readonly commands?: boolean;
}

export interface Writer {
  readonly format: string;
  /** Of a file in this format, without the dot. */
  readonly extension?: string;
  /** How every file in this format begins; one that begins otherwise is somebody else's and is not written over. */
  readonly mark?: string;
  /** Whether it says what rules are for: `report.rules` is filled before it writes. */
  readonly wantsRules?: true;
  /** The whole text, with a newline at its end. */
  write(report: Report, options: WriteOptions): string;
}

/** How every JSON document of preflight begins. */
export const jsonMark = '{\n  "schemaVersion"';
