/** Manifests as the typed values that rules and comparisons read. Loads the YAML parser: import it where a manifest was found. */
import type * as core from 'kubernetes-types/core/v1.js';
import type { Diagnostic } from '../base/diagnostic.ts';
import { excerpt } from '../base/display.ts';
import { type Findings, findings } from '../base/findings.ts';
import type { ManifestObject, ManifestSet } from '../base/rollout/manifests.ts';
import type { Cluster, Grant, OpenBinding, Service, Workload } from '../base/rollout/workload.ts';
import { guesses } from './guesses.ts';
import { type Faults, faultOf, tooMuch } from './read/faults.ts';
import { fieldsOf } from './read/fields.ts';
import { bindingOf, type Role, roleOf } from './read/grants.ts';
import { objectName, objectPath } from './read/object.ts';
import { serviceOf } from './read/service.ts';
import { claimOf } from './read/volumes.ts';
import { isWorkload, workloadOf } from './read/workload.ts';
import { labelsOf, mapIn, mapOf } from './read/written.ts';

export interface ReadCluster {
  readonly cluster: Cluster;
  /** What Kubernetes would refuse of the objects' shape, by file and place. */
  readonly diagnostics: readonly Diagnostic[];
  /** Kinds that are there and were not read, in words. */
  readonly notLookedInto: readonly string[];
}

interface Reading {
  readonly faults: Faults;
  readonly workloads: Workload[];
  readonly services: Service[];
  readonly claims: Cluster['claims'][number][];
  readonly serviceAccounts: Cluster['serviceAccounts'][number][];
  readonly namespaces: Cluster['namespaces'][number][];
  /** By their names. */
  readonly roles: Map<string, Role[]>;
  readonly grants: Grant[];
  readonly openBindings: OpenBinding[];
  readonly unread: Set<string>;
}

/** Reads the objects of all sets. Any manifest ends in values and diagnostics; nothing is thrown. */
export function readCluster(sets: readonly ManifestSet[]): ReadCluster {
  const files = sets.flatMap(({ objects }) => objects.map(({ at }) => at.file));
  const found = findings(files, 100, 'kubernetes.more-findings');
  const faults = faultsInto(found);
  const reading: Reading = {
    faults,
    workloads: [],
    services: [],
    claims: [],
    serviceAccounts: [],
    namespaces: [],
    roles: new Map(),
    grants: [],
    openBindings: [],
    unread: new Set(),
  };
  for (const set of sets) for (const object of set.objects) readObject(reading, set, object);
  // A binding may stand before its role, and in another set.
  for (const set of sets) for (const object of set.objects) readBinding(reading, object);
  const { workloads, services, claims, serviceAccounts, namespaces, grants, openBindings, unread } = reading;
  const [first] = sets.flatMap(({ objects }) => objects.slice(0, 1));
  if (first && faults.isSpent())
    found.add({
      ...faultOf(tooMuch, first.at, '', { message: 'there are too many values to read' }),
      status: 'unknown',
    });
  return {
    cluster: { sets, workloads, services, claims, serviceAccounts, namespaces, grants, openBindings },
    diagnostics: found.all(),
    notLookedInto: [...unread].sort(),
  };
}

/** Values that are read of one run; a large rollout has some ten thousand. */
const valueLimit = 500_000;

function faultsInto(found: Findings): Faults & { readonly isSpent: () => boolean } {
  const said = new Set<string>();
  let left = valueLimit;
  return {
    report(rule, at, path, text) {
      // A folder and its overlay read the same file.
      const key = `${rule.id} ${at.span.start} ${at.file} ${text.message}`;
      if (said.has(key)) return;
      said.add(key);
      found.add(faultOf(rule, at, path, text));
    },
    guess: guesses(),
    spend(values) {
      left -= values;
      return left >= 0;
    },
    isSpent: () => left < 0,
  };
}

/** Kinds that are looked at elsewhere: by their names alone, or with their texts. */
const knownElsewhere = new Set(['Secret', 'RoleBinding', 'ClusterRoleBinding']);

function readObject(reading: Reading, set: ManifestSet, object: ManifestObject): void {
  const { kind, name, namespace, node } = object;
  const { faults } = reading;
  if (isWorkload(kind)) {
    const workload = workloadOf(set, object, kind, faults);
    if (workload) reading.workloads.push(workload);
  } else if (kind === 'Service') {
    const service = serviceOf(set, object, faults);
    if (service) reading.services.push(service);
  } else if (kind === 'PersistentVolumeClaim') {
    const at = mapIn<core.PersistentVolumeClaim>(
      node,
      faults,
      objectPath(kind, name),
      'the object',
      fieldsOf.persistentVolumeClaim,
    );
    const claim = at && claimOf(at);
    // Its name is that of after the kustomization.
    if (claim) reading.claims.push({ ...claim, name, namespace });
  } else if (kind === 'ConfigMap') {
    const at = mapIn<core.ConfigMap>(node, faults, objectPath(kind, name), 'the object', fieldsOf.configMap);
    // The texts themselves are read where the set is: what Kubernetes refuses is said here.
    if (at) labelsOf(at, 'data');
  } else if (kind === 'ServiceAccount') reading.serviceAccounts.push({ name, namespace, at: objectName(object) });
  else if (kind === 'Namespace') reading.namespaces.push(namespaceOf(object, faults));
  else if (kind === 'Role' || kind === 'ClusterRole') {
    const role = roleOf(object, kind, faults);
    const others = reading.roles.get(name);
    if (role && others) others.push(role);
    else if (role) reading.roles.set(name, [role]);
  } else if (!knownElsewhere.has(kind)) reading.unread.add(`objects of kind ${excerpt(kind, 80)}`);
}

function readBinding({ faults, roles, grants, openBindings }: Reading, object: ManifestObject): void {
  const { kind } = object;
  if (kind !== 'RoleBinding' && kind !== 'ClusterRoleBinding') return;
  const bound = bindingOf(object, kind, roles, faults);
  for (const grant of bound.grants) grants.push(grant);
  for (const binding of bound.open) openBindings.push(binding);
}

function namespaceOf(object: ManifestObject, faults: Faults): Cluster['namespaces'][number] {
  const { name, node } = object;
  const at = mapIn<core.Namespace>(node, faults, objectPath('Namespace', name), 'the object', fieldsOf.namespace);
  const metadata = at && mapOf(at, 'metadata', fieldsOf.objectMeta);
  return { name, labels: metadata ? labelsOf(metadata, 'labels') : new Map(), at: objectName(object) };
}
