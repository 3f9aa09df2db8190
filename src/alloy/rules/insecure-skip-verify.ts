import { constantOf } from '../types/constant.ts';
import { attributesOf } from './attributes.ts';
import type { RolloutRule } from './rule.ts';

export const insecureSkipVerify: RolloutRule = {
  id: 'alloy.insecure-skip-verify',
  severity: 'warning',
  title: 'The certificates of servers are verified',
  why: 'With insecure_skip_verify anyone on the way can take the place of the server, and gets credentials and data.',
  check({ model, view, report }) {
    for (const node of model.nodes)
      for (const { attribute, inside } of attributesOf(view, node))
        if (attribute.name.text === 'insecure_skip_verify' && constantOf(attribute.value) === true)
          report(node, attribute, {
            message: 'the certificate of the server is not verified',
            hint: 'Remove it, and name the authority with ca_file or ca_pem',
            inside,
          });
  },
};
