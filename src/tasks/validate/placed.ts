/** Texts that are judged, and where they stand in the files of a person. */
import type { SourceMap } from '../../base/source-map.ts';
import type { SourceText } from '../../base/text.ts';

/** The whole of a file, or a part of one. `path` is how findings name it: `FILE#KEY` where it is a part. */
export interface PlacedText extends SourceText {
  readonly file: string;
  /** Where its characters stand in that file; without it the text is the file. */
  readonly map?: SourceMap;
}

export function wholeFile({ path, text }: SourceText): PlacedText {
  return { path, text, file: path };
}
