/** Compares the files of a rollout with each other. */
import type { Diagnostic } from '../base/diagnostic.ts';
import type { FactsDocument } from '../base/facts.ts';
import { findings } from '../base/findings.ts';
import type { Rollout } from '../base/rollout/rollout.ts';
import { clientsOf } from './clients.ts';
import { gapsOf } from './gaps.ts';
import { linkRuns } from './link.ts';
import type { Scene } from './rule.ts';
import { agreementRules } from './rules/all.ts';

interface Agreement {
  /** In the texts that the places of the rollout are in. */
  readonly diagnostics: readonly Diagnostic[];
  /** Pairs of the rollout that could not be compared, in words. */
  readonly notLookedInto: readonly string[];
}

/** Findings that are kept of one file. */
const limit = 500;

/** Judges every pair of files that has to agree. `facts` are those of the host that the rollout goes to. */
export function checkAgreement(
  rollout: Rollout,
  { facts }: { readonly facts?: FactsDocument | undefined } = {},
): Agreement {
  const runs = linkRuns(rollout);
  const scene: Scene = { rollout, runs, clients: clientsOf(rollout, runs), facts };
  const found = findings([], limit, 'agree.more-findings');
  for (const { id, severity, check } of agreementRules) {
    check(scene, ({ at, related, ...rest }) => {
      found.add({
        rule: id,
        severity,
        file: at.file,
        span: at.span,
        ...rest,
        ...(related.length > 0 ? { related: related.map(({ file, span, message }) => ({ file, span, message })) } : {}),
      });
    });
  }
  return { diagnostics: found.all(), notLookedInto: gapsOf(scene) };
}
