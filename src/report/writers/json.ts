/** The report itself, for machines: schemas/report.schema.json. */
import { jsonText } from '../escape/json.ts';
import { jsonMark, type Writer } from '../format.ts';

export const json: Writer = {
  format: 'json',
  extension: 'json',
  mark: jsonMark,
  wantsRules: true,
  write: jsonText,
};
