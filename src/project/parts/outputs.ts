import { excerpt } from '../../base/display.ts';
import { list } from '../../base/words.ts';
import type { Output } from '../../generated/preflight-types.ts';
import type { ProjectOutput } from '../project.ts';
import { complaint, pathAt, placeAt, type Reading, textAt } from '../reading.ts';

/** How the names of reports end. A branch must not have preflight write over a program or a configuration. */
const endings = ['.json', '.html', '.md', '.xml', '.sarif', '.tap', '.txt', '.prom', '.log'];

/** Throws InputError for a name that no report has, and for two outputs to one file. */
export function outputsOf(reading: Reading, outputs: readonly Output[]): readonly ProjectOutput[] {
  const seen = new Map<string, number>();
  return outputs.map(({ format, file }, index) => {
    const at = ['outputs', index, 'file'];
    const path = pathAt(reading, at, textAt(reading, at, file), `--output ${format}=FILE`);
    if (!endings.some((ending) => path.value.endsWith(ending)))
      throw complaint(
        reading,
        at,
        `"${excerpt(file, 80)}" has a name that no report has. End it in ${list(endings, 'or')}, or give it on the command line: --output ${format}=FILE.`,
      );
    const first = seen.get(path.value);
    if (first !== undefined)
      throw complaint(reading, at, `two outputs go to "${excerpt(file, 80)}". Give each a file of its own.`);
    seen.set(path.value, index);
    return { at: placeAt(reading, ['outputs', index]), format, path };
  });
}
