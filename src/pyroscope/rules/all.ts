import type { PyroscopeRule } from '../rule.ts';

/** What the server checks behind its decoder, or would better check. They run in this order. */
export const serverRules: readonly PyroscopeRule[] = [];
