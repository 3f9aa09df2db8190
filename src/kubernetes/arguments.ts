/** Flags on a container's command line. */
import type { Located } from '../base/located.ts';
import type { Container } from '../base/rollout/workload.ts';

/** The value of the last `--NAME=VALUE`, `-NAME=VALUE` or `--NAME VALUE`; undefined where the flag is not written. */
export function flagOf({ command, args }: Container, name: string): Located<string> | undefined {
  const words = [...(command ?? []), ...(args ?? [])];
  for (let at = words.length - 1; at >= 0; at--) {
    const word = words[at];
    const [, flag, value] = /^--?([^=]*)(?:=(.*))?$/s.exec(word?.value ?? '') ?? [];
    if (!word || flag !== name) continue;
    return value === undefined ? words[at + 1] : { ...word, value };
  }
  return undefined;
}

/** Whether a shell puts the command line together, so that flags cannot be read. */
export function isShell({ command, args }: Container): boolean {
  const [first, second] = [...(command ?? []), ...(args ?? [])];
  return /(?:^|\/)(?:ba|da|a)?sh$/.test(first?.value ?? '') && /^-\w*c/.test(second?.value ?? '');
}
