/** The report itself, for machines: schemas/report.schema.json. */
import { jsonMark, type Writer } from '../format.ts';

export const json: Writer = {
  format: 'json',
  extension: 'json',
  mark: jsonMark,
  wantsRules: true,
  write: (report) => `${escaped(JSON.stringify(report, undefined, 2))}\n`,
};

/**
 * JSON.stringify leaves DEL, C1 codes and bidirectional marks as they are, and a person may look at JSON on a terminal.
 * They occur inside strings alone, where \uXXXX means the same.
 */
function escaped(text: string): string {
  return text.replace(/[\x7f-\x9f\p{Cf}\p{Zl}\p{Zp}]/gu, (character) =>
    Array.from({ length: character.length }, (_, at) => unit(character.charCodeAt(at))).join(''),
  );
}

function unit(code: number): string {
  return `\\u${code.toString(16).padStart(4, '0')}`;
}
