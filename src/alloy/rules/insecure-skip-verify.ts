import { sources } from '../sources.ts';
import { attributesOf } from './attributes.ts';
import { constantIn } from './origins.ts';
import type { RolloutRule } from './rule.ts';

/** How components call it. */
const names = new Set(['insecure_skip_verify', 'ssl_skip_verify', 'skip_tls_verification']);

export const insecureSkipVerify: RolloutRule = {
  id: 'alloy.insecure-skip-verify',
  severity: 'warning',
  title: 'The certificates of servers are verified',
  why: 'With insecure_skip_verify anyone on the way can take the place of the server, and gets credentials and data.',
  sources: ['Go, crypto/tls, Config.InsecureSkipVerify', sources.httpClient],
  check({ view, world, report }) {
    for (const instance of world.instances)
      for (const node of world.nodesOf(instance))
        for (const { attribute, inside } of attributesOf(view, node))
          if (names.has(attribute.name.text) && constantIn(world, attribute.value, { node, instance })?.value === true)
            report(node, attribute, {
              message: 'the certificate of the server is not verified',
              hint: 'Remove it, and name the authority with ca_file or ca_pem',
              inside,
            });
  },
};
