import type { Rule } from '../rule.ts';

export const checkRollout: Rule = () => {};
