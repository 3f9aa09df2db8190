import type { Facts, FactsDocument } from '../base/facts.ts';
import { activeFacts } from './facts/active.ts';
import { clockFacts } from './facts/clock.ts';
import { defined, newDraft } from './facts/draft.ts';
import { probeFacts } from './facts/identity.ts';
import { kallsymsFacts } from './facts/kallsyms.ts';
import { kernelFacts } from './facts/kernel.ts';
import { platformFacts } from './facts/platform.ts';
import { ceilingFacts, profilerFacts } from './facts/processes.ts';
import { sysctlFacts } from './facts/sysctl.ts';
import { nixosFacts, osFacts } from './facts/system.ts';
import { readFrame } from './frame.ts';
import type { PlatformArea } from './platform/areas.ts';
import { factsOfAreas } from './platform/facts.ts';

/** What the probe cannot know of the run. */
export interface DecodeContext {
  /** The host as the person named it. */
  readonly host: string;
  /** When its output had come, by our clock. */
  readonly collectedAt: Date;
  /** What the probe was asked for beside the facts of every host. */
  readonly areas?: readonly PlatformArea[];
}

/**
 * The output of one execution of the probe as a facts document that holds to schemas/facts.schema.json. Every fact of the
 * schema is there, or a gap says why not. What the host says is bounded and normalised; a key that is not known is
 * ignored, so that an older preflight reads a newer installed probe.
 *
 * Throws HostError, and nothing else, whatever the bytes: kind `output` when there is no frame with this nonce or it is
 * cut short, `protocol` when it is not what the probe prints.
 */
export function decodeProbe(stdout: Uint8Array, nonce: string, context: DecodeContext): FactsDocument {
  const draft = newDraft(readFrame(stdout, nonce, context.host));
  // The later ones are judged by what these say of the probe's own process.
  const base = defined<Facts>({
    probe: probeFacts(draft),
    ceiling: ceilingFacts(draft),
    sysctl: sysctlFacts(draft),
    kernel: kernelFacts(draft),
    ...platformFacts(draft),
    clock: clockFacts(draft, context.collectedAt),
    os: osFacts(draft),
    nixos: nixosFacts(draft),
    profiler: profilerFacts(draft),
  });
  const facts = defined<Facts>({
    ...base,
    kallsyms: kallsymsFacts(draft, base),
    active: activeFacts(draft, base),
    ...factsOfAreas(draft, context.areas ?? [], hostTime(base, context)),
  });
  return {
    schemaVersion: 1,
    host: context.host,
    collectedAt: context.collectedAt.toISOString(),
    facts,
    gaps: Object.fromEntries(draft.gaps),
    from: Object.fromEntries(draft.from),
  };
}

/** Milliseconds since 1970 by the host's clock, by which its cluster and its files are dated; by ours where it did not say. */
function hostTime({ clock }: Facts, { collectedAt }: DecodeContext): number {
  return clock?.epoch === undefined ? collectedAt.getTime() : clock.epoch * 1000;
}
