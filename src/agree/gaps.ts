/** What of a rollout could not be compared, in words. */
import { excerpt } from '../base/display.ts';
import type { Scene } from './rule.ts';

export function gapsOf({ rollout, runs, clients }: Scene): string[] {
  const gaps: string[] = [];
  const speaks = rollout.cluster.services.length > 0;
  for (const { program, url, address } of clients) {
    if (address === undefined)
      gaps.push(`where ${program} sends to: "${excerpt(withoutUser(url.value), 120)}" is only known when it runs`);
    else if (address.target.kind === 'elsewhere' && speaks)
      gaps.push(`whether "${excerpt(address.host, 120)}", to which ${program} sends, is there`);
  }
  for (const { container, workload, configured, path } of [...runs.alloy, ...runs.pyroscope])
    if (!configured)
      gaps.push(
        `what the container "${excerpt(container.name, 60)}" of the ${workload.kind} "${excerpt(workload.name, 60)}" reads from ${excerpt(path.value, 120)}`,
      );
  return [...new Set(gaps)];
}

/** What stands before the @ may be a password. */
function withoutUser(url: string): string {
  return url.replace(/\/\/[^/]*@/, '//…@');
}
