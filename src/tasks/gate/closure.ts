/** Built systems: each host as it will be after a switch to its closure; without hosts, the closure itself. */
import { InputError } from '../../base/errors.ts';
import type { FactsDocument } from '../../base/facts.ts';
import type { LoadedPacks } from '../../checks/check.ts';
import type { Project, ProjectHost, ProjectPath } from '../../project/project.ts';
import { readClosure, withClosure } from '../closure.ts';
import type { Gathered } from '../gather.ts';
import { judgeTargets } from '../judge.ts';
import type { AskedHost } from './hosts.ts';
import { settled, unjudged } from './not-judged.ts';
import { type GateWatcher, type Part, secondsSince } from './part.ts';
import { insideOf, placed } from './paths.ts';

export interface ClosureRequest {
  readonly project: Project;
  /** Of the command line: instead of those of preflight.yaml. */
  readonly closure: string | undefined;
  readonly asked: readonly AskedHost[];
  readonly packsOf: (host: ProjectHost | undefined) => Promise<LoadedPacks>;
  readonly startedAt: Date;
  readonly signal: AbortSignal;
  readonly watch: GateWatcher;
}

/** A closure, and the host that it is for. */
interface Build {
  readonly name: string;
  /** As preflight.yaml or the command line says it. */
  readonly shown: string;
  readonly read: () => Promise<FactsDocument>;
  readonly host?: ProjectHost;
  readonly asked?: AskedHost;
}

export async function judgeClosures(request: ClosureRequest): Promise<readonly Part[]> {
  return Promise.all(buildsOf(request).map((build) => judgeBuild(request, build)));
}

function buildsOf({ project, closure, asked, startedAt }: ClosureRequest): Build[] {
  const pathOf = (path: ProjectPath) => ({
    name: path.written,
    shown: path.written,
    read: async () => {
      const real = await insideOf(project, path, { store: true });
      return readClosure(real, startedAt).catch((error: unknown) => {
        throw placed(project, path, error);
      });
    },
  });
  const given =
    closure === undefined ? undefined : { name: closure, shown: closure, read: () => readClosure(closure, startedAt) };
  const fallback = given ?? (project.closure ? pathOf(project.closure) : undefined);
  const ofHost = (host: ProjectHost | undefined) => given ?? (host?.closure ? pathOf(host.closure) : fallback);
  if (asked.length > 0)
    return asked.flatMap((one) => {
      const build = ofHost(one.host);
      const host = one.host ? { host: one.host } : {};
      return build ? [{ ...build, ...host, asked: one, name: `${build.name} on ${one.name}` }] : [];
    });
  const alone = [fallback, ...project.hosts.map(ofHost)].filter((build) => build !== undefined);
  return [...new Map(alone.map((build) => [build.name, build])).values()];
}

async function judgeBuild(request: ClosureRequest, { name, shown, read, host, asked }: Build): Promise<Part> {
  const { packsOf, startedAt, signal, watch } = request;
  const row = watch('closure', name);
  const begun = Date.now();
  const target = { kind: 'closure', name, ...(asked ? { host: asked.name } : {}) } as const;
  return settled(target, row, signal, async () => {
    row.phase('reading');
    const document = await read();
    if (asked) row.phase(`waiting for ${asked.name}`);
    const answer = await asked?.answer;
    signal.throwIfAborted();
    if (asked && !answer) {
      row.fail(`${asked.name} gave no facts`);
      return unjudged(target, `${asked.name} gave no facts to lay it over. By itself: preflight gate --only closure`);
    }
    const running: Gathered[] = answer ? [{ kind: 'closure', name, document: answer.document }] : [];
    // Alone, it is a target by its name, which is what is shown.
    const [after] = withClosure(running, shown, document);
    if (!after) throw new InputError(`${name}: nothing could be judged.`);
    const packs = await packsOf(host);
    const judged = await judgeTargets([after], packs, {}, startedAt);
    row.done(`judged in ${secondsSince(begun)}`);
    const targets = judged.targets.map((one) => (asked ? { ...one, host: asked.name } : one));
    return { ...judged, targets, packs: [packs] };
  });
}
