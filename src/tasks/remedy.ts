/** From what failed to the NixOS module that mends it, proved on a copy of the facts. */
import type { FactsDocument } from '../base/facts.ts';
import { judgeHost } from '../checks/judge.ts';
import type { LoadedPacks } from '../checks/load.ts';
import type { Finding } from '../generated/report-types.ts';
import { version } from '../generated/texts.ts';
import { type NixRemedy, nixModule, type OptionRemedy } from '../nix/module.ts';
import { predictFacts } from '../nix/predict.ts';
import { fitRemedy } from './advice.ts';

export interface Mended {
  /** The module's text; absent when nothing that failed can be mended by a definition. */
  readonly module?: string;
  /** The facts as they would be once the module is deployed. */
  readonly predicted: FactsDocument;
  /** What the checks say of the predicted facts. */
  readonly after: readonly Finding[];
  /** Checks that failed and pass on the predicted facts. */
  readonly mended: readonly string[];
}

/**
 * The smallest set of sysctls and other options that the failed findings of one target ask for, as a NixOS module, and what the checks
 * say once it is applied. Throws InputError when two checks ask for different values of one key.
 */
export async function mend(
  document: FactsDocument,
  packs: LoadedPacks,
  findings: readonly Finding[],
  now: Date,
): Promise<Mended> {
  const remedies = remediesOf(findings);
  const { predicted, after, passes } = await prove(document, packs, findings);
  const mended = findings.filter(({ id, status }) => status === 'fail' && passes.has(id)).map(({ check }) => check);
  const options = optionsOf(findings).filter(({ change }) => !('remove' in change));
  if (remedies.length === 0 && options.length === 0) return { predicted, after, mended };
  const context = { host: document.host, date: now, version };
  return { module: nixModule(remedies, context, options), predicted, after, mended };
}

/**
 * Fits each remedy to the host, and marks those which, applied to a copy of the facts together with the others, made
 * their check pass.
 */
export async function withAdvice(
  document: FactsDocument,
  packs: LoadedPacks,
  findings: readonly Finding[],
): Promise<Finding[]> {
  const fitted = findings.map((finding) => fitRemedy(document, finding));
  if (!fitted.some(needsSysctl)) return fitted;
  const { passes } = await prove(document, packs, fitted);
  return fitted.map((finding) => {
    if (!needsSysctl(finding) || !finding.remedy) return finding;
    return { ...finding, remedy: { ...finding.remedy, verified: passes.has(finding.id) } };
  });
}

interface Proof {
  readonly predicted: FactsDocument;
  readonly after: readonly Finding[];
  /** Ids of the findings that pass. */
  readonly passes: ReadonlySet<string>;
}

/** A report is made with a proof of its advice, and the module then needs the same one: it is judged once. */
const proofs = new WeakMap<
  FactsDocument,
  { readonly of: string; readonly packs: LoadedPacks; readonly proof: Promise<Proof> }
>();

function prove(document: FactsDocument, packs: LoadedPacks, findings: readonly Finding[]): Promise<Proof> {
  const failed = findings.filter(({ status }) => status === 'fail');
  const wishes = failed.flatMap(({ remedy }) => [remedy?.declared ?? {}, remedy?.sysctl ?? {}]);
  const sysctls = Object.fromEntries(wishes.flatMap((wish) => Object.entries(wish)));
  const target = findings[0]?.target ?? document.host;
  const of = JSON.stringify([target, sysctls]);
  const known = proofs.get(document);
  if (known?.of === of && known.packs === packs) return known.proof;
  const proof = proveOnce(document, packs, sysctls, target);
  proofs.set(document, { of, packs, proof });
  return proof;
}

async function proveOnce(
  document: FactsDocument,
  packs: LoadedPacks,
  sysctls: Readonly<Record<string, number | string>>,
  target: string,
): Promise<Proof> {
  const predicted = predictFacts(document, sysctls);
  const after = await judgeHost(packs, predicted, target);
  const passes = new Set(after.filter(({ status }) => status === 'pass').map(({ id }) => id));
  return { predicted, after, passes };
}

function needsSysctl(finding: Finding): boolean {
  return finding.status === 'fail' && Object.keys(finding.remedy?.sysctl ?? {}).length > 0;
}

/** One entry for each key that a check asks for. A check of several keys explains itself where no other does. */
export function remediesOf(findings: readonly Finding[]): (NixRemedy & { readonly value: number | string })[] {
  const asking = findings.filter(needsSysctl);
  const keysOf = ({ remedy }: Finding) => Object.keys(remedy?.sysctl ?? {});
  const alone = new Set(asking.filter((finding) => keysOf(finding).length === 1).flatMap(keysOf));
  return asking.flatMap((finding) =>
    Object.entries(finding.remedy?.sysctl ?? {}).map(([key, value]) => {
      const { check, title, why, risk, remedy } = finding;
      if (keysOf(finding).length > 1 && alone.has(key)) return { check, title, key, value, reason: `${title}.` };
      return {
        check,
        title,
        key,
        value,
        reason: why ?? title,
        ...(risk === undefined ? {} : { risk }),
        ...(remedy?.undo === undefined ? {} : { undo: remedy.undo }),
      };
    }),
  );
}

/** Changes of other options that failed checks ask for. */
export function optionsOf(findings: readonly Finding[]): OptionRemedy[] {
  return findings.flatMap(({ status, check, title, why, risk, remedy }) =>
    (status === 'fail' ? (remedy?.nixos ?? []) : []).map((change) => ({
      ...{ check, title, change, reason: why ?? title },
      ...(risk === undefined ? {} : { risk }),
      ...(remedy?.undo === undefined ? {} : { undo: remedy.undo }),
    })),
  );
}
