import { spawnSync } from 'node:child_process';

/**
 * Options of a test that needs programs of this machine: skipped, with their names, where one is missing.
 * In CI nothing is skipped, so that a missing program is a failure there.
 */
export function needs(...programs: readonly string[]): { skip?: string } {
  if (process.env.CI) return {};
  const missing = programs.filter((program) => spawnSync('sh', ['-c', 'command -v "$1"', 'sh', program]).status !== 0);
  return missing.length === 0 ? {} : { skip: `not installed: ${missing.join(', ')}` };
}
