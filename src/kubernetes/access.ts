/** What the account of a pod may do, by the roles and bindings among the files. */

import { excerpt } from '../base/display.ts';
import type { Place } from '../base/located.ts';
import type { Grant, Workload } from '../base/rollout/workload.ts';
import type { Lookups } from './lookups.ts';
import { sameNamespace } from './names.ts';

export interface Access {
  /** Empty: the core group. */
  readonly group: string;
  readonly resource: string;
  readonly verbs: readonly string[];
}

export interface Account {
  readonly name: string;
  /** Where the pod names it, or where the pod is. */
  readonly at: Place;
}

export function accountOf({ pod }: Workload): Account {
  return { name: pod.serviceAccount?.value ?? 'default', at: pod.serviceAccount ?? pod.at };
}

/** In every namespace, in one that is not known, or in the one that is named. */
export type Where = 'everywhere' | 'somewhere' | { readonly namespace: string };

/** The resource, where the account may not do all of it there; else nothing. */
export function lacking(
  { grants }: Lookups,
  workload: Workload,
  { group, resource, verbs }: Access,
  where: Where,
): string[] {
  const given = grants(accountOf(workload).name).filter(
    (grant) =>
      isFor(grant, workload) &&
      (grant.isClusterWide || covers(grant, where)) &&
      includes(grant.apiGroups, group) &&
      includes(grant.resources, resource),
  );
  return verbs.every((verb) => given.some((grant) => includes(grant.verbs, verb))) ? [] : [resource];
}

/** Names of roles that are bound to the account and not among the files. */
export function openRolesOf({ openBindings }: Lookups, workload: Workload): string[] {
  return openBindings(accountOf(workload).name)
    .filter((binding) => isFor(binding, workload))
    .map(({ role }) => `role ${excerpt(role, 80)}`);
}

function covers({ namespace }: Grant, where: Where): boolean {
  return where === 'somewhere' || (where !== 'everywhere' && sameNamespace(namespace, where.namespace));
}

function isFor({ accountNamespace }: Pick<Grant, 'accountNamespace'>, workload: Workload): boolean {
  return sameNamespace(accountNamespace, workload.namespace);
}

function includes(names: readonly string[], name: string): boolean {
  return names.includes(name) || names.includes('*');
}
