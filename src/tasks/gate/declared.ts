/** What the configuration declares: beside what is deployed and live on its hosts; without hosts, by itself. */
import type { LoadedPacks } from '../../checks/check.ts';
import type { DriftRow } from '../../generated/report-types.ts';
import { declaredFacts } from '../../nix/evaluated/facts.ts';
import { declaredName } from '../../project/declared-name.ts';
import type { Project, ProjectDeclared, ProjectHost } from '../../project/project.ts';
import { type Declaration, type DeclarationRequest, readDeclaration } from '../declaration.ts';
import { driftNotes, driftOfTarget } from '../drift.ts';
import { judgeTargets } from '../judge.ts';
import { withoutFolder } from '../rehearse/named.ts';
import type { AskedHost } from './hosts.ts';
import { settled, unjudged } from './not-judged.ts';
import { type GateWatcher, nothing, type Part, secondsSince } from './part.ts';
import { insideOf, onDisk, placed } from './paths.ts';

export interface DeclaredRequest {
  readonly project: Project;
  readonly asked: readonly AskedHost[];
  readonly packsOf: (host: ProjectHost | undefined) => Promise<LoadedPacks>;
  /** How long an evaluation may take. */
  readonly seconds: number;
  readonly startedAt: Date;
  readonly signal: AbortSignal;
  readonly watch: GateWatcher;
}

export function hasDeclared({ hosts, declared }: Project): boolean {
  return declared !== undefined || hosts.some((host) => host.declared);
}

interface Source {
  readonly declared: ProjectDeclared;
  readonly host?: ProjectHost;
  readonly asked?: AskedHost;
}

export async function judgeDeclared(request: DeclaredRequest): Promise<readonly Part[]> {
  const read = reader(request);
  return Promise.all(sourcesOf(request).map((source) => judgeSource(request, source, read)));
}

function sourcesOf({ project, asked }: DeclaredRequest): Source[] {
  const of = (host: ProjectHost | undefined) => host?.declared ?? project.declared;
  const sources = asked.flatMap((one): Source[] => {
    const declared = of(one.host);
    return declared ? [{ declared, asked: one, ...(one.host && { host: one.host }) }] : [];
  });
  if (asked.length > 0) return sources;
  const alone = project.hosts.length > 0 ? project.hosts.map(of) : [project.declared];
  const named = alone.flatMap((declared) => (declared ? [[declaredName(declared), { declared }] as const] : []));
  return [...new Map(named).values()];
}

type Read = (declared: ProjectDeclared) => Promise<Declaration>;

/** A configuration that several hosts share is evaluated once. */
function reader({ project, seconds, signal }: DeclaredRequest): Read {
  const known = new Map<string, Promise<Declaration>>();
  return (declared) => {
    const name = declaredName(declared);
    const reading = known.get(name) ?? declarationOf(project, declared, seconds, signal);
    known.set(name, reading);
    return reading;
  };
}

/** Paths in it, and in what is wrong with it, are those of the repository. */
async function declarationOf(
  project: Project,
  declared: ProjectDeclared,
  seconds: number,
  signal: AbortSignal,
): Promise<Declaration> {
  const source = await sourceOf(project, declared);
  const none = { flake: undefined, declared: undefined, configuration: [], specialisation: undefined };
  const read = await readDeclaration({ ...none, ...source, seconds, signal }).catch((error: unknown) => {
    throw placed(project, declared.at, error);
  });
  return named(read, (text) => withoutFolder(text, project.home.root));
}

/** Throws InputError for a path that is not there, and one that leads out of the repository. */
async function sourceOf(
  project: Project,
  declared: ProjectDeclared,
): Promise<Partial<Pick<DeclarationRequest, 'flake' | 'declared' | 'configuration'>>> {
  if (declared.kind === 'json') return { declared: await insideOf(project, declared.path) };
  if (declared.kind === 'flake') {
    await insideOf(project, declared.folder);
    return { flake: `${onDisk(project, declared.folder)}#${declared.host}` };
  }
  for (const path of declared.paths) await insideOf(project, path);
  return { configuration: declared.paths.map((path) => onDisk(project, path)) };
}

function named({ declared, undeclared }: Declaration, name: (text: string) => string): Declaration {
  if (!declared) return { declared, ...(undeclared === undefined ? {} : { undeclared: name(undeclared) }) };
  const { from, files, unknown, unclear } = declared;
  return {
    declared: {
      ...declared,
      from: name(from),
      files: new Map([...files].map(([key, all]) => [key, all.map(name)])),
      ...(unknown ? { unknown: new Map([...unknown].map(([key, reason]) => [key, name(reason)])) } : {}),
      ...(unclear ? { unclear: unclear.map(name) } : {}),
    },
  };
}

async function judgeSource(request: DeclaredRequest, source: Source, read: Read): Promise<Part> {
  const { packsOf, startedAt, signal, watch } = request;
  const { declared, host, asked } = source;
  const name = asked ? `${declaredName(declared)} and ${asked.name}` : declaredName(declared);
  const row = watch('declared', name);
  const begun = Date.now();
  const target = { kind: 'closure', name } as const;
  return settled(target, row, signal, async () => {
    row.phase('evaluating');
    const declaration = await read(declared);
    signal.throwIfAborted();
    const packs = await packsOf(host);
    if (!asked) {
      if (!declaration.declared) {
        row.fail('not known');
        return unjudged(target, declaration.undeclared ?? 'it declares nothing');
      }
      const document = declaredFacts(declaration.declared, startedAt);
      const alone = { ...target, document, notes: driftNotes(declaration) };
      const beside = 'Judge both: preflight gate --only hosts,declared';
      const judged = await judgeTargets([alone], packs, { beside }, startedAt);
      row.done(`judged in ${secondsSince(begun)}`);
      return { ...judged, packs: [packs] };
    }
    row.phase(`waiting for ${asked.name}`);
    const answer = await asked.answer;
    // That the host gave no facts is said of the host.
    if (!answer) {
      row.fail(`${asked.name} gave no facts`);
      return nothing;
    }
    const { rows, findings } = await driftOfTarget(answer, packs, declaration);
    row.done(`compared in ${secondsSince(begun)}`);
    const said = new Set(rows.filter(isSaidByCheck).map(({ key }) => `nixos.drift:${answer.name}:${key}`));
    return {
      targets: [],
      findings: findings.filter(({ id }) => !said.has(id)),
      additions: new Map([[answer.name, { drift: rows, notes: driftNotes(declaration) }]]),
    };
  });
}

/** A value that is wrong now fails its own check: one reason to block, and one waiver of it, are enough. */
function isSaidByCheck({ state, wanted }: DriftRow): boolean {
  return wanted !== undefined && ['wrong', 'not-switched', 'overridden', 'unknown'].includes(state);
}
