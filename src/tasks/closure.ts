/** A built system as a target of its own, or laid over the facts of hosts. */
import type { FactsDocument } from '../base/facts.ts';
import type { Finding } from '../generated/report-types.ts';
import { closureFacts } from '../nix/closure/facts.ts';
import { overlay } from '../nix/closure/overlay.ts';
import { openClosure } from '../nix/closure/tree.ts';
import type { Gathered } from './gather.ts';

/** What a built system says. Throws InputError for a path that holds none. */
export async function readClosure(path: string, now: Date): Promise<FactsDocument> {
  return closureFacts(await openClosure(path), path, now);
}

/** The targets with the closure laid over their facts, or the closure itself where there is none. */
export function withClosure(gathered: readonly Gathered[], path: string, closure: FactsDocument): Gathered[] {
  if (gathered.length === 0) return [{ kind: 'closure', name: path, document: closure }];
  return gathered.map((target) => {
    if ('error' in target) return target;
    const { document } = target;
    return { ...target, document: overlay(document, closure), notes: overlaid(document, closure, path) };
  });
}

function overlaid(host: FactsDocument, closure: FactsDocument, path: string): string[] {
  const [runs, built] = [host, closure].map(({ facts }) => facts.kernel?.release);
  const [hostMachine, ownMachine] = [host, closure].map(({ facts }) => facts.kernel?.machine);
  return [
    `Judged as it will be after a switch to ${path}: its settings are predicted, the rest is what the host says now.`,
    ...(built !== undefined && runs !== undefined && built !== runs
      ? [
          `The closure has the kernel ${built}; what is said of the kernel is said of ${runs}, which runs until the reboot.`,
        ]
      : []),
    ...(hostMachine !== undefined && ownMachine !== undefined && hostMachine !== ownMachine
      ? [`The closure is for ${ownMachine} and the host is ${hostMachine}: it cannot run there.`]
      : []),
  ];
}

const besideClosure = 'Judge both: preflight check HOST --closure PATH';

export interface Decided {
  readonly findings: readonly Finding[];
  readonly notes: readonly string[];
}

/**
 * Of a closure alone: a check that needs what only a running host can say is skipped. Where that is every blocker, they stay
 * unknown, since a verdict would rest on nothing. `beside` says how a host is judged, too; what is declared is judged like a closure.
 */
export function decidedByClosure(findings: readonly Finding[], beside = besideClosure): Decided {
  const open = findings.filter(needsHost);
  if (open.length === 0) return { findings, notes: [] };
  const blockers = findings.filter(({ severity }) => severity === 'blocker');
  if (blockers.every((finding) => needsHost(finding) || finding.status === 'skip')) return { findings, notes: [] };
  const notes = [`${open.length} of ${findings.length} checks need a running host and were skipped. ${beside}`];
  const kept = findings.map((finding): Finding => {
    if (!needsHost(finding)) return finding;
    return { ...finding, status: 'skip', message: `only a running host can say it: ${finding.message}` };
  });
  return { findings: kept, notes };
}

/** Whether nothing but what nobody collected keeps the check from being judged. */
function needsHost({ status, evidence }: Finding): boolean {
  const gaps = evidence.flatMap(({ gap }) => (gap ? [gap.reason] : []));
  return status === 'unknown' && gaps.length > 0 && gaps.every((reason) => reason === 'not-collected');
}
