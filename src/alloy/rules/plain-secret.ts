import { commonSources } from '../../base/rule-sources.ts';
import type { Type } from '../catalogue/type.ts';
import type { View } from '../catalogue/view.ts';
import type { Node } from '../references/model.ts';
import type { Expression } from '../syntax/tree.ts';
import { attributesOf } from './attributes.ts';
import { constantIn } from './origins.ts';
import type { RolloutRule } from './rule.ts';
import type { Placed, World } from './world.ts';

/** Names of headers whose value opens a door. */
const telling = /^(?:authorization|proxy-authorization|cookie|.*(?:token|secret|password|api-?key))$/i;

/** `https://user:password@host`. */
const withPassword = /^[A-Za-z][A-Za-z0-9+.-]*:\/\/[^/@\s:]*:[^/@\s]+@/;

export const plainSecret: RolloutRule = {
  id: 'alloy.plain-secret',
  severity: 'warning',
  title: 'No secret is written into the configuration',
  why: 'The file lies in a repository and in a ConfigMap, where whoever may read the namespace reads it too. A secret that was committed stays in the history.',
  sources: [commonSources.kubernetesConfigMaps],
  check({ view, world, report }) {
    for (const instance of world.instances)
      for (const node of world.nodesOf(instance)) {
        const place = { world, view, placed: { node, instance } };
        for (const { attribute, type, inside } of attributesOf(view, node))
          for (const { at, of } of secretsIn(place, attribute.value, type))
            report(of, at, {
              message: `a secret is written in plain text for "${attribute.name.text}"`,
              hint: 'Read it from a file (local.file with is_secret = true), the environment (sys.env) or remote.kubernetes.secret, and replace it where it is valid',
              inside: of === node ? inside : [],
            });
      }
  },
};

/** Where a value is looked at. */
interface Place {
  readonly view: View;
  readonly world: World;
  readonly placed: Placed;
}

/** Where a secret is written: in the component, or where its module is used. */
interface Found {
  readonly at: Expression;
  readonly of: Node;
}

function secretsIn(place: Place, value: Expression, type: Type): readonly Found[] {
  switch (type.kind) {
    case 'secret':
      return textIn(place, value, () => true);
    case 'string':
    case 'optional_secret':
      return textIn(place, value, (text) => withPassword.test(text));
    case 'list':
      return value.kind === 'list' ? value.elements.flatMap((element) => secretsIn(place, element, type.of)) : [];
    case 'map':
      if (value.kind !== 'object') return [];
      return value.fields.flatMap((field) => {
        // Only some headers are secrets, whatever their type says.
        if (telling.test(field.key.text)) return texts(place, field.value);
        return type.of.kind === 'string' ? secretsIn(place, field.value, type.of) : [];
      });
    case 'object': {
      const body = value.kind === 'object' ? place.view.definition(type.definition) : undefined;
      if (value.kind !== 'object' || !body) return [];
      return value.fields.flatMap((field) => {
        const argument = body.args.get(field.key.text);
        return argument ? secretsIn(place, field.value, argument.type) : [];
      });
    }
    default:
      return [];
  }
}

function texts(place: Place, value: Expression): readonly Found[] {
  if (value.kind === 'list') return value.elements.flatMap((element) => texts(place, element));
  return textIn(place, value, () => true);
}

/** A text that is not empty, as it will be used. */
function textIn({ world, placed }: Place, value: Expression, isSecret: (text: string) => boolean): readonly Found[] {
  const constant = constantIn(world, value, placed);
  if (typeof constant?.value !== 'string' || constant.value === '' || !isSecret(constant.value)) return [];
  return [{ at: constant.expression, of: constant.node }];
}
