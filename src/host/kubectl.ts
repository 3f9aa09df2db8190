/** The cluster of one context, asked with the kubectl of this machine. The current context is never used. */
import { randomBytes } from 'node:crypto';
import { excerpt } from '../base/display.ts';
import type { Gap, PartOfDocument } from '../base/facts.ts';
import { runProgram } from '../base/program.ts';
import { newDraft } from './facts/draft.ts';
import { readFrame } from './frame.ts';
import { clusterAreas, type PlatformArea } from './platform/areas.ts';
import { factsOfAreas } from './platform/facts.ts';
import { clusterScript } from './script.ts';
import { HostError, outputLimit } from './transport.ts';

/** Seconds for all calls together, somewhat more than the script allows itself: not every machine has timeout(1). */
const patience = 60;

/**
 * What kubectl says of the areas that it can tell of. Whatever goes wrong is a gap; throws the signal's reason alone.
 * The ages of things are by the clock of this machine.
 */
export async function askCluster(
  context: string,
  areas: readonly PlatformArea[],
  signal: AbortSignal,
): Promise<PartOfDocument> {
  const asked = areas.filter((area) => clusterAreas.has(area));
  const nonce = randomBytes(16).toString('hex');
  const ran = await runProgram('/bin/sh', ['-s', '--', nonce], {
    seconds: patience,
    limit: outputLimit,
    input: clusterScript(asked, context),
    signal,
  });
  signal.throwIfAborted();
  if (ran.ended === 'deadline')
    return nothing(asked, { reason: 'unreadable', detail: `kubectl had not answered after ${patience} s` });
  try {
    const draft = newDraft(readFrame(ran.bytes, nonce, 'kubectl'));
    const facts = factsOfAreas(draft, asked, Date.now());
    return { facts, gaps: Object.fromEntries(draft.gaps), from: Object.fromEntries(draft.from) };
  } catch (error) {
    if (!(error instanceof HostError)) throw error;
    return nothing(asked, { reason: 'unreadable', detail: excerpt(error.message) });
  }
}

function nothing(areas: readonly PlatformArea[], gap: Gap): PartOfDocument {
  return { facts: {}, gaps: Object.fromEntries(areas.map((area) => [`/${area}`, gap])), from: {} };
}
