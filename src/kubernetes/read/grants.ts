/** What roles and their bindings give to service accounts. */
import type * as rbac from 'kubernetes-types/rbac/v1.js';
import type { ManifestObject } from '../../base/rollout/manifests.ts';
import type { Grant, OpenBinding } from '../../base/rollout/workload.ts';
import type { Faults } from './faults.ts';
import { fieldsOf } from './fields.ts';
import { objectName, objectPath } from './object.ts';
import { listOf, mapIn, mapOf, textOf, textsOf, type Written } from './written.ts';

type Rules = readonly Pick<Grant, 'apiGroups' | 'resources' | 'verbs'>[];

export interface Role {
  readonly kind: 'Role' | 'ClusterRole';
  readonly name: string;
  readonly namespace: string | undefined;
  /** Undefined: put together from other roles, by labels. */
  readonly rules: Rules | undefined;
}

export function roleOf(
  { name, namespace, node }: ManifestObject,
  kind: Role['kind'],
  faults: Faults,
): Role | undefined {
  const at = mapIn<rbac.ClusterRole>(node, faults, objectPath(kind, name), 'the object', fieldsOf.clusterRole);
  if (!at) return undefined;
  const isAggregated = mapOf(at, 'aggregationRule', fieldsOf.aggregationRule) !== undefined;
  const rules = (listOf(at, 'rules', fieldsOf.policyRule) ?? []).flatMap(ruleOf);
  return { kind, name, namespace: kind === 'Role' ? namespace : undefined, rules: isAggregated ? undefined : rules };
}

/** A rule for named objects gives neither `list` nor `watch` of all, so it is not one that discovery can use. */
function ruleOf(at: Written<rbac.PolicyRule>): Rules {
  const [apiGroups, resources, verbs, names] = (['apiGroups', 'resources', 'verbs', 'resourceNames'] as const).map(
    (key) => (textsOf(at, key) ?? []).map(({ value }) => value),
  );
  if (!apiGroups || !resources || !verbs || (names && names.length > 0)) return [];
  return [{ apiGroups, resources, verbs }];
}

export interface Bindings {
  readonly grants: readonly Grant[];
  readonly open: readonly OpenBinding[];
}

/** What one binding gives; the roles are those of all files. */
export function bindingOf(
  object: ManifestObject,
  kind: 'RoleBinding' | 'ClusterRoleBinding',
  roles: ReadonlyMap<string, readonly Role[]>,
  faults: Faults,
): Bindings {
  const { name, namespace, node } = object;
  const at = mapIn<rbac.RoleBinding>(node, faults, objectPath(kind, name), 'the object', fieldsOf.roleBinding);
  const ref = at && mapOf(at, 'roleRef', fieldsOf.roleRef);
  const role = ref && textOf(ref, 'name');
  if (!at || !ref || !role) return { grants: [], open: [] };
  const accounts = (listOf(at, 'subjects', fieldsOf.subject) ?? []).flatMap((subject) => accountOf(subject, namespace));
  const wanted = textOf(ref, 'kind')?.value ?? 'ClusterRole';
  const rules = rulesOf(roles, wanted, role.value, namespace);
  const place = objectName(object);
  if (!rules) return { grants: [], open: accounts.map((account) => ({ ...account, role: role.value, ...place })) };
  const scope = kind === 'RoleBinding' ? namespace : undefined;
  return {
    grants: accounts.flatMap((account) =>
      rules.map((rule) => ({
        ...account,
        namespace: scope,
        isClusterWide: kind === 'ClusterRoleBinding',
        ...rule,
        at: place,
      })),
    ),
    open: [],
  };
}

type Account = Pick<Grant, 'serviceAccount' | 'accountNamespace'>;

/** A subject that is an account, by its name, as a user or as a group of all of them. */
function accountOf(at: Written<rbac.Subject>, namespace: string | undefined): Account[] {
  const kind = textOf(at, 'kind')?.value;
  const name = textOf(at, 'name')?.value ?? '';
  if (kind === 'ServiceAccount')
    return [{ serviceAccount: name, accountNamespace: textOf(at, 'namespace')?.value ?? namespace }];
  const [prefix, what, first, second] = name.split(':');
  if (prefix !== 'system') return [];
  if (kind === 'User' && what === 'serviceaccount' && second !== undefined)
    return [{ serviceAccount: second, accountNamespace: first }];
  if (kind === 'Group' && (what === 'serviceaccounts' || what === 'authenticated'))
    return [{ serviceAccount: undefined, accountNamespace: first }];
  return [];
}

const everything: Rules = [{ apiGroups: ['*'], resources: ['*'], verbs: ['*'] }];
/** Of the roles that every cluster has, what discovery could use. Source: kubernetes, bootstrappolicy/policy.go. */
const viewing: Rules = [
  {
    apiGroups: [''],
    resources: ['pods', 'services', 'endpoints', 'configmaps', 'namespaces'],
    verbs: ['get', 'list', 'watch'],
  },
  { apiGroups: ['discovery.k8s.io'], resources: ['endpointslices'], verbs: ['get', 'list', 'watch'] },
  { apiGroups: ['networking.k8s.io'], resources: ['ingresses'], verbs: ['get', 'list', 'watch'] },
];
const builtIn: ReadonlyMap<string, Rules> = new Map([
  ['cluster-admin', everything],
  ['admin', viewing],
  ['edit', viewing],
  ['view', viewing],
]);

function rulesOf(
  roles: ReadonlyMap<string, readonly Role[]>,
  kind: string,
  name: string,
  namespace: string | undefined,
): Rules | undefined {
  const found = (roles.get(name) ?? []).filter(
    (role) =>
      role.kind === kind && (role.namespace === undefined || namespace === undefined || role.namespace === namespace),
  );
  const [first] = found;
  if (first) return found.some(({ rules }) => !rules) ? undefined : found.flatMap(({ rules }) => rules ?? []);
  return kind === 'ClusterRole' ? builtIn.get(name) : undefined;
}
