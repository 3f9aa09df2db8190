import type { NamedVersion } from '../base/rollout/configurations.ts';
import type { SourceText } from '../base/text.ts';
import { plainText } from './markdown/plain.ts';
import type { Table } from './markdown/tables.ts';

const componentHead =
  /^(?:components?|services?|names?|software|programs?|packages?|images?|tools?|applications?|what)$/;
const versionHead = /^(?:(?:current|pinned|deployed|running|our) )?(?:versions?|tags?|image tag|release)$/;
/** One version and nothing else: `2.2.1`, `v1.13.1`, `1.13.1-rc.0`. */
export const singleVersion = /^v?\d+(?:\.\d+){1,3}(?:[-+][\w.+-]{1,60})?$/;
/** No cell is longer that names one. */
const cellLimit = 300;

export interface TableVersions {
  readonly versions: readonly NamedVersion[];
  /** Cells of a column of versions that hold something else, such as a range. */
  readonly others: number;
}

/** The versions that tables with a column of components and one of versions name. */
export function versionsIn({ path, text }: SourceText, tables: readonly Table[]): TableVersions {
  const versions: NamedVersion[] = [];
  let others = 0;
  for (const { head, rows } of tables) {
    const heads = head.map(({ start, end }) =>
      plainText(text.slice(start, Math.min(end, start + cellLimit))).toLowerCase(),
    );
    const component = heads.findIndex((name) => componentHead.test(name));
    const version = heads.findIndex((name) => versionHead.test(name));
    if (component === -1 || version === -1) continue;
    for (const row of rows) {
      const [nameCell, versionCell] = [row[component], row[version]];
      if (!nameCell || !versionCell || versionCell.end - versionCell.start > cellLimit) continue;
      const name = plainText(
        text.slice(nameCell.start, Math.min(nameCell.end, nameCell.start + cellLimit)),
      ).toLowerCase();
      const value = plainText(text.slice(versionCell.start, versionCell.end));
      if (name === '' || !/\d/.test(value)) continue;
      if (singleVersion.test(value)) {
        const at = versionCell.start + text.slice(versionCell.start, versionCell.end).indexOf(value);
        versions.push({ component: name, value, file: path, span: { start: at, end: at + value.length } });
      } else others++;
    }
  }
  return { versions, others };
}
