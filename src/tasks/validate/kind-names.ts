/** What `--as` takes. */
export const kindNames = ['alloy', 'kubernetes', 'kustomization'] as const;

export type KindName = (typeof kindNames)[number];
