import type { Surroundings } from './surroundings.ts';
import { expandPath, type Tokens } from './tokens.ts';

/** Every path that can be expanded, in order. */
export function expandAll(paths: readonly string[], tokens: Tokens, around: Surroundings): string[] {
  return paths.flatMap((path) => expandPath(path, tokens, around) ?? []);
}

/**
 * The socket that IdentityAgent names: a path, a `$VARIABLE` that holds one, `none`; SSH_AUTH_SOCK when it names
 * nothing else. Undefined when the variable is not set.
 */
export function agentSocket(value: string | undefined, tokens: Tokens, around: Surroundings): string | undefined {
  if (value?.toLowerCase() === 'none') return 'none';
  if (value === undefined || value === 'SSH_AUTH_SOCK') return around.env.SSH_AUTH_SOCK || undefined;
  const variable = /^\$(\w+)$/.exec(value)?.[1];
  return variable === undefined ? expandPath(value, tokens, around) : around.env[variable] || undefined;
}

/** StrictHostKeyChecking, of which `ssh -G` writes yes as true, no and off as false. */
export function strictness(value: string | undefined): 'yes' | 'accept-new' | 'no' | 'ask' {
  switch (value?.toLowerCase()) {
    case 'yes':
    case 'true':
      return 'yes';
    case 'no':
    case 'off':
    case 'false':
      return 'no';
    case 'accept-new':
      return 'accept-new';
    default:
      return 'ask';
  }
}

const units: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86400, w: 604800 };

/** Seconds of a time as sshd_config(5) writes it: `90`, `1m30s`. Undefined for `none` and what is no time. */
export function secondsOf(value: string | undefined): number | undefined {
  if (value === undefined || !/^(?:\d+[smhdw]?)+$/i.test(value)) return undefined;
  let seconds = 0;
  for (const [, count, unit = ''] of value.matchAll(/(\d+)([smhdw]?)/gi))
    seconds += Number(count) * (units[unit.toLowerCase() || 's'] ?? 1);
  return seconds;
}
