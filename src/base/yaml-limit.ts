/**
 * How much YAML is parsed, in characters. The parser needs a second and 200 MB of memory for a million of them in entries as
 * manifests have; the manifests of a large operator have four millions. Of entries as short as `a,` it needs ten times as
 * much, so an entry counts as 24 characters at least, the length of a short line of a manifest.
 */
export const yamlLimit = 4 << 20;
const entry = 24;

/** Characters that a text counts as. */
export function yamlSize(text: string): number {
  let entries = 1;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    // An entry in braces ends in a comma, and often in the end of a line as well.
    if (code === 10 || (code === 44 && text.charCodeAt(at + 1) !== 10)) entries++;
  }
  return Math.max(text.length, entries * entry);
}

/** Why a text is not parsed, or undefined where it is. */
export function tooMuchYaml(text: string): string | undefined {
  if (text.length > yamlLimit) return `the file is larger than ${yamlLimit >> 20} MB`;
  // Most are small enough whatever is in them.
  if (text.length * entry <= yamlLimit || yamlSize(text) <= yamlLimit) return undefined;
  return `the file has more than ${Math.floor(yamlLimit / entry / 1000)},000 entries`;
}
