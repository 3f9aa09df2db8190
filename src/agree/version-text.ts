/**
 * The version in an image tag or in a table: `v1.18.1` -> `1.18.1`, `2.2.1-5f2c9ab-nix` -> `2.2.1`, `v1.19.0-rc.3` ->
 * `1.19.0-rc.3`; undefined where there is none. What stands behind the numbers says who built it and when.
 */
export function versionIn(text: string): string | undefined {
  const [, numbers, candidate = ''] = /^\s*v?(\d{1,6}(?:\.\d{1,6}){1,2})(-rc\.?\d{1,6})?(?![\d.])/i.exec(text) ?? [];
  return numbers === undefined ? undefined : `${numbers}${candidate}`;
}
