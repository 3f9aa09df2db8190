import { probeScript } from '../host/script.ts';
import { print } from './output.ts';

/** `preflight probe`: the exact script that would run on a host, as root when there is sudo. */
export async function runProbe(args: { readonly active: boolean }): Promise<number> {
  await print(probeScript({ active: args.active }));
  return 0;
}
