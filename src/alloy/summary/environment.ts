import type { AlloySummary } from '../../base/rollout/configurations.ts';
import { originsOf } from '../rules/origins.ts';
import { actionOf, rulesOf, sourceLabels } from '../rules/relabel.ts';
import type { Placed, World } from '../rules/world.ts';
import { childrenOf } from '../syntax/children.ts';
import type { Body, Call, Expression } from '../syntax/tree.ts';
import { constantOf } from '../types/constant.ts';
import { pathOf } from '../types/reference.ts';
import { constantAt, writtenIn } from '../types/written.ts';
import { type Running, textIn } from './running.ts';

type Variable = AlloySummary['environment'][number];

/** An expression, and where the names in it mean something. */
interface Met {
  readonly expression: Expression;
  readonly placed: Placed;
}

/** Expressions that are looked at behind one: modules can hand each other values twice over. */
const mostMet = 10_000;

/** Environment variables that are read, each place once. */
export function environmentOf(running: Running): readonly Variable[] {
  const { world, placed: all } = running;
  const filters = new Set<Call>();
  for (const placed of all) for (const call of filtersOf(world, placed)) filters.add(call);
  const found = new Map<Expression, Variable>();
  for (const placed of all) {
    const { block } = placed.node;
    if (block.name === 'declare') continue;
    for (const value of valuesIn(block.body, block.name === 'foreach')) {
      const left = [value];
      for (let at = left.pop(); at; at = left.pop()) {
        const name = isRead(world, at) ? nameOf(world, at, placed) : undefined;
        if (name && isRead(world, at))
          found.set(at, { ...name, isNodeFilter: filters.has(at) || found.get(at)?.isNodeFilter === true });
        left.push(...[...childrenOf(at)].reverse());
      }
    }
  }
  return [...found.values()];
}

/** Whether an expression is a call of `sys.env` or, as it was called before, `env`. */
function isRead(world: World, expression: Expression): expression is Call {
  if (expression.kind !== 'call' || world.referenceAt(expression.callee)) return false;
  const path = pathOf(expression.callee)?.join('.');
  return path === 'sys.env' || path === 'env';
}

function nameOf(world: World, { arguments: [name] }: Call, placed: Placed) {
  return name && textIn(world, name, placed);
}

/** The values of a body and of the blocks in it, but not those of components in a template. */
function valuesIn(body: Body, isForeach: boolean): readonly Expression[] {
  return body.statements.flatMap((statement) => {
    if (statement.kind === 'attribute') return [statement.value];
    return isForeach && statement.name === 'template' ? [] : valuesIn(statement.body, false);
  });
}

/** The variables that hold the name of the node whose pods a component is restricted to. */
function filtersOf(world: World, placed: Placed): readonly Call[] {
  const { kind, block } = placed.node;
  if (kind !== 'component') return [];
  const blocks = (name: string) => writtenIn(block).blocks.get(name)?.map(writtenIn) ?? [];
  switch (block.name) {
    case 'discovery.kubernetes':
      return blocks('selectors').flatMap(({ attributes }) => {
        const value = attributes.get('field')?.value;
        return value ? nodeNames(world, { expression: value, placed }) : [];
      });
    case 'discovery.relabel':
      return rulesOf(placed.node).flatMap((rule) => {
        const value = rule.attributes.get('regex')?.value;
        const isKeep = actionOf(rule) === 'keep' && sourceLabels(rule).some((label) => nodeLabel.test(label));
        return value && isKeep ? reads(world, behind(world, { expression: value, placed })) : [];
      });
    case 'loki.source.podlogs':
      return blocks('node_filter').flatMap((filter) => {
        const value = filter.attributes.get('node_name')?.value;
        const isOn = constantAt(filter, 'enabled') === true;
        return value && isOn ? reads(world, behind(world, { expression: value, placed })) : [];
      });
    default:
      return [];
  }
}

/** Source: prometheus/prometheus, discovery/kubernetes. */
const nodeLabel = /^__meta_kubernetes_(?:pod_|endpoint_|endpointslice_endpoint_)?node_?name$/;

/** What is read right behind `spec.nodeName=` in a field selector, whose parts are joined by commas. */
function nodeNames(world: World, value: Met): readonly Call[] {
  const found: Call[] = [];
  let term = '';
  for (const expression of behind(world, value)) {
    const constant = constantOf(expression);
    if (expression.kind === 'string' && typeof constant === 'string')
      term = constant.includes(',') ? constant.slice(constant.lastIndexOf(',') + 1) : term + constant;
    else if (isRead(world, expression) && /^\s*spec\.nodeName\s*=/.test(term)) found.push(expression);
  }
  return found;
}

function reads(world: World, expressions: readonly Expression[]): readonly Call[] {
  return expressions.filter((expression) => isRead(world, expression));
}

/** An expression and all that is in it, from left to right, through the arguments and exports of modules; not what a variable is called. */
function behind(world: World, value: Met): readonly Expression[] {
  const found: Expression[] = [];
  const followed = new Set<Expression>();
  const left = [value];
  for (let met = left.pop(); met && found.length < mostMet; met = left.pop()) {
    const { expression, placed } = met;
    found.push(expression);
    if (isRead(world, expression)) continue;
    if (!world.referenceAt(expression)) {
      left.push(...[...childrenOf(expression)].reverse().map((child) => ({ expression: child, placed })));
      continue;
    }
    if (followed.has(expression)) continue;
    followed.add(expression);
    for (const origin of originsOf(world, expression, placed))
      if (origin.kind === 'expression') left.push({ expression: origin.expression, placed: origin });
  }
  return found;
}
