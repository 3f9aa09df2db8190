/** What `--as` takes. */
export const kindNames = [
  'alloy',
  'pyroscope',
  'kubernetes',
  'kustomization',
  'grafana',
  'container',
  'documentation',
  'service-versions',
] as const;

export type KindName = (typeof kindNames)[number];
