/**
 * Single mistakes in the two overlays of test/agree/fixtures/overlays/ and in their base, what is found of each, and the target
 * that says it: that of the overlay where the mistake is made in one alone.
 */
import type { Mutation } from './mutations.ts';

interface OverlayMutation extends Mutation {
  readonly target: string;
}

const prod = 'overlays/prod/kustomization.yaml';
const dev = 'overlays/dev/kustomization.yaml';
const url = 'base/config.alloy:52:15';

type Row = readonly [what: string, file: string, old: string, now: string, found: string, target: string];

const rows: readonly Row[] = [
  // In prod alone.
  ['a tag that is not published', prod, 'v1.16.3', '1.16.3', '9:13 kubernetes.tag-prefix', prod],
  ['the tag of whatever is newest', prod, 'newTag: 2.2.1', 'newTag: latest', '11:13 kubernetes.floating-tag', prod],
  [
    'a patch without its object',
    'overlays/prod/volume.yaml',
    'name: pyroscope',
    'name: pyroscop',
    '1:1 kubernetes.patch',
    prod,
  ],
  [
    'a port without its name',
    'overlays/prod/service.yaml',
    'targetPort: http',
    'targetPort: htp',
    '9:19 kubernetes.target-port',
    prod,
  ],
  [
    'the namespace forbids the pod',
    'overlays/prod/namespace.yaml',
    'privileged',
    'restricted',
    '6:41 kubernetes.pod-security',
    prod,
  ],
  [
    'the Service is given another name',
    'overlays/prod/kustomization.yaml',
    '  - path: service.yaml',
    '  - path: service.yaml\n  - target: {kind: Service, name: pyroscope}\n    patch: "- {op: replace, path: /metadata/name, value: profiles}"',
    `${url} agree.unknown-service`,
    'agreement (prod)',
  ],
  [
    'an Alloy without the flag of the base',
    prod,
    'newTag: v1.16.3',
    'newTag: v1.11.0',
    'base/daemonset.yaml:28:15 alloy.argument-unknown',
    prod,
  ],
  // In dev alone.
  ['a tag that is not published', dev, 'v1.18.1', '1.18.1', '9:13 kubernetes.tag-prefix', dev],
  // In the base.
  [
    'an argument is misspelled',
    'base/config.alloy',
    'collect_interval',
    'collect_intervl',
    '46:3 alloy.unknown-attribute',
    'base/config.alloy',
  ],
  [
    'a key is misspelled',
    'base/pyroscope.yaml',
    'http_listen_port',
    'http_listen_prt',
    '7:3 pyroscope.unknown-key',
    'base/pyroscope.yaml',
  ],
  [
    'no processes of the host',
    'base/daemonset.yaml',
    'hostPID: true',
    'hostPID: false',
    '17:16 kubernetes.host-pid',
    dev,
  ],
  [
    'a flag is misspelled',
    'base/daemonset.yaml',
    '- run\n',
    '- run\n            - --cluster.enable\n',
    '25:15 alloy.argument-unknown',
    dev,
  ],
  [
    'the Service is misspelled',
    'base/config.alloy',
    '//pyroscope:',
    '//pyrosope:',
    '52:15 agree.unknown-service',
    'agreement',
  ],
  [
    'a resource is not there',
    'base/kustomization.yaml',
    '- rbac.yaml',
    '- rbac.yml',
    '5:5 kubernetes.missing-file',
    dev,
  ],
];

export const overlayMutations: readonly OverlayMutation[] = rows.map(([what, file, old, now, found, target]) => ({
  what,
  file,
  old,
  new: now,
  found,
  target,
}));
