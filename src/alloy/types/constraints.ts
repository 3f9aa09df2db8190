import type { Body } from '../catalogue/view.ts';
import type { Walk } from '../walk.ts';
import { checkBeyla } from './constraints/beyla.ts';
import { checkHttpClient } from './constraints/http-client.ts';
import { checkOtelTls } from './constraints/otelcol-tls.ts';
import { checkPyroscope } from './constraints/pyroscope.ts';
import type { Written } from './written.ts';

/**
 * What Alloy checks of a block after decoding it: its Validate methods, as far as they are known here.
 * `inside` are the names of the blocks between the component and this body.
 */
export function checkConstraints(
  walk: Walk,
  owner: string,
  shape: Body,
  inside: readonly string[],
  written: Written,
): void {
  checkHttpClient(walk, shape, written);
  if (owner.startsWith('pyroscope.')) checkPyroscope(walk, owner, inside, written);
  else if (owner.startsWith('otelcol.')) checkOtelTls(walk, shape, written);
  else if (owner === 'beyla.ebpf') checkBeyla(walk, inside, written);
}
