import type { Diagnostic } from '../../base/diagnostic.ts';
import type { TargetInput } from '../../report/build.ts';
import type { Judged } from '../../report/diagnostics/findings.ts';
import type { PlacedText } from './placed.ts';

/** One target of the report with what was found in it. */
export interface JudgedTarget {
  readonly target: TargetInput;
  readonly judged: readonly Judged[];
  /** The texts that findings may be in, where those are no whole files. */
  readonly placed: readonly PlacedText[];
}

export function fault(diagnostic: Diagnostic): Judged {
  return { diagnostic, status: diagnostic.status ?? 'fail' };
}

/** What another version of a program would make of it. */
export function upgraded(diagnostic: Diagnostic, program: string, to: string): Judged {
  const message = `with ${program} ${to}: ${diagnostic.message}`;
  return { ...fault({ ...diagnostic, message }), variant: `upgrade-${to}` };
}

/** A target without the parts that are empty. */
export function targetOf({
  notes = [],
  notLookedInto = [],
  ...target
}: Omit<TargetInput, 'kind' | 'notes' | 'notLookedInto'> & {
  readonly notes?: readonly string[];
  readonly notLookedInto?: readonly string[];
}): TargetInput {
  return {
    kind: 'file',
    ...target,
    ...(notes.length > 0 ? { notes: [...notes] } : {}),
    ...(notLookedInto.length > 0 ? { notLookedInto: [...notLookedInto] } : {}),
  };
}
