import type { Diagnostic } from './diagnostic.ts';

/** Collects diagnostics, at most so many of a file: a broken file says the same thing a thousand times. */
export interface Findings {
  readonly add: (diagnostic: Diagnostic) => void;
  /** Whether another one of this severity would be kept. Ask before a message is costly to make; the answer no is counted. */
  readonly hasRoom: (file: string, severity: Diagnostic['severity']) => boolean;
  /** Counts blockers of a file that are not even kept elsewhere. */
  readonly leaveOut: (file: string, count: number) => void;
  /** What was kept, by file and place, and for each file that had more a count of the rest. */
  readonly all: () => readonly Diagnostic[];
}

interface Held {
  /** Order of the files as they were given. */
  readonly order: number;
  blockers: number;
  others: number;
  left: number;
  leftBlockers: number;
}

/**
 * `limit` is how many blockers, and again how many other findings, are kept of one file; `rule` the id under which the
 * rest is counted, such as `alloy.more-findings`.
 */
export function findings(files: readonly string[], limit: number, rule: string): Findings {
  const held = new Map<string, Held>();
  const kept: Diagnostic[] = [];
  const of = (file: string): Held => {
    const known = held.get(file);
    if (known) return known;
    const fresh = { order: held.size, blockers: 0, others: 0, left: 0, leftBlockers: 0 };
    held.set(file, fresh);
    return fresh;
  };
  for (const file of files) of(file);
  const hasRoom: Findings['hasRoom'] = (file, severity) => {
    const counts = of(file);
    if ((severity === 'blocker' ? counts.blockers : counts.others) < limit) return true;
    counts.left++;
    if (severity === 'blocker') counts.leftBlockers++;
    return false;
  };
  return {
    hasRoom,
    add(diagnostic) {
      if (!hasRoom(diagnostic.file, diagnostic.severity)) return;
      if (diagnostic.severity === 'blocker') of(diagnostic.file).blockers++;
      else of(diagnostic.file).others++;
      kept.push(diagnostic);
    },
    leaveOut(file, count) {
      of(file).left += count;
      of(file).leftBlockers += count;
    },
    all() {
      const order = (file: string): number => held.get(file)?.order ?? 0;
      const sorted = [...kept].sort(
        (left, right) => order(left.file) - order(right.file) || left.span.start - right.span.start,
      );
      for (const [file, { left, leftBlockers }] of held)
        if (left > 0) sorted.push(rest(rule, file, left, leftBlockers));
      return sorted;
    },
  };
}

function rest(rule: string, file: string, left: number, blockers: number): Diagnostic {
  return {
    rule,
    severity: blockers > 0 ? 'blocker' : 'info',
    file,
    span: { start: 0, end: 0 },
    message: `${left} more findings in this file are not shown, ${blockers} of them blockers`,
  };
}
