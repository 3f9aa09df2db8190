/** What `--as` takes. */
export const kindNames = ['alloy', 'pyroscope', 'kubernetes', 'kustomization', 'grafana'] as const;

export type KindName = (typeof kindNames)[number];
