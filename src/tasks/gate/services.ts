/** The services of preflight.yaml: asked once, and judged by those checks of its packs that ask for nothing else. */
import { partOf } from '../../checks/asked-services.ts';
import type { LoadedPacks } from '../../checks/check.ts';
import type { Project, ProjectHost } from '../../project/project.ts';
import { judgeTargets } from '../judge.ts';
import { type AskServices, gatherServices, servicesName } from '../services.ts';
import { settled } from './not-judged.ts';
import { type GateWatcher, type Part, secondsSince } from './part.ts';

export interface ServicesRequest {
  readonly project: Project;
  readonly ask: Omit<AskServices, 'signal'>;
  readonly packsOf: (host: ProjectHost | undefined) => Promise<LoadedPacks>;
  readonly startedAt: Date;
  readonly signal: AbortSignal;
  readonly watch: GateWatcher;
}

export async function judgeServices(request: ServicesRequest): Promise<Part> {
  const { project, ask, packsOf, startedAt, signal, watch } = request;
  const row = watch('services', servicesName);
  const begun = Date.now();
  const target = { kind: 'service', name: servicesName } as const;
  return settled(target, row, signal, async () => {
    const packs = await servicePacks(project, packsOf);
    if (packs.checks.length === 0) {
      const note =
        'No pack of preflight.yaml asks for services, so they were not asked. Add one: packs: [profiling, stack].';
      row.done('not asked: no pack is about them');
      return { targets: [{ ...target, notes: [note] }], findings: [] };
    }
    row.phase('asking');
    const gathered = await gatherServices(project.services, packs, { ...ask, signal });
    const judged = await judgeTargets([gathered], packs, {}, startedAt);
    if ('error' in gathered) row.fail('interrupted');
    else row.done(`${project.services.length} asked and judged in ${secondsSince(begun)}`);
    return { ...judged, packs: [packs] };
  });
}

/** The checks over services of the project's packs, and of those of its hosts, each once. */
async function servicePacks(project: Project, packsOf: ServicesRequest['packsOf']): Promise<LoadedPacks> {
  const own = await packsOf(undefined);
  const loaded = [own, ...(await Promise.all(project.hosts.map(packsOf)))].map((packs) => partOf(packs, 'services'));
  const checks = new Map(loaded.flatMap((packs) => packs.checks).map((check) => [check.id, check]));
  for (const check of partOf(own, 'services').checks) checks.set(check.id, check);
  const packs = new Map(loaded.flatMap((one) => one.packs).map((pack) => [`${pack.name} ${pack.sha256}`, pack]));
  return {
    checks: [...checks.values()],
    parameters: Object.assign({}, ...loaded.map(({ parameters }) => parameters), own.parameters),
    packs: [...packs.values()],
    patterns: new Map(loaded.flatMap(({ patterns }) => [...patterns])),
  };
}
