import type { Type } from '../../../src/alloy/catalogue/type.ts';
import type { Argument, Body, View } from '../../../src/alloy/catalogue/view.ts';

/** A required element that is left out: its place below the component, such as `rule/action`. */
export type Omitted = string | undefined;

/** The least that a body may hold in a version, without one of its required elements. */
export function minimalBody(view: View, body: Body, omit: Omitted, path = ''): string {
  const lines: string[] = [];
  for (const argument of body.requiredArgs)
    if (`${path}${argument.name}` !== omit) lines.push(`${argument.name} = ${valueFor(view, argument, argument.type)}`);
  for (const block of body.requiredBlocks) {
    if (`${path}${block.name}` === omit) continue;
    const inner = minimalBody(view, view.bodyOf(block.raw), omit, `${path}${block.name}/`);
    lines.push(`${block.name}${block.labelled ? ' "x"' : ''} {\n${inner}\n}`);
  }
  return lines.join('\n');
}

/** The places of all required elements of a body that is written with the least it may hold. */
export function requiredPlaces(view: View, body: Body, path = ''): readonly string[] {
  return [
    ...body.requiredArgs.map(({ name }) => `${path}${name}`),
    ...body.requiredBlocks.flatMap(({ name, raw }) => [
      `${path}${name}`,
      ...requiredPlaces(view, view.bodyOf(raw), `${path}${name}/`),
    ]),
  ];
}

const texts: Readonly<Record<string, string>> = { 'units.Base2Bytes': '1MiB', 'config.URL': 'http://localhost' };

function valueFor(view: View, argument: Pick<Argument, 'words' | 'format'>, type: Type): string {
  switch (type.kind) {
    case 'string': {
      const word = argument.words && [...argument.words].find((known) => known !== '');
      return JSON.stringify(word ?? texts[argument.format ?? ''] ?? 'x');
    }
    case 'int':
    case 'number':
      return '1';
    case 'bool':
      return 'true';
    case 'duration':
      return '"1s"';
    case 'secret':
    case 'optional_secret':
      return '"secret"';
    case 'list':
      return `[${valueFor(view, argument, type.of)}]`;
    case 'map':
      return `{ x = ${valueFor(view, argument, type.of)} }`;
    case 'object': {
      const definition = view.definition(type.definition);
      const fields = definition?.requiredArgs.map((inner) => `${inner.name} = ${valueFor(view, inner, inner.type)}`);
      return `{ ${fields?.join(', ') ?? ''} }`;
    }
    case 'capsule':
      return type.name === 'discovery.Target' ? '{ __address__ = "localhost" }' : 'null';
    case 'any':
      return '1';
  }
}
