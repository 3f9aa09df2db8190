/** The services of preflight.yaml: asked once, judged by what packs ask of services alone. */
import type { LoadedPacks } from '../../checks/check.ts';
import type { Project } from '../../project/project.ts';
import type { Gathered } from '../gather.ts';
import { judgeTargets } from '../judge.ts';
import { type AskServices, gatherServices, servicesName } from '../services.ts';
import { settled, unjudged } from './not-judged.ts';
import { type GateWatcher, type Part, secondsSince } from './part.ts';

export interface ServicesRequest {
  readonly project: Project;
  readonly ask: AskServices;
  readonly packs: LoadedPacks;
  readonly startedAt: Date;
  readonly watch: GateWatcher;
}

export interface AskedServices {
  /** Undefined: they gave no facts. For hosts whose packs ask of services, too. Never rejected. */
  readonly answer: Promise<Gathered | undefined>;
  readonly part: Promise<Part>;
}

/** Begins to ask them. */
export function askServices({ project, ask, packs, startedAt, watch }: ServicesRequest): AskedServices {
  if (packs.checks.length === 0) return notAsked(watch);
  const names = project.services.map(({ name }) => name);
  const row = watch('services', names.join(', '));
  const begun = Date.now();
  row.phase('asking');
  const gathered = gatherServices(project.services, packs, ask);
  const part = settled({ kind: 'service', name: servicesName }, row, ask.signal, async () => {
    const found = await gathered;
    const judged = await judgeTargets([found], packs, {}, startedAt);
    if ('error' in found) row.fail('interrupted');
    else row.done(`${project.services.length} asked and judged in ${secondsSince(begun)}`);
    return { ...judged, packs: [packs] };
  });
  return { answer: gathered.catch(() => undefined), part };
}

/** The packs that preflight.yaml names are not about services. */
function notAsked(watch: GateWatcher): AskedServices {
  watch('services', servicesName).fail('not asked: no pack is about them');
  const part = unjudged(
    { kind: 'service', name: servicesName },
    'no pack of preflight.yaml asks for services, so they were not asked. Add one: packs: [profiling, stack]',
  );
  return { answer: Promise.resolve(undefined), part: Promise.resolve(part) };
}
