import type { Type } from '../catalogue/type.ts';
import type { View } from '../catalogue/view.ts';
import type { Expression } from '../syntax/tree.ts';
import { constantOf } from '../types/constant.ts';
import { attributesOf } from './attributes.ts';
import type { RolloutRule } from './rule.ts';

/** Names of headers whose value opens a door. */
const telling = /^(?:authorization|proxy-authorization|cookie|.*(?:token|secret|password|api-?key))$/i;

/** `https://user:password@host`. */
const withPassword = /^[A-Za-z][A-Za-z0-9+.-]*:\/\/[^/@\s:]*:[^/@\s]+@/;

export const plainSecret: RolloutRule = {
  id: 'alloy.plain-secret',
  severity: 'warning',
  title: 'No secret is written into the configuration',
  why: 'The file lies in a repository and in a ConfigMap, where whoever may read the namespace reads it too. A secret that was committed stays in the history.',
  check({ model, view, report }) {
    for (const node of model.nodes) {
      for (const { attribute, type, inside } of attributesOf(view, node)) {
        for (const at of secretsIn(view, attribute.value, type))
          report(node, at, {
            message: `a secret is written in plain text for "${attribute.name.text}"`,
            hint: 'Read it from a file (local.file with is_secret = true), the environment (sys.env) or remote.kubernetes.secret, and replace it where it is valid',
            inside,
          });
      }
    }
  },
};

function secretsIn(view: View, value: Expression, type: Type): readonly Expression[] {
  switch (type.kind) {
    case 'secret':
      return isText(value) ? [value] : [];
    case 'string':
    case 'optional_secret':
      return isText(value) && withPassword.test(String(constantOf(value))) ? [value] : [];
    case 'list':
      return value.kind === 'list' ? value.elements.flatMap((element) => secretsIn(view, element, type.of)) : [];
    case 'map':
      if (value.kind !== 'object') return [];
      return value.fields.flatMap((field) => {
        // Only some headers are secrets, whatever their type says.
        if (telling.test(field.key.text)) return texts(field.value);
        return type.of.kind === 'string' ? secretsIn(view, field.value, type.of) : [];
      });
    case 'object': {
      const body = value.kind === 'object' ? view.definition(type.definition) : undefined;
      if (value.kind !== 'object' || !body) return [];
      return value.fields.flatMap((field) => {
        const argument = body.args.get(field.key.text);
        return argument ? secretsIn(view, field.value, argument.type) : [];
      });
    }
    default:
      return [];
  }
}

function texts(value: Expression): readonly Expression[] {
  if (value.kind === 'list') return value.elements.flatMap(texts);
  return isText(value) ? [value] : [];
}

/** A text that is not empty, as it will be used. */
function isText(value: Expression): boolean {
  const constant = constantOf(value);
  return typeof constant === 'string' && constant !== '';
}
