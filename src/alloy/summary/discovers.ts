import type { AlloySummary } from '../../base/rollout/configurations.ts';
import { constantIn, originsOf } from '../rules/origins.ts';
import type { Placed } from '../rules/world.ts';
import { fillOf, type Written, writtenIn } from '../types/written.ts';
import { type Running, textIn, unique } from './running.ts';

type Discover = AlloySummary['discovers'][number];

/** What each discovery.kubernetes asks the cluster for in the name of the pod's service account. */
export function discoversOf(running: Running): readonly Discover[] {
  const found: Discover[] = [];
  for (const placed of running.placed) {
    const { kind, block } = placed.node;
    if (kind !== 'component' || block.name !== 'discovery.kubernetes') continue;
    const written = writtenIn(block);
    // With either of them it does not use the account of the pod. Source: prometheus/prometheus, discovery/kubernetes.
    if (fillOf(written, 'kubeconfig_file') !== 'empty' || fillOf(written, 'api_server') !== 'empty') continue;
    const value = written.attributes.get('role')?.value;
    const role = value && textIn(running.world, value, placed);
    if (!role) continue;
    found.push({
      role,
      attachesNode: isTrue(running, placed, inner(written, 'attach_metadata'), 'node'),
      attachesNamespace: isTrue(running, placed, inner(written, 'attach_metadata'), 'namespace'),
      ownNamespace: isTrue(running, placed, inner(written, 'namespaces'), 'own_namespace'),
      ...namesOf(running, placed, inner(written, 'namespaces')),
    });
  }
  return unique(found);
}

function inner({ blocks }: Written, name: string): Written | undefined {
  const [block] = blocks.get(name) ?? [];
  return block && writtenIn(block);
}

function isTrue({ world }: Running, placed: Placed, written: Written | undefined, name: string): boolean {
  const value = written?.attributes.get(name)?.value;
  return value !== undefined && constantIn(world, value, placed)?.value === true;
}

function namesOf(
  { world }: Running,
  placed: Placed,
  written: Written | undefined,
): Pick<Discover, 'namespaces' | 'unknownNamespaces'> {
  const value = written?.attributes.get('names')?.value;
  const namespaces: string[] = [];
  let unknownNamespaces = false;
  for (const origin of value ? originsOf(world, value, placed) : []) {
    const name = origin.kind === 'expression' ? textIn(world, origin.expression, origin)?.value : undefined;
    if (name !== undefined) namespaces.push(name);
    else if (origin.kind !== 'expression' || origin.expression.kind !== 'null') unknownNamespaces = true;
  }
  return { namespaces, unknownNamespaces };
}
