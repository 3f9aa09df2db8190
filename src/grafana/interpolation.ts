/**
 * What Grafana puts in for `$` in the strings of a provisioning file. Keys are left as they are.
 * Source: grafana, pkg/services/provisioning/values/values.go and pkg/setting/expanders.go.
 */
import type { Span } from '../base/text.ts';

export interface Reference extends Span {
  /** What is looked up: `PASSWORD`, `__span.tags.pod`, or the path of a file. */
  readonly name: string;
  /** `$__file{…}`, `$__env{…}` or `$__vault{…}`: nobody writes it by chance. */
  readonly isExpander: boolean;
}

/** `${NAME}` and `$__file{NAME}`. */
const braced = /\$(?<expander>__\w+)?\{(?<braced>[^}]*)\}/;
/** What Go's os.Expand takes besides: a name, or one of the shell's special characters. */
const bare = /\$(?:(?<name>[A-Za-z_]\w*)|(?<special>[*#$@!?\-0-9]))/;
const either = new RegExp(`${braced.source}|${bare.source}`, 'g');
const onlyBare = new RegExp(bare.source, 'g');
const expanders = new Set(['__file', '__env', '__vault']);

/** The references in a text, in order; `$$` is a dollar sign and none. */
export function referencesIn(text: string): readonly Reference[] {
  const found: Reference[] = [];
  if (!text.includes('$')) return found;
  let offset = 0;
  // Grafana splits at $$ first, so that a reference never reaches across it.
  for (const part of text.split('$$')) {
    // Behind the last brace none can close, and each that opens would be followed to the end.
    const last = part.lastIndexOf('}') + 1;
    addFrom(part.slice(0, last), either, offset, found);
    addFrom(part.slice(last), onlyBare, offset + last, found);
    offset += part.length + 2;
  }
  return found;
}

function addFrom(text: string, pattern: RegExp, offset: number, found: Reference[]): void {
  for (const { index, 0: whole, groups = {} } of text.matchAll(pattern)) {
    const { expander = '', braced: inner, name, special = '' } = groups;
    found.push({
      start: offset + index,
      end: offset + index + whole.length,
      name: expander === '' || expanders.has(expander) ? (inner ?? name ?? special) : expander,
      isExpander: expanders.has(expander),
    });
  }
}

/** The text as Grafana will hold it, or undefined where a part of it comes from elsewhere. */
export function constantOf(text: string): string | undefined {
  return referencesIn(text).length > 0 ? undefined : text.replaceAll('$$', '$');
}
