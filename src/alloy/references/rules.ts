/** What is asked of references between components. */
import type { RuleText } from '../../base/rule-text.ts';
import { sources } from '../sources.ts';

const graph = 'grafana/alloy, internal/validator/graph.go';

export const referenceRules: readonly RuleText[] = [
  {
    id: 'alloy.unknown-reference',
    severity: 'blocker',
    title: 'What an expression refers to is there',
    why: 'Alloy refuses the configuration: the component does not exist, or is out of scope. Inside of a declare only its own components and arguments are in scope; what is in the template of a foreach cannot be referenced from outside.',
    sources: [sources.references],
  },
  {
    id: 'alloy.unknown-export',
    severity: 'blocker',
    title: 'The component exports what is asked of it',
    why: 'Alloy looks the export up when it evaluates the expression, and refuses the configuration then.',
    sources: [sources.evaluator],
  },
  {
    id: 'alloy.whole-component',
    severity: 'blocker',
    title: 'A reference names an export, not a whole component',
    why: 'The value would be an object of all exports, which no argument of a component takes.',
    sources: ['grafana/alloy, internal/runtime/internal/controller/value_cache.go', sources.decoder],
  },
  {
    id: 'alloy.self-reference',
    severity: 'blocker',
    title: 'No component refers to itself',
    why: 'Alloy cannot evaluate it before itself, and refuses it.',
    sources: [sources.loader, graph],
  },
  {
    id: 'alloy.cycle',
    severity: 'blocker',
    title: 'Components do not wait for each other, and declarations do not contain each other',
    why: 'Alloy cannot put them in an order, and refuses them all. One shortest circle is shown for each knot.',
    sources: [sources.loader, graph],
  },
  {
    id: 'alloy.unused-component',
    severity: 'warning',
    title: 'What only exists to be used is used',
    why: 'Alloy runs it all the same. Mostly a reference was forgotten, and data goes elsewhere or nowhere.',
    sources: [sources.loader],
  },
  {
    id: 'alloy.hidden-name',
    severity: 'warning',
    title: 'No component has the name of a function',
    why: 'The component wins, and the function is out of reach. Alloy only logs a warning. For the variable of a foreach it is an info.',
    sources: [sources.references],
  },
];
