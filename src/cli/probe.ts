import { loadPacks } from '../checks/load.ts';
import { type ProbeWanted, probeScript } from '../host/script.ts';
import { withPlatform } from '../tasks/platform.ts';
import { type PackArguments, setsFrom } from './options.ts';
import { print } from './output.ts';

/** `preflight probe`: the exact script that would run on a host for these packs, as root when there is sudo. */
export async function runProbe(args: PackArguments & { readonly active: boolean }): Promise<number> {
  const packs = await loadPacks(args.pack, { sets: setsFrom(args) });
  await print(probeScript(withPlatform<ProbeWanted>({ active: args.active }, packs)));
  return 0;
}
