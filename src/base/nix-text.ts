import { printable } from './display.ts';

/** A Nix string: what must be escaped is what JSON escapes, and `${`. Control characters become visible. */
export function nixString(text: string): string {
  return JSON.stringify(printable(text)).replaceAll('${', '\\${');
}

/** One option definition. The key is quoted: unquoted, its dots would nest attribute sets, which the option refuses. */
export function sysctlLine(key: string, value: number | string): string {
  return `boot.kernel.sysctl.${nixString(key)} = ${typeof value === 'number' ? value : nixString(value)};`;
}
