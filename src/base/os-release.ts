/** A value of os-release(5): bare, or in quotes with the escapes of a shell. */
export function osReleaseValue(text: string): string {
  const [, inner] = /^(?:"(.*)"|'(.*)')$/s.exec(text) ?? [];
  return inner === undefined ? text.replace(/^'(.*)'$/s, '$1') : inner.replace(/\\(["$`\\])/g, '$1');
}
