import type { RawArgument } from '../../src/alloy/catalogue/format.ts';
import type { Facts } from './facts.ts';

type Note = Pick<RawArgument, 'noOp' | 'deprecated' | 'replacedBy'> & {
  readonly component: string;
  readonly argument: string;
};

/** Facts with the marks that are kept by hand. Throws when a note is about an argument that does not exist. */
export function withNotes(facts: Facts, notes: readonly Note[]): Facts {
  const components = { ...facts.components };
  for (const { component: name, argument, ...marks } of notes) {
    const component = components[name];
    const known = component?.args?.[argument];
    if (!component || !known) throw new Error(`a note is about ${name} ${argument}, which the facts do not have`);
    components[name] = { ...component, args: { ...component.args, [argument]: { ...known, ...marks } } };
  }
  return { ...facts, components };
}
