import { compareMinor } from '../../base/program-version.ts';
import type { RuleContext } from '../rule.ts';

export type Architecture = 'v1' | 'v1-v2-dual' | 'v2';

/** How the server stores. undefined: that is not known. */
export function architectureIn({ settings, view }: RuleContext): Architecture | undefined {
  if (!view.byPath.has('architecture_storage')) return 'v1';
  const value = settings.text('architecture_storage')?.value;
  return value === 'v1' || value === 'v1-v2-dual' || value === 'v2' ? value : undefined;
}

/** Whether the storage of v2 is in use. */
export function usesV2(context: RuleContext): boolean {
  const architecture = architectureIn(context);
  return architecture !== undefined && architecture !== 'v1';
}

/** From 2.2 on the compactor of v1 is not checked when it does not run. */
export function checksCompactor(context: RuleContext): boolean {
  return compareMinor(context.version.minor, '2.2') < 0 || architectureIn(context) !== 'v2';
}
