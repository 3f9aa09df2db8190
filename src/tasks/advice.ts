/** Fits a check's remedy to its host: what is declared there already is not to be declared once more. */
import { type FactsDocument, originOf, readFact } from '../base/facts.ts';
import { pointerOf } from '../base/pointer.ts';
import type { Finding } from '../generated/report-types.ts';
import { overriding } from '../nix/predict.ts';

type Remedy = NonNullable<Finding['remedy']>;

/**
 * The finding with its remedy split into what NixOS must declare (`sysctl`) and what the deployed generation declares
 * with the right value already (`declared`), and with words for files of sysctl.d that override either.
 */
export function fitRemedy(document: FactsDocument, finding: Finding): Finding {
  const wished = Object.entries(finding.remedy?.sysctl ?? {});
  if (finding.status !== 'fail' || wished.length === 0) return finding;
  const isDeclared = ([key, value]: readonly [string, number | string]) => {
    const deployed = readFact(document, pointerOf(['sysctl', key, 'deployed', 'value']));
    return 'value' in deployed && String(deployed.value) === String(value);
  };
  // What a closure declares needs no more than the switch that it is judged for.
  const isPredicted = ([key]: readonly [string, unknown]) =>
    originOf(document, pointerOf(['sysctl', key, 'deployed']))?.grade === 'predicted';
  const declared = wished.filter((wish) => isDeclared(wish) && !isPredicted(wish));
  const missing = wished.filter((wish) => !isDeclared(wish));
  const { sysctl: _, text, ...rest } = finding.remedy ?? {};
  const words = [...(text === undefined ? [] : [text]), ...wished.flatMap(([key]) => overridden(document, key))];
  const remedy: Remedy = {
    ...rest,
    ...(missing.length > 0 ? { sysctl: Object.fromEntries(missing) } : {}),
    ...(declared.length > 0 ? { declared: Object.fromEntries(declared) } : {}),
    ...(words.length > 0 ? { text: words.join(' ') } : {}),
  };
  return { ...finding, remedy };
}

function overridden(document: FactsDocument, key: string): string[] {
  const later = overriding(document, key);
  if (!later) return [];
  const line = later.line === undefined ? '' : ` (line ${later.line})`;
  return [`${later.file}${line} sets ${key} to ${later.value} after 60-nixos.conf: take it out there, and switch.`];
}
