/** Compares what a configuration declares with what is deployed and live on hosts, key by key. */
import { type FactsDocument, readFact } from '../base/facts.ts';
import { pointerOf } from '../base/pointer.ts';
import type { LoadedPacks } from '../checks/check.ts';
import { judgeHost } from '../checks/judge.ts';
import { loadPacks } from '../checks/load.ts';
import type { DriftRow, Finding, Report } from '../generated/report-types.ts';
import { version } from '../generated/texts.ts';
import { hasOwnDefaults, kernelDefaults, nixosDefaults } from '../nix/closure/kernel-defaults.ts';
import { type DriftInput, driftOf, type Side } from '../nix/drift.ts';
import type { DeclaredValues } from '../nix/evaluated/declared-values.ts';
import { buildReport } from '../report/build.ts';
import type { Declaration } from './declaration.ts';
import { type Gathered, type GatherRequest, gather } from './gather.ts';
import { type JudgeOptions, targetOf } from './judge.ts';

/** Without declared values, only deployed and live are compared. */
export interface DriftRequest extends Declaration {
  readonly gather: GatherRequest;
  readonly judge: JudgeOptions;
}

/** Throws InputError for bad input; a host's trouble is in the report. */
export async function drift(request: DriftRequest): Promise<Report> {
  const startedAt = new Date();
  const packs = await loadPacks([...request.judge.packs], { sets: request.judge.sets });
  const gathered = await gather(request.gather);
  const findings: Finding[] = [];
  const rows = new Map<string, DriftRow[]>();
  for (const target of gathered) {
    if (!('document' in target)) continue;
    const compared = await driftOfTarget(target, packs, request);
    rows.set(target.name, compared.rows);
    findings.push(...compared.findings);
  }
  return buildReport({
    tool: { version, packs: packs.packs, parameters: packs.parameters },
    startedAt,
    durationMs: Date.now() - startedAt.getTime(),
    targets: gathered.map((target) => ({
      ...targetOf(target, request.judge, startedAt, notesOf(target, request)),
      ...(rows.has(target.name) ? { drift: rows.get(target.name) ?? [] } : {}),
    })),
    findings,
    strict: request.judge.strict,
  });
}

/** The settings of one target, and what is found of them. */
export async function driftOfTarget(
  { name, document }: { readonly name: string; readonly document: FactsDocument },
  packs: LoadedPacks,
  { declared, undeclared }: Declaration,
): Promise<{ readonly rows: DriftRow[]; readonly findings: readonly Finding[] }> {
  const compared = await compare(document, packs, declared);
  return {
    rows: compared.map(({ row }) => row),
    findings: [
      ...compared.map(({ row, severity }) => findingOf(name, row, severity)),
      ...(undeclared === undefined ? [] : [notDeclared(name, undeclared)]),
    ],
  };
}

interface Compared {
  readonly row: DriftRow;
  readonly severity: Finding['severity'];
}

async function compare(
  document: FactsDocument,
  packs: LoadedPacks,
  declared: DeclaredValues | undefined,
): Promise<Compared[]> {
  const known = Object.keys(document.facts.sysctl ?? {});
  const wishes = wishesOf(packs);
  const compared: Compared[] = [];
  for (const key of known.sort()) {
    const wish = wishes.get(key);
    const input = await inputOf(document, packs, declared, key, wish);
    const isOfInterest = wish !== undefined || differs(input);
    if (!isOfInterest) continue;
    const { state, severity, advice } = driftOf(input);
    const { wanted, declared: own, deployed, boot, live } = input;
    const row: DriftRow = {
      key,
      state,
      advice,
      ...(wanted === undefined ? {} : { wanted }),
      ...(own === undefined ? {} : { declared: own }),
      deployed,
      boot,
      live,
    };
    compared.push({ row, severity });
  }
  return compared;
}

/** What a check asks of one key alone. */
interface Wish {
  readonly value: number | string;
  readonly check: LoadedPacks['checks'][number];
}

function wishesOf({ checks }: LoadedPacks): ReadonlyMap<string, Wish> {
  const wishes = new Map<string, Wish>();
  for (const check of checks) {
    const [only, ...others] = Object.entries(check.remedy?.sysctl ?? {});
    if (only && others.length === 0 && !wishes.has(only[0])) wishes.set(only[0], { value: only[1], check });
  }
  return wishes;
}

async function inputOf(
  document: FactsDocument,
  packs: LoadedPacks,
  declared: DeclaredValues | undefined,
  key: string,
  wish: Wish | undefined,
): Promise<DriftInput> {
  const side = (part: 'deployed' | 'boot'): Side => {
    const reading = readFact(document, pointerOf(['sysctl', key, part]));
    if ('gap' in reading) return reading.gap.reason === 'missing' ? {} : { gap: reading.gap.reason };
    return document.facts.sysctl?.[key]?.[part] ?? {};
  };
  const reading = readFact(document, pointerOf(['sysctl', key, 'live']));
  const value = document.facts.sysctl?.[key]?.live;
  const live: Side = 'gap' in reading ? { gap: reading.gap.reason } : value === undefined ? {} : { value };
  const standard = hasOwnDefaults(document.facts.kernel?.release ?? '') ? undefined : kernelDefaults.get(key);
  const sides = {
    declared: declared ? declaredSide(declared, key) : undefined,
    deployed: side('deployed'),
    boot: side('boot'),
    live,
    standard,
  };
  const right = wish ? await rightValues(document, packs, key, wish, sides) : undefined;
  const settled = [sides.declared, sides.deployed].find((one) => one?.value !== undefined)?.value ?? standard;
  return {
    key,
    ...sides,
    ...(wish ? { wanted: wish.value } : {}),
    isRight: (one) => (right ? right.has(String(one)) : settled === undefined || String(settled) === String(one)),
  };
}

/** NixOS's own default counts where the configuration says nothing. */
function declaredSide({ values, files, unknown }: DeclaredValues, key: string): Side {
  const gap = unknown?.get(key);
  if (gap !== undefined) return { gap };
  const value = values.get(key) ?? nixosDefaults.get(key);
  const [file] = files.get(key) ?? [];
  return value === undefined ? {} : { value, ...(file === undefined ? {} : { file }) };
}

/** Those of the values that occur which make the check pass. */
async function rightValues(
  document: FactsDocument,
  packs: LoadedPacks,
  key: string,
  { check }: Wish,
  sides: Pick<DriftInput, 'declared' | 'deployed' | 'boot' | 'live' | 'standard'>,
): Promise<ReadonlySet<string>> {
  const { declared, deployed, boot, live, standard } = sides;
  const values = new Set([declared?.value, deployed.value, boot.value, live.value, standard]);
  const right = new Set<string>();
  for (const value of values) {
    if (value === undefined) continue;
    const copy = structuredClone(document);
    copy.facts.sysctl = Object.fromEntries([
      ...Object.entries(copy.facts.sysctl ?? {}),
      [key, { ...copy.facts.sysctl?.[key], live: value }],
    ]);
    const findings = await judgeHost({ ...packs, checks: [check] }, copy, document.host);
    if (findings.every(({ status }) => status === 'pass' || status === 'skip')) right.add(String(value));
  }
  return right;
}

/** Keys that nobody asks about are told of only where the sides disagree. */
function differs({ declared, deployed, boot, live, standard }: DriftInput): boolean {
  if (live.value === undefined) return false;
  const sides = [declared, deployed, boot].flatMap((side) => (side && side.gap === undefined ? [side] : []));
  return sides.some(({ value }) => (value ?? standard ?? live.value) !== live.value);
}

function findingOf(target: string, row: DriftRow, severity: Finding['severity']): Finding {
  const { key, state, advice, wanted } = row;
  const evidence = (['declared', 'deployed', 'boot', 'live'] as const).flatMap((part): Finding['evidence'] => {
    const side = row[part];
    if (!side) return [];
    const fact = part === 'declared' ? pointerOf(['declared', key]) : pointerOf(['sysctl', key, part]);
    return [
      {
        fact,
        ...(side.gap === undefined ? {} : { gap: { reason: side.gap } }),
        ...(side.value === undefined ? {} : { actual: side.value }),
        ...(wanted === undefined ? {} : { wanted: String(wanted) }),
        ...(side.file === undefined ? {} : { from: side.file }),
      },
    ];
  });
  const status = state === 'agrees' ? 'pass' : state === 'unknown' ? 'unknown' : 'fail';
  return {
    id: `nixos.drift:${target}:${key}`,
    check: 'nixos.drift',
    target,
    status,
    severity,
    axis: 'policy',
    title: `${key} must be declared, deployed and live alike`,
    message: advice,
    evidence,
  };
}

function notDeclared(target: string, reason: string): Finding {
  return {
    id: `nixos.declared:${target}`,
    check: 'nixos.declared',
    target,
    status: 'unknown',
    severity: 'blocker',
    axis: 'policy',
    title: 'What the configuration declares must be known',
    message: reason,
    evidence: [],
  };
}

function notesOf(target: Gathered, declaration: Declaration): string[] {
  if (!('document' in target)) return [];
  const { nixos } = target.document.facts;
  const { current, booted, profile, specialisations = [] } = nixos ?? {};
  const { declared, undeclared } = declaration;
  return [
    ...driftNotes(declaration),
    ...(declared || undeclared !== undefined
      ? []
      : ['What the configuration declares was not asked: --flake FOLDER#HOST, or --declared FILE.']),
    ...(specialisations.length > 0
      ? [`The deployed generation has the specialisations ${specialisations.join(', ')}.`]
      : []),
    ...(profile !== undefined && current?.system !== undefined && profile !== current.system
      ? ['nixos-rebuild boot was run: the next boot takes another generation than the deployed one. Reboot, or switch.']
      : []),
    ...(booted?.kernelModules !== undefined &&
    current?.kernelModules !== undefined &&
    booted.kernelModules !== current.kernelModules
      ? ['A reboot is pending: the deployed generation has another kernel than the one that runs.']
      : []),
  ];
}

/** What a reader must know of how the declared values were found. */
export function driftNotes({ declared }: Declaration): string[] {
  if (!declared) return [];
  const judged = declared.specialisation ?? 'the system itself';
  const all = declared.specialisations;
  return [
    `Declared: ${declared.from}`,
    ...(declared.unclear ?? []).map((what) => `Not looked into: ${what}`),
    ...(all.length > 0 ? [`The configuration has the specialisations ${all.join(', ')}; ${judged} was judged.`] : []),
  ];
}
