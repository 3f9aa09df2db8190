import type { Header, Kind, RawComponent } from '../../src/alloy/catalogue/format.ts';
import { type Facts, versionsOf } from './facts.ts';

/** The text of schemas/alloy/catalogue.jsonl: a header, then one line for each element, ordered by kind and name. */
export function catalogueText(facts: Facts, written: string): string {
  const header: Header = {
    versions: versionsOf(facts),
    source: 'grafana/alloy, Go source of these tags',
    written,
  };
  const lines = [JSON.stringify(header)];
  const add = (kind: Kind, elements: Readonly<Record<string, unknown>>): void => {
    for (const name of Object.keys(elements).sort()) lines.push(`${kind} ${name} ${JSON.stringify(elements[name])}`);
  };
  const components: Record<string, RawComponent> = {};
  for (const [name, component] of Object.entries(facts.components)) {
    const gates = facts.gates
      .filter((gate) => gate.component === name)
      .map(({ component: _, ...gate }) => gate)
      .sort((left, right) => (left.path < right.path ? -1 : 1));
    components[name] = gates.length > 0 ? { ...component, gates } : component;
  }
  add('component', components);
  add('config', facts.configBlocks);
  add('definition', facts.definitions);
  add('words', facts.valueSets);
  add('capsule', facts.capsules);
  add('identifier', facts.identifiers);
  return `${lines.join('\n').replace(/[^\n\x20-\x7e]/g, escaped)}\n`;
}

/** One byte a character: such a text is read fastest. */
function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
